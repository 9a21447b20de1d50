/**
 * Ends runs that exceed their time or memory limit, or that were cancelled.
 *
 * A run is first asked to stop, which works while it waits; a run that is executing can't hear that and its process is
 * killed. A thread of its own looks and kills, so that bounds hold while the server is busy; the server's thread asks.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunnerProcess } from './runner-process.ts';
import { type EndReason, type WatchBounds, type WatchEnd, WatchRecord } from './watch-record.ts';
import { type FromWatchdog, type Gauges, monotonicMs, type ToWatchdog, Wakefulness } from './watchdog-protocol.ts';

const MiB = 1024 * 1024;

/** What a process may grow beyond its run's heap and volume, in bytes: code, garbage not yet collected, buffers. */
const SLACK_BYTES = 64 * MiB;

/** A run under watch. */
export class WatchedRun {
  /** Number of the run in the record of its process. */
  readonly run: number;
  readonly #record: WatchRecord;
  readonly #runner: Pick<RunnerProcess, 'stop'>;
  readonly #ended = Promise.withResolvers<void>();
  /** What is known of the run once it is watched no more. */
  #last: (WatchEnd & { readonly peakBytes: number }) | undefined;

  constructor(runner: Pick<RunnerProcess, 'stop'>, record: WatchRecord, bounds: WatchBounds) {
    this.#runner = runner;
    this.#record = record;
    this.run = record.begin(bounds);
  }

  /** Why the run was told to end, if it was. */
  get reason(): EndReason | undefined {
    return this.#last ? this.#last.reason : this.#record.reasonOf(this.run);
  }

  /** What the process has grown by at most, in bytes, as far as it was looked at. */
  get peakBytes(): number {
    return this.#last ? this.#last.peakBytes : this.#record.peakBytes;
  }

  /** Ends the run, politely first. The first reason given stands. @returns whether that is this one */
  end(reason: EndReason): boolean {
    const isFirst = this.reason === undefined;
    const stands = this.#record.settle(this.run, reason);
    if (stands && isFirst) this.#runner.stop();
    return stands;
  }

  /** Asks the run to end, for the reason on record. */
  stop(): void {
    this.#runner.stop();
  }

  /**
   * Ends the watch: no bound counts for the run any more.
   * @returns whether its process can have another run; not when it is killed, even if it does not show yet, or past its
   * memory
   */
  leave(): boolean {
    // First, since the watching thread may still change all else.
    const end = this.#record.end();
    this.#last = { ...end, peakBytes: this.#record.peakBytes };
    return !end.isKilled && end.reason !== 'out_of_memory';
  }

  /** Settles when the run has ended, however it did. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Says that the run has ended. */
  finish(): void {
    this.#ended.resolve();
  }
}

/** A process that has had a run. */
interface Attached {
  readonly record: WatchRecord;
  /** Its present run, or its last one. */
  run: WatchedRun | undefined;
}

export class Watchdog {
  /** Settles when the thread watches. */
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  readonly #wakefulness = new Wakefulness();
  /** By process id. */
  readonly #processes = new Map<number, Attached>();

  constructor() {
    // Descriptors come from the server's thread, and end here.
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
   * Watches a run from now on, until it is left.
   * @param timeoutMs wall clock from now
   * @param heapMiB what the run may add to the process's size, its volume apart
   */
  watch(runner: RunnerProcess, timeoutMs: number, heapMiB: number): WatchedRun {
    const attached = this.#processes.get(runner.gauges.pid) ?? this.#attach(runner.gauges);
    attached.run = new WatchedRun(runner, attached.record, {
      deadline: monotonicMs() + timeoutMs,
      baseline: runner.residentBytes,
      ownBytesMax: heapMiB * MiB + SLACK_BYTES,
    });
    if (!this.#wakefulness.isAwake) this.#tell({ type: 'wake' });
    return attached.run;
  }

  /** Closes the descriptors of a process that is gone. */
  forget(gauges: Gauges): void {
    this.#processes.delete(gauges.pid);
    this.#tell({ type: 'forget', gauges });
  }

  /** Ends the thread, after everything that it was told before. */
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
