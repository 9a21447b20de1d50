/**
 * Debug output of Node's own library, which a run has switched off. Guest side.
 */
export function debuglog(): (...args: unknown[]) => void {
  return () => {};
}
