/**
 * The order in which git iterates over a table of strings. Among several equally good renames, git takes the first in this
 * order, so the same results need the same order.
 */

/** Slots of a new table, how full it gets, and how much it then grows. */
const SLOTS = 64;
const FULL_PERCENT = 80;
const GROWTH = 4;

/**
 * Orders strings as git's table gives them back.
 * @param keys bytes as latin-1, each once, in the order in which they came into the table
 */
export function hashOrder(keys: Iterable<string>): string[] {
  let slots: string[][] = emptySlots(SLOTS);
  let count = 0;
  for (const key of keys) {
    slotOf(slots, key).unshift(key);
    count += 1;
    if (count > Math.floor((slots.length * FULL_PERCENT) / 100)) {
      const larger = emptySlots(slots.length * GROWTH);
      for (const slot of slots) for (const each of slot) slotOf(larger, each).unshift(each);
      slots = larger;
    }
  }
  return slots.flat();
}

function emptySlots(count: number): string[][] {
  return Array.from({ length: count }, () => []);
}

function slotOf(slots: string[][], key: string): string[] {
  // FNV-1, 32 bits.
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash, 0x01000193) ^ key.charCodeAt(at);
  return slots[(hash >>> 0) & (slots.length - 1)] as string[];
}
