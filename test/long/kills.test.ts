/**
 * SIGKILL for the server, its runners, its compilers, its gits and its workers, at random moments of a mixed load: nothing that was
 * acknowledged is lost, and nothing but its own end ends the server. Figures are printed.
 *
 * TREEBOX_TEST_KILLS says how many rounds there are.
 */
import { expect, test } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';

const ROUNDS = Number(process.env.TREEBOX_TEST_KILLS ?? 200);

test(`${ROUNDS} kills under a mixed load lose nothing that was acknowledged`, { timeout: 3_600_000 }, async () => {
  const { kills, load } = await killRounds(ROUNDS);
  console.log(`killed: ${JSON.stringify(kills)}; operations: ${JSON.stringify(load.done)}, refused: ${load.refused}`);
  expect(Object.keys(kills).toSorted()).toEqual(['compiler', 'git', 'runner', 'server', 'worker']);
});
