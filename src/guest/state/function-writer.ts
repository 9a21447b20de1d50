/**
 * Writes functions, classes and their prototypes.
 */
import { bareObject } from '../primordials.ts';
import { type ClassMembers, type Half, membersOf } from './class-members.ts';
import { hasAttributes, isOwnConstructor } from './descriptors.ts';
import { ATTRIBUTE } from './format.ts';
import type { Functions, Shape } from './functions.ts';
import { type Intrinsics, isObject } from './intrinsics.ts';
import { type Callable, type Kinds, ownValue } from './kinds.ts';
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  MapType,
  mapGet,
  mapSet,
  ownKeys,
  startsWith,
  stringify,
} from './primordials.ts';

/** Returns whether to omit an own property from the list of properties. */
export type Skip = (key: PropertyKey) => boolean;

/** Functions of the walk for the object that is being written. */
export interface Walk {
  /**
   * Returns the JSON by which other objects refer to a value. If it can't be saved, records why and returns undefined.
   */
  reference(value: unknown, step: string): string | undefined;
  /** Returns whether the walk has already found an object. */
  knows(value: object): boolean;
  /** Records that a part of the object is left out. */
  leaveOut(reason: string): void;
  /** Returns the field for the object's prototype; empty if that is the object at the path `expected`. */
  protoField(object: object, expected: string | undefined): string;
  /** Returns the fields for the object's properties and for whether it is extensible. */
  properties(object: object, skip: Skip): string;
}

type MemberOf = readonly [type: Callable, isStatic: boolean, kind: 'value' | 'get' | 'set', key: PropertyKey];

const FUNCTION_PROTOTYPES = bareObject<boolean>();
FUNCTION_PROTOTYPES['Function.prototype'] = true;
FUNCTION_PROTOTYPES['%AsyncFunction%.prototype'] = true;
FUNCTION_PROTOTYPES['%GeneratorFunction%.prototype'] = true;
FUNCTION_PROTOTYPES['%AsyncGeneratorFunction%.prototype'] = true;

export class FunctionWriter {
  readonly #walk: Walk;
  readonly #functions: Functions;
  readonly #intrinsics: Intrinsics;
  readonly #kinds: Kinds;
  readonly #isKnownName: (name: string) => boolean;
  readonly #classes = new MapType<unknown, unknown>();
  readonly #members = new MapType<unknown, unknown>();

  /** @param isKnownName returns whether every function can use a name, because it is a binding or a global */
  constructor(
    walk: Walk,
    functions: Functions,
    intrinsics: Intrinsics,
    kinds: Kinds,
    isKnownName: (name: string) => boolean,
  ) {
    this.#walk = walk;
    this.#functions = functions;
    this.#intrinsics = intrinsics;
    this.#kinds = kinds;
    this.#isKnownName = isKnownName;
  }

