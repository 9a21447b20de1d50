/**
 * Options of the command line, of which a run has none.
 */
export function getOptionValue(): undefined {
  return undefined;
}
