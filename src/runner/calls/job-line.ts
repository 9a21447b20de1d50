/**
 * Work of one run in threads of the process, one job after the other.
 *
 * A job that has begun can't be stopped, so no more than one is ever under way. A process in which one still is when its
 * run is over serves no other: what one run started takes nothing from the next.
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

  /** Begins no more jobs. @returns whether one is still under way */
  close(): boolean {
    this.#isClosed = true;
    return this.#isBusy;
  }
}
