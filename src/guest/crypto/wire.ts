/**
 * Encoding of the values of crypto calls, in both directions.
 *
 * Primitives and bytes cross as they are. Everything else is an array that begins with a tag, so no object of either
 * side ever crosses: numbers stand for objects that the host holds for the guest.
 */

/** Tags of arrays, by the kind of value that the array stands for. */
export const TAG = {
  /** An array: its items. */
  list: 'list',
  /** An object: alternating keys and values. */
  record: 'record',
  /** A `Buffer`: its bytes. */
  buffer: 'buffer',
  /** A symbol: its description. */
  symbol: 'symbol',
  /** A function: nothing else, because the host can't use it. */
  function: 'function',
  /** An object that the host holds: its handle, the name of its class, and facts about it. */
  held: 'held',
} as const;

/** Number of an object of the host. A number is never reused within a run. */
export type Handle = number;
