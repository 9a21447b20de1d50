/**
 * `treebox fs cat`: the bytes of a file of a snapshot.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bytesOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { printStream } from '../../terminal.ts';
import { volumePath } from '../../volume-path.ts';

export function addCat(fs: CommandUnknownOpts): void {
  fs.command('cat')
    .description('print a file of a snapshot')
    .argument('<handle>')
    .argument('<path>')
    .action(async (handle, file, _, command) => {
      const { server } = contextOf(command);
      const path = { handle, path: volumePath(file) };
      const call = server.GET('/api/fs/snapshots/{handle}/files/{path}', { params: { path }, parseAs: 'stream' });
      await printStream(bytesOf(call));
    });
}
