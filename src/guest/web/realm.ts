/**
 * The services given to a part, which all its modules share.
 *
 * Each part is a bundle of its own, so each has its own copy of this; `adopt` runs before anything else of the part
 * does.
 */
import type { Internals } from '../internals.ts';

/** The part's services. */
export let internals: Internals;

/** Sets the part's services. */
export function adopt(given: Internals): void {
  internals = given;
}
