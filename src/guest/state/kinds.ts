/**
 * Decides how an object is written to a state, or why it can't be.
 *
 * None of this runs guest code: proxies are recorded when they are created, and getters are never called.
 */
import { bareArray, bareObject } from '../primordials.ts';
import { liesOutside } from './boxes.ts';
import type { Functions } from './functions.ts';
import type { Intrinsics } from './intrinsics.ts';
import {
  boxedBigint,
  boxedBoolean,
  boxedNumber,
  boxedString,
  boxedSymbol,
  bufferDetached,
  dataViewBuffer,
  dateTime,
  endsWith,
  functionToString,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  isError,
  isView,
  MapType,
  mapGet,
  mapSet,
  mapSize,
  regexpSource,
  setSize,
  startsWith,
  stringSlice,
  typedArrayBuffer,
  typedArrayTag,
} from './primordials.ts';
import { TEXT_VALUES, type TextValue, textOf } from './text-values.ts';

/** Way in which an object is written. */
export type Kind =
  | 'array'
  | 'boxed'
  | 'buffer'
  | 'date'
  | 'error'
  | 'function'
  | 'map'
  | 'object'
  | 'prototype'
  | 'regexp'
  | 'set'
  | 'text'
  | 'view';

/** The reason why an object is left out, written to follow its name and a colon. */
export interface Refusal {
  readonly refusal: string;
}

export type Callable = (...args: never[]) => unknown;

/** Information from an object's prototypes. */
interface Chain {
  /** Path of the first prototype that comes with the language or the runtime; empty when there is none. */
  readonly base: string;
  readonly refusal: string | null;
  /** The class with private members whose instances have this chain. */
  readonly hidden: string | null;
}

const ROOT: Chain = { base: '', refusal: null, hidden: null };

type Check = readonly [kind: Kind, reads: (value: never) => unknown];

/**
 * Tests of an object's type, by its prototype: a test that does not throw confirms the type. A throw takes
 * microseconds, so an object that no longer inherits from the prototype of its type is not tested. It counts as a plain
 * object.
 */
const SLOTS = bareObject<Check>();
SLOTS['Map.prototype'] = ['map', mapSize];
SLOTS['Set.prototype'] = ['set', setSize];
SLOTS['Date.prototype'] = ['date', dateTime];
SLOTS['RegExp.prototype'] = ['regexp', regexpSource];
SLOTS['ArrayBuffer.prototype'] = ['buffer', bufferDetached];
SLOTS['Number.prototype'] = ['boxed', boxedNumber];
SLOTS['String.prototype'] = ['boxed', boxedString];
SLOTS['Boolean.prototype'] = ['boxed', boxedBoolean];
SLOTS['Symbol.prototype'] = ['boxed', boxedSymbol];
SLOTS['BigInt.prototype'] = ['boxed', boxedBigint];

/** Prototypes of the language and the runtime whose objects have only properties. */
const OPEN = bareObject<boolean>();
for (const path of [
  'Object.prototype',
  'Function.prototype',
  '%AsyncFunction%.prototype',
  '%GeneratorFunction%.prototype',
  '%AsyncGeneratorFunction%.prototype',
  'Array.prototype',
  'Iterator.prototype',
  '%AsyncIteratorPrototype%',
  'Buffer.prototype',
  'DataView.prototype',
  'node:events.prototype',
]) {
  OPEN[path] = true;
}

export class Kinds {
  readonly #functions: Functions;
  readonly #intrinsics: Intrinsics;
  readonly #isProxy: (value: object) => boolean;
  readonly #chains = new MapType<unknown, unknown>();

  constructor(functions: Functions, intrinsics: Intrinsics, isProxy: (value: object) => boolean) {
    this.#functions = functions;
    this.#intrinsics = intrinsics;
    this.#isProxy = isProxy;
  }

