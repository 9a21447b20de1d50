/**
 * `treebox fs reset`: resets a label to a snapshot in its reflog.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { note, printJson } from '../../terminal.ts';

export function addReset(fs: CommandUnknownOpts): void {
  fs.command('reset')
    .description('reset a label to a snapshot that it had before')
    .argument('<label>')
    .argument('<ca-id>', 'the snapshot, as treebox fs log shows it')
    .option('--allow-unlogged', 'also accept a snapshot that the label never had')
    .option('--message <text>', 'the message of the reflog')
    .action(async (label, ca_id, { allowUnlogged = false, message = null }, command) => {
      const { server, json } = contextOf(command);
      const body = { label, ca_id, allow_unlogged: allowUnlogged, message };
      const answer = await answerOf(server.POST('/api/fs/reset', { body }));
      if (json) await printJson(answer);
      else note(`${answer.label} names ${answer.ca_id} (commit ${answer.commit})`);
    });
}
