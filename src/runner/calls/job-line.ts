/**
 * Work of one run in threads of the process, one job after the other. Layer 3.
 *
 * A job that has begun can't be stopped, so no more than one is ever under way, and a run is over only when it is: what
 * one run started takes nothing from the next.
 */
export class JobLine {
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** Does a job when its turn comes. */
  add<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.#isClosed) throw new Error('the run is over');
      return job();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Begins no more jobs. @returns settles when the one under way is done */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
  }
}
