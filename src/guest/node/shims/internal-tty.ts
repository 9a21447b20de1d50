/**
 * The colour depth of the console: it has no colours.
 */
export function getColorDepth(): number {
  return 1;
}
