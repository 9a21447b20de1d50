/**
 * Locks for callers of one process. First come, first served.
 */

export class Mutex {
  /** Settles when the last caller is done; undefined while the lock is free. */
  #last: Promise<void> | undefined;

  /**
   * Runs `work` when every earlier caller has finished or failed; never synchronously.
   * @returns what `work` returns
   * @throws what `work` throws
   */
  async run<T>(work: () => Promise<T> | T): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      return await work();
    } finally {
      if (this.#last === promise) this.#last = undefined;
      resolve();
    }
  }

  /** Returns whether no caller holds the lock or waits for it. */
  get isFree(): boolean {
    return this.#last === undefined;
  }
}

/** A lock per key; a key costs memory only while it is held. */
export class KeyedMutex {
  readonly #locks = new Map<string, Mutex>();

  /** Runs `work` when every earlier caller with the same `key` has finished, as `Mutex.run` does. */
  async run<T>(key: string, work: () => Promise<T> | T): Promise<T> {
    const lock = this.#locks.get(key) ?? new Mutex();
    this.#locks.set(key, lock);
    try {
      return await lock.run(work);
    } finally {
      if (lock.isFree) this.#locks.delete(key);
    }
  }
}
