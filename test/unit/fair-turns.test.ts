import { expect, test } from 'vitest';
import { FairTurns } from '../../src/core/fair-turns.ts';

test('FairTurns: one at a time, whoever asks much takes turns with the others, each in his own order', async () => {
  const turns = new FairTurns();
  const order: string[] = [];
  let running = 0;
  const ask = (who: string, what: string) =>
    turns.run(who, async () => {
      running += 1;
      expect(running).toBe(1);
      order.push(what);
      await new Promise(setImmediate);
      running -= 1;
    });
  const all = [1, 2, 3, 4, 5].map((n) => ask('much', `m${n}`));
  expect(turns.waitingFor('much')).toBe(4);
  all.push(ask('few', 'f1'), ask('other', 'o1'), ask('few', 'f2'));
  await Promise.all(all);
  expect(order).toEqual(['m1', 'm2', 'f1', 'o1', 'm3', 'f2', 'm4', 'm5']);
});

test('FairTurns: work that fails hands the turn on', async () => {
  const turns = new FairTurns();
  const failed = turns.run('a', () => Promise.reject(new Error('no')));
  const next = turns.run('a', async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
  expect(await turns.run('b', async () => 'later')).toBe('later');
});
