/**
 * `treebox fs diff`: the differences between two snapshots.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, bytesOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { print, printJson, printStream, shown, styled } from '../../terminal.ts';

/** Letters and colours of `git diff --name-status`. */
const STATUSES = {
  added: ['A', 'green'],
  modified: ['M', 'yellow'],
  deleted: ['D', 'red'],
  type_changed: ['T', 'magenta'],
  renamed: ['R', 'cyan'],
} as const satisfies Record<Schemas['FsDifference']['status'], readonly [string, string]>;

export function addDiff(fs: CommandUnknownOpts): void {
  fs.command('diff')
    .description('list the paths that differ between two snapshots, as git diff --name-status does')
    .argument('<from>', 'a handle')
    .argument('<to>', 'a handle')
    .option('-p, --patch', 'print a unified diff of the text files, for git apply')
    .option('-M, --find-renames', 'look for renamed files')
    .action(async (from, to, { patch = false, findRenames = false }, command) => {
      const { server, json } = contextOf(command);
      if (json && patch) throw new Failure(EXIT.usage, 'a patch is not JSON; leave out --json or --patch');
      const query = { from, to, ...(findRenames && { renames: true }) };
      if (patch) {
        const params = { query: { ...query, patch } };
        return await printStream(bytesOf(server.GET('/api/fs/diff', { params, parseAs: 'stream' }), 'text/x-diff'));
      }
      const { changes } = (await answerOf(server.GET('/api/fs/diff', { params: { query } }))) as Schemas['FsDiff'];
      if (json) return await printJson({ changes });
      await print(changes.map(changeLine).join(''));
    });
}

function changeLine({ status, path, old_path, similarity }: Schemas['FsDifference']): string {
  const [letter, colour] = STATUSES[status];
  if (old_path === undefined) return `${styled(colour, letter)}\t${shown(path)}\n`;
  const alike = String(similarity).padStart(3, '0');
  return `${styled(colour, letter + alike)}\t${shown(old_path)}\t${shown(path)}\n`;
}
