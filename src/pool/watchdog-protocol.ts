/**
 * What the pool and its watching thread say to each other. Runs begin and end in the memory of a `WatchRecord`.
 */

/** How a process is measured: by descriptors of the server's, which the watching thread closes when it is told to forget. */
export interface Gauges {
  readonly pid: number;
  /** The process's /proc/<pid>/statm; null where the system has none. */
  readonly residentFd: number | null;
  /** File in which the runner says what its volume holds. */
  readonly meterFd: number;
  /** What a volume can hold at most, whatever the meter says, in bytes. */
  readonly volumeBytesMax: number;
}

/** A process to watch. */
export interface Attach {
  readonly type: 'attach';
  readonly gauges: Gauges;
  /** Of its `WatchRecord`. */
  readonly shared: SharedArrayBuffer;
}

export type ToWatchdog =
  | Attach
  /** A run has begun while the thread was at rest. */
  | { readonly type: 'wake' }
  /** The process is gone: it is watched no more, and its descriptors are closed. */
  | { readonly type: 'forget'; readonly gauges: Gauges }
  | { readonly type: 'close' };

export type FromWatchdog =
  | { readonly type: 'ready' }
  /** A run's deadline has passed: whoever can still ask it to end may do so. @param run its number in the process's record */
  | { readonly type: 'stop'; readonly pid: number; readonly run: number };

/** The number by which the pool knows whether the watching thread looks by itself: 1 while it does. */
export class Wakefulness {
  /** Goes from thread to thread. */
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

/** Milliseconds by a clock that all threads share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
