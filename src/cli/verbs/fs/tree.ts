/**
 * `treebox fs tree`: the entries of a folder of a snapshot.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Schemas, type Server } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { print, printJson, shown, styled } from '../../terminal.ts';
import { volumePath } from '../../volume-path.ts';

/** An entry and its path in the snapshot. */
type Entry = Schemas['FsTreeEntry'] & { readonly path: string };

/** Widest size that is aligned: a terabyte. */
const SIZE_WIDTH = 13;

export function addTree(fs: CommandUnknownOpts): void {
  fs.command('tree')
    .description('list a folder of a snapshot: mode, type, size in bytes and path')
    .argument('<handle>')
    .argument('[path]', 'the folder', '/')
    .option('-r, --recursive', 'also list its subfolders')
    .action(async (handle, path, { recursive = false }, command) => {
      const { server, json } = contextOf(command);
      for await (const entry of entries(server, handle, volumePath(path), recursive)) {
        await (json ? printJson(entry) : print(entryLine(entry)));
      }
    });
}

/** Yields the entries of a folder in git's order; the entries of a subfolder follow it. */
async function* entries(server: Server, handle: string, folder: string, recursive: boolean): AsyncGenerator<Entry> {
  const params = { path: { handle, path: folder } };
  const tree = await answerOf(server.GET('/api/fs/snapshots/{handle}/tree/{path}', { params }));
  for (const entry of tree.entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    yield { path, ...entry };
    if (recursive && entry.type === 'tree') yield* entries(server, tree.ca_id, path, recursive);
  }
}

function entryLine({ mode, type, size, path }: Entry): string {
  const name = type === 'tree' ? `${styled('blue', shown(path))}/` : shown(path);
  return `${mode} ${type.padEnd('symlink'.length)} ${String(size ?? '-').padStart(SIZE_WIDTH)} ${name}\n`;
}
