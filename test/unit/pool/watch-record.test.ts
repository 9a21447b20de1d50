/**
 * What the server's thread and the watching thread know of a run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { WatchRecord } from '../../../src/pool/watch-record.ts';
import { type FromWatchdog, monotonicMs, type ToWatchdog, Wakefulness } from '../../../src/pool/watchdog-protocol.ts';

const MiB = 1024 * 1024;
const NO_BOUNDS = { deadline: Number.POSITIVE_INFINITY, baseline: 0, ownBytesMax: Number.POSITIVE_INFINITY };

test('WatchRecord: what is found out about a run that is over does not count for the next one', () => {
  const ours = new WatchRecord();
  const theirs = new WatchRecord(ours.shared);
  const first = ours.begin(NO_BOUNDS);
  expect([theirs.run, theirs.bounds]).toEqual([first, NO_BOUNDS]);
  theirs.raisePeak(first, 7 * MiB);
  theirs.raisePeak(first, 5 * MiB);
  expect(ours.peakBytes).toBe(7 * MiB);
  ours.end();
  expect([theirs.run, theirs.settle(first, 'timed_out'), ours.reasonOf(first)]).toEqual([0, false, undefined]);
  const second = ours.begin({ ...NO_BOUNDS, deadline: 5 });
  expect([theirs.run, theirs.bounds.deadline]).toEqual([second, 5]);
  expect(second).not.toBe(first);
  theirs.raisePeak(first, 9 * MiB);
  expect([theirs.settle(first, 'out_of_memory'), ours.peakBytes, ours.reasonOf(second)]).toEqual([false, 0, undefined]);
  expect([theirs.settle(second, 'timed_out'), ours.reasonOf(second)]).toEqual([true, 'timed_out']);
});

test('The watching thread rests when nothing runs, and a run that begins then is held to its deadline', async () => {
  const wakefulness = new Wakefulness();
  const thread = new Worker(new URL('../../../src/pool/watchdog-thread.ts', import.meta.url), {
    workerData: wakefulness.shared,
    trackUnmanagedFds: false,
  });
  const heard: FromWatchdog[] = [];
  thread.on('message', (message: FromWatchdog) => heard.push(message));
  const tell = (message: ToWatchdog) => thread.postMessage(message);
  const record = new WatchRecord();
  const child = spawn('sleep', ['600']);
  const gauges = { pid: child.pid as number, residentFd: null, meterFd: openSync('/dev/null', 'r'), volumeBytesMax: 0 };
  tell({ type: 'attach', gauges, shared: record.shared });
  while (!wakefulness.isAwake) await turn();
  while (wakefulness.isAwake) await turn();
  const run = record.begin({ ...NO_BOUNDS, deadline: monotonicMs() });
  tell({ type: 'wake' });
  // Nobody has it stop, so it is killed.
  const [, signal] = await once(child, 'exit');
  record.end();
  expect(signal).toBe('SIGKILL');
  expect(heard).toEqual([{ type: 'ready' }, { type: 'stop', pid: gauges.pid, run }]);
  expect([wakefulness.isAwake, record.reasonOf(run)]).toEqual([true, undefined]);
  await thread.terminate();
  closeSync(gauges.meterFd);
});
