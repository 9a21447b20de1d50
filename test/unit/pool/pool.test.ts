import { expect, test } from 'vitest';
import { TestPool } from '../../support/pool.ts';

test('Pool.cancel: ends a job whose turn has come before there is a process for it, unrun', async () => {
  const { pool, job, close } = started();
  const [first, second] = [job('1'), job('2')];
  const ends = [pool.submit(first), pool.submit(second)];
  await new Promise(setImmediate);
  expect(pool.queued).toBe(1);
  expect(pool.running).toBe(0);
  expect(pool.cancel(first.id)).toBe(true);
  expect(pool.cancel(first.id)).toBe(false);
  const [cancelled, completed] = await Promise.all(ends);
  expect(cancelled).toMatchObject({ outcome: 'cancelled', started: false, tree: null });
  expect(completed).toMatchObject({ outcome: 'completed', result: '2' });
  await close();
});

test('Pool.cancel: finds a job at every moment from its submission to its end', async () => {
  const { pool, job, close } = started();
  for (let turns = 0; turns < 40; turns += 1) {
    const looping = job('for (;;);');
    const end = pool.submit(looping);
    for (let turn = 0; turn < turns; turn += 1) await null;
    expect(pool.cancel(looping.id)).toBe(true);
    expect((await end).outcome).toBe('cancelled');
  }
  await close();
});

test('Pool.close: answers every job, also one that waits for its process', async () => {
  const { pool, job, close } = started();
  const ends = [pool.submit(job('1')), pool.submit(job('2'))];
  await new Promise(setImmediate);
  await close();
  for (const end of await Promise.all(ends)) expect(end).toMatchObject({ outcome: 'cancelled', started: false });
  expect(() => pool.assertRoom()).toThrow('stopping');
});

/** A pool whose processes are only coming up. */
function started() {
  const testPool = new TestPool();
  return {
    pool: testPool.pool,
    job: (source: string) => testPool.job(source),
    close: () => testPool.close(),
  };
}
