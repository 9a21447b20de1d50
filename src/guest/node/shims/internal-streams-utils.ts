/**
 * What Node's library asks of streams. Guest side.
 */
export function isWritable(stream: { writable?: unknown; destroyed?: unknown }): boolean {
  return Boolean(stream.writable) && !stream.destroyed;
}
