/**
 * Bounds of runs while the server's own thread is busy.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { TestPool } from '../../support/pool.ts';

const MiB = 1024 * 1024;
/** A runner that runs a source that says so outside of its isolate. */
const ESCAPED = join(import.meta.dirname, '../../escape/escaped-runner.ts');

/** How long this thread is kept busy, in ms. */
const BUSY_MS = 2_000;
/** When a run that passes its bound must be over, in ms after this thread became busy. */
const IN_TIME_MS = 1_500;

test('Watchdog: a run that loops past its deadline is killed while the event loop is blocked', async () => {
  const { end, diedAfterMs } = await whileBusy('for (;;);', { timeoutMs: 300 });
  expect(end).toMatchObject({ outcome: 'timed_out', started: true });
  expect(diedAfterMs).toBeLessThan(IN_TIME_MS);
});

test('Watchdog: a run that allocates past its memory is killed while the event loop is blocked', async () => {
  // Memory outside the isolate, which V8 does not bound.
  const fill = 'const kept = []; for (;;) kept.push(Buffer.alloc(1 << 22, 1));';
  const { end, diedAfterMs } = await whileBusy(`//ESCAPED\n${fill}`, { heapMiB: 64 });
  expect(end.outcome).toBe('out_of_memory');
  expect(end.memoryPeakBytes).toBeGreaterThan(64 * MiB);
  expect(diedAfterMs).toBeLessThan(IN_TIME_MS);
});

test('Watchdog: short runs that begin all the time do not keep it from looking', async () => {
  const tested = new TestPool({ runners: 3 });
  // Their time is shorter than the longest interval between two looks, so each of them wakes the watchdog.
  const short = () => tested.pool.submit(tested.job('1', { timeoutMs: 60 }));
  for (let at = 0; at < 100; at++) await Promise.all([short(), short(), short()]);
  let isOver = false;
  const startedAt = performance.now();
  const endless = tested.pool.submit(tested.job('for (;;);', { timeoutMs: 200 })).finally(() => {
    isOver = true;
  });
  const untilOver = async () => {
    while (!isOver && performance.now() - startedAt < BUSY_MS) await short();
  };
  await Promise.all([untilOver(), untilOver()]);
  expect(isOver).toBe(true);
  expect((await endless).outcome).toBe('timed_out');
  await tested.close();
});

test('Watchdog: a process that is killed when its run has just ended is not given to the next job', async () => {
  const testPool = new TestPool();
  const { pool, repository, warnings } = testPool;
  expect((await pool.submit(testPool.job('1'))).outcome).toBe('completed');
  const pids = childPids();
  const first = testPool.job('fs.writeFileSync("/f", "text")', { tree: EMPTY_TREE });
  const admit = repository.incoming.admit.bind(repository.incoming);
  let isKilled = false;
  repository.incoming.admit = async (folder, pack) => {
    await admit(folder, pack);
    pool.cancel(first.id);
    // This thread is kept busy, and hears of the process's end after that of the run.
    const startedAt = performance.now();
    while (!isKilled && performance.now() - startedAt < BUSY_MS) isKilled = pids.some(isDead);
  };
  const [cancelled, next] = await Promise.all([pool.submit(first), pool.submit(testPool.job('2'))]);
  expect([isKilled, cancelled.outcome]).toEqual([true, 'cancelled']);
  expect(next).toMatchObject({ outcome: 'completed', result: '2' });
  expect(warnings).toEqual([]);
  await testPool.close();
});

/** Runs a source, and blocks this thread as soon as it runs. */
async function whileBusy(source: string, options: { timeoutMs?: number; heapMiB?: number }) {
  const tested = new TestPool({}, { main: ESCAPED });
  expect((await tested.pool.submit(tested.job('1'))).outcome).toBe('completed');
  // A process that is kept busy is one of those that are there now.
  const pids = childPids();
  const submitted = tested.pool.submit(tested.job(source, options));
  while (tested.pool.running === 0) await sleep(1);
  // The request is on its way through the pipe.
  await new Promise(setImmediate);
  const startedAt = performance.now();
  let diedAfterMs = Number.POSITIVE_INFINITY;
  while (performance.now() - startedAt < BUSY_MS) {
    if (diedAfterMs === Number.POSITIVE_INFINITY && pids.some(isDead)) diedAfterMs = performance.now() - startedAt;
  }
  const end = await submitted;
  await tested.close();
  return { end, diedAfterMs };
}

function childPids(): number[] {
  const { pid } = process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
}

/** Returns whether a child has ended: this thread, which would take its status, is busy. */
function isDead(pid: number): boolean {
  return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
