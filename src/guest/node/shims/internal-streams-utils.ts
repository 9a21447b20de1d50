/**
 * Checks of streams that Node's library uses.
 */
export function isWritable(stream: { writable?: unknown; destroyed?: unknown }): boolean {
  return Boolean(stream.writable) && !stream.destroyed;
}
