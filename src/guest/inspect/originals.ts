/**
 * Restores the original functions of the language while code of libraries runs, which calls methods normally.
 *
 * The runtime's own code keeps the functions that it needs. A library that formats values does so only for most of
 * them. While it runs, the original functions replace those of guest code. After that, the replacements are put back.
 */
import { bareArray } from '../primordials.ts';

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { hasOwn, is } = Object;

/** A property that guest code may replace. */
interface Place {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
}

/** A replacement by guest code, to put back after the work. */
interface Replaced {
  readonly place: Place;
  readonly found: PropertyDescriptor | undefined;
}

/** A prototype, and its original keys. */
interface Root {
  readonly holder: object;
  readonly known: readonly PropertyKey[];
}

/** Objects whose methods formatting uses, with the names of the methods; without names, all own properties. */
const USED: readonly (readonly [holder: object, keys?: readonly PropertyKey[]])[] = [
  [Object, ['keys', 'entries', 'hasOwn', 'getOwnPropertyDescriptor', 'getOwnPropertyNames', 'getPrototypeOf']],
  [Object.prototype, ['hasOwnProperty', 'propertyIsEnumerable', 'toString']],
  [Function.prototype, ['apply', 'bind', 'call', 'toString']],
  [Array, ['from', 'isArray', Symbol.species]],
  [Array.prototype, ['entries', 'every', 'filter', 'flatMap', 'forEach', 'includes', 'indexOf', 'join', 'map']],
  [Array.prototype, ['pop', 'push', 'reverse', 'slice', 'some', 'sort', 'splice', 'unshift', Symbol.iterator]],
  [String.prototype, ['charCodeAt', 'codePointAt', 'endsWith', 'includes', 'indexOf', 'match', 'normalize', 'padEnd']],
  [String.prototype, ['padStart', 'repeat', 'replace', 'replaceAll', 'slice', 'split', 'startsWith', 'toLowerCase']],
  [String.prototype, ['trim', Symbol.iterator]],
  [RegExp.prototype],
  [Map.prototype, ['entries', 'get', 'has', 'keys', 'set', 'size', 'values', Symbol.iterator]],
  [Set.prototype, ['add', 'has', 'keys', 'size', 'values', Symbol.iterator]],
  [Date.prototype, ['getTime', 'toISOString', 'toString']],
  [getPrototypeOf(Uint8Array.prototype) as object, ['byteLength', 'buffer', 'length', Symbol.iterator]],
  [Math, ['max', 'min']],
  [Symbol, ['for']],
  [Symbol.prototype, ['description', 'toString']],
  [getPrototypeOf([][Symbol.iterator]()) as object, ['next']],
  [getPrototypeOf(new Map().keys()) as object, ['next']],
  [getPrototypeOf(new Set().keys()) as object, ['next']],
  [getPrototypeOf(''[Symbol.iterator]()) as object, ['next']],
  [getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object, [Symbol.iterator]],
];

/** Types whose objects are shown with the name of their constructor. */
const NAMED = [
  Object,
  Array,
  String,
  Number,
  Boolean,
  Symbol,
  BigInt,
  Map,
  Set,
  Date,
  RegExp,
  Error,
  Promise,
  Uint8Array,
];

const places: Place[] = bareArray();
for (const type of [...NAMED, getPrototypeOf(Uint8Array) as typeof Uint8Array]) {
  take(type, 'name');
  take(type.prototype, 'constructor');
}
for (const [holder, keys] of USED) {
  for (const key of keys ?? ownKeys(holder)) take(holder, key);
}

function take(holder: object, key: PropertyKey): void {
  const original = getOwnPropertyDescriptor(holder, key);
  if (original) places[places.length] = { holder, key, original: bare(original) };
}

/** Prototypes of every object or array: the library's own objects would inherit what guest code adds there. */
const ROOTS: readonly Root[] = [
  { holder: Object.prototype, known: ownKeys(Object.prototype) },
  { holder: Array.prototype, known: ownKeys(Array.prototype) },
];

/**
 * Wraps a function so that it runs with the original functions of the language.
 * @param work the function; guest code that it calls sees the originals too
 */
export function inOriginalLanguage<Args extends unknown[], Result>(
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const replaced = takeReplaced();
    if (replaced.length === 0) return apply(work, undefined, args) as Result;
    try {
      for (let at = 0; at < replaced.length; at += 1) putOriginal((replaced[at] as Replaced).place);
      return apply(work, undefined, args) as Result;
    } finally {
      for (let at = replaced.length - 1; at >= 0; at -= 1) putBack(replaced[at] as Replaced);
    }
  };
}

function takeReplaced(): Replaced[] {
  const replaced: Replaced[] = bareArray();
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] as Place;
    const found = getOwnPropertyDescriptor(place.holder, place.key);
    if (!found || !isSame(found, place.original)) replaced[replaced.length] = { place, found: found && bare(found) };
  }
  for (let at = 0; at < ROOTS.length; at += 1) takeAdded(ROOTS[at] as Root, replaced);
  return replaced;
}

/** Records the properties that guest code has added to a root. */
function takeAdded({ holder, known }: Root, replaced: Replaced[]): void {
  const keys = ownKeys(holder);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    if (isAmong(known, key)) continue;
    const found = bare(getOwnPropertyDescriptor(holder, key) as PropertyDescriptor);
    replaced[replaced.length] = { place: { holder, key, original: NOTHING }, found };
  }
}

/** Stands for the original of a property that did not exist. */
const NOTHING: PropertyDescriptor = bare({});

function putOriginal({ holder, key, original }: Place): void {
  // A property that guest code has made non-configurable stays.
  if (original === NOTHING) deleteProperty(holder, key);
  else defineProperty(holder, key, original);
}

function putBack({ place: { holder, key }, found }: Replaced): void {
  if (found) defineProperty(holder, key, found);
  else deleteProperty(holder, key);
}

function isSame(found: PropertyDescriptor, original: PropertyDescriptor): boolean {
  return hasOwn(found, 'value') && hasOwn(original, 'value')
    ? is(found.value, original.value)
    : hasOwn(found, 'get') && hasOwn(original, 'get') && found.get === original.get;
}

function isAmong(keys: readonly PropertyKey[], key: PropertyKey): boolean {
  for (let at = 0; at < keys.length; at += 1) if (keys[at] === key) return true;
  return false;
}

/** Copies a descriptor to an object without a prototype. */
function bare(found: PropertyDescriptor): PropertyDescriptor {
  return { __proto__: null, ...found } as PropertyDescriptor;
}
