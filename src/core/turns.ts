/**
 * Long work of the event loop in pieces, between which others have their turn.
 */

import { type Steps, slow } from './steps.ts';

/** How long a piece may take, in ms: nobody notices so much. */
const PIECE_MS = 5;

export class Turns {
  #began = performance.now();

  /** Returns whether it is for others now: then `next` is to be awaited. */
  get isOver(): boolean {
    return performance.now() - this.#began >= PIECE_MS;
  }

  /** Lets others go on, and returns when it is this work's turn again. */
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
