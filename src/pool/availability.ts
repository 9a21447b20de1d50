/**
 * Counts the deaths of a pool's processes and decides whether the pool can still carry out runs.
 */
import type { RunnerDied } from './runner-process.ts';
import type { WatchedRun } from './watchdog.ts';

/** How long a pool may be without a usable process, in ms, before it counts as broken: most start within a second. */
const RUNNERLESS_MAX_MS = 8_000;
/** Failed starts in a row of each process after which jobs no longer wait: the cause does not go away by itself. */
const FAILED_ROUNDS_MAX = 5;

/** Cause of a process's death: it was killed because of its run, it died by itself, or it never became ready. */
export type DeathCause =
  | NonNullable<WatchedRun['reason']>
  | 'out_of_memory'
  | 'distrusted'
  | 'crashed_running'
  | 'crashed_idle'
  | 'not_started';

/** A pool's processes by what they do now. */
export interface RunnerCounts {
  /** Processes that wait for a run. */
  readonly idle: number;
  /** Processes that carry out a run. */
  readonly busy: number;
  /** Processes that are not ready yet. */
  readonly starting: number;
  /** The reason why no run can be carried out; null while runs can be. */
  readonly failure: string | null;
}

export class Availability {
  readonly #runners: number;
  #failedStarts = 0;
  /** The last time at which a process was usable, by `performance.now()`. */
  #usableAt = performance.now();

  /** @param runners runs at a time; the pool keeps one process more */
  constructor(runners: number) {
    this.#runners = runners;
  }

  /** Records that a process is ready, or was in use until now. */
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

  /** Returns whether so many starts failed in a row that no job should wait for the next one. */
  get isHopeless(): boolean {
    return this.#failedStarts / (this.#runners + 1) >= FAILED_ROUNDS_MAX;
  }

  /** @param processes number of all processes, including the `idle` and `busy` ones */
  counts(idle: number, busy: number, processes: number): RunnerCounts {
    const starting = Math.max(0, processes - idle - busy);
    const cannotStart = this.#failedStarts > this.#runners;
    const isLate = performance.now() - this.#usableAt > RUNNERLESS_MAX_MS;
    const failure = cannotStart ? 'no runner process can be started' : 'no runner process is ready';
    return { idle, busy, starting, failure: idle + busy === 0 && (cannotStart || isLate) ? failure : null };
  }
}

/** Returns the cause of a death that happened during a run. */
export function deathUnder({ reason }: WatchedRun, { death }: RunnerDied): DeathCause {
  if (reason) return reason;
  if (death.outOfMemory) return 'out_of_memory';
  return death.isDistrusted ? 'distrusted' : 'crashed_running';
}
