/**
 * Thread that holds runs to their bounds, whatever the server's own thread is busy with.
 *
 * It needs /proc and signals alone. A signal goes to a process whose descriptor in /proc still answers, so that it can't
 * hit another one that was given the same id later.
 */
import { closeSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { readResidentBytes } from './resident-size.ts';
import { WatchRecord } from './watch-record.ts';
import { type FromWatchdog, type Gauges, monotonicMs, type ToWatchdog, type Watch } from './watchdog-protocol.ts';

/** How often busy runners are looked at, in ms. At 1 GiB/s, the fastest allocation seen, that is 8 MiB between looks. */
const TICK_MS = 8;
/** How long a run that was asked to stop may take, in ms, before its process is killed. */
const STOP_MS = 40;

interface Watched extends Watch {
  readonly record: WatchRecord;
  /** By `monotonicMs`; undefined while nobody has told the run to end. */
  killAt?: number;
}

const runs = new Map<number, Watched>();
const meter = Buffer.alloc(8);
let timer: NodeJS.Timeout | undefined;

function tell(message: FromWatchdog): void {
  parentPort?.postMessage(message);
}

function volumeBytes({ meterFd, volumeBytesMax }: Gauges): number {
  if (readSync(meterFd, meter, 0, meter.length, 0) < meter.length) return 0;
  return Math.min(Number(meter.readBigUInt64LE()), volumeBytesMax);
}

function kill({ pid, residentFd }: Gauges): void {
  if (residentFd !== null && readResidentBytes(residentFd) === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Holds a run against its bounds. Memory leaves no time to ask it to stop. */
function check(run: Watched, now: number): void {
  const { gauges, record, deadline, baseline, ownBytesMax } = run;
  if (now >= deadline && record.reason === undefined && record.settle('timed_out')) tell({ type: 'stop', id: run.id });
  if (record.reason !== undefined) run.killAt ??= now + STOP_MS;
  if (run.killAt !== undefined && now >= run.killAt) kill(gauges);
  if (gauges.residentFd === null) return;
  const grown = readResidentBytes(gauges.residentFd) - baseline;
  record.raisePeak(grown);
  // The volume's bytes are asked for only when they could matter.
  if (grown <= ownBytesMax || grown <= ownBytesMax + volumeBytes(gauges)) return;
  record.settle('out_of_memory');
  kill(gauges);
}

function tick(): void {
  const now = monotonicMs();
  for (const run of runs.values()) check(run, now);
}

function leave(id: number): void {
  runs.delete(id);
  if (runs.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

function forget({ pid, residentFd, meterFd }: Gauges): void {
  for (const [id, { gauges }] of runs) if (gauges.pid === pid) leave(id);
  if (residentFd !== null) closeSync(residentFd);
  closeSync(meterFd);
}

parentPort?.on('message', (message: ToWatchdog) => {
  switch (message.type) {
    case 'watch':
      runs.set(message.id, { ...message, record: new WatchRecord(message.shared) });
      timer ??= setInterval(tick, TICK_MS);
      break;
    case 'leave':
      leave(message.id);
      break;
    case 'forget':
      forget(message.gauges);
      break;
    case 'close':
      clearInterval(timer);
      parentPort?.close();
      break;
  }
});

tell({ type: 'ready' });
