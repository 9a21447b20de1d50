/**
 * `treebox fs pull`: the snapshot that a label names now.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { printJson, printLine } from '../../terminal.ts';

export function addPull(fs: CommandUnknownOpts): void {
  fs.command('pull')
    .description('print the CA id (hash of the tree) that a label points to now')
    .argument('<label>')
    .action(async (label, _, command) => {
      const { server, json } = contextOf(command);
      const answer = await answerOf(server.GET('/api/fs/labels/{label}', { params: { path: { label } } }));
      await (json ? printJson(answer) : printLine(answer.ca_id));
    });
}
