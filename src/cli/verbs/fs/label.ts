/**
 * `treebox fs label`: sets a label, wherever it points now.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { note, printJson } from '../../terminal.ts';

export function addLabel(fs: CommandUnknownOpts): void {
  fs.command('label')
    .description('set a label, wherever it points now')
    .argument('<label>')
    .argument('<ca-id>', 'the snapshot')
    .option('--message <text>', 'the message of the commit and the reflog')
    .action(async (name, ca_id, { message }, command) => {
      const { server, json } = contextOf(command);
      const body = { name, ca_id, message: message ?? null };
      const answer = await answerOf(server.POST('/api/fs/labels', { body }));
      if (json) await printJson(answer);
      else note(`${answer.label} names ${answer.ca_id} (commit ${answer.commit})`);
    });
}
