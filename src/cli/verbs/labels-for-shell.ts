/**
 * `treebox __labels`: what a shell's completion asks for.
 *
 * It waits for the server for a moment only, and says nothing where there is none: somebody is typing.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { contextOf } from '../context.ts';
import { Failure } from '../failure.ts';
import { print } from '../terminal.ts';

/** The name of the verb in completion scripts. */
export const LABELS_VERB = '__labels';
const PATIENCE_MS = 1_000;
/** More are no help to anybody. */
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
