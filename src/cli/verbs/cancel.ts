/**
 * `treebox cancel`: ends an execution.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../connection.ts';
import { contextOf } from '../context.ts';
import { note, printJson } from '../terminal.ts';

export function addCancel(program: CommandUnknownOpts): void {
  program
    .command('cancel')
    .description('end a waiting or running execution')
    .argument('<id>', 'id of the execution')
    .action(async (id, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.POST('/api/executions/{id}/cancel', { params: { path: { id } } }));
      if (json) await printJson(answer);
      else note(`cancelled ${id}`);
    });
}
