/**
 * What the server's thread and the watching thread know of a run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { type WatchEnd, WatchRecord } from '../../../src/pool/watch-record.ts';
import { WatchedRun } from '../../../src/pool/watchdog.ts';
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

test('WatchRecord: a kill is seen when the run ends, or is not carried out, whenever that is', () => {
  for (const given of ['none', 'before', 'after'] as const) {
    for (let endsBefore = 0; endsBefore <= 2; endsBefore += 1) {
      const ours = new WatchRecord();
      const theirs = new WatchRecord(ours.shared);
      const run = ours.begin(NO_BOUNDS);
      if (given === 'before') ours.settle(run, 'cancelled');
      let isClaimed = false;
      const steps = [
        () => void theirs.settle(run, 'out_of_memory'),
        () => {
          if (given === 'after') ours.settle(run, 'cancelled');
          isClaimed = theirs.claimKill(run);
        },
      ];
      for (const step of steps.slice(0, endsBefore)) step();
      const { reason, isKilled } = ours.end();
      const next = ours.begin(NO_BOUNDS);
      for (const step of steps.slice(endsBefore)) step();
      expect([isKilled, isKilled]).toEqual([isClaimed, endsBefore === 2]);
      const settled = endsBefore === 0 ? undefined : 'out_of_memory';
      expect(reason).toBe(given === 'before' ? 'cancelled' : settled);
      expect([ours.run, ours.reasonOf(next), ours.end().isKilled]).toEqual([next, undefined, false]);
    }
  }
});

test('WatchRecord: a kill is not carried out when the run ends in the midst of its claim', () => {
  const record = new WatchRecord();
  const run = record.begin(NO_BOUNDS);
  record.settle(run, 'cancelled');
  const { compareExchange } = Atomics;
  let end: WatchEnd | undefined;
  const claim = vi.spyOn(Atomics, 'compareExchange').mockImplementation((...given: unknown[]) => {
    end = record.end();
    return Reflect.apply(compareExchange, Atomics, given);
  });
  const isClaimed = record.claimKill(run);
  claim.mockRestore();
  expect([isClaimed, end, record.run]).toEqual([false, { reason: 'cancelled', isKilled: false }, 0]);
});

test('WatchRecord: a run whose process is killed keeps its number and its reason', () => {
  const record = new WatchRecord();
  const run = record.begin(NO_BOUNDS);
  record.settle(run, 'timed_out');
  expect([record.claimKill(run), record.claimKill(run), record.claimKill(run + 1)]).toEqual([true, true, false]);
  expect([record.run, record.reasonOf(run)]).toEqual([run, 'timed_out']);
  expect([record.settle(run, 'timed_out'), record.settle(run, 'cancelled')]).toEqual([true, false]);
  expect(record.end()).toEqual({ reason: 'timed_out', isKilled: true });
});

test.each(['reasonOf', 'peakBytes', 'end'] as const)(
  'WatchedRun.leave: a kill that comes just before or after the look at %s is seen, or not carried out',
  (place) => {
    for (const isBefore of [true, false]) {
      let run: WatchedRun | undefined;
      let isClaimed = false;
      let isLeaving = false;
      const record = new WatchRecord();
      /** What the watching thread does about a run past its memory. */
      const kill = () => {
        if (!isLeaving || !run) return;
        record.settle(run.run, 'out_of_memory');
        isClaimed = record.claimKill(run.run) || isClaimed;
      };
      const between = new Proxy(record, {
        get(target, name) {
          if (name !== place) return bound(target, name);
          if (name === 'peakBytes') return around(() => target.peakBytes);
          return (...args: unknown[]) => around(() => bound(target, name)(...args));
        },
      });
      const around = <T>(look: () => T): T => {
        if (isBefore) kill();
        const seen = look();
        if (!isBefore) kill();
        return seen;
      };
      run = new WatchedRun({ stop: () => undefined, residentBytes: 0 }, between, NO_BOUNDS);
      isLeaving = true;
      expect(run.leave()).toBe(!isClaimed);
      expect(run.reason).toBe(isClaimed ? 'out_of_memory' : undefined);
    }
  },
);

test('WatchedRun: a run that is over before the watching thread looks at it has a peak', () => {
  const runner = { stop: () => undefined, residentBytes: 70 * MiB };
  const run = new WatchedRun(runner, new WatchRecord(), { ...NO_BOUNDS, baseline: 50 * MiB });
  run.leave();
  expect(run.peakBytes).toBe(20 * MiB);
});

function bound(target: WatchRecord, name: string | symbol) {
  const value = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

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
