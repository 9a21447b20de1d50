/**
 * `treebox fs ls`: the labels and their snapshots.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { printJson, printTable, shown } from '../../terminal.ts';

export function addLs(fs: CommandUnknownOpts): void {
  fs.command('ls')
    .description('list the labels')
    .action(async (_, command) => {
      const { server, json } = contextOf(command);
      const list = await answerOf(server.GET('/api/fs/labels'));
      if (json) return await printJson(list);
      await printTable(
        ['LABEL', 'CA ID', 'COMMIT'],
        list.labels.map(({ name, ca_id, commit }) => [shown(name), ca_id, commit]),
      );
    });
}
