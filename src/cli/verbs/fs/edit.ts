/**
 * `treebox fs edit`: replaces text in a file of a label.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { given } from '../../options.ts';
import { note, printJson } from '../../terminal.ts';
import { volumePath } from '../../volume-path.ts';

export function addEdit(fs: CommandUnknownOpts): void {
  fs.command('edit')
    .description('replace text in a file of a label, as one commit')
    .argument('<label>')
    .argument('<path>')
    .requiredOption('--replace <old>', 'the exact text; it must occur exactly once')
    .requiredOption('--with <new>', 'the replacement')
    .option('--all', 'replace every occurrence')
    .option('--message <text>', 'the message of the commit')
    .action(async (label, path, options, command) => {
      const { server, json } = contextOf(command);
      const replace = { old: options.replace, new: options.with, all: options.all ?? false };
      const push = { label, expected: 'base', ...given({ message: options.message }) };
      const body = { base: label, edits: [{ path: volumePath(path), replace }], push };
      const answer = await answerOf(server.POST('/api/fs/edit', { body }));
      if (json) await printJson(answer);
      const { push: pushed } = answer;
      if (pushed?.status === 'rejected') {
        throw new Failure(
          EXIT.rejected,
          `${pushed.error ?? `${label} has moved in the meantime`}; the edit is ${answer.ca_id}`,
        );
      }
      if (!json) note(`${label} names ${pushed?.ca_id ?? answer.ca_id} (commit ${pushed?.commit})`);
    });
}
