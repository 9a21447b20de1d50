/**
 * Lists that the worker sends in pages, from both sides: the worker divides them, and the server puts them together. The worker
 * announces the length, so the server knows when a list is whole, and notices a worker that sends pages without end.
 */
import { TreeboxError } from '../../core/errors.ts';
import { COMPARED_ENTRIES_MAX, CONFLICT_TEXT_MAX, LISTED_PATHS_MAX } from '../../core/limits.ts';
import type { Conflict } from './conflict.ts';

/** Most items in a page, so that the server parses it in a few milliseconds and serves other requests in between. */
export const PAGE_ITEMS = 1_000;
/** Most items in a list. */
export const LIST_ITEMS_MAX = COMPARED_ENTRIES_MAX;
/** Most characters of paths, markers and diffs in a list. */
const LIST_CHARACTERS_MAX = CONFLICT_TEXT_MAX + LISTED_PATHS_MAX;

/** The parts of an item that may be long. */
export type Listed = Pick<Conflict, 'path'> &
  Partial<Pick<Conflict, 'paths' | 'markers' | 'diffOurs' | 'diffTheirs'>> & {
    readonly old?: { readonly path: string };
  };

/** A list in the worker, which sends it page by page. */
export class Pages<Item extends Listed> {
  #items: readonly Item[] = [];
  #at = 0;

  /**
   * Takes a new list and returns its first page.
   * @throws TreeboxError `too_large` when the server would not take the list
   */
  begin(items: readonly Item[], charactersMax = LIST_CHARACTERS_MAX): readonly Item[] {
    if (items.length > LIST_ITEMS_MAX) throw tooLarge(`more than ${LIST_ITEMS_MAX} conflicts or differences`);
    if (charactersOf(items) > charactersMax)
      throw tooLarge(`more than ${charactersMax} characters in its paths and texts`);
    this.#items = items;
    this.#at = 0;
    return this.next();
  }

  /** Returns the next page, which is empty after the end. */
  next(): readonly Item[] {
    const page = this.#items.slice(this.#at, this.#at + PAGE_ITEMS);
    this.#at += PAGE_ITEMS;
    if (this.#at >= this.#items.length) this.#items = [];
    return page;
  }
}

/** A list in the server, which receives it page by page. */
export class AnnouncedList<Item extends Listed> {
  readonly items: Item[] = [];
  readonly #count: number;
  readonly #charactersMax: number;
  #characters = 0;

  /** @param count number of items that the worker has announced */
  constructor(count: number, charactersMax = LIST_CHARACTERS_MAX) {
    this.#count = count;
    this.#charactersMax = charactersMax;
  }

  get isWhole(): boolean {
    return this.items.length === this.#count;
  }

  /**
   * Adds a page.
   * @returns a clause for the log that follows the name of the process when it can't be the next page; else undefined
   */
  add(page: readonly Item[]): string | undefined {
    if (page.length === 0 && !this.isWhole) return `ended a list of ${this.#count} after ${this.items.length}`;
    this.items.push(...page);
    if (this.items.length > this.#count) return `sent ${this.items.length} items of a list of ${this.#count}`;
    this.#characters += charactersOf(page);
    return this.#characters > this.#charactersMax ? `sent a list of ${this.#characters} characters` : undefined;
  }
}

function charactersOf(items: readonly Listed[]): number {
  let sum = 0;
  for (const { path, paths, old, markers, diffOurs, diffTheirs } of items) {
    for (const text of [path, ...Object.values(paths ?? {}), old?.path, markers, diffOurs, diffTheirs])
      sum += text?.length ?? 0;
  }
  return sum;
}

function tooLarge(what: string): TreeboxError {
  return new TreeboxError('too_large', `can't merge or compare these snapshots: the list has ${what}`);
}
