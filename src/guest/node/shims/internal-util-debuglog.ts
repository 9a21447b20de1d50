/**
 * Debug output of Node's own library, which is off in a run.
 */
export function debuglog(): (...args: unknown[]) => void {
  return () => {};
}
