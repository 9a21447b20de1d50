/**
 * `treebox fs rm`: deletes a label.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { note, printJson } from '../../terminal.ts';

export function addRm(fs: CommandUnknownOpts): void {
  fs.command('rm')
    .description('delete a label; its snapshots stay until garbage collection')
    .argument('<label>')
    .action(async (label, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.DELETE('/api/fs/labels/{label}', { params: { path: { label } } }));
      if (json) await printJson(answer);
      else note(`deleted ${answer.label}, which named ${answer.ca_id}`);
    });
}
