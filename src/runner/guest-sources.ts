/**
 * The texts that a run executes for its guest, and whether each is sloppy or strict.
 *
 * A function whose text occurs in none of these texts does not belong to the guest, but to the language or the runtime.
 */

/** Mode in which code runs. */
export type Mode = 'sloppy' | 'strict';

export class GuestSources {
  readonly #texts: { readonly text: string; readonly mode: Mode }[] = [];
  /** Cached answers by function text: a state often has thousands of functions with the same text. */
  readonly #known = new Map<string, Mode | undefined>();

  /** Adds a text when it is compiled. */
  add(text: string, mode: Mode): void {
    this.#texts.push({ text, mode });
    this.#known.clear();
  }

  /** Returns the mode of the text that contains a function's text; undefined when none contains it. */
  modeOf(functionText: string): Mode | undefined {
    if (!this.#known.has(functionText)) {
      this.#known.set(functionText, this.#texts.find(({ text }) => text.includes(functionText))?.mode);
    }
    return this.#known.get(functionText);
  }
}
