/**
 * Queue of a run's work in threads of the process, one job at a time.
 *
 * A job that has begun can't be stopped, so at most one job runs at any time. If a job is still running when the run is
 * over, the process serves no other run: leftover work must not slow the next run.
 */
export class JobLine {
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #isBusy = false;

  /** Does a job when its turn comes. */
  add<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      if (this.#isClosed) throw new Error('the run is over');
      this.#isBusy = true;
      try {
        return await job();
      } finally {
        this.#isBusy = false;
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Begins no more jobs. @returns whether a job is still running */
  close(): boolean {
    this.#isClosed = true;
    return this.#isBusy;
  }
}
