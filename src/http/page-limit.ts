/**
 * Limits the number of entries in a page.
 */

/** Returns a number that is asked for, put into its range; a number out of it is no error. */
export function clamped(
  asked: number | null | undefined,
  range: { min: number; max: number; default: number },
): number {
  return Math.min(Math.max(asked ?? range.default, range.min), range.max);
}
