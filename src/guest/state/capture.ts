/**
 * Writes a run's state as text: walks all objects that bindings and globals lead to.
 *
 * The walk is breadth-first, does not recurse and runs no guest code. It writes each object when it takes it from the
 * queue. A value that can't be saved is left out of the object that refers to it, and reported with its path.
 */
import { bareArray } from '../primordials.ts';
import { type CaptureBounds, TooMuch, tooLarge, tooLong } from './capture-bounds.ts';
import { defaultPrototype } from './default-prototypes.ts';
import { attributesOf, isPlain } from './descriptors.ts';
import { FieldWriter, show } from './field-writer.ts';
import { type BindingKind, STATE_VERSION } from './format.ts';
import { FunctionWriter, type Skip, type Walk } from './function-writer.ts';
import type { Functions } from './functions.ts';
import type { Intrinsics } from './intrinsics.ts';
import { type Callable, type Kind, Kinds, type Refusal } from './kinds.ts';
import { LeftOut, pathTo } from './left-out.ts';
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isExtensible,
  MapType,
  mapGet,
  mapSet,
  ownKeys,
  StringOf,
  stringify,
  symbolDescription,
  typedArrayLength,
  typedArrayTag,
} from './primordials.ts';
import { textOfPrimitive } from './values.ts';

/** A top-level binding and its value. */
export interface Root {
  readonly name: string;
  readonly kind: BindingKind;
  readonly value: unknown;
}

/** A property of the global object that the guest added or changed. */
export interface GlobalRoot {
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

/** A binding or global that is left out, and why. */
export type LeftOutName = readonly [name: string, why: string];

/** Bindings and globals to save. */
export interface Remains {
  readonly bindings: readonly Root[];
  readonly globals: readonly GlobalRoot[];
  /** The text of the bindings that are imports, in the state's format. */
  readonly imports: string;
  /** Imports of an earlier run that no longer exist. */
  readonly gone: readonly LeftOutName[];
}

/** Result of a capture. */
export interface Captured {
  /** The state's text; null when there is nothing to keep. */
  readonly text: string | null;
  readonly leftOut: readonly LeftOutName[];
  /** Why nothing was saved; null unless the capture exceeded its bounds. */
  readonly reason: string | null;
}

/** Number of objects written between two checks of the clock. */
const OBJECTS_PER_LOOK = 64;

/**
 * Typed arrays longer than this are not searched for further properties, because all elements would be listed first.
 */
const ELEMENTS_LISTED = 65_536;

/** Number of the first root; the other roots count down from it. */
const ROOT_FIRST = -2;

/** A single walk over the state. */
export class Capture {
  readonly #functions: Functions;
  readonly #intrinsics: Intrinsics;
  readonly #kinds: Kinds;
  readonly #writer: FunctionWriter;
  readonly #fields: FieldWriter;
  readonly #textMax: number;
  readonly #bounds: CaptureBounds;
  readonly #deadline: number;
  readonly #ids = new MapType<unknown, unknown>();
  readonly #queue: (object | symbol)[] = bareArray();
  readonly #queueKinds: (Kind | 'symbol' | 'member')[] = bareArray();
  /**
   * Where the walk first found each queued object: the index of the referring object (-1 for a root), and the step from
   * it.
   */
  readonly #referrers: number[] = bareArray();
  readonly #steps: string[] = bareArray();
  readonly #refused = new MapType<unknown, unknown>();
  readonly #leftOut = new LeftOut();
  /** The object being written; -1 while roots are walked. */
  #at = -1;
  /** The number of the root that is walked. */
  #rootAt = ROOT_FIRST;
  #isQuiet = false;

