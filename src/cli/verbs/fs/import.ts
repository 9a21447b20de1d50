/**
 * `treebox fs import`: takes in a tar archive or a folder as a snapshot.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Server } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { type Archive, packFolder } from '../../folder-archive.ts';
import { Progress } from '../../progress.ts';
import { printJson, printLine } from '../../terminal.ts';

export function addImport(fs: CommandUnknownOpts): void {
  fs.command('import')
    .description('take in a tar archive, or a folder without its .git, and print the CA id')
    .argument('<path>', 'a tar archive or a folder, - for an archive on stdin')
    .action(async (path, _, command) => {
      const { server, json } = contextOf(command);
      const ca_id = await importArchive(server, await openArchive(path));
      await (json ? printJson({ ca_id }) : printLine(ca_id));
    });
}

/** Takes in an archive. @returns the CA id of its snapshot */
export async function importArchive(server: Server, { bytes, size }: Archive): Promise<string> {
  using progress = new Progress('import', size);
  const answer = await answerOf(
    server.POST('/api/fs/snapshots', {
      body: Readable.toWeb(Readable.from(progress.through(bytes))) as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'application/x-tar' },
      duplex: 'half',
    }),
  );
  return answer.ca_id;
}

/**
 * Opens an archive, or makes one of a folder.
 * @param path of either, `-` for an archive on stdin
 * @throws Failure when it can't be read
 */
export async function openArchive(path: string): Promise<Archive> {
  if (path === '-') return { bytes: process.stdin, size: undefined };
  try {
    const found = await stat(path);
    return found.isDirectory() ? await packFolder(path) : { bytes: createReadStream(path), size: found.size };
  } catch (cause) {
    throw new Failure(EXIT.usage, `${path} can't be read: ${(cause as Error).message}`, { cause });
  }
}
