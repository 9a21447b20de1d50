/**
 * Limits how many operations run at the same time; further ones are refused.
 */
import { TreeboxError } from './errors.ts';

export class Capacity {
  readonly #limit: number;
  readonly #what: string;
  #taken = 0;

  /**
   * @param limit largest number at a time
   * @param what name of the operations, in the plural, for the error
   */
  constructor(limit: number, what: string) {
    this.#limit = limit;
    this.#what = what;
  }

  /**
   * Takes a place.
   * @returns a function that frees the place; a second call does nothing
   * @throws TreeboxError `busy`
   */
  take(): () => void {
    if (this.#taken >= this.#limit) {
      throw new TreeboxError('busy', `at most ${this.#limit} ${this.#what} at a time are accepted: try again later`);
    }
    this.#taken += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.#taken -= 1;
      isTaken = false;
    };
  }
}
