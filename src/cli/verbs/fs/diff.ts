/**
 * `treebox fs diff`: what differs between two snapshots. Layer 6.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, bytesOf, type Schemas } from '../../connection.ts';
import { contextOf } from '../../context.ts';
import { EXIT, Failure } from '../../failure.ts';
import { print, printJson, printStream, shown, styled } from '../../terminal.ts';

/** Letter and colour as `git diff --name-status` has them. */
const STATUSES = {
  added: ['A', 'green'],
  modified: ['M', 'yellow'],
  deleted: ['D', 'red'],
  type_changed: ['T', 'magenta'],
} as const satisfies Record<Schemas['FsDifference']['status'], readonly [string, string]>;

export function addDiff(fs: CommandUnknownOpts): void {
  fs.command('diff')
    .description('tell which paths differ between two snapshots, as git diff --name-status does')
    .argument('<from>', 'a handle')
    .argument('<to>', 'a handle')
    .option('-p, --patch', 'a unified diff of the text files, for git apply')
    .action(async (from, to, { patch = false }, command) => {
      const { server, json } = contextOf(command);
      if (json && patch) throw new Failure(EXIT.usage, 'a patch is no JSON; leave out --json or --patch');
      const query = { from, to };
      if (patch) {
        const params = { query: { ...query, patch } };
        return await printStream(bytesOf(server.GET('/api/fs/diff', { params, parseAs: 'stream' }), 'text/x-diff'));
      }
      const { changes } = (await answerOf(server.GET('/api/fs/diff', { params: { query } }))) as Schemas['FsDiff'];
      if (json) return await printJson({ changes });
      await print(changes.map(changeLine).join(''));
    });
}

function changeLine({ status, path }: Schemas['FsDifference']): string {
  const [letter, colour] = STATUSES[status];
  return `${styled(colour, letter)}\t${shown(path)}\n`;
}
