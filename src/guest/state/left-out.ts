/**
 * Records values that can't be kept, and the bindings that are lost with them: a value is kept whole or not at all.
 */
import { bareArray } from '../primordials.ts';

/** Maximum number of steps that the path to a left-out value shows. */
const PATH_STEPS = 8;

/** Objects of a walk by number, and the references between them. */
export class LeftOut {
  /** References, as linked lists by the object that is referred to. */
  readonly #from: number[] = bareArray();
  readonly #next: number[] = bareArray();
  readonly #last: number[] = bareArray();
  /** The reason why an object can't be kept whole. */
  readonly #reasons: (string | undefined)[] = bareArray();
  readonly #bad: number[] = bareArray();

  /** Records that an object refers to another. */
  refer(from: number, to: number): void {
    const at = this.#from.length;
    this.#from[at] = from;
    this.#next[at] = this.#last[to] ?? -1;
    this.#last[to] = at;
  }

  /** Records that an object can't be kept whole. */
  add(object: number, reason: string): void {
    if (this.#reasons[object] !== undefined) return;
    this.#reasons[object] = reason;
    this.#bad[this.#bad.length] = object;
  }

  /**
   * Passes the reasons on to all objects that refer to objects which can't be kept.
   * @returns a function that returns why an object can't be kept; undefined when it can
   */
  reasons(): (object: number) => string | undefined {
    for (let done = 0; done < this.#bad.length; done += 1) {
      const object = this.#bad[done] as number;
      for (let at = this.#last[object] ?? -1; at >= 0; at = this.#next[at] as number) {
        this.add(this.#from[at] as number, this.#reasons[object] as string);
      }
    }
    return (object) => this.#reasons[object];
  }
}

/**
 * Returns the path to a value, as code would write it.
 * @param step the last step, from the object numbered `from`; from a root if `from` is negative
 * @param steps the step to each object from its referrer
 */
export function pathTo(from: number, step: string, referrers: readonly number[], steps: readonly string[]): string {
  let path = step;
  let at = from;
  for (let length = 0; at >= 0; length += 1) {
    if (length === PATH_STEPS) return `...${path}`;
    path = steps[at] + path;
    at = referrers[at] as number;
  }
  return path;
}
