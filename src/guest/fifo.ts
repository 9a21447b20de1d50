/**
 * A list that gives what it was given, in the same order. Layer 0, guest side.
 */
import { bareArray } from './primordials.ts';

/** A first-in, first-out list that never touches a prototype. */
export class Fifo<T> {
  #items: T[] = bareArray();
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items[this.#items.length] = item;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head] as T;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = bareArray();
      this.#head = 0;
    }
    return item;
  }
}
