import { expect, test } from 'vitest';
import { bestFor, isUsedUp } from '../../../src/pool/reuse.ts';

const served = (name: string, runs: number, session: string | null = null) => ({ name, runs, session });

test.each([
  ['pool', null, 'free longest'],
  ['pool', 'a', 'free longest'],
  ['session', 'a', 'served a'],
  ['session', 'b', 'new'],
  ['session', null, 'new'],
  ['run', 'a', 'new'],
] as const)('bestFor with reuse %s and session %j: the process %s', (reuse, session, name) => {
  const free = [served('free longest', 3), served('new', 0), served('served a', 1, 'a'), served('another new one', 0)];
  expect(bestFor({ session }, free, reuse)?.name).toBe(name);
});

test('bestFor gives a job nothing when no process may serve it', () => {
  expect(bestFor({ session: 'b' }, [served('served a', 1, 'a'), served('served none', 1)], 'session')).toBeUndefined();
  expect(bestFor({}, [], 'pool')).toBeUndefined();
});

test('isUsedUp: the processes of a pool, which get equally many runs, are not used up together', () => {
  const lifetimes = [0, 1, 2, 3].map((place) => {
    let runs = 0;
    while (!isUsedUp(served('any', runs), 0, 'pool', place)) runs += 1;
    return runs;
  });
  expect(lifetimes[0]).toBe(2000);
  const sorted = lifetimes.toSorted((a, b) => a - b);
  for (const [at, runs] of sorted.slice(1).entries()) expect(runs - (sorted[at] as number)).toBeGreaterThanOrEqual(100);
});
