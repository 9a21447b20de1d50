/**
 * Runs one piece of work at a time. Clients take turns, so a client with much work delays only itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** The address of the client whose request is being served. It is set when a request arrives. */
export const client = new AsyncLocalStorage<string>();

export class FairTurns {
  /** Waiting work by client; the client with the next turn comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isBusy = false;

  /** Returns how many pieces of work of a client are waiting. */
  waitingFor(who: string): number {
    return this.#waiting.get(who)?.length ?? 0;
  }

  /** Runs `work` when it is the turn of `who`. */
  async run<T>(who: string, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await this.#turn(who);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(who: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(who);
    if (waiting) waiting.push(resolve);
    else this.#waiting.set(who, [resolve]);
    return promise;
  }

  /** Gives the turn to the next client. `#isBusy` stays true, so no new caller can take the turn first. */
  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#isBusy = false;
      return;
    }
    const [who, waiting] = first;
    const wake = waiting.shift();
    this.#waiting.delete(who);
    if (waiting.length > 0) this.#waiting.set(who, waiting);
    wake?.();
  }
}
