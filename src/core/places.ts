/**
 * A number of places for what goes on at the same time; whoever finds none is refused.
 */
import { TreeboxError } from './errors.ts';

export class Places {
  readonly #limit: number;
  readonly #what: string;
  #taken = 0;

  /**
   * @param limit how many there are
   * @param what what takes them, in the plural, for the refusal
   */
  constructor(limit: number, what: string) {
    this.#limit = limit;
    this.#what = what;
  }

  /**
   * Takes one.
   * @returns gives it back; a second call does nothing
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
