/**
 * Computes the order in which git iterates over a hash table of strings. Among several equally good renames, git chooses the
 * first in this order.
 */

/** Number of slots of a new table. */
const SLOTS = 64;
/** Load at which the table grows, in percent. */
const FULL_PERCENT = 80;
/** Factor by which the table grows. */
const GROWTH = 4;

/**
 * Returns strings in the order of git's hash table.
 * @param keys bytes as latin-1, without duplicates, in the order in which git adds them to the table
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
