/**
 * The texts that a run executes for its guest, and whether each is sloppy or strict.
 *
 * A function whose text stands in none of them is not the guest's: it belongs to the language or to the runtime.
 */

/** How code is run. */
export type Mode = 'sloppy' | 'strict';

export class GuestSources {
  readonly #texts: { readonly text: string; readonly mode: Mode }[] = [];

  /** Takes a text as it is compiled. */
  add(text: string, mode: Mode): void {
    this.#texts.push({ text, mode });
  }

  /** How the code around a function's text is run; undefined when no text holds it. */
  modeOf(functionText: string): Mode | undefined {
    return this.#texts.find(({ text }) => text.includes(functionText))?.mode;
  }
}
