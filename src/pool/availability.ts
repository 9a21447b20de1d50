/**
 * Whether a pool's processes can carry out runs, and what they died of.
 */
import type { RunnerDied } from './runner-process.ts';
import type { WatchedRun } from './watchdog.ts';

/** How long a pool may be without a usable process, in ms, before it counts as broken: most start within a second. */
const RUNNERLESS_MAX_MS = 8_000;
/** Rounds of processes that fail to start, after which jobs no longer wait: the cause does not go away by itself. */
const FAILED_ROUNDS_MAX = 5;

/** Why a process died: ended for its run's sake, by itself, or before it could be used. */
export type DeathCause =
  | NonNullable<WatchedRun['reason']>
  | 'out_of_memory'
  | 'distrusted'
  | 'crashed_running'
  | 'crashed_idle'
  | 'not_started';

/** A pool's processes by what they do now. */
export interface RunnerCounts {
  /** Wait for a run. */
  readonly idle: number;
  /** Carry one out. */
  readonly busy: number;
  /** Are not ready yet. */
  readonly starting: number;
  /** Why no run can be carried out; null while one can. */
  readonly failure: string | null;
}

export class Availability {
  readonly #runners: number;
  #failedStarts = 0;
  /** When a process could last be used, on the clock of `performance.now()`. */
  #usableAt = performance.now();

  /** @param runners runs at a time; the pool keeps one process more */
  constructor(runners: number) {
    this.#runners = runners;
  }

  /** Notes that a process is ready, or was used until now. */
  noteUsable(): void {
    this.#usableAt = performance.now();
  }

  noteStarted(): void {
    this.#failedStarts = 0;
    this.noteUsable();
  }

  noteFailedStart(): void {
    this.#failedStarts += 1;
  }

  /** Returns whether so many processes failed to start, one after the other, that no job should wait for the next. */
  get isHopeless(): boolean {
    return this.#failedStarts / (this.#runners + 1) >= FAILED_ROUNDS_MAX;
  }

  /** @param processes that there are, `idle` and `busy` ones among them */
  counts(idle: number, busy: number, processes: number): RunnerCounts {
    const starting = Math.max(0, processes - idle - busy);
    const cannotStart = this.#failedStarts > this.#runners;
    const isLate = performance.now() - this.#usableAt > RUNNERLESS_MAX_MS;
    const failure = cannotStart ? 'no runner process can be started' : 'no runner process is ready';
    return { idle, busy, starting, failure: idle + busy === 0 && (cannotStart || isLate) ? failure : null };
  }
}

/** Returns why a process died under a run. */
export function deathUnder({ reason }: WatchedRun, { death }: RunnerDied): DeathCause {
  if (reason) return reason;
  if (death.outOfMemory) return 'out_of_memory';
  return death.isDistrusted ? 'distrusted' : 'crashed_running';
}
