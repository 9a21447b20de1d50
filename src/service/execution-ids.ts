/**
 * Ids of executions: UUIDs of version 7 that sort by the order in which they were made.
 *
 * Within a millisecond a counter takes the place of the first random bits. Ids keep rising even when the clock is set back,
 * also while the server is down, because lists and their pages are in the order of ids.
 * @see RFC 9562 section 5.7, and section 6.2 method 1 for the counter
 */
import { randomUUID } from 'node:crypto';
import type { ExecutionId } from '../core/ids.ts';

/** The counter has 12 bits. */
const COUNTER_MAX = 0xfff;
const TIME_DIGITS = 12;
/** Offset of the last two groups of a UUID: two bits of variant and 62 random bits. */
const RANDOM_AT = 19;

export class ExecutionIds {
  /** Time of the last id, in milliseconds since 1970. */
  #ms = 0;
  #counter = 0;

  /** @param last the newest existing id: new ids sort after it */
  constructor(last?: ExecutionId) {
    if (last !== undefined) this.#ms = Number.parseInt(last.slice(0, 8) + last.slice(9, 13), 16) + 1;
  }

  next(): ExecutionId {
    const now = Date.now();
    if (now > this.#ms) {
      this.#ms = now;
      this.#counter = 0;
    } else if (this.#counter < COUNTER_MAX) {
      this.#counter += 1;
    } else {
      this.#ms += 1;
      this.#counter = 0;
    }
    const time = this.#ms.toString(16).padStart(TIME_DIGITS, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${randomUUID().slice(RANDOM_AT)}` as ExecutionId;
  }
}
