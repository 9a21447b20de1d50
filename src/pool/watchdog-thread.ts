/**
 * Thread that enforces the limits of runs even while the server's own thread is busy.
 *
 * It needs only /proc and signals. It signals a process only while the open descriptor of its /proc file still
 * answers, so that it can't hit another process that got the same id later.
 */
import { closeSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readResidentBytes } from '../processes/resident-size.ts';
import { WatchRecord } from './watch-record.ts';
import {
  type FromWatchdog,
  type Gauges,
  GROWTH_PER_MS,
  LOOK_MAX_MS,
  monotonicMs,
  type ToWatchdog,
  Wakefulness,
} from './watchdog-protocol.ts';

/**
 * Shortest time between two looks at busy runners, in ms. A run may exceed its memory by what it allocates in this time.
 */
const LOOK_MIN_MS = 16;
/** Time that a run has to stop after it was asked, in ms, before its process is killed. */
const STOP_MS = 40;
/** Time without a run, in ms, after which the thread rests. Waking it costs the server more than a look. */
const IDLE_MS = 1_000;

interface Watched {
  readonly gauges: Gauges;
  readonly record: WatchRecord;
  /** The run that was seen at the last look. */
  run: number;
  /** Time of the kill by `monotonicMs`; undefined until the run is told to end. */
  killAt: number | undefined;
}

const processes = new Set<Watched>();
const wakefulness = new Wakefulness(workerData as SharedArrayBuffer);
const meter = Buffer.alloc(8);
let timer: NodeJS.Timeout | undefined;
/** Time of the planned look, by `monotonicMs`. */
let lookAt = 0;
/** Time of the last look that found a run, by `monotonicMs`. */
let busyAt = 0;

function tell(message: FromWatchdog): void {
  parentPort?.postMessage(message);
}

function volumeBytes({ meterFd, volumeBytesMax }: Gauges): number {
  if (readSync(meterFd, meter, 0, meter.length, 0) < meter.length) return 0;
  return Math.min(Number(meter.readBigUInt64LE()), volumeBytesMax);
}

/** Kills a process for a run, unless the run is over: the process may have another run by then. */
function kill({ gauges, record }: Watched, run: number): void {
  if (!record.claimKill(run)) return;
  const { pid, residentFd } = gauges;
  if (residentFd !== null && readResidentBytes(residentFd) === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Checks the current run of a process against its limits. A run that takes too much memory is killed immediately: there
 * is no time to ask it to stop.
 * @returns ms until the run can have exceeded a limit; infinity when there is no run
 */
function check(watched: Watched, now: number): number {
  const { gauges, record } = watched;
  const { run, bounds } = record;
  if (run === 0) return Number.POSITIVE_INFINITY;
  if (run !== watched.run) Object.assign(watched, { run, killAt: undefined });
  if (now >= bounds.deadline && record.reasonOf(run) === undefined && record.settle(run, 'timed_out'))
    tell({ type: 'stop', pid: gauges.pid, run });
  if (record.reasonOf(run) !== undefined) watched.killAt ??= now + STOP_MS;
  if (watched.killAt !== undefined && now >= watched.killAt) kill(watched, run);
  const untilEnd = (watched.killAt ?? bounds.deadline) - now;
  if (gauges.residentFd === null) return untilEnd;
  const grown = readResidentBytes(gauges.residentFd) - bounds.baseline;
  record.raisePeak(run, grown);
  let room = bounds.ownBytesMax - grown;
  // The volume's size is read only when it can matter.
  if (room < 0) room += volumeBytes(gauges);
  if (room >= 0) return Math.min(untilEnd, room / GROWTH_PER_MS);
  record.settle(run, 'out_of_memory');
  // If the run has ended meanwhile, the limits may have been those of the next run.
  kill(watched, run);
  return 0;
}

/** Looks at all processes, and plans the next look as late as it may be: each costs the runs (bench row `throughput`). */
function look(): void {
  timer = undefined;
  const now = monotonicMs();
  let next = Number.POSITIVE_INFINITY;
  for (const watched of processes) next = Math.min(next, check(watched, now));
  if (next < Number.POSITIVE_INFINITY) busyAt = now;
  if (now - busyAt >= IDLE_MS) rest();
  else plan(Math.min(Math.max(next, LOOK_MIN_MS), LOOK_MAX_MS));
}

/** Plans a look. It never delays one: else clients could keep the thread from looking by waking it all the time. */
function plan(ms: number): void {
  const at = monotonicMs() + ms;
  if (timer !== undefined && lookAt <= at) return;
  clearTimeout(timer);
  lookAt = at;
  timer = setTimeout(look, ms);
}

/** Stops looking until it is woken. */
function rest(): void {
  wakefulness.isAwake = false;
  // A run that began just before did not wake this thread.
  const hasRun = [...processes].some(({ record }) => record.run !== 0);
  wakefulness.isAwake = hasRun;
  if (hasRun) plan(LOOK_MIN_MS);
}

function wake(): void {
  wakefulness.isAwake = true;
  busyAt = monotonicMs();
  plan(LOOK_MIN_MS);
}

function forget({ pid, residentFd, meterFd }: Gauges): void {
  for (const watched of processes) if (watched.gauges.pid === pid) processes.delete(watched);
  if (residentFd !== null) closeSync(residentFd);
  closeSync(meterFd);
}

parentPort?.on('message', (message: ToWatchdog) => {
  switch (message.type) {
    case 'attach':
      processes.add({ gauges: message.gauges, record: new WatchRecord(message.shared), run: 0, killAt: undefined });
      // Its run may have begun while the thread was going to rest and did not know the process yet.
      wake();
      break;
    case 'wake':
      wake();
      break;
    case 'forget':
      forget(message.gauges);
      break;
    case 'close':
      clearTimeout(timer);
      parentPort?.close();
      break;
  }
});

tell({ type: 'ready' });
