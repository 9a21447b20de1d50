/**
 * A map that holds what was used last, bounded by the sum of its values' sizes. Layer 1.
 */

/** Entries of one map larger than this share of the budget are not kept: one of them would push out all others. */
const LARGEST_SHARE = 1 / 4;

/** What an entry costs beside its bytes: the map's slot, the key and the value's own object. */
const ENTRY_BYTES = 200;

export class ByteLru<V> {
  readonly #entries = new Map<string, { value: V; bytes: number }>();
  readonly #budget: number;
  #bytes = 0;

  /** @param budget most bytes held; 0 keeps nothing */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** The value kept under `key`, which becomes the last to go. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /**
   * Keeps `value`, dropping what was used longest ago when the budget is passed.
   * @param size what the value itself weighs, in bytes
   */
  set(key: string, value: V, size: number): void {
    const bytes = size + ENTRY_BYTES;
    if (bytes > this.#budget * LARGEST_SHARE) return;
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#budget) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }
}
