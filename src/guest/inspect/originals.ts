/**
 * The language as it was, for libraries that call methods as anybody does.
 *
 * Our own guest code keeps what it needs of the language; a library that formats values does so for the most part only.
 * While it works, the original functions are back in place of those that guest code replaced; afterwards the
 * replacements are restored.
 */
import { bareArray } from '../primordials.ts';

const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { hasOwn, is } = Object;

/** Something that guest code may replace. */
interface Place {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
}

/** A replacement that has been taken away, to be put back. */
interface Replaced {
  readonly place: Place;
  readonly found: PropertyDescriptor | undefined;
}

/** An object that others inherit from, and the keys that it had. */
interface Root {
  readonly holder: object;
  readonly known: readonly PropertyKey[];
}

/** Objects whose methods formatting uses, each with their names; all own properties where there are none. */
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

/** Types whose objects are shown by the name of what made them. */
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

/** Prototypes that every object or array inherits from: an addition there would show in the library's own objects. */
const ROOTS: readonly Root[] = [
  { holder: Object.prototype, known: ownKeys(Object.prototype) },
  { holder: Array.prototype, known: ownKeys(Array.prototype) },
];

/**
 * A function that does its work in the language as it was.
 * @param work guest code that it calls meanwhile sees the originals too
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

/** Notes what stands on a root besides what was there, its place being empty. */
function takeAdded({ holder, known }: Root, replaced: Replaced[]): void {
  const keys = ownKeys(holder);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    if (isAmong(known, key)) continue;
    const found = bare(getOwnPropertyDescriptor(holder, key) as PropertyDescriptor);
    replaced[replaced.length] = { place: { holder, key, original: NOTHING }, found };
  }
}

/** The original of a place that was empty. */
const NOTHING: PropertyDescriptor = bare({});

function putOriginal({ holder, key, original }: Place): void {
  // What guest code has fixed in its place stays there.
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

/** A descriptor that inherits nothing. */
function bare(found: PropertyDescriptor): PropertyDescriptor {
  return { __proto__: null, ...found } as PropertyDescriptor;
}
