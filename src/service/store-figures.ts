/**
 * Figures of the store for the metrics, counted when they are asked for.
 */
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import { type StoreSize, storeSize } from '../git/upkeep/store-size.ts';
import type { Records } from './records.ts';

/** How long a count of the objects is told again, in ms: counting starts a process. */
const COUNTED_FOR_MS = 5_000;

export class StoreFigures {
  readonly #repository: Pick<Repository, 'path' | 'refs'>;
  readonly #records: Pick<Records, 'row'>;
  #counted: { readonly at: number; readonly size: Promise<StoreSize> } | undefined;

  constructor(repository: Pick<Repository, 'path' | 'refs'>, records: Pick<Records, 'row'>) {
    this.#repository = repository;
    this.#records = records;
  }

  /** Labels that there are. */
  get labels(): number {
    return this.#repository.refs.list(BRANCHES).size;
  }

  /** Bytes of the records' database. */
  get recordsBytes(): number {
    const row = this.#records.row('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size');
    return Number(row?.bytes);
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
