/**
 * `treebox fs log`: the moves of a label.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { wholeNumber } from '../../options.ts';
import { printJson, printTable, shown, styled } from '../../terminal.ts';

export function addLog(fs: CommandUnknownOpts): void {
  fs.command('log')
    .description('list the moves of a label, newest first')
    .argument('<label>')
    .option('--limit <number>', 'number of newest moves (all)', wholeNumber)
    .action(async (label, query, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.GET('/api/fs/labels/{label}/log', { params: { path: { label }, query } }));
      if (json) return await printJson(answer);
      const rows = answer.log.toReversed().map(({ at, op, to, commit, message }) => {
        return [new Date(at).toISOString(), styled('yellow', op), to, commit, shown(message)];
      });
      await printTable(['WHEN', 'MOVE', 'CA ID', 'COMMIT', 'MESSAGE'], rows);
    });
}
