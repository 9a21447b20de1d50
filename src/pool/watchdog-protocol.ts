/**
 * What the pool and its watching thread say to each other.
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

/** A run to watch. */
export interface Watch {
  readonly type: 'watch';
  readonly id: number;
  readonly gauges: Gauges;
  /** By `monotonicMs`. */
  readonly deadline: number;
  /** Resident size of the process before the run, in bytes. */
  readonly baseline: number;
  /** What the process may grow by, its volume apart, in bytes. */
  readonly ownBytesMax: number;
  /** Of the run's `WatchRecord`. */
  readonly shared: SharedArrayBuffer;
}

export type ToWatchdog =
  | Watch
  | { readonly type: 'leave'; readonly id: number }
  /** The process is gone: nothing of it is watched any more, and its descriptors are closed. */
  | { readonly type: 'forget'; readonly gauges: Gauges }
  | { readonly type: 'close' };

export type FromWatchdog =
  | { readonly type: 'ready' }
  /** A run's deadline has passed: whoever can still ask it to end may do so. */
  | { readonly type: 'stop'; readonly id: number };

/** Milliseconds by a clock that all threads share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
