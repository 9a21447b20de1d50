/**
 * `URLSearchParams`.
 * @see https://url.spec.whatwg.org/#interface-urlsearchparams
 */
import { codedError, invalidArgument, needArguments } from './errors.ts';
import { internals } from './realm.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  isObject,
  iterateWith,
  pairIterators,
  shapeInterface,
  toUSVString,
} from './webidl.ts';

type Pair = [name: string, value: string];

const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect;
const iterator: typeof Symbol.iterator = Symbol.iterator;
const decodeComponent = decodeURIComponent;
const encodeComponent = encodeURIComponent;

/** A text that application/x-www-form-urlencoded leaves unchanged. */
const PLAIN = /^[\w*.-]*$/;
/** Results of `encodeURIComponent` that differ in the form encoding. */
const LEFT = /[!'()~]|%20/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '~': '%7E',
  '%20': '+',
};

function encode(text: string): string {
  return PLAIN.test(text) ? text : encodeComponent(text).replace(LEFT, (found) => ESCAPES[found] as string);
}

function decode(text: string): string {
  if (!text.includes('%')) return text.includes('+') ? text.replaceAll('+', ' ') : text;
  try {
    return decodeComponent(text.replaceAll('+', ' '));
  } catch {
    return internals.host.call('url.decodeForm', text) as string;
  }
}

/** Reads a query without its question mark. */
export function parseQuery(query: string): Pair[] {
  const list: Pair[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    list.push(at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]);
  }
  return list;
}

function serialize(list: readonly Pair[]): string {
  return list.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** Reads a sequence of pairs. @throws TypeError for an item that is not a pair */
function readSequence(init: object, method: unknown): Pair[] {
  if (typeof method !== 'function') {
    throw codedError(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
  }
  const list: Pair[] = [];
  for (const item of { [iterator]: () => apply(method, init, []) as Iterator<unknown> }) {
    const pair = isObject(item) && typeof (item as Iterable<unknown>)[iterator] === 'function';
    const values = pair ? [...(item as Iterable<unknown>)] : [];
    if (values.length !== 2) {
      throw codedError(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
    }
    list.push([toUSVString(values[0]), toUSVString(values[1])]);
  }
  return list;
}

/** Reads a record. If two keys convert to the same name, the later value takes the position of the earlier. */
function readRecord(init: object): Pair[] {
  const found = new Map<string, string>();
  for (const key of ownKeys(init)) {
    if (!getOwnPropertyDescriptor(init, key)?.enumerable) continue;
    const name = toUSVString(key);
    found.set(name, toUSVString((init as Record<PropertyKey, unknown>)[key]));
  }
  return [...found];
}

/** Returns a `URLSearchParams` as a query; undefined for any other value. */
export let queryText: (value: unknown) => string | undefined;

const iterate = pairIterators<URLSearchParams>('URLSearchParams', (params) => listOf(params));
let listOf: (params: URLSearchParams) => readonly Pair[];

/** Operations of a URL on its query. */
export interface QueryLink {
  /** Connects the list to a URL: `onChange` is called at every change. */
  attach(params: URLSearchParams, onChange: (query: string) => void): void;
  /** Replaces the list by that of a query, without calling `onChange`. */
  replace(params: URLSearchParams, query: string): void;
}

export let queryLink: QueryLink;

export class URLSearchParams {
  #list: Pair[] = [];
  #onChange: ((query: string) => void) | undefined;

  static {
    listOf = (params) => params.#list;
    queryText = (value) => (isObject(value) && #list in value ? serialize(value.#list) : undefined);
    queryLink = {
      attach(params, onChange) {
        params.#onChange = onChange;
      },
      replace(params, query) {
        params.#list = parseQuery(query);
      },
    };
  }

  constructor(init: unknown = undefined) {
    if (init === undefined) return;
    if (isObject(init)) {
      const method = (init as Partial<Iterable<unknown>>)[iterator];
      this.#list = method === undefined || method === null ? readRecord(init) : readSequence(init, method);
    } else {
      const text = toUSVString(init);
      this.#list = parseQuery(text.startsWith('?') ? text.slice(1) : text);
    }
  }

  get size(): number {
    return this.#list.length;
  }

  append(name: unknown, value: unknown): void {
    this.#list;
    needArguments(arguments.length, 'name', 'value');
    this.#list.push([toUSVString(name), toUSVString(value)]);
    this.#changed();
  }

  delete(name: unknown, value: unknown = undefined): void {
    this.#list;
    needArguments(arguments.length, 'name');
    const [key, only] = [toUSVString(name), value === undefined ? undefined : toUSVString(value)];
    this.#list = this.#list.filter((pair) => pair[0] !== key || (only !== undefined && pair[1] !== only));
    this.#changed();
  }

  get(name: unknown): string | null {
    this.#list;
    needArguments(arguments.length, 'name');
    const key = toUSVString(name);
    return this.#list.find((pair) => pair[0] === key)?.[1] ?? null;
  }

  getAll(name: unknown): string[] {
    this.#list;
    needArguments(arguments.length, 'name');
    const key = toUSVString(name);
    return this.#list.filter((pair) => pair[0] === key).map((pair) => pair[1]);
  }

  has(name: unknown, value: unknown = undefined): boolean {
    this.#list;
    needArguments(arguments.length, 'name');
    const [key, only] = [toUSVString(name), value === undefined ? undefined : toUSVString(value)];
    return this.#list.some((pair) => pair[0] === key && (only === undefined || pair[1] === only));
  }

  set(name: unknown, value: unknown): void {
    this.#list;
    needArguments(arguments.length, 'name', 'value');
    const [key, text] = [toUSVString(name), toUSVString(value)];
    const first = this.#list.find((pair) => pair[0] === key);
    if (first) {
      first[1] = text;
      this.#list = this.#list.filter((pair) => pair === first || pair[0] !== key);
    } else {
      this.#list.push([key, text]);
    }
    this.#changed();
  }

  sort(): void {
    this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#changed();
  }

  entries(): IterableIterator<Pair> {
    this.#list;
    return iterate(this, 'key+value');
  }

  forEach(callback: unknown, thisArg: unknown = undefined): void {
    this.#list;
    if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
    for (let at = 0; at < this.#list.length; at += 1) {
      const [name, value] = this.#list[at] as Pair;
      apply(callback, thisArg, [value, name, this]);
    }
  }

  keys(): IterableIterator<string> {
    this.#list;
    return iterate(this, 'key');
  }

  values(): IterableIterator<string> {
    this.#list;
    return iterate(this, 'value');
  }

  toString(): string {
    return serialize(this.#list);
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): string {
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = depth === null ? options : { ...options, depth: depth - 1 };
    const shown = this.#list.map(([name, value]) => `${inspect(name, inner)} => ${inspect(value, inner)}`);
    const { name } = this.constructor;
    if (shown.length === 0) return `${name} {}`;
    const line = shown.join(', ');
    return line.length > (options.breakLength ?? 80) ? `${name} {\n  ${shown.join(',\n  ')} }` : `${name} { ${line} }`;
  }

  #changed(): void {
    this.#onChange?.(serialize(this.#list));
  }
}

shapeInterface(URLSearchParams, 'URLSearchParams', [
  'size',
  'append',
  'delete',
  'get',
  'getAll',
  'has',
  'set',
  'sort',
  'entries',
  'forEach',
  'keys',
  'values',
  'toString',
]);
iterateWith(URLSearchParams, 'entries');
