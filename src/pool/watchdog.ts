/**
 * Ends runs that exceed their time or memory limit, or that were cancelled.
 *
 * A run is first asked to stop, which works while it waits; a run that is executing can't hear that and its process is
 * killed. A thread of its own looks and kills, so that bounds hold while the server is busy; the server's thread asks.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunnerProcess } from './runner-process.ts';
import { type EndReason, WatchRecord } from './watch-record.ts';
import { type FromWatchdog, type Gauges, monotonicMs, type ToWatchdog } from './watchdog-protocol.ts';

const MiB = 1024 * 1024;

/** What a process may grow beyond its run's heap and volume, in bytes: code, garbage not yet collected, buffers. */
const SLACK_BYTES = 64 * MiB;

/** A run under watch. */
export class WatchedRun {
  readonly record = new WatchRecord();
  readonly #runner: Pick<RunnerProcess, 'stop'>;
  readonly #ended = Promise.withResolvers<void>();

  constructor(runner: Pick<RunnerProcess, 'stop'>) {
    this.#runner = runner;
  }

  /** Why the run was told to end, if it was. */
  get reason(): EndReason | undefined {
    return this.record.reason;
  }

  /** What the process has grown by at most, in bytes, as far as it was looked at. */
  get peakBytes(): number {
    return this.record.peakBytes;
  }

  /** Ends the run, politely first. The first reason given stands. @returns whether that is this one */
  end(reason: EndReason): boolean {
    const isFirst = this.record.reason === undefined;
    const stands = this.record.settle(reason);
    if (stands && isFirst) this.#runner.stop();
    return stands;
  }

  /** Asks the run to end, for the reason on record. */
  stop(): void {
    this.#runner.stop();
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

export class Watchdog {
  /** Settles when the thread watches. */
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  readonly #runs = new Map<number, WatchedRun>();
  readonly #ids = new Map<WatchedRun, number>();
  #lastId = 0;

  constructor() {
    // Descriptors come from the server's thread, and end here.
    this.#worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
      env: {},
      trackUnmanagedFds: false,
    });
    this.ready = once(this.#worker, 'message');
    this.#worker.on('message', (message: FromWatchdog) => {
      if (message.type === 'stop') this.#runs.get(message.id)?.stop();
    });
    this.#worker.unref();
  }

  /**
   * Watches a run from now on.
   * @param timeoutMs wall clock from now
   * @param heapMiB what the run may add to the process's size, its volume apart
   */
  watch(runner: RunnerProcess, timeoutMs: number, heapMiB: number): WatchedRun {
    const run = new WatchedRun(runner);
    this.#lastId += 1;
    this.#runs.set(this.#lastId, run);
    this.#ids.set(run, this.#lastId);
    this.#tell({
      type: 'watch',
      id: this.#lastId,
      gauges: runner.gauges,
      deadline: monotonicMs() + timeoutMs,
      baseline: runner.residentBytes,
      ownBytesMax: heapMiB * MiB + SLACK_BYTES,
      shared: run.record.shared,
    });
    return run;
  }

  /** Watches a run no longer. */
  leave(run: WatchedRun): void {
    const id = this.#ids.get(run);
    if (id === undefined) return;
    this.#ids.delete(run);
    this.#runs.delete(id);
    this.#tell({ type: 'leave', id });
  }

  /** Closes the descriptors of a process that is gone. */
  forget(gauges: Gauges): void {
    this.#tell({ type: 'forget', gauges });
  }

  /** Ends the thread, after everything that it was told before. */
  close(): void {
    this.#tell({ type: 'close' });
  }

  #tell(message: ToWatchdog): void {
    this.#worker.postMessage(message);
  }
}
