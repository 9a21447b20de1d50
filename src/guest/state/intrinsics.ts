/**
 * Finds the paths of objects of the language and the runtime. A state contains the path instead of the object.
 *
 * The constructor takes the language's objects before guest code runs. Their properties are read when a state is
 * captured. Of these, only native functions and prototypes count, so a value that guest code put there still belongs to
 * the guest.
 */
import { builtins, type PartMember } from '../builtins.ts';
import { eachGlobal, partOfGlobal } from '../globals.ts';
import type { Internals } from '../internals.ts';
import { bareArray, bareObject } from '../primordials.ts';
import {
  arraySort,
  endsWith,
  functionToString,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  global,
  hasOwn,
  MapType,
  mapGet,
  mapHas,
  mapSet,
  ownKeys,
  SymbolOf,
  startsWith,
  stringSlice,
} from './primordials.ts';

const NATIVE = '{ [native code] }';

/** The well-known symbols by name. */
export const WELL_KNOWN = bareObject<symbol>();
const wellKnownNames = new MapType<unknown, unknown>();
for (const name of ownKeys(SymbolOf) as string[]) {
  const value = (SymbolOf as unknown as Record<string, unknown>)[name];
  if (typeof value !== 'symbol') continue;
  WELL_KNOWN[name] = value;
  mapSet(wellKnownNames, value, name);
}

/** Returns the name of a well-known symbol; undefined for any other symbol. */
export function wellKnownName(symbol: symbol): string | undefined {
  return mapGet(wellKnownNames, symbol) as string | undefined;
}

/** Returns the objects of the language that no global leads to, by their names in ECMA-262. */
function hiddenPrototypes(): Record<PropertyKey, object> {
  const hidden = bareObject<object>();
  const of = (value: object) => getPrototypeOf(value) as object;
  hidden['%TypedArray%'] = of(Uint8Array);
  const iterator = [][Symbol.iterator]();
  hidden['%ArrayIteratorPrototype%'] = of(iterator);
  hidden['%MapIteratorPrototype%'] = of(new Map().keys());
  hidden['%SetIteratorPrototype%'] = of(new Set().keys());
  hidden['%StringIteratorPrototype%'] = of(''[Symbol.iterator]());
  hidden['%RegExpStringIteratorPrototype%'] = of(''.matchAll(/./g));
  hidden['%IteratorHelperPrototype%'] = of(
    (iterator as unknown as { map(by: (item: unknown) => unknown): object }).map((item) => item),
  );
  const generator = function* () {};
  const asyncGenerator = async function* () {};
  hidden['%AsyncFunction%'] = (async () => undefined).constructor;
  hidden['%GeneratorFunction%'] = generator.constructor;
  hidden['%AsyncGeneratorFunction%'] = asyncGenerator.constructor;
  hidden['%AsyncIteratorPrototype%'] = of(of(asyncGenerator.prototype as object));
  // Code in a class is always strict, and only strict `arguments` have this function.
  const Strict = class {
    arguments(): unknown {
      return arguments;
    }
  };
  const strictArguments = new Strict().arguments() as object;
  hidden['%ThrowTypeError%'] = getOwnPropertyDescriptor(strictArguments, 'callee')?.get as object;
  return hidden;
}

