/**
 * What every file of Node's library has in its scope. Guest side.
 */
import { bindings } from '../bindings.ts';

export { default as primordials } from 'node-library/internal/per_context/primordials';

/** What Node's library asks of its native side. */
export function internalBinding(name: string): object {
  return bindings[name] ?? {};
}
