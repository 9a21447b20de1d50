/**
 * The header list of the fetch standard.
 * @see https://fetch.spec.whatwg.org/#concept-header-list
 */
import { bareArray } from '../primordials.ts';
import { replaced } from './lists.ts';
import { MapType, mapDelete, mapGet, mapSet, sortBy, toLowerCase } from './primordials.ts';

interface Header {
  /** The name in the spelling of its first use. */
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** A name in lower case and a value. */
export type HeaderPair = readonly [name: string, value: string];

const SET_COOKIE = 'set-cookie';

export class HeaderList {
  #headers: Header[] = bareArray();
  /** Each name in the spelling of its first use, by the name in lower case. */
  readonly #names = new MapType<unknown, unknown>();
  #sorted: HeaderPair[] | undefined;

  /** Returns the values of a name, joined by commas; null if there are none. */
  get(name: string): string | null {
    const key = toLowerCase(name);
    let all: string | null = null;
    for (let at = 0; at < this.#headers.length; at += 1) {
      const header = this.#headers[at] as Header;
      if (header.key === key) all = all === null ? header.value : `${all}, ${header.value}`;
    }
    return all;
  }

  has(name: string): boolean {
    return mapGet(this.#names, toLowerCase(name)) !== undefined;
  }

  append(name: string, value: string): void {
    const key = toLowerCase(name);
    const spelled = mapGet(this.#names, key) as string | undefined;
    if (spelled === undefined) mapSet(this.#names, key, name);
    this.#headers[this.#headers.length] = { name: spelled ?? name, key, value };
    this.#sorted = undefined;
  }

  set(name: string, value: string): void {
    const key = toLowerCase(name);
    const spelled = mapGet(this.#names, key) as string | undefined;
    if (spelled === undefined) this.append(name, value);
    else this.#replace(key, { name: spelled, key, value });
  }

  delete(name: string): void {
    const key = toLowerCase(name);
    mapDelete(this.#names, key);
    this.#replace(key, undefined);
  }

  /** Returns the values of `Set-Cookie`, which can't be joined. */
  cookies(): string[] {
    const values: string[] = bareArray();
    for (let at = 0; at < this.#headers.length; at += 1) {
      const { key, value } = this.#headers[at] as Header;
      if (key === SET_COOKIE) values[values.length] = value;
    }
    return values;
  }

  /** Returns the headers sorted by name. Each name occurs once, except `set-cookie`. */
  sorted(): readonly HeaderPair[] {
    if (this.#sorted) return this.#sorted;
    const headers: Header[] = bareArray();
    for (let at = 0; at < this.#headers.length; at += 1) headers[at] = this.#headers[at] as Header;
    sortBy(headers, (left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
    const pairs: HeaderPair[] = bareArray();
    for (let at = 0; at < headers.length; at += 1) {
      const { key, value } = headers[at] as Header;
      const last = pairs[pairs.length - 1];
      if (last?.[0] === key && key !== SET_COOKIE) pairs[pairs.length - 1] = [key, `${last[1]}, ${value}`];
      else pairs[pairs.length] = [key, value];
    }
    this.#sorted = pairs;
    return pairs;
  }

  /** Calls `visit` for each header, in the order in which they were added. */
  each(visit: (name: string, value: string) => void): void {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 1) {
      const { name, value } = headers[at] as Header;
      visit(name, value);
    }
  }

  copy(): HeaderList {
    const list = new HeaderList();
    this.each((name, value) => list.append(name, value));
    return list;
  }

  /** @param replacement takes the place of the first header of that name; the others are removed */
  #replace(key: string, replacement: Header | undefined): void {
    this.#headers = replaced(this.#headers, (header) => header.key === key, replacement);
    this.#sorted = undefined;
  }
}