  /** Returns whether a function is a member of a class that has been written. */
  isMember(value: object): boolean {
    return mapGet(this.#members, value) !== undefined;
  }

  /** Writes a method or accessor that a class's source creates. */
  member(value: Callable): string {
    const { 0: type, 1: isStatic, 2: kind, 3: key } = mapGet(this.#members, value) as MemberOf;
    const of = this.#walk.reference(type, '<class>');
    return `{"type":"member","of":${of},"static":${isStatic},"kind":"${kind}","key":${this.#walk.reference(key, '<symbol>')}}`;
  }

  /** Writes a function or class. */
  function(value: Callable): string {
    const shape = this.#functions.shapeOf(value) as Shape;
    // The names that a restored function lacks were already reported when it was captured.
    if (!this.#functions.isRestored(value)) this.#noteLocals(shape);
    const members = shape.form === 'class' ? this.#membersOf(value, shape) : undefined;
    const sloppy = this.#functions.isSloppy(value, shape);
    let text = `{"type":"function","source":${stringify(shape.source)}`;
    const name = hasAttributes(value, 'name', ATTRIBUTE.configurable) ? ownValue(value, 'name') : undefined;
    if (typeof name === 'string') text += `,"name":${stringify(name)}`;
    if (sloppy) text += ',"sloppy":true';
    const path = this.#intrinsics.pathOf(getPrototypeOf(value) ?? value);
    if (path === undefined || FUNCTION_PROTOTYPES[path] !== true) text += this.#walk.protoField(value, undefined);
    text += this.#prototypeField(value, shape, members);
    if (members) text += this.#keyList('keys', members.keys) + this.#keyList('gone', members.own.gone);
    const isFixed =
      shape.form === 'plain' && hasAttributes(value, 'prototype', 0) && !this.#isGeneratorPrototype(value);
    const skip: Skip = (key) =>
      (key === 'length' &&
        ownValue(value, key) === shape.length &&
        hasAttributes(value, key, ATTRIBUTE.configurable)) ||
      (key === 'name' && typeof name === 'string') ||
      (key === 'prototype' && !isFixed) ||
      key === 'arguments' ||
      key === 'caller' ||
      (members?.own.untouched.has(key) ?? false);
    return `${text}${this.#walk.properties(value, skip)}}`;
  }

  /** Reports the local variables of its closure that a function uses: a state does not contain them. */
  #noteLocals({ free }: Shape): void {
    let locals = '';
    for (let at = 0; at < free.length; at += 1) {
      const name = free[at] as string;
      if (!this.#isKnownName(name)) locals += `${locals === '' ? '' : ', '}${name}`;
    }
    if (locals !== '') this.#walk.leaveOut(`${locals} of its closure`);
  }

  /** Returns the field for a function's `prototype`; empty if that is unchanged and nothing else refers to it. */
  #prototypeField(value: Callable, shape: Shape, members: ClassMembers | undefined): string {
    const found = getOwnPropertyDescriptor(value, 'prototype');
    if (!found) return '';
    const prototype = found.value as unknown;
    if (isObject(prototype) && !this.#walk.knows(prototype)) {
      const isOwned = this.#kinds.ownerOf(prototype) === value;
      const half = isOwned ? members?.prototype : undefined;
      if (this.#isAsMade(value, prototype, shape, isOwned, half)) return '';
    }
    const text = this.#walk.reference(prototype, '.prototype');
    return text === undefined ? '' : `,"prototype":${text}`;
  }

  #isAsMade(value: Callable, prototype: object, shape: Shape, isOwned: boolean, half: Half | undefined): boolean {
    const keys = ownKeys(prototype);
    if (!isExtensible(prototype)) return false;
    if (!isOwned) return keys.length === 0 && shape.form !== 'class' && this.#isGeneratorPrototype(value);
    if (half && half.gone.length > 0) return false;
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as PropertyKey;
      if (!half?.untouched.has(key) && !isOwnConstructor(prototype, key)) return false;
    }
    return getPrototypeOf(prototype) === this.#defaultParent(value, shape);
  }

  /**
   * Returns whether a function's `prototype` inherits from the language's prototype of generators, as that of a
   * generator function does.
   */
  #isGeneratorPrototype(value: Callable): boolean {
    const prototype = ownValue(value, 'prototype');
    const parent = isObject(prototype) ? getPrototypeOf(prototype) : null;
    return parent !== null && startsWith(this.#intrinsics.pathOf(parent) ?? '', '%');
  }

  /** Returns the initial prototype of a function's `prototype`. */
  #defaultParent(value: Callable, shape: Shape): unknown {
    if (!shape.extends) return this.#intrinsics.at('Object.prototype');
    const parent = getPrototypeOf(value) as object;
    return this.#intrinsics.pathOf(parent) === 'Function.prototype' ? null : ownValue(parent, 'prototype');
  }

  /** Writes the `prototype` of a function or class. */
  prototype(prototype: object): string {
    const owner = this.#kinds.ownerOf(prototype) as Callable;
    const shape = this.#functions.shapeOf(owner) as Shape;
    const of = this.#walk.reference(owner, '.constructor');
    const half = shape.form === 'class' ? this.#membersOf(owner, shape).prototype : undefined;
    const isMoved = getPrototypeOf(prototype) !== this.#defaultParent(owner, shape);
    const proto = isMoved ? this.#walk.protoField(prototype, undefined) : '';
    const gone = half ? this.#keyList('gone', half.gone) : '';
    const skip: Skip = (key) => half?.untouched.has(key) === true || isOwnConstructor(prototype, key);
    return `{"type":"prototype","of":${of}${proto}${gone}${this.#walk.properties(prototype, skip)}}`;
  }

  #keyList(field: string, keys: readonly (PropertyKey | undefined)[]): string {
    let text = '';
    for (let at = 0; at < keys.length; at += 1)
      text += `${at === 0 ? '' : ','}${this.#walk.reference(keys[at], '<symbol>')}`;
    return text === '' ? '' : `,"${field}":[${text}]`;
  }

  #membersOf(type: Callable, shape: Shape): ClassMembers {
    const known = mapGet(this.#classes, type) as ClassMembers | undefined;
    if (known) return known;
    const prototype = ownValue(type, 'prototype') as object;
    const members = membersOf(type, prototype, shape, this.#functions, (value) => this.#walk.knows(value));
    mapSet(this.#classes, type, members);
    this.#register(type, true, members.own);
    this.#register(type, false, members.prototype);
    return members;
  }

  #register(type: Callable, isStatic: boolean, { functions }: Half): void {
    for (let at = 0; at < functions.length; at += 1) {
      const { function: member, kind, key } = functions[at] as Half['functions'][number];
      mapSet(this.#members, member, [type, isStatic, kind, key]);
    }
  }
}
