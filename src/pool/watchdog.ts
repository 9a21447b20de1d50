/**
 * Ends runs that pass a bound: wall clock, memory, or the patience of whoever cancelled. Layer 4.
 *
 * A run is first asked to stop, which works while it waits; a run that is executing can't hear that and its process is
 * killed. Memory leaves no time to ask.
 */
import type { RunnerProcess } from './runner-process.ts';

const MiB = 1024 * 1024;

/** How often busy runners are looked at, in ms. At 1 GiB/s, the fastest allocation seen, that is 8 MiB between looks. */
const TICK_MS = 8;
/** How long a run that was asked to stop may take, in ms, before its process is killed. */
const STOP_MS = 40;
/** What a process may grow beyond its run's heap and volume, in bytes: code, garbage not yet collected, buffers. */
const SLACK_BYTES = 64 * MiB;

/** Why a run was ended from outside. */
export type EndReason = 'timed_out' | 'cancelled' | 'out_of_memory';

/** What is watched of a process, and done to it. */
type Watched = Pick<RunnerProcess, 'residentBytes' | 'volumeBytes' | 'stop' | 'kill'>;

/** A run under watch. */
export class WatchedRun {
  readonly #runner: Watched;
  readonly #deadline: number;
  readonly #ownBytesMax: number;
  readonly #baseline: number;
  readonly #ended = Promise.withResolvers<void>();
  #killAt = Number.POSITIVE_INFINITY;
  #reason: EndReason | undefined;
  #peakBytes = 0;

  /**
   * @param timeoutMs wall clock from now
   * @param heapMiB what the run may add to the process's size, its volume apart
   */
  constructor(runner: Watched, timeoutMs: number, heapMiB: number) {
    this.#runner = runner;
    this.#deadline = performance.now() + timeoutMs;
    this.#baseline = runner.residentBytes;
    this.#ownBytesMax = heapMiB * MiB + SLACK_BYTES;
  }

  /** Why the run was told to end, if it was. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** What the process has grown by at most, in bytes, as far as it was looked at. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Ends the run, politely first. The first reason given stands. @returns whether that is this one */
  end(reason: EndReason): boolean {
    if (this.#reason) return this.#reason === reason;
    this.#reason = reason;
    this.#runner.stop();
    this.#killAt = performance.now() + STOP_MS;
    return true;
  }

  /** Settles when the run has ended, however it did. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Says that the run has ended. */
  finish(): void {
    this.#ended.resolve();
  }

  /** Holds the run against its bounds. */
  check(now: number): void {
    if (now >= this.#killAt) this.#runner.kill();
    else if (now >= this.#deadline) this.end('timed_out');
    const grown = this.#runner.residentBytes - this.#baseline;
    this.#peakBytes = Math.max(this.#peakBytes, grown);
    // The volume's bytes are asked for only when they could matter.
    if (grown <= this.#ownBytesMax || grown <= this.#ownBytesMax + this.#runner.volumeBytes) return;
    this.#reason ??= 'out_of_memory';
    this.#runner.kill();
  }
}

export class Watchdog {
  readonly #runs = new Set<WatchedRun>();
  #timer: NodeJS.Timeout | undefined;

  add(run: WatchedRun): void {
    this.#runs.add(run);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  remove(run: WatchedRun): void {
    this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = performance.now();
    for (const run of this.#runs) run.check(now);
  }
}
