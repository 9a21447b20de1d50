/**
 * What a heap could not take along, in one line for people. Layer 0, guest side.
 */

/** Of what is left out so much is named; the rest is counted. */
const NAMED_MAX = 20;
/** Longest path that is shown to something left out, in steps. */
const PATH_STEPS = 8;

export class LeftOut {
  #text = '';
  #count = 0;

  /**
   * Names something that is left out.
   * @param step how it is reached from the object numbered `from`, or from nowhere when that is -1
   * @param steps how each object was reached from its referrer
   */
  add(reason: string, from: number, step: string, referrers: readonly number[], steps: readonly string[]): void {
    this.#count += 1;
    if (this.#count > NAMED_MAX) return;
    let path = step;
    let at = from;
    for (let length = 0; at >= 0; length += 1) {
      if (length === PATH_STEPS) {
        path = `...${path}`;
        break;
      }
      path = steps[at] + path;
      at = referrers[at] as number;
    }
    this.#text += `${this.#text === '' ? '' : '; '}${path}: ${reason}`;
  }

  /** Names, each with a colon and the reason; empty when everything is kept. */
  get text(): string {
    const rest = this.#count - NAMED_MAX;
    return rest > 0 ? `${this.#text}; and ${rest} more` : this.#text;
  }
}