/** Returns whether a value is an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export class Intrinsics {
  /** The initial own properties of the global object. */
  readonly baseline = bareObject<PropertyDescriptor>();
  readonly #internals: Internals;
  readonly #hidden = hiddenPrototypes();
  #names: string[] = bareArray();
  #paths: Map<unknown, unknown> | undefined;

  constructor(internals: Internals) {
    this.#internals = internals;
    const keys = ownKeys(global);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string;
      this.baseline[key] = { __proto__: null, ...getOwnPropertyDescriptor(global, key) } as PropertyDescriptor;
      if (typeof key === 'string') this.#names[this.#names.length] = key;
    }
  }

  /** Returns the path of an object of the language or the runtime; undefined for any other object. */
  pathOf(value: object): string | undefined {
    this.#paths ??= this.#walk();
    return mapGet(this.#paths, value) as string | undefined;
  }

  /** Returns the value at a path; undefined when there is none. */
  at(path: string): unknown {
    let value: unknown;
    let from = 0;
    for (let at = 0; at <= path.length; at += 1) {
      if (at < path.length && path[at] !== '.') continue;
      const key = stringSlice(path, from, at);
      value = from === 0 ? this.#root(key) : member(value, key);
      from = at + 1;
    }
    return value;
  }

  #root(name: string): unknown {
    if (name === 'globalThis') return global;
    if (hasOwn(this.#hidden, name)) return this.#hidden[name];
    if (startsWith(name, 'node:')) {
      const builtin = stringSlice(name, 5);
      return hasOwn(builtins(), builtin) ? this.#member(builtins()[builtin] as PartMember) : undefined;
    }
    const part = partOfGlobal(name);
    if (part !== undefined) return this.#member({ part, member: name });
    return this.baseline[name]?.value;
  }

  #member({ part, member }: PartMember): unknown {
    return (this.#internals.load(part) as Record<string, unknown>)[member];
  }

  /** Maps objects to their paths. Of several paths to an object, the choice depends only on which parts are loaded. */
  #walk(): Map<unknown, unknown> {
    const paths = new MapType<unknown, unknown>();
    const queue: (readonly [value: object, path: string, isNative: boolean])[] = bareArray();
    const take = (value: unknown, path: string, isNative: boolean) => {
      if (!isObject(value) || value === global || mapHas(paths, value)) return;
      mapSet(paths, value, path);
      queue[queue.length] = [value, path, isNative];
    };
    mapSet(paths, global, 'globalThis');
    arraySort(this.#names);
    for (let at = 0; at < this.#names.length; at += 1) {
      const name = this.#names[at] as string;
      const value = this.baseline[name]?.value as unknown;
      take(value, name, typeof value !== 'function' || isNativeFunction(value));
    }
    const hidden = ownKeys(this.#hidden) as string[];
    for (let at = 0; at < hidden.length; at += 1) take(this.#hidden[hidden[at] as string], hidden[at] as string, true);
    const globals: string[] = bareArray();
    eachGlobal((name) => {
      globals[globals.length] = name;
    });
    this.#takeLoaded(globals, (name) => ({ part: partOfGlobal(name) as string, member: name }), '', take);
    this.#takeLoaded(ownKeys(builtins()) as string[], (name) => builtins()[name] as PartMember, 'node:', take);
    for (let at = 0; at < queue.length; at += 1) {
      const { 0: value, 1: path, 2: isNative } = queue[at] as (typeof queue)[number];
      takeMembers(value, path, isNative, take);
    }
    return paths;
  }

  #takeLoaded(
    names: string[],
    memberOf: (name: string) => PartMember,
    prefix: string,
    take: (value: unknown, path: string, isNative: boolean) => void,
  ): void {
    arraySort(names);
    for (let at = 0; at < names.length; at += 1) {
      const { part, member } = memberOf(names[at] as string);
      const exports = this.#internals.peek(part) as Record<string, unknown> | undefined;
      if (exports) take(exports[member], prefix + names[at], false);
    }
  }
}

function isNativeFunction(value: unknown): boolean {
  return typeof value === 'function' && endsWith(functionToString(value), NATIVE);
}

/** Objects nested deeper in a module than this are state, not part of its interface. */
const NAMESPACE_DEPTH = 2;

function takeMembers(
  value: object,
  path: string,
  isNative: boolean,
  take: (value: unknown, path: string, isNative: boolean) => void,
): void {
  const keys = ownKeys(value);
  const depth = depthOf(path);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    const name = typeof key === 'symbol' ? symbolKey(key) : (key as string);
    if (name === undefined || hasDot(name)) continue;
    const { get, set, value: inner } = ownData(value, key);
    if (inner !== undefined) {
      const counts =
        typeof inner === 'function'
          ? !isNative || isNativeFunction(inner)
          : name === 'prototype' || (!isNative && depth < NAMESPACE_DEPTH) || (depth === 0 && isNamespace(path));
      if (counts) take(inner, `${path}.${name}`, isNative);
    }
    if (get && (!isNative || isNativeFunction(get))) take(get, `${path}.${name}:get`, isNative);
    if (set && (!isNative || isNativeFunction(set))) take(set, `${path}.${name}:set`, isNative);
  }
}

/** Returns whether a path is a global of the language that only groups other objects. */
function isNamespace(path: string): boolean {
  return path === 'Intl' || path === 'Temporal' || path === 'WebAssembly';
}

function hasDot(name: string): boolean {
  return depthOf(name) > 0;
}

/** Returns the number of dots. */
function depthOf(path: string): number {
  let depth = 0;
  for (let at = 0; at < path.length; at += 1) if (path[at] === '.') depth += 1;
  return depth;
}

function symbolKey(symbol: symbol): string | undefined {
  const name = wellKnownName(symbol);
  return name === undefined ? undefined : `@${name}`;
}

function ownData(value: object, key: PropertyKey): { get?: unknown; set?: unknown; value?: unknown } {
  const found = getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
  return hasOwn(found, 'value')
    ? ({ __proto__: null, value: found.value } as object)
    : ({ __proto__: null, get: found.get, set: found.set } as object);
}

/** Returns an object's member for one step of a path. */
function member(value: unknown, step: string): unknown {
  if (!isObject(value)) return undefined;
  const accessor = endsWith(step, ':get') ? 'get' : endsWith(step, ':set') ? 'set' : undefined;
  const name = accessor ? stringSlice(step, 0, -4) : step;
  const key = startsWith(name, '@') ? WELL_KNOWN[stringSlice(name, 1)] : name;
  const found = key === undefined ? undefined : getOwnPropertyDescriptor(value, key);
  if (!found) return undefined;
  return accessor ? (found[accessor] as unknown) : hasOwn(found, 'value') ? found.value : undefined;
}
