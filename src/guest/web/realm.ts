/**
 * The one thing that a part's modules share: what the part was brought up with.
 *
 * Each part is a bundle of its own, so each has its own copy of this; `adopt` runs before anything else of the part does.
 */
import type { Internals } from '../internals.ts';

/** What the part was brought up with. */
export let internals: Internals;

/** Takes what the part is brought up with. */
export function adopt(given: Internals): void {
  internals = given;
}
