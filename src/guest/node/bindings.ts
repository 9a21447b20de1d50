/**
 * Replacements for the native bindings of Node's library, as far as the language allows.
 */
import type { Internals } from '../internals.ts';
import { refusal } from '../not-here.ts';
import { uncurry } from '../primordials.ts';
import type { KnownProxies } from '../proxies.ts';
import * as types from './shims/internal-util-types.ts';

declare const internals: Internals;

type Key = string | symbol;

const { ownKeys } = Reflect;
const { min, sign } = Math;
const Uint8ArrayType = Uint8Array;
const { getOwnPropertySymbols } = Object;
const typeText = uncurry(Object.prototype.toString);
const slice = uncurry(String.prototype.slice);
const exec = uncurry(RegExp.prototype.exec);
const isEnumerable = uncurry(Object.prototype.propertyIsEnumerable);

const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;
const INDEX = /^(?:0|[1-9]\d*)$/;
/** Indexes are less than this. */
const INDEX_END = 2 ** 32 - 1;

function isIndex(key: Key): boolean {
  return typeof key === 'string' && exec(INDEX, key) !== null && +key < INDEX_END;
}

/** In a longer array, only symbols are looked up: a list of all keys would take 32 bytes for each element. */
const LISTED_MAX = 100_000;

function getOwnNonIndexProperties(object: object, filter: number): Key[] {
  const { length } = object as { length?: unknown };
  const keys = typeof length === 'number' && length > LISTED_MAX ? getOwnPropertySymbols(object) : ownKeys(object);
  const found: Key[] = [];
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as Key;
    if (isIndex(key) || ((filter & SKIP_SYMBOLS) !== 0 && typeof key === 'symbol')) continue;
    if ((filter & ONLY_ENUMERABLE) === 0 || isEnumerable(object, key)) found[found.length] = key;
  }
  return found;
}

/** Returns a proxy's target, or with `showProxy` its target and handler; undefined for any other value. */
function getProxyDetails(value: object, showProxy = true): unknown {
  const details = (internals.peek('proxies') as KnownProxies | undefined)?.detailsOf(value);
  return showProxy || details === undefined ? details : (details as readonly unknown[])[0];
}

/** The state of a promise can't be read: neither whether it is pending nor its result. */
const UNKNOWN_STATE = 3;
const unknownResult = shownAs('<state unknown>');
const unknownItems = shownAs('<items unknown>');

/** Makes a value that `inspect` shows as a text. */
function shownAs(text: string): object {
  return { [Symbol.for('nodejs.util.inspect.custom')]: () => text };
}

const { isArray } = Array;
/** Kinds of objects that `Object.prototype.toString` does not distinguish. */
const KINDS: readonly (readonly [is: ((value: unknown) => boolean) | undefined, name: string])[] = [
  [types.isMap, 'Map'],
  [types.isSet, 'Set'],
  [types.isPromise, 'Promise'],
  [types.isWeakMap, 'WeakMap'],
  [types.isWeakSet, 'WeakSet'],
  [types.isArrayBuffer, 'ArrayBuffer'],
  [types.isDataView, 'DataView'],
  [isArray, 'Array'],
];

/** Returns the name of an object's constructor, whatever its prototype is now. */
function getConstructorName(value: object): string {
  for (let at = 0; at < KINDS.length; at += 1) {
    const { 0: is, 1: name } = KINDS[at] as (typeof KINDS)[number];
    if (is?.(value)) return name;
  }
  return slice(typeText(value), 8, -1);
}

/** Compares the bytes of two views as `Buffer.compare` does. */
function compare(first: ArrayBufferView, second: ArrayBufferView): number {
  const one = new Uint8ArrayType(first.buffer, first.byteOffset, first.byteLength);
  const other = new Uint8ArrayType(second.buffer, second.byteOffset, second.byteLength);
  const length = min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== other[at]) return (one[at] as number) < (other[at] as number) ? -1 : 1;
  }
  return sign(one.length - other.length);
}

/** Replacement for the native parser of HTTP. */
const refusedParser = refusal('http', 'HTTPParser', 'a run has no network');

export const bindings: Record<string, object> = {
  util: {
    constants: { ALL_PROPERTIES: 0, ONLY_ENUMERABLE, SKIP_SYMBOLS, kPending: 0, kFulfilled: 1, kRejected: 2 },
    privateSymbols: { arrow_message_private_symbol: Symbol('arrow_message') },
    getOwnNonIndexProperties,
    getProxyDetails,
    getPromiseDetails: () => [UNKNOWN_STATE, unknownResult],
    // Reading the entries of an iterator would consume them.
    previewEntries: (_: object, isIterator?: boolean) => (isIterator ? [[unknownItems], false] : []),
    getConstructorName,
    // Node warns about deprecated functions only outside of packages. In a run, it never warns.
    isInsideNodeModules: () => true,
  },
  buffer: { compare },
  errors: { triggerUncaughtException: (error: unknown) => internals.report(error) },
  diagnostics_channel: { subscribers: [], linkNativeChannel() {} },
  constants: { os: { signals: {} } },
  http_parser: { methods: [], allMethods: [], HTTPParser: refusedParser, ConnectionsList: refusedParser },
  config: { hasIntl: true },
};
