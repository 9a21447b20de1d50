import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import type { Job } from '../../../src/pool/job.ts';
import { WatchRecord } from '../../../src/pool/watch-record.ts';
import { WatchedRun } from '../../../src/pool/watchdog.ts';
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

test('Pool.cancel: a job that is cancelled while what it left is taken in ends cancelled all the same', async () => {
  const testPool = new TestPool();
  const { pool, repository } = testPool;
  const job = testPool.job('fs.writeFileSync("/f", "text")', { tree: EMPTY_TREE });
  const admit = repository.incoming.admit.bind(repository.incoming);
  let answer: boolean | undefined;
  repository.incoming.admit = async (folder, pack) => {
    answer = pool.cancel(job.id);
    await admit(folder, pack);
  };
  const end = await pool.submit(job);
  expect([answer, end.outcome, end.tree]).toEqual([true, 'cancelled', null]);
  await testPool.close();
});

test('WatchedRun.end: the first reason stands, and whoever gives another is told', () => {
  const bounds = { deadline: Number.POSITIVE_INFINITY, baseline: 0, ownBytesMax: Number.POSITIVE_INFINITY };
  const run = new WatchedRun({ stop: () => undefined, residentBytes: 0 }, new WatchRecord(), bounds);
  expect([run.end('timed_out'), run.end('cancelled'), run.end('timed_out')]).toEqual([true, false, true]);
  expect(run.reason).toBe('timed_out');
  expect(run.leave()).toBe(true);
  expect([run.end('cancelled'), run.reason]).toEqual([false, 'timed_out']);
});

test('Pool.submit: answers a job as crashed, unrun, when no process can be started, and runs the next when one can', async () => {
  const { pool, job, warnings, close } = started();
  const killed = () => pool.submit(job('for (;;);', { timeoutMs: 50 }));
  expect((await pool.submit(job('1'))).outcome).toBe('completed');
  const { execPath } = process;
  process.execPath = '/bin/false';
  try {
    // The first takes its process with it, the second the spare one.
    for (let count = 0; count < 2; count += 1) expect((await killed()).outcome).toBe('timed_out');
    expect(await pool.submit(job('1'))).toMatchObject({
      outcome: 'crashed',
      started: false,
      error: expect.stringContaining('No runner process can be started'),
    });
    expect(warnings).toContain('a runner could not be started');
  } finally {
    process.execPath = execPath;
  }
  let outcome = '';
  while (outcome !== 'completed') ({ outcome } = await pool.submit(job('1')));
  await close();
});

test('Pool: a process that can not be started, whatever is missing for it, is a warning, and another is started later', async () => {
  const testPool = new TestPool();
  const { pool, repository, warnings } = testPool;
  const folder = repository.incoming.folder.bind(repository.incoming);
  expect((await pool.submit(testPool.job('1'))).outcome).toBe('completed');
  let refused = 0;
  for (const refuse of [
    () => {
      throw Object.assign(new Error('EMFILE: too many open files, mkdir'), { code: 'EMFILE' });
    },
    // A folder in which nothing can be opened.
    () => join(repository.path, 'not-there'),
  ]) {
    repository.incoming.folder = () => {
      refused += 1;
      return refuse();
    };
    const before = refused;
    // The first takes its process with it, the second the spare one.
    for (let count = 0; count < 2; count += 1) {
      const killed = await pool.submit(testPool.job('for (;;);', { timeoutMs: 50 }));
      expect(killed.outcome).toBe('timed_out');
    }
    await expect.poll(() => refused).toBeGreaterThan(before + 1);
    repository.incoming.folder = folder;
    expect((await pool.submit(testPool.job('2'))).result).toBe('2');
    await expect.poll(() => pool.runners.idle).toBe(2);
  }
  expect(warnings.filter((text) => text === 'a runner could not be started').length).toBe(refused);
  await testPool.close();
});

test('Pool.close: answers every job, also one that waits for its process', async () => {
  const { pool, job, close } = started();
  const ends = [pool.submit(job('1')), pool.submit(job('2'))];
  await new Promise(setImmediate);
  await close();
  for (const end of await Promise.all(ends)) expect(end).toMatchObject({ outcome: 'cancelled', started: false });
  expect(() => pool.assertRoom(1)).toThrow('stopping');
});

/** A pool whose processes are only coming up. */
function started() {
  const testPool = new TestPool();
  return {
    pool: testPool.pool,
    warnings: testPool.warnings,
    job: (source: string, options?: Partial<Job>) => testPool.job(source, options),
    close: () => testPool.close(),
  };
}

test('Pool.assertRoom: the sources that wait have a bound together', async () => {
  const { pool, job, close } = started();
  const source = `${'//'.repeat(30 * 1024 * 1024)}\n1`;
  const jobs = Array.from({ length: 6 }, () => job(source));
  const ends = jobs.map((waiting) => pool.submit(waiting));
  await new Promise(setImmediate);
  expect(() => pool.assertRoom(source.length)).toThrow(/268435456 bytes together/);
  expect(() => pool.assertRoom(1)).toThrow(/268435456 bytes together/);
  for (const { id } of jobs) pool.cancel(id);
  await Promise.all(ends);
  expect(() => pool.assertRoom(source.length)).not.toThrow();
  await close();
});

test.each([
  ['pool', [true, true, true]],
  ['session', [true, false, false]],
  ['run', [false, false, false]],
] as const)(
  'Pool with reuse %s: gives runs of the same session, of another and of none their processes',
  async (reuse, same) => {
    const testPool = new TestPool(
      { runners: 1 },
      { main: new URL('../../escape/escaped-runner.ts', import.meta.url).pathname },
      reuse,
    );
    const pid = async (session: string | null) => {
      const source = '//ESCAPED\nreturn { result: String(process.pid) }';
      const { result } = await testPool.pool.submit(testPool.job(source, { session }));
      return result;
    };
    // Of two processes, the second is used when the first has gone.
    const first = await pid('a');
    expect(first).toMatch(/^\d+$/);
    const found = [(await pid('a')) === first, (await pid('b')) === first];
    const none = await pid(null);
    if (reuse !== 'pool') expect(await pid(null)).not.toBe(none);
    expect([...found, none === first]).toEqual(same);
    await testPool.close();
  },
);
