/**
 * Limits the git processes of one kind, and the number of requests that wait for one.
 */
import PQueue from 'p-queue';
import { TreeboxError } from '../../core/errors.ts';

export class Slots {
  readonly #queue: PQueue;
  readonly #waiting: number;
  readonly #what: string;

  /** @param what the limited operations, in the plural, for the error text */
  constructor(bounds: { readonly running: number; readonly waiting: number }, what: string) {
    this.#queue = new PQueue({ concurrency: bounds.running });
    this.#waiting = bounds.waiting;
    this.#what = what;
  }

  /**
   * Waits for a slot.
   * @param signal ends the wait
   * @returns a function that frees the slot
   * @throws TreeboxError `busy` when too many requests wait; `bad_request` when `signal` ends the wait
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (this.#queue.size >= this.#waiting) {
      throw new TreeboxError('busy', `too many ${this.#what} at once: try again later`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    this.#queue
      .add(() => new Promise<void>((release) => resolve(release)), signal ? { signal } : {})
      .catch(() => reject(new TreeboxError('bad_request', 'the client has gone')));
    return await promise;
  }
}
