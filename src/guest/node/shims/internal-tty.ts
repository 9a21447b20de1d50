/**
 * The colours of the console, of which there is one. Guest side.
 */
export function getColorDepth(): number {
  return 1;
}
