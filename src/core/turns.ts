/**
 * Splits long work on the event loop into pieces, so that other work can run in between.
 */

import { type Steps, slow } from './steps.ts';

/** Longest time of a piece, in ms: users do not notice such a delay. */
const PIECE_MS = 5;

export class Turns {
  #began = performance.now();

  /** Returns whether the time of the piece is over; the caller must then await `next`. */
  get isOver(): boolean {
    return performance.now() - this.#began >= PIECE_MS;
  }

  /** Lets other work run, and returns when this work can continue. */
  async next(): Promise<void> {
    await new Promise(setImmediate);
    this.#began = performance.now();
  }

  /** Does the same as `next`, as a step of work. If the work is done synchronously, the step does nothing. */
  step(): Steps<void> {
    return slow(
      () => {},
      () => this.next(),
    );
  }
}
