/**
 * One seed for every property by default, so that a run tells of the change and not of its luck; long runs, and runs with
 * `TREEBOX_TEST_SEED`, search elsewhere. A counterexample prints its seed.
 */
import { configureGlobal } from 'fast-check';

const DEFAULT_SEED = 1;

const { TREEBOX_TEST_MINUTES: minutes, TREEBOX_TEST_SEED: seed } = process.env;
if (seed !== undefined) configureGlobal({ seed: Number(seed) });
else if (minutes === undefined) configureGlobal({ seed: DEFAULT_SEED });
