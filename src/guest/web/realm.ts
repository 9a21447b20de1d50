/**
 * The services of a part, which all its modules share.
 *
 * Each part is a separate bundle, so each has its own copy of this module. `adopt` runs before all other code of the
 * part.
 */
import type { Internals } from '../internals.ts';

/** The part's services. */
export let internals: Internals;

/** Sets the part's services. */
export function adopt(given: Internals): void {
  internals = given;
}
