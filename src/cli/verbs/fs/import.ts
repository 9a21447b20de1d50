/**
 * `treebox fs import`: imports an archive or a folder as a snapshot.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas, type Server } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { type Archive, packFolder } from '../../folder-archive.ts';
import { Progress } from '../../progress.ts';
import { printJson, printLine } from '../../terminal.ts';

export function addImport(fs: CommandUnknownOpts): void {
  fs.command('import')
    .description('import a tar or zip archive, or a folder without its .git, and print the CA id')
    .argument('<path>', 'an archive or a folder, - for an archive on stdin')
    .option('--push <label>', 'push the snapshot to a label, on top of its head')
    .option('--message <text>', "the message of the push's commit")
    .action(async (path, options, command) => {
      const { server, json } = contextOf(command);
      if (options.message !== undefined && options.push === undefined) {
        throw new Failure(EXIT.usage, '--message needs --push');
      }
      const { ca_id, push } = await importArchive(server, await openArchive(path), options);
      await (json ? printJson(push ? { ca_id, push } : { ca_id }) : printLine(ca_id));
      if (push?.error) throw new Failure(EXIT.rejected, push.error);
    });
}

/** Imports an archive. @returns its snapshot, and the outcome of the push */
export async function importArchive(
  server: Server,
  { bytes, size }: Archive,
  query: { readonly push?: string; readonly message?: string } = {},
): Promise<Schemas['FsImported']> {
  using progress = new Progress('import', size);
  return await answerOf(
    server.POST('/api/fs/snapshots', {
      params: { query },
      body: Readable.toWeb(Readable.from(progress.through(bytes))) as unknown as string,
      bodySerializer: (body) => body,
      // The server recognises the kind of archive by its first bytes.
      headers: { 'Content-Type': 'application/x-tar' },
      duplex: 'half',
    }),
  );
}

/**
 * Opens an archive, or archives a folder.
 * @param path path of the archive or folder, `-` for an archive on stdin
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
