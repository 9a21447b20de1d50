/**
 * Ends runs that exceed their time or memory limit, or that were cancelled.
 *
 * A run is first asked to stop, which works while it waits. A run that is executing can't receive that, and its
 * process is killed. The server's thread asks. A separate thread measures and kills, so that limits hold while the
 * server is busy.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunnerProcess } from './runner-process.ts';
import { type EndReason, type WatchBounds, type WatchEnd, WatchRecord } from './watch-record.ts';
import {
  type FromWatchdog,
  type Gauges,
  GROWTH_PER_MS,
  LOOK_MAX_MS,
  monotonicMs,
  type ToWatchdog,
  Wakefulness,
} from './watchdog-protocol.ts';

const MiB = 1024 * 1024;

/** Bytes by which a process may grow beyond its run's V8 heap and volume: code, garbage not yet collected, buffers. */
const SLACK_BYTES = 64 * MiB;

/** A run under watch. */
export class WatchedRun {
  /** Number of the run in its process's record. */
  readonly run: number;
  readonly #record: WatchRecord;
  readonly #runner: Pick<RunnerProcess, 'stop' | 'residentBytes'>;
  readonly #ended = Promise.withResolvers<void>();
  /** Facts about the run after its watch has ended. */
  #last: (WatchEnd & { readonly peakBytes: number }) | undefined;

  constructor(runner: Pick<RunnerProcess, 'stop' | 'residentBytes'>, record: WatchRecord, bounds: WatchBounds) {
    this.#runner = runner;
    this.#record = record;
    this.run = record.begin(bounds);
  }

  /** Reason why the run was told to end, if it was. */
  get reason(): EndReason | undefined {
    return this.#last ? this.#last.reason : this.#record.reasonOf(this.run);
  }

  /** Largest growth of the process that was seen, in bytes. */
  get peakBytes(): number {
    return this.#last ? this.#last.peakBytes : this.#record.peakBytes;
  }

  /** Ends the run: asks first, then kills. The first reason given counts. @returns whether this was the first */
  end(reason: EndReason): boolean {
    const isFirst = this.reason === undefined;
    const stands = this.#record.settle(this.run, reason);
    if (stands && isFirst) this.#runner.stop();
    return stands;
  }

  /** Asks the run to end, for the recorded reason. */
  stop(): void {
    this.#runner.stop();
  }

  /**
   * Ends the watch: the limits no longer apply to the run.
   * @returns whether its process can have another run: false when it exceeded its memory or was killed, even if that
   * does not show yet
   */
  leave(): boolean {
    // Most runs are over before the watching thread looks at them.
    this.#record.raisePeak(this.run, this.#runner.residentBytes - this.#record.bounds.baseline);
    // The end comes before everything else: the watching thread may still change it.
    const end = this.#record.end();
    this.#last = { ...end, peakBytes: this.#record.peakBytes };
    return !end.isKilled && end.reason !== 'out_of_memory';
  }

  /** Settles when the run has ended in any way. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Marks the run as ended. */
  finish(): void {
    this.#ended.resolve();
  }
}

/** A process that has had at least one run. */
interface Attached {
  readonly record: WatchRecord;
  /** Its current run, or its last one. */
  run: WatchedRun | undefined;
}

export class Watchdog {
  /** Settles when the thread is watching. */
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  readonly #wakefulness = new Wakefulness();
  /** Watched processes by process id. */
  readonly #processes = new Map<number, Attached>();

  constructor() {
    // The server's thread opened the descriptors; they are closed here.
    this.#worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      env: {},
      trackUnmanagedFds: false,
      workerData: this.#wakefulness.shared,
    });
    this.ready = once(this.#worker, 'message');
    this.#worker.on('message', (message: FromWatchdog) => {
      if (message.type !== 'stop') return;
      const run = this.#processes.get(message.pid)?.run;
      if (run?.run === message.run) run.stop();
    });
    this.#worker.unref();
  }

  /**
   * Watches a run from now on, until `leave` is called.
   * @param timeoutMs wall-clock time from now
   * @param heapMiB memory that the run may add to the process's size, not counting its volume
   */
  watch(runner: RunnerProcess, timeoutMs: number, heapMiB: number): WatchedRun {
    const attached = this.#processes.get(runner.gauges.pid) ?? this.#attach(runner.gauges);
    const ownBytesMax = heapMiB * MiB + SLACK_BYTES;
    const deadline = monotonicMs() + timeoutMs;
    attached.run = new WatchedRun(runner, attached.record, { deadline, baseline: runner.residentBytes, ownBytesMax });
    const untilLimit = Math.min(timeoutMs, ownBytesMax / GROWTH_PER_MS);
    if (!this.#wakefulness.isAwake || untilLimit < LOOK_MAX_MS) this.#tell({ type: 'wake' });
    return attached.run;
  }

  /** Closes the descriptors of a process that is gone. */
  forget(gauges: Gauges): void {
    this.#processes.delete(gauges.pid);
    this.#tell({ type: 'forget', gauges });
  }

  /** Ends the thread after it has handled all earlier messages. */
  close(): void {
    this.#tell({ type: 'close' });
  }

  #attach(gauges: Gauges): Attached {
    const attached: Attached = { record: new WatchRecord(), run: undefined };
    this.#processes.set(gauges.pid, attached);
    this.#tell({ type: 'attach', gauges, shared: attached.record.shared });
    return attached;
  }

  #tell(message: ToWatchdog): void {
    this.#worker.postMessage(message);
  }
}
