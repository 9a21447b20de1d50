/**
 * Messages between the pool and its watching thread. Runs begin and end in the memory of a `WatchRecord`.
 */

/** Bytes by which a process grows in a ms at the fastest allocation that was seen, 2 GiB/s. */
export const GROWTH_PER_MS = 2 * 1024 * 1024;
/**
 * Longest time between two looks of the thread while there are runs, in ms. It does not know a new run until its next look,
 * unless it is woken.
 */
export const LOOK_MAX_MS = 64;

/**
 * Descriptors for measuring a process. The server opens them, and the watching thread closes them when it is told to
 * forget the process.
 */
export interface Gauges {
  readonly pid: number;
  /** The process's /proc/<pid>/statm; null where the system has none. */
  readonly residentFd: number | null;
  /** File to which the runner writes the size of its volume, in bytes. */
  readonly meterFd: number;
  /** Most bytes that a volume can hold, whatever the meter says. */
  readonly volumeBytesMax: number;
}

export interface Attach {
  readonly type: 'attach';
  readonly gauges: Gauges;
  /** Memory of its `WatchRecord`. */
  readonly shared: SharedArrayBuffer;
}

export type ToWatchdog =
  | Attach
  /** A run began while the thread was resting, or may reach a limit within `LOOK_MAX_MS`. */
  | { readonly type: 'wake' }
  /** The process is gone: the thread stops watching it and closes its descriptors. */
  | { readonly type: 'forget'; readonly gauges: Gauges }
  | { readonly type: 'close' };

export type FromWatchdog =
  | { readonly type: 'ready' }
  /**
   * A run's deadline has passed: the server's thread asks it to stop.
   * @param run its number in the process's record
   */
  | { readonly type: 'stop'; readonly pid: number; readonly run: number };

/** The shared number that tells the pool whether the watching thread is awake: 1 while it is. */
export class Wakefulness {
  /** The shared memory, which is passed from thread to thread. */
  readonly shared: SharedArrayBuffer;
  readonly #word: Int32Array;

  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#word = new Int32Array(shared);
  }

  get isAwake(): boolean {
    return Atomics.load(this.#word, 0) === 1;
  }

  set isAwake(value: boolean) {
    Atomics.store(this.#word, 0, value ? 1 : 0);
  }
}

/** Returns milliseconds by a clock that all threads share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