  /**
   * @param isKnownName returns whether every function can use a name, because it is a binding or a global
   */
  constructor(
    functions: Functions,
    intrinsics: Intrinsics,
    isProxy: (value: object) => boolean,
    isKnownName: (name: string) => boolean,
    bounds: CaptureBounds,
  ) {
    this.#bounds = bounds;
    this.#deadline = bounds.now() + bounds.ms;
    this.#functions = functions;
    this.#intrinsics = intrinsics;
    this.#kinds = new Kinds(functions, intrinsics, isProxy);
    const walk: Walk = {
      reference: (value, step) => this.#reference(value, step),
      knows: (value) => mapGet(this.#ids, value) !== undefined,
      leaveOut: (reason) => this.#leaveOut(reason, this.#at, ''),
      protoField: (object, expected) => this.#writeProto(object, expected),
      properties: (object, skip) => this.#writeProperties(object, skip),
    };
    this.#writer = new FunctionWriter(walk, functions, intrinsics, this.#kinds, isKnownName);
    this.#textMax = bounds.text;
    this.#fields = new FieldWriter(walk, intrinsics, bounds.text);
  }

  /**
   * Walks the roots, which are sorted by name, and writes their state.
   * @param imports text of the bindings that are imports, in the state's format
   * @returns the text; and for each root, bindings first, why it can't be kept whole, or undefined if it can
   * @throws TooMuch
   */
  run(
    bindings: readonly Root[],
    globals: readonly GlobalRoot[],
    imports: string,
  ): { text: string; reasons: (string | undefined)[] } {
    const firsts: number[] = bareArray();
    let head = '';
    for (let at = 0; at < bindings.length; at += 1) {
      const { name, kind, value } = bindings[at] as Root;
      const text = this.#root(firsts, () => this.#reference(value, name));
      if (text !== undefined) head += `${head === '' ? '' : ','}[${stringify(name)},"${kind}",${text}]`;
    }
    let slots = '';
    // A value that replaces a global of the runtime is often the runtime's own. Do not report it when it is left out.
    for (let at = 0; at < globals.length; at += 1) {
      const { key, descriptor } = globals[at] as GlobalRoot;
      this.#isQuiet = hasOwn(this.#intrinsics.baseline, key);
      const text = this.#root(firsts, () => this.#slot(key, descriptor));
      if (text !== undefined) slots += `${slots === '' ? '' : ','}${text}`;
    }
    this.#isQuiet = false;
    let objects = '';
    for (this.#at = 0; this.#at < this.#queue.length; this.#at += 1) {
      objects += `${this.#at === 0 ? '' : ',\n'}${this.#write(this.#at)}`;
      if (objects.length > this.#textMax) throw tooLarge(this.#textMax);
      if (this.#at % OBJECTS_PER_LOOK === 0 && this.#bounds.now() > this.#deadline) throw tooLong(this.#bounds.ms);
    }
    const reasonOf = this.#leftOut.reasons();
    const reasons: (string | undefined)[] = bareArray();
    for (let at = 0; at < firsts.length; at += 1) reasons[at] = reasonOf(firsts[at] as number);
    const first = imports === '' ? '' : `,"imports":[${imports}]`;
    const text = `{"version":${STATE_VERSION}${first},"bindings":[${head}],"globals":[${slots}],"objects":[\n${objects}\n]}\n`;
    if (text.length > this.#textMax) throw tooLarge(this.#textMax);
    return { text: head === '' && slots === '' && first === '' ? '' : text, reasons };
  }

  /** Walks one root. A root counts as an object, with a number below -1. */
  #root<T>(firsts: number[], walk: () => T): T {
    this.#rootAt = ROOT_FIRST - firsts.length;
    firsts[firsts.length] = this.#rootAt;
    return walk();
  }

  /**
   * Returns the JSON by which other objects refer to a value. If it can't be saved, records why and returns undefined.
   */
  #reference(value: unknown, step: string): string | undefined {
    const primitive = textOfPrimitive(value);
    if (primitive !== undefined) return typeof primitive === 'string' ? stringify(primitive) : StringOf(primitive);
    const known = mapGet(this.#ids, value);
    if (known !== undefined) {
      this.#leftOut.refer(this.#at < 0 ? this.#rootAt : this.#at, known as number);
      return `"#${known}"`;
    }
    if (typeof value === 'symbol') return this.#enqueue(value, 'symbol', step);
    const object = value as object;
    const refused = mapGet(this.#refused, object) as string | undefined;
    if (refused !== undefined) {
      this.#leaveOut(refused, this.#at, step);
      return undefined;
    }
    const path = this.#pathOf(object);
    if (path !== undefined) return stringify(`#$${path}`);
    if (this.#writer.isMember(object)) return this.#enqueue(object, 'member', step);
    const kind = this.#kinds.kindOf(object);
    if (typeof kind === 'string') return this.#enqueue(object, kind, step);
    const { refusal } = kind as Refusal;
    mapSet(this.#refused, object, refusal);
    this.#leaveOut(refusal, this.#at, step);
    return undefined;
  }

  /**
   * Returns the path of an object of the language or the runtime; undefined for a function that guest code put there.
   */
  #pathOf(object: object): string | undefined {
    const path = this.#intrinsics.pathOf(object);
    if (path === undefined || typeof object !== 'function') return path;
    return this.#functions.shapeOf(object as Callable) ? undefined : path;
  }

  #enqueue(object: object | symbol, kind: Kind | 'symbol' | 'member', step: string): string {
    const id = this.#queue.length;
    mapSet(this.#ids, object, id);
    this.#leftOut.refer(this.#at < 0 ? this.#rootAt : this.#at, id);
    this.#queue[id] = object;
    this.#queueKinds[id] = kind;
    this.#referrers[id] = this.#at;
    this.#steps[id] = step;
    return `"#${id}"`;
  }

  #write(id: number): string {
    const object = this.#queue[id] as object;
    const kind = this.#queueKinds[id] as Kind | 'symbol' | 'member';
    switch (kind) {
      case 'symbol': {
        const description = symbolDescription(object);
        return `{"type":"symbol"${description === undefined ? '' : `,"description":${stringify(description)}`}}`;
      }
      case 'member':
        return this.#writer.member(object as Callable);
      case 'function':
        return this.#writer.function(object as Callable);
      case 'prototype':
        return this.#writer.prototype(object);
      default: {
        const { 0: fields, 1: skip } = this.#fields.fields(object, kind);
        const proto = this.#writeProto(object, defaultPrototype(object, kind));
        return `{"type":"${kind}"${fields}${proto}${this.#writeProperties(object, skip)}}`;
      }
    }
  }

  #writeProto(object: object, expected: string | undefined): string {
    const prototype = getPrototypeOf(object);
    const path = prototype && this.#intrinsics.pathOf(prototype);
    if (path !== undefined && path === expected) return '';
    return `,"proto":${this.#reference(prototype, '<prototype>') ?? 'null'}`;
  }

  /** Writes the own properties, and whether the object is extensible. */
  #writeProperties(object: object, skip: Skip): string {
    const length = typedArrayTag(object) === undefined ? 0 : typedArrayLength(object);
    const keys = length > ELEMENTS_LISTED ? bareArray<PropertyKey>() : ownKeys(object);
    const closed = isExtensible(object) ? '' : ',"extensible":false';
    return this.#plainProperties(object, keys, skip, closed) ?? this.#slots(object, keys, skip, closed);
  }

  /** Returns undefined if a property is not plain or its key is a symbol. */
  #plainProperties(object: object, keys: readonly PropertyKey[], skip: Skip, closed: string): string | undefined {
    let text = '';
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as PropertyKey;
      if (skip(key)) continue;
      if (typeof key === 'symbol') return undefined;
      const found = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
      if (!isPlain(found)) return undefined;
      const value = this.#reference(found.value, `.${key as string}`);
      if (value !== undefined) text += `${text === '' ? '' : ','}${stringify(key)}:${value}`;
      if (text.length > this.#textMax) throw tooLarge(this.#textMax);
    }
    return text === '' ? closed : `,"properties":{${text}}${closed}`;
  }

  #slots(object: object, keys: readonly PropertyKey[], skip: Skip, closed: string): string {
    let text = '';
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as PropertyKey;
      if (skip(key)) continue;
      const slot = this.#slot(key, getOwnPropertyDescriptor(object, key) as PropertyDescriptor);
      if (slot !== undefined) text += `${text === '' ? '' : ','}${slot}`;
      if (text.length > this.#textMax) throw tooLarge(this.#textMax);
    }
    return text === '' ? closed : `,"slots":[${text}]${closed}`;
  }

