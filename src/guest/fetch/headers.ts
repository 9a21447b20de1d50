/**
 * `Headers`.
 * @see https://fetch.spec.whatwg.org/#headers-class
 */

import { bareArray } from '../primordials.ts';
import { invalidArgument, needArguments } from '../web/errors.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  isObject,
  iterateWith,
  pairIterators,
  shapeInterface,
} from '../web/webidl.ts';
import { iterate, iteratorMethod, toByteString } from './convert.ts';
import { type Guard, isForbidden, isNoCorsHeader, isNoCorsName } from './header-guard.ts';
import { HeaderList, type HeaderPair } from './header-list.ts';
import { isToken, trimmed } from './mime-type.ts';
import {
  apply,
  getOwnPropertyDescriptor,
  guestArray,
  MapType,
  mapGet,
  mapSet,
  ownKeys,
  regexpExec,
  TypeErrorType,
} from './primordials.ts';

const INVALID_VALUE = /[\0\r\n]/;

/** Throws for an invalid header name. */
function checkName(name: string, method: string): void {
  if (!isToken(name)) throw new TypeErrorType(`Headers.${method}: "${name}" is an invalid header name.`);
}

function checkValue(value: string, method: string): void {
  if (regexpExec(INVALID_VALUE, value) === null) return;
  throw new TypeErrorType(`Headers.${method}: "${value}" is an invalid header value.`);
}

function notMutable(): Error {
  return new TypeErrorType('The headers are immutable.');
}

/** Reads a `HeadersInit`. @throws TypeError for a value that is neither pairs nor a record */
export function toHeaderPairs(init: unknown): HeaderPair[] {
  if (!isObject(init)) {
    throw new TypeErrorType(
      'Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.',
    );
  }
  const method = iteratorMethod(init);
  return method ? toPairs(init, method) : toRecord(init);
}

function toPairs(init: object, method: () => unknown): HeaderPair[] {
  const pairs: HeaderPair[] = bareArray();
  iterate(init, method, (item) => {
    const each = isObject(item) ? iteratorMethod(item) : undefined;
    if (!each) throw new TypeErrorType('Headers constructor: a header must be a sequence of a name and a value.');
    const values: string[] = bareArray();
    iterate(item as object, each, (value) => {
      values[values.length] = toByteString(value);
    });
    if (values.length !== 2) {
      throw new TypeErrorType(`Headers constructor: expected name/value pair to be length 2, found ${values.length}.`);
    }
    pairs[pairs.length] = [values[0] as string, values[1] as string];
  });
  return pairs;
}

/** Reads a record. If two keys convert to the same name, the later value takes the position of the earlier. */
function toRecord(init: object): HeaderPair[] {
  const pairs: HeaderPair[] = bareArray();
  const places = new MapType<unknown, unknown>();
  const keys = ownKeys(init);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string;
    if (!getOwnPropertyDescriptor(init, key)?.enumerable) continue;
    const name = toByteString(key);
    const value = toByteString((init as Record<PropertyKey, unknown>)[key]);
    const place = (mapGet(places, name) as number | undefined) ?? pairs.length;
    mapSet(places, name, place);
    pairs[place] = [name, value];
  }
  return pairs;
}

/** Returns whether a value is a `Headers`. */
export let isHeaders: (value: unknown) => value is Headers;
/** Returns the header list of an object. */
export let listOf: (headers: Headers) => HeaderList;
/** Makes an object for a list. */
export let makeHeaders: (list: HeaderList, guard: Guard) => Headers;
export let guardOf: (headers: Headers) => Guard;
/** Appends headers, with the checks for scripts. */
export let appendAll: (headers: Headers, pairs: readonly HeaderPair[]) => void;

const iteratePairs = pairIterators<Headers>('Headers', (headers) => listOf(headers).sorted());

export class Headers {
  #list = new HeaderList();
  #guard: Guard = 'none';

