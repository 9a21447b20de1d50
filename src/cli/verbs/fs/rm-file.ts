/**
 * `treebox fs rm-file`: deletes one file of a label.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { note, printJson } from '../../terminal.ts';
import { volumePath } from '../../volume-path.ts';
import { ifMatch } from './put.ts';

export function addRmFile(fs: CommandUnknownOpts): void {
  fs.command('rm-file')
    .description('delete a file of a label, as one commit')
    .argument('<label>')
    .argument('<path>')
    .option('--message <text>', 'the message of the commit')
    .option('--expected <blob>', 'blob id that the file must have now')
    .action(async (label, path, { message, expected }, command) => {
      const { server, json } = contextOf(command);
      const params = {
        path: { label, path: volumePath(path) },
        query: message === undefined ? {} : { message },
        header: ifMatch(expected),
      };
      const answer = await answerOf(server.DELETE('/api/fs/labels/{label}/files/{path}', { params }));
      if (json) await printJson(answer);
      else note(`${answer.label} names ${answer.ca_id} (commit ${answer.commit})`);
    });
}
