/**
 * `treebox fs export`: a snapshot as a tar archive.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bytesOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { Progress } from '../../progress.ts';
import { printStream } from '../../terminal.ts';

export function addExport(fs: CommandUnknownOpts): void {
  fs.command('export')
    .description('write a snapshot as a tar archive')
    .argument('<handle>')
    .argument('[file]', 'file to write, - for stdout', '-')
    .action(async (handle, file, _, command) => {
      if (file === '-' && process.stdout.isTTY) {
        throw new Failure(EXIT.usage, 'an archive is not for a terminal; name a file, or redirect the output');
      }
      const { server } = contextOf(command);
      const params = { path: { handle } };
      const call = server.GET('/api/fs/snapshots/{handle}/archive.tar', { params, parseAs: 'stream' });
      using progress = new Progress('export');
      const counted = progress.through(bytesOf(call, 'application/x-tar'));
      await (file === '-' ? printStream(counted) : writeWhole(file, counted));
    });
}

/** Writes a file completely or, on an error, leaves it as it was. */
async function writeWhole(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(bytes, createWriteStream(part));
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof Failure) throw cause;
    throw new Failure(EXIT.failed, `${file} can't be written: ${(cause as Error).message}`, { cause });
  }
}
