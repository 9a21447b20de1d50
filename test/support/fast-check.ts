/**
 * One seed for every property by default, so that a run tells of the change and not of its luck; long runs search elsewhere
 * each time, and runs with `TREEBOX_TEST_SEED` where that says. A counterexample prints its seed.
 */
import { configureGlobal } from 'fast-check';

const DEFAULT_SEED = 1;
const SEEDS = 2 ** 31;

const { TREEBOX_TEST_MINUTES: minutes, TREEBOX_TEST_SEED: seed } = process.env;
const otherwise = minutes === undefined ? DEFAULT_SEED : Math.trunc(Math.random() * SEEDS);
configureGlobal({ seed: seed === undefined ? otherwise : Number(seed) });
