/**
 * Sizes of the store for the metrics, counted on request. A size that can't be counted is NaN.
 */
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import { type StoreSize, storeSize } from '../git/upkeep/store-size.ts';
import type { Store } from './store/store.ts';

/** How long a count of the objects is reused, in ms: counting starts a process. */
const COUNTED_FOR_MS = 5_000;
/** How long a count of the objects may take, in ms. */
const COUNT_MAX_MS = 5_000;
const UNKNOWN_SIZE: StoreSize = { objects: Number.NaN, packs: Number.NaN, bytes: Number.NaN };

export class StoreFigures {
  readonly #repository: Pick<Repository, 'path' | 'refs'>;
  readonly #store: Pick<Store, 'bytes'>;
  readonly #onError: (failure: string, error: unknown) => void;
  #counted: { readonly at: number; readonly size: Promise<StoreSize> } | undefined;

  /** @param onError called when a size could not be counted */
  constructor(
    repository: Pick<Repository, 'path' | 'refs'>,
    store: Pick<Store, 'bytes'>,
    onError: (failure: string, error: unknown) => void,
  ) {
    this.#repository = repository;
    this.#store = store;
    this.#onError = onError;
  }

  /** Returns how many labels there are. */
  async labels(): Promise<number> {
    const count = async () => (await this.#repository.refs.list(BRANCHES)).size;
    return await this.#counting('the labels', count, Number.NaN);
  }

  /** Returns the bytes of the records' database. */
  async recordsBytes(): Promise<number> {
    return await this.#counting("the records' bytes", () => this.#store.bytes(), Number.NaN);
  }

  /** Returns the size of the object store. */
  async size(): Promise<StoreSize> {
    const now = performance.now();
    if (!this.#counted || now - this.#counted.at > COUNTED_FOR_MS) {
      const count = () => storeSize(this.#repository.path, AbortSignal.timeout(COUNT_MAX_MS));
      this.#counted = { at: now, size: this.#counting('the objects', count, UNKNOWN_SIZE) };
    }
    return await this.#counted.size;
  }

  async #counting<T>(what: string, count: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await count();
    } catch (error) {
      this.#onError(`${what} could not be counted`, error);
      return otherwise;
    }
  }
}