  static {
    isHeaders = (value): value is Headers => isObject(value) && #list in value;
    listOf = (headers) => headers.#list;
    guardOf = (headers) => headers.#guard;
    makeHeaders = (list, guard) => {
      const headers = new Headers();
      headers.#list = list;
      headers.#guard = guard;
      return headers;
    };
    appendAll = (headers, pairs) => {
      for (let at = 0; at < pairs.length; at += 1) {
        const { 0: name, 1: value } = pairs[at] as HeaderPair;
        headers.#append(name, trimmed(value));
      }
    };
  }

  constructor(init: unknown = undefined) {
    if (init !== undefined) appendAll(this, toHeaderPairs(init));
  }

  append(name: unknown, value: unknown): void {
    this.#list;
    needArguments(arguments.length, 'name', 'value');
    const key = toByteString(name);
    this.#append(key, trimmed(toByteString(value)));
  }

  delete(name: unknown): void {
    const list = this.#list;
    needArguments(arguments.length, 'name');
    const key = toByteString(name);
    checkName(key, 'delete');
    if (this.#guard === 'immutable') throw notMutable();
    if (isForbidden(this.#guard, key, '')) return;
    if (this.#guard === 'request-no-cors' && !isNoCorsName(key)) return;
    list.delete(key);
  }

  get(name: unknown): string | null {
    const list = this.#list;
    needArguments(arguments.length, 'name');
    const key = toByteString(name);
    checkName(key, 'get');
    return list.get(key);
  }

  has(name: unknown): boolean {
    const list = this.#list;
    needArguments(arguments.length, 'name');
    const key = toByteString(name);
    checkName(key, 'has');
    return list.has(key);
  }

  set(name: unknown, value: unknown): void {
    const list = this.#list;
    needArguments(arguments.length, 'name', 'value');
    const key = toByteString(name);
    const text = trimmed(toByteString(value));
    checkName(key, 'set');
    checkValue(text, 'set');
    if (this.#guard === 'immutable') throw notMutable();
    if (isForbidden(this.#guard, key, text)) return;
    if (this.#guard === 'request-no-cors' && !isNoCorsHeader(key, text)) return;
    list.set(key, text);
  }

  getSetCookie(): string[] {
    return guestArray(this.#list.cookies());
  }

  keys(): IterableIterator<string> {
    this.#list;
    return iteratePairs(this, 'key');
  }

  values(): IterableIterator<string> {
    this.#list;
    return iteratePairs(this, 'value');
  }

  entries(): IterableIterator<HeaderPair> {
    this.#list;
    return iteratePairs(this, 'key+value');
  }

  forEach(callback: unknown, thisArg: unknown = undefined): void {
    const list = this.#list;
    if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
    for (let at = 0; at < list.sorted().length; at += 1) {
      const { 0: name, 1: value } = list.sorted()[at] as HeaderPair;
      apply(callback as () => unknown, thisArg, [value, name, this]);
    }
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): string {
    const shown: Record<string, unknown> = {};
    this.#list.each((name) => {
      shown[name] = this.#list.get(name);
    });
    return `Headers ${inspect(shown, { ...options, depth: depth ?? options.depth ?? null })}`;
  }

  #append(name: string, value: string): void {
    checkName(name, 'append');
    checkValue(value, 'append');
    if (this.#guard === 'immutable') throw notMutable();
    if (isForbidden(this.#guard, name, value)) return;
    if (this.#guard === 'request-no-cors') {
      const before = this.#list.get(name);
      if (!isNoCorsHeader(name, before === null ? value : `${before}, ${value}`)) return;
    }
    this.#list.append(name, value);
  }
}

shapeInterface(Headers, 'Headers', [
  'append',
  'delete',
  'get',
  'has',
  'set',
  'getSetCookie',
  'keys',
  'values',
  'entries',
  'forEach',
]);
iterateWith(Headers, 'entries');
