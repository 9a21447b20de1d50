/**
 * `treebox __labels`: lists labels for a shell's completion.
 *
 * It waits only briefly for the server, because the user is typing, and prints nothing when the server does not answer.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { contextOf } from '../context.ts';
import { Failure } from '../failure.ts';
import { print } from '../terminal.ts';

/** The name of the verb in completion scripts. */
export const LABELS_VERB = '__labels';
const PATIENCE_MS = 1_000;
/** Most labels to offer: a longer list does not help. */
const LABELS_MAX = 200;

export function addLabelsForShell(program: CommandUnknownOpts): void {
  program
    .command(LABELS_VERB, { hidden: true })
    .argument('[prefix]', 'how they begin', '')
    .action(async (prefix, _, command) => {
      const { server } = contextOf(command);
      const params = { query: { prefix, limit: LABELS_MAX } };
      try {
        const { data } = await server.GET('/api/fs/labels', { params, signal: AbortSignal.timeout(PATIENCE_MS) });
        await print((data?.labels ?? []).map(({ name }) => `${name}\n`).join(''));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
      }
    });
}
