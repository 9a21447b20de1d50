/**
 * `treebox fs branch`: a new label that shares another one's history.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { note, printJson } from '../../terminal.ts';

export function addBranch(fs: CommandUnknownOpts): void {
  fs.command('branch')
    .description('start a label at the commit of another one, so that they share history')
    .argument('<new>', 'the new label')
    .argument('[from]', 'a label, a commit id, label@{n} or label~n', 'main')
    .action(async (name, from, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.POST('/api/fs/labels', { body: { name, from } }));
      if (json) await printJson(answer);
      else note(`${answer.label} names ${answer.ca_id} (commit ${answer.commit})`);
    });
}
