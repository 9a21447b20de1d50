/**
 * A first-in, first-out list.
 */
import { bareArray } from './primordials.ts';

/** Minimum number of removed items before the list frees their memory while it still holds other items. */
const COMPACT_FROM = 1024;

/** A first-in, first-out list that never uses a prototype, and keeps no reference to removed items. */
export class Fifo<T> {
  #items: T[] = bareArray();
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Returns the next item without removing it. */
  peek(): T | undefined {
    return this.size === 0 ? undefined : this.#items[this.#head];
  }

  push(item: T): void {
    this.#items[this.#items.length] = item;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head] as T;
    this.#items[this.#head] = undefined as T;
    this.#head += 1;
    if (this.size === 0 || (this.#head >= COMPACT_FROM && this.#head >= this.size)) this.#compact();
    return item;
  }

  /** Moves at most as many items as were removed, so that the amortised cost of a shift is constant. */
  #compact(): void {
    const left: T[] = bareArray();
    for (let at = this.#head; at < this.#items.length; at += 1) left[left.length] = this.#items[at] as T;
    this.#items = left;
    this.#head = 0;
  }
}
