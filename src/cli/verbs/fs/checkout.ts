/**
 * `treebox fs checkout`: a snapshot as a folder of this machine.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bytesOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { unpackInto } from '../../folder-unpack.ts';
import { Progress } from '../../progress.ts';
import { note } from '../../terminal.ts';

export function addCheckout(fs: CommandUnknownOpts): void {
  fs.command('checkout')
    .description('write the files of a snapshot into a new or empty folder')
    .argument('<handle>')
    .argument('<folder>')
    .action(async (handle, folder, _, command) => {
      const { server, json } = contextOf(command);
      const params = { path: { handle } };
      const call = server.GET('/api/fs/snapshots/{handle}/archive.tar', { params, parseAs: 'stream' });
      using progress = new Progress('checkout');
      const files = await unpackInto(folder, progress.through(bytesOf(call, 'application/x-tar')));
      progress.end();
      if (!json) note(`${files} ${files === 1 ? 'file' : 'files'} in ${folder}`);
    });
}
