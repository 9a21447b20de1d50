/**
 * A search for a value that a judge refuses: over as many values as a run of the tests has time for, or for as long as
 * `TREEBOX_TEST_MINUTES` says.
 */
import fc from 'fast-check';

const MINUTES = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
const ENDLESS = 1_000_000_000;

/** How long a test that searches may take, in ms. */
export const SEARCH_TIMEOUT_MS = MINUTES * 60_000 + 600_000;

/** @throws Error with the least value for which `judge` fails, and the seed */
export async function search<T>({
  values,
  examples,
  count,
  judge,
}: {
  values: fc.Arbitrary<T>;
  /** Values that are judged first. */
  examples: readonly T[];
  /** How many values are judged when no time is set. */
  count: number;
  judge: (value: T) => Promise<void>;
}): Promise<void> {
  let judged = 0;
  let last = Promise.resolve();
  const property = fc.asyncProperty(values, (value) => {
    judged += 1;
    last = judge(value);
    return last;
  });
  const limits = MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000, numRuns: ENDLESS } : { numRuns: count };
  await fc.assert(property, { ...limits, examples: examples.map((value): [T] => [value]) });
  // The time may be over while a value is being judged.
  await last;
  if (MINUTES > 0) console.info(`judged ${judged} values from the seed ${fc.readConfigureGlobal().seed} on`);
}