  /** Returns how to write an object that does not belong to the language or the runtime. */
  kindOf(value: object): Kind | Refusal {
    if (this.#isProxy(value)) return refuse('a proxy');
    if (typeof value === 'function') return this.#kindOfFunction(value as Callable);
    const { base, refusal, hidden } = this.#chainOf(getPrototypeOf(value));
    if (refusal !== null) return refuse(refusal);
    const owner = this.ownerOf(value);
    if (owner) {
      const kind = this.#kindOfFunction(owner);
      return kind === 'function' ? 'prototype' : kind;
    }
    if (hidden !== null) return refuse(`an instance of ${hidden}, which has private members`);
    if (isArray(value)) return 'array';
    if (isView(value)) return this.#kindOfView(value);
    if (isError(value)) return 'error';
    if (base === 'Object.prototype' || base === '') return 'object';
    if (hasOwn(TEXT_VALUES, base)) {
      const prototype = this.#intrinsics.at(base) as object;
      return textOf(value, prototype, TEXT_VALUES[base] as TextValue) === undefined ? refuse(nameIn(base)) : 'text';
    }
    if (!hasOwn(SLOTS, base)) return 'object';
    const { 0: kind, 1: reads } = SLOTS[base] as Check;
    if (!answers(reads, value)) return 'object';
    return kind === 'buffer' && bufferDetached(value) ? refuse('a detached ArrayBuffer') : kind;
  }

  /**
   * Returns the guest's function whose `prototype` an object is. The object names the function as its `constructor`.
   */
  ownerOf(value: object): Callable | undefined {
    const owner = ownValue(value, 'constructor');
    if (typeof owner !== 'function' || this.#isProxy(owner) || ownValue(owner, 'prototype') !== value) return undefined;
    return this.#intrinsics.pathOf(owner) === undefined ? (owner as Callable) : undefined;
  }

  #kindOfFunction(value: Callable): Kind | Refusal {
    const shape = this.#functions.shapeOf(value);
    if (!shape)
      return refuse(
        endsWith(functionToString(value), '[native code] }')
          ? 'a native or bound function'
          : 'a function of the runtime',
      );
    if (shape.obstacle !== null)
      return refuse(`a ${shape.form === 'class' ? 'class' : 'function'} that ${shape.obstacle}`);
    const { refusal } = this.#chainOf(getPrototypeOf(value));
    return refusal === null ? 'function' : refuse(`extends ${refusal}`);
  }

  #kindOfView(value: ArrayBufferView): Kind | Refusal {
    const buffer = typedArrayTag(value) === undefined ? dataViewBuffer(value) : typedArrayBuffer(value);
    if (!answers(bufferDetached, buffer)) return refuse('memory that is shared');
    if (bufferDetached(buffer)) return refuse('a view of a detached ArrayBuffer');
    return liesOutside(value) ? refuse('a view that lies outside of its buffer') : 'view';
  }

  /** Walks up the prototypes without recursion, because the chain may be as long as memory allows. */
  #chainOf(prototype: object | null): Chain {
    let at = prototype;
    const unknown: object[] = bareArray();
    let chain: Chain | undefined;
    while (at !== null && !chain) {
      chain = (mapGet(this.#chains, at) as Chain | undefined) ?? this.#chainAt(at);
      if (chain) break;
      unknown[unknown.length] = at;
      at = getPrototypeOf(at);
    }
    chain ??= ROOT;
    for (let index = unknown.length - 1; index >= 0; index -= 1) {
      const object = unknown[index] as object;
      chain = this.#extend(chain, object);
      mapSet(this.#chains, object, chain);
    }
    return chain;
  }

  /**
   * Returns the information for an object that ends a walk: one of the language or the runtime, or a proxy. Returns
   * undefined for any other object.
   */
  #chainAt(object: object): Chain | undefined {
    if (this.#isProxy(object)) return { base: '', refusal: 'an object whose prototype is a proxy', hidden: null };
    const path = this.#intrinsics.pathOf(object);
    if (path === undefined) return undefined;
    return { base: path, refusal: isOpen(path, object) ? null : nameIn(path), hidden: null };
  }

  #extend(chain: Chain, object: object): Chain {
    if (chain.refusal !== null) return chain;
    const owner = typeof object === 'function' ? (object as Callable) : this.ownerOf(object);
    if (!owner) return chain;
    const shape = this.#functions.shapeOf(owner);
    const name = ownValue(owner, 'name');
    const shown = typeof name === 'string' && name !== '' ? name : 'a class';
    if (!shape) return { ...chain, refusal: `${shown} of the runtime` };
    if (shape.obstacle !== null) return { ...chain, refusal: `${shown}, which ${shape.obstacle}` };
    return shape.hidesState && owner !== object ? { ...chain, hidden: chain.hidden ?? shown } : chain;
  }
}

function refuse(refusal: string): Refusal {
  return { refusal };
}

function answers(reads: (value: never) => unknown, value: object): boolean {
  try {
    reads(value as never);
    return true;
  } catch {
    return false;
  }
}

/** Returns the value of an own data property; undefined if there is none. */
export function ownValue(value: object, key: PropertyKey): unknown {
  const found = getOwnPropertyDescriptor(value, key);
  return found && hasOwn(found, 'value') ? found.value : undefined;
}

function isOpen(path: string, value: object): boolean {
  if (typeof value === 'function' || hasOwn(OPEN, path) || hasOwn(SLOTS, path) || hasOwn(TEXT_VALUES, path))
    return true;
  if (endsWith(path, 'Error.prototype') || endsWith(path, 'Array.prototype')) return true;
  return !endsWith(path, '.prototype') && !endsWith(path, '%');
}

/** Returns a name for the objects of a prototype. */
function nameIn(path: string): string {
  if (path[0] === '%') return 'an iterator or generator';
  const name = endsWith(path, '.prototype') ? stringSlice(path, 0, -'.prototype'.length) : path;
  return `a ${startsWith(name, 'node:') ? stringSlice(name, 'node:'.length) : name}`;
}
