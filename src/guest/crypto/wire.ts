/**
 * Encoding of the values of crypto calls, in both directions.
 *
 * Primitives and bytes cross as they are. Everything else is an array that begins with a tag, so that no object of
 * either side ever crosses: objects that the host holds for the guest are named by numbers.
 */

/** Tags that say what a crossing array stands for. */
export const TAG = {
  /** An array: its items. */
  list: 'list',
  /** An object: its keys and values in turn. */
  record: 'record',
  /** A `Buffer`: its bytes. */
  buffer: 'buffer',
  /** A symbol: its description. */
  symbol: 'symbol',
  /** A function, which is of no use to the host: nothing more. */
  function: 'function',
  /** An object that the host holds: its handle, the name of its class, and facts about it. */
  held: 'held',
} as const;

/** Names one of the host's objects. Handles are never used again within a run. */
export type Handle = number;
