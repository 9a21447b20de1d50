/**
 * Limits the number of entries in a page.
 */

/** Returns the requested number, or the nearest one in its range. */
export function clamped(
  asked: number | null | undefined,
  range: { min: number; max: number; default: number },
): number {
  return Math.min(Math.max(asked ?? range.default, range.min), range.max);
}
