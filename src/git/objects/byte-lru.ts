/**
 * A cache of the values that were used last, limited by the sum of their sizes.
 *
 * It has two generations instead of an order. A used entry goes to the young generation. When this would exceed half of the
 * budget, it becomes the old generation, whose entries are dropped unless they are used again before the next change. So a
 * hit costs one lookup in a map.
 */

/** Entries of one map larger than this share of the budget are not kept: one of them would push out all others. */
const LARGEST_SHARE = 1 / 4;
const GENERATION_SHARE = 1 / 2;

/** Cost of an entry beside its bytes: the map's slot, the key and the value's own object. */
const ENTRY_BYTES = 200;
/** Cost of a buffer of its own beside its bytes. */
const BUFFER_BYTES = 200;

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

export class ByteLru<V> {
  readonly #budget: number;
  #young = new Map<string, Entry<V>>();
  #old: ReadonlyMap<string, Entry<V>> = new Map();
  /** Of the young generation. */
  #bytes = 0;

  /** @param budget most bytes held; 0 keeps nothing */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** The value kept under `key`, which becomes one of the last to go. */
  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old !== undefined) this.#add(key, old);
    return old?.value;
  }

  /**
   * Keeps `value`, dropping what was used longest ago when the budget is passed.
   * @param size what the value itself weighs, in bytes
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
 * Returns bytes that are to be kept, in memory of their own. Node cuts small buffers out of larger ones, of 64 KiB, and one
 * that is kept keeps all of its neighbours' memory.
 */
export function ownBytes(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= 2 * bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** Returns what bytes that are kept weigh. */
export function keptBytes({ length }: Buffer): number {
  return length + BUFFER_BYTES;
}
