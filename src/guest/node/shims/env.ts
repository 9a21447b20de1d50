/**
 * Names that every file of Node's library has in its scope.
 */
import { bindings } from '../bindings.ts';

export { default as primordials } from 'node-library/internal/per_context/primordials';

/** Returns the replacement for a native binding. */
export function internalBinding(name: string): object {
  return bindings[name] ?? {};
}