  #slot(key: PropertyKey, found: PropertyDescriptor): string | undefined {
    const name = this.#reference(key, '<symbol>') as string;
    const step = this.#at < 0 ? StringOf(key) : `.${show(key)}`;
    const attributes = attributesOf(found);
    if (hasOwn(found, 'value')) {
      const value = this.#reference(found.value, step);
      return value && `[${name},${attributes},${value}]`;
    }
    const get = this.#reference(found.get, step);
    const set = this.#reference(found.set, step);
    return get && set && `[${name},${attributes},${get},${set}]`;
  }

  #leaveOut(reason: string, from: number, step: string): void {
    if (this.#isQuiet) return;
    const path = pathTo(from, step, this.#referrers, this.#steps);
    this.#leftOut.add(from < 0 ? this.#rootAt : from, `${path}: ${reason}`);
  }
}

/**
 * Writes the state of the roots, without those that can't be kept whole.
 * @param make makes a capture; each walk needs a new one
 */
export function capture(make: () => Capture, { bindings, globals, imports, gone }: Remains): Captured {
  const leftOut: LeftOutName[] = bareArray();
  for (let at = 0; at < gone.length; at += 1) leftOut[at] = gone[at] as LeftOutName;
  try {
    let { text, reasons } = make().run(bindings, globals, imports);
    const kept: Root[] = bareArray();
    const keptGlobals: GlobalRoot[] = bareArray();
    for (let at = 0; at < reasons.length; at += 1) {
      const reason = reasons[at];
      const root = bindings[at];
      const slot = globals[at - bindings.length];
      if (reason !== undefined) leftOut[leftOut.length] = [root ? root.name : StringOf(slot?.key), reason];
      else if (root) kept[kept.length] = root;
      else keptGlobals[keptGlobals.length] = slot as GlobalRoot;
    }
    if (leftOut.length > gone.length) ({ text, reasons } = make().run(kept, keptGlobals, imports));
    return { text: text === '' ? null : text, leftOut, reason: null };
  } catch (error) {
    if (error instanceof TooMuch) return { text: null, leftOut: bareArray(), reason: error.message };
    throw error;
  }
}
