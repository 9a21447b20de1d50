/**
 * Options of the command line, of which a run has none. Guest side.
 */
export function getOptionValue(): undefined {
  return undefined;
}
