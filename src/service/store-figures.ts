/**
 * Figures of the store for the metrics, counted when they are asked for.
 */
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import { type StoreSize, storeSize } from '../git/upkeep/store-size.ts';
import type { Store } from './store/store.ts';

/** How long a count of the objects is told again, in ms: counting starts a process. */
const COUNTED_FOR_MS = 5_000;

export class StoreFigures {
  readonly #repository: Pick<Repository, 'path' | 'refs'>;
  readonly #store: Pick<Store, 'bytes'>;
  #counted: { readonly at: number; readonly size: Promise<StoreSize> } | undefined;

  constructor(repository: Pick<Repository, 'path' | 'refs'>, store: Pick<Store, 'bytes'>) {
    this.#repository = repository;
    this.#store = store;
  }

  /** Labels that there are. */
  get labels(): number {
    return this.#repository.refs.list(BRANCHES).size;
  }

  /** Returns the bytes of the records' database. */
  async recordsBytes(): Promise<number> {
    return await this.#store.bytes();
  }

  /** The size of the object store. @throws Error when git fails */
  async size(): Promise<StoreSize> {
    const now = performance.now();
    if (!this.#counted || now - this.#counted.at > COUNTED_FOR_MS) {
      this.#counted = { at: now, size: storeSize(this.#repository.path) };
    }
    return await this.#counted.size;
  }
}
