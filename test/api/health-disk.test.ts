/** What `/health` makes of a disk that does not answer, and of threads that have no time to ask it. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Health } from '../../src/service/health.ts';
import { temporaryFolder } from '../support/real-git.ts';

/** Threads by which Node calls the disk, unless it is told otherwise. */
const THREADS = 4;
/** Longer than the disk may take to answer while threads are free, and shorter than it may take in any case, in ms. */
const LONG_MS = 6_300;

/** Named pipes whose opening waits until they are released: each keeps a thread busy. */
function busyThreads(count: number) {
  const folder = temporaryFolder();
  const pipes = Array.from({ length: count }, (_, nth) => join(folder, `pipe-${nth}`));
  execFileSync('mkfifo', pipes);
  const opened = pipes.map((pipe) => open(pipe, 'r'));
  return async () => {
    // Opened for both, which never waits.
    const held = pipes.map((pipe) => openSync(pipe, constants.O_RDWR));
    for (const file of await Promise.all(opened)) await file.close();
    for (const fd of held) closeSync(fd);
  };
}

function started(folder: string, changes: (readonly string[])[]): Health {
  const health = new Health({
    folders: [folder],
    store: { assertWritable: async () => {} },
    runners: () => ({ idle: 1, busy: 0, failure: null }) as never,
    onChange: (reasons) => changes.push(reasons),
  });
  onTestFinished(() => health.stop());
  health.start();
  return health;
}

test('Health: threads that other work keeps busy are no sign of a dead disk', { timeout: 30_000 }, async () => {
  const release = busyThreads(THREADS);
  const changes: (readonly string[])[] = [];
  const health = started(temporaryFolder(), changes);
  await sleep(LONG_MS);
  expect(health.state()).toMatchObject({ reasons: [], disk: null });
  await release();
  await expect.poll(() => health.state().disk).not.toBe(null);
  expect(changes).toEqual([]);
});

test('Health: a disk that does not answer is told in time, also when threads are free', {
  timeout: 30_000,
}, async () => {
  const folder = temporaryFolder();
  // What is written there waits until somebody reads it.
  execFileSync('mkfifo', [join(folder, '.health-probe')]);
  const changes: (readonly string[])[] = [];
  const health = started(folder, changes);
  await expect.poll(() => changes, { timeout: 10_000 }).toEqual([['the disk does not answer']]);
  expect(health.state().disk).not.toBe(null);
  closeSync(openSync(join(folder, '.health-probe'), constants.O_RDWR));
  await expect.poll(() => health.state().reasons, { timeout: 10_000 }).toEqual([]);
});

test('Health: threads that nothing frees for long are a reason', { timeout: 60_000 }, async () => {
  const release = busyThreads(THREADS);
  const changes: (readonly string[])[] = [];
  started(temporaryFolder(), changes);
  await expect.poll(() => changes, { timeout: 10_000 }).toEqual([['the disk does not answer']]);
  await release();
});
