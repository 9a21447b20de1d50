/**
 * `treebox fs put`: writes one file of a label.
 */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { note, printJson } from '../../terminal.ts';
import { volumePath } from '../../volume-path.ts';

export function addPut(fs: CommandUnknownOpts): void {
  fs.command('put')
    .description('write a file of a label, as one commit')
    .argument('<label>')
    .argument('<path>', 'path in the snapshot')
    .argument('[file]', 'local file with the content, - for stdin', '-')
    .option('--message <text>', 'the message of the commit')
    .option('--expected <blob>', 'blob id that the file must have now, * for any')
    .option('--new', 'the file must not exist yet')
    .action(async (label, path, file, { message, expected, new: isNew }, command) => {
      if (isNew && expected !== undefined)
        throw new Failure(EXIT.usage, '--new and --expected exclude each other; give only one of them');
      const { server, json } = contextOf(command);
      const bytes = await readBytes(file);
      const params = {
        path: { label, path: volumePath(path) },
        query: message === undefined ? {} : { message },
        header: { ...ifMatch(expected), ...(isNew && { 'If-None-Match': '*' as const }) },
      };
      const answer = await answerOf(
        server.PUT('/api/fs/labels/{label}/files/{path}', {
          params,
          body: bytes as unknown as string,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      );
      if (json) await printJson(answer);
      else note(`${answer.label} names ${answer.ca_id} (commit ${answer.commit})`);
    });
}

/** Makes the header of a write with a condition. */
export function ifMatch(expected: string | undefined): { 'If-Match'?: string } {
  if (expected === undefined) return {};
  return { 'If-Match': expected === '*' ? '*' : `"${expected}"` };
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (cause) {
    throw new Failure(EXIT.usage, `${file} can't be read: ${(cause as Error).message}`, { cause });
  }
}
