/**
 * Splits long work on the event loop into pieces, so that other work can run in between.
 */

import { type Steps, slow } from './steps.ts';

/** Longest time of a piece, in ms; nobody notices such a delay. */
const PIECE_MS = 5;

export class Turns {
  #began = performance.now();

  /** Returns whether the piece has taken its time; then `next` must be awaited. */
  get isOver(): boolean {
    return performance.now() - this.#began >= PIECE_MS;
  }

  /** Lets other work run, and returns when this work can continue. */
  async next(): Promise<void> {
    await new Promise(setImmediate);
    this.#began = performance.now();
  }

  /** Does the same as a step of work that may also be done within the call, where nobody else has a turn. */
  step(): Steps<void> {
    return slow(
      () => {},
      () => this.next(),
    );
  }
}
