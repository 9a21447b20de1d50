/**
 * Limits the patches that are read at a time, in all and for each client. Between its pieces a patch holds its two texts in
 * the process that merges for everybody.
 */

export interface PatchBounds {
  /** Patches that are read at a time, in all and by one client. */
  readonly all: number;
  readonly each: number;
  /** Calls that may wait for a slot, in all and of one client, and how long, in ms. */
  readonly waiting: number;
  readonly waitingEach: number;
  readonly waitMs: number;
}

export class PatchSlots {
  readonly #bounds: PatchBounds;
  /** Number of open patches by client. */
  readonly #open = new Map<string, number>();
  /** Calls that take a slot if there is one for their client, the longest waiting first, with their clients. */
  readonly #waiting = new Map<() => void, string>();

  constructor(bounds: PatchBounds) {
    this.#bounds = bounds;
  }

  /** Waits for a slot, but not for long. @returns a function that frees it; undefined when there was none */
  async take(who: string): Promise<(() => void) | undefined> {
    if (this.#hasSlot(who)) return this.#taken(who);
    const own = [...this.#waiting.values()].filter((other) => other === who).length;
    if (this.#waiting.size >= this.#bounds.waiting || own >= this.#bounds.waitingEach) return undefined;
    const { promise, resolve } = Promise.withResolvers<(() => void) | undefined>();
    const attempt = () => {
      if (this.#hasSlot(who) && this.#waiting.delete(attempt)) resolve(this.#taken(who));
    };
    this.#waiting.set(attempt, who);
    const patience = setTimeout(() => {
      if (this.#waiting.delete(attempt)) resolve(undefined);
    }, this.#bounds.waitMs);
    return await promise.finally(() => clearTimeout(patience));
  }

  #hasSlot(who: string): boolean {
    const all = [...this.#open.values()].reduce((sum, count) => sum + count, 0);
    return all < this.#bounds.all && (this.#open.get(who) ?? 0) < this.#bounds.each;
  }

  #taken(who: string): () => void {
    this.#open.set(who, (this.#open.get(who) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(who) as number) - 1;
      if (left > 0) this.#open.set(who, left);
      else this.#open.delete(who);
      for (const attempt of this.#waiting.keys()) attempt();
    };
  }
}
