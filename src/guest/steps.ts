/**
 * Runs the callbacks of a run, one at each step of the host.
 */
import { PROGRESS } from './border.ts';
import type { LaterCalls } from './later-calls.ts';
import type { PartLoader } from './part-loader.ts';
import type { RunState } from './run-state.ts';
import type { Timers } from './timers.ts';

export class Steps {
  readonly #run: RunState;
  readonly #parts: PartLoader;
  readonly #timers: Timers;
  readonly #later: LaterCalls;
  /** True when work was done since `beforeExit` was last emitted. */
  #worked = true;

  constructor(run: RunState, parts: PartLoader, timers: Timers, later: LaterCalls) {
    this.#run = run;
    this.#parts = parts;
    this.#timers = timers;
    this.#later = later;
  }

  /** Runs the next callback that is due. @returns one of `PROGRESS`, or the ms until the next timer */
  step(): number {
    const run = this.#run;
    if (run.failure) return PROGRESS.failed;
    try {
      const hostWorks = this.#later.count > 0 || (this.#parts.peek('modules')?.imports.count ?? 0) > 0;
      const next = this.#timers.step(!run.hasEnded, hostWorks);
      if (next !== PROGRESS.idle) this.#worked = true;
      else if (!run.hasEnded) return PROGRESS.stuck;
      else if (!hostWorks && this.#isTold()) return PROGRESS.again;
      return next;
    } catch (thrown) {
      run.report(thrown);
      return run.failure ? PROGRESS.failed : PROGRESS.again;
    }
  }

  /**
   * Notifies `process`, if it is loaded, that nothing is left to do.
   * @returns whether its listeners may have added work
   */
  #isTold(): boolean {
    const worked = this.#worked;
    this.#worked = false;
    return this.#parts.peek('process')?.ending(worked) ?? false;
  }
}
