import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { StateRuns } from '../support/state-context.ts';
import { type Graph, graphs, namesIn, programOf, TELL } from '../support/state-graphs.ts';

const minutes = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
/** Enough to meet every pair of kinds; in the long mode as many as fit. */
const settings = minutes > 0 ? { numRuns: 1e9, interruptAfterTimeLimit: minutes * 60_000 } : { numRuns: 3_000 };
const TIMEOUT_MS = minutes * 60_000 + 300_000;

const runs = await StateRuns.create();
afterAll(() => runs.dispose());

function told(graph: Graph): string {
  const bindings = graph.bindings.map(([name]) => name);
  const globals = graph.globals.map(([name]) => `globalThis[${JSON.stringify(name)}]`);
  return `${TELL}(${[...bindings, ...globals].join()})`;
}

test('state: any graph of objects is after restoring what it was, and its text is the same again', {
  timeout: TIMEOUT_MS,
}, () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const before = runs.run({ code: programOf(graph), names: namesIn(graph), result: told(graph) });
      expect(before.leftOut).toEqual([]);
      const after = runs.run({ state: before.text, result: told(graph) });
      expect(after.result).toEqual(before.result);
      expect(after.text).toBe(before.text);
      expect(after.leftOut).toEqual([]);
    }),
    settings,
  );
});
