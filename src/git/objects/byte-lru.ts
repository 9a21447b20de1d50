/**
 * A cache of recently used values, limited by the sum of their sizes.
 *
 * It has two generations instead of an order. A used entry goes to the young generation. When the young generation would exceed
 * half of the budget, it becomes the old generation, and the entries of the former old generation are dropped. So most hits
 * cost one lookup in a map.
 */

/** Share of the budget above which an entry is not kept, because it would displace too many others. */
const LARGEST_SHARE = 1 / 4;
/** Share of the budget for each generation. */
const GENERATION_SHARE = 1 / 2;

/** Memory for an entry in addition to its bytes: the slot in the map, the key and the value's object. */
const ENTRY_BYTES = 200;
/** Memory for a separate buffer in addition to its bytes. */
const BUFFER_BYTES = 200;

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

export class ByteLru<V> {
  readonly #budget: number;
  #young = new Map<string, Entry<V>>();
  #old: ReadonlyMap<string, Entry<V>> = new Map();
  /** Size of the young generation. */
  #bytes = 0;

  /** @param budget maximum size in bytes; 0 disables the cache */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Returns the value of `key`, and moves it to the young generation. */
  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old !== undefined) this.#add(key, old);
    return old?.value;
  }

  /**
   * Adds `value`. Drops old entries when the budget would be exceeded.
   * @param size memory for the value, in bytes
   */
  set(key: string, value: V, size: number): void {
    const bytes = size + ENTRY_BYTES;
    if (bytes <= this.#budget * LARGEST_SHARE) this.#add(key, { value, bytes });
  }

  #add(key: string, entry: Entry<V>): void {
    let bytes = this.#bytes + entry.bytes - (this.#young.get(key)?.bytes ?? 0);
    if (bytes > this.#budget * GENERATION_SHARE) {
      this.#old = this.#young;
      this.#young = new Map();
      bytes = entry.bytes;
    }
    this.#young.set(key, entry);
    this.#bytes = bytes;
  }
}

/**
 * Returns a buffer with its own memory, to be kept in a cache. Node allocates small buffers as slices of larger ones, and a
 * kept slice would keep the memory of the whole larger buffer.
 */
export function ownBytes(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= 2 * bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** Returns the memory that a kept buffer takes, in bytes. */
export function keptBytes({ length }: Buffer): number {
  return length + BUFFER_BYTES;
}
