/**
 * From text to state: makes the objects of a state again and ties them together.
 *
 * First every object is made empty, functions before all others since prototypes come from them, then each is filled.
 * A state's text is data: what is evaluated are texts that the host has read as one function or class each.
 */
import { bareArray } from '../primordials.ts';
import type { Root } from './capture.ts';
import { Filler } from './filler.ts';
import {
  type SavedState,
  STATE_VERSION,
  type StateFunction,
  type StateImport,
  type StateObject,
  type StateSlot,
  type StateValue,
} from './format.ts';
import type { Functions, Member, Shape } from './functions.ts';
import { areImports } from './imports.ts';
import { type Intrinsics, isObject } from './intrinsics.ts';
import type { Callable } from './kinds.ts';
import {
  ArrayBufferType,
  apply,
  bufferResize,
  construct,
  copyBytes,
  create,
  DataViewType,
  DateType,
  deleteProperty,
  ErrorType,
  evaluate,
  fromBase64,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  global,
  hasOwn,
  isArray,
  MapType,
  mapSet,
  ObjectOf,
  ownKeys,
  parse,
  preventExtensions,
  RegExpType,
  SetType,
  StringOf,
  SymbolOf,
  setAdd,
  setPrototypeOf,
  stringSlice,
  Uint8ArrayType,
} from './primordials.ts';
import { fromText, TEXT_VALUES } from './text-values.ts';
import { readMarked, referenceIn } from './values.ts';

/** A text that no capture has written. */
class DamagedState extends ErrorType {
  constructor(what: string) {
    super(`the heap can't be restored: ${what}`);
  }
}

const FRESH = 0;
const IN_PROGRESS = 1;
const MADE = 2;

/** One restoring. */
export class Restore {
  readonly #functions: Functions;
  readonly #runnable: (text: unknown) => unknown;
  readonly #intrinsics: Intrinsics;
  readonly #saved: SavedState;
  readonly #objects: readonly StateObject[];
  readonly #filler: Filler;
  readonly #made: unknown[] = bareArray();
  readonly #states: number[] = bareArray();
  /** Objects that a class brought along instead of being made: what they hold is not what the state says. */
  readonly #claimed: boolean[] = bareArray();

  /** @throws Error for a text that is no state of this version */
  constructor(functions: Functions, intrinsics: Intrinsics, text: string, runnable: (text: unknown) => unknown) {
    this.#functions = functions;
    this.#runnable = runnable;
    this.#filler = new Filler({ value: (text) => this.#value(text), key: (text) => this.#key(text) });
    this.#intrinsics = intrinsics;
    this.#saved = read(text);
    this.#objects = this.#saved.objects;
    for (let at = 0; at < this.#objects.length; at += 1) this.#states[at] = FRESH;
  }

  /**
   * Makes the objects, defines the globals and answers the bindings.
   * @throws Error for a state that no capture has written
   */
  run(): Root[] {
    try {
      return this.#run();
    } catch (error) {
      // What the language itself refuses, such as a length below zero.
      if (error instanceof DamagedState) throw error;
      throw new DamagedState(StringOf((error as Error).message));
    }
  }

  #run(): Root[] {
    const objects = this.#objects;
    for (let at = 0; at < objects.length; at += 1) if (objects[at]?.type === 'function') this.#makeFunctions(at);
    for (let at = 0; at < objects.length; at += 1) this.#make(at);
    for (let at = 0; at < objects.length; at += 1) this.#fill(at);
    const { bindings, globals } = this.#saved;
    for (let at = 0; at < globals.length; at += 1) this.#filler.slot(global, globals[at] as StateSlot);
    const roots: Root[] = bareArray();
    for (let at = 0; at < bindings.length; at += 1) {
      const { 0: name, 1: kind, 2: value } = bindings[at] as SavedState['bindings'][number];
      roots[at] = { name, kind, value: this.#value(value) };
    }
    return roots;
  }

  /** The bindings of the state that are imports. */
  get imports(): readonly StateImport[] {
    return hasOwn(this.#saved, 'imports') ? (this.#saved.imports as readonly StateImport[]) : [];
  }

  #value(text: StateValue): unknown {
    if (typeof text !== 'string' || text[0] !== '#') return text;
    const id = referenceIn(text);
    if (id !== undefined) {
      if (this.#states[id] !== MADE) throw new DamagedState(`there is no object ${text}`);
      return this.#made[id];
    }
    if (text[1] === '$') return this.#intrinsics.at(stringSlice(text, 2));
    const { known, value } = readMarked(text);
    if (!known) throw new DamagedState(`${text} is not a value`);
    return value;
  }

  #objectAt(text: StateValue | undefined, what: string): object {
    const value = text === undefined ? undefined : this.#value(text);
    if (!isObject(value)) throw new DamagedState(`${what} is not an object`);
    return value;
  }

  #keep(id: number, value: unknown): void {
    this.#made[id] = value;
    this.#states[id] = MADE;
  }

  /** Makes a function after what it extends, whose chain may be long. */
  #makeFunctions(first: number): void {
    const chain: number[] = bareArray();
    let at: number | undefined = first;
    while (at !== undefined && this.#states[at] === FRESH && this.#objects[at]?.type === 'function') {
      this.#states[at] = IN_PROGRESS;
      chain[chain.length] = at;
      const { proto } = this.#objects[at] as StateFunction;
      at = typeof proto === 'string' ? referenceIn(proto) : undefined;
    }
    for (let index = chain.length - 1; index >= 0; index -= 1) this.#makeFunction(chain[index] as number);
  }

  #makeFunction(id: number): void {
    const { source, sloppy, proto, keys, prototype } = this.#objects[id] as StateFunction;
    const shape = typeof source === 'string' ? this.#functions.adopt(source, sloppy === true) : null;
    if (!shape || shape.obstacle !== null) throw new DamagedState("the source of a function can't be read");
    const made = evaluate(this.#runnable(`${sloppy === true ? '' : '"use strict";'}${shape.code}`) as string);
    const value =
      shape.form === 'class' ? this.#makeClass(made as Callable, shape, proto, keys ?? []) : methodIn(made, shape);
    this.#functions.remember(value, source, sloppy === true);
    this.#keep(id, value);
    // A class can't be given another prototype, so the one it has takes the place of what the state has there.
    const other = shape.form === 'class' && typeof prototype === 'string' ? referenceIn(prototype) : undefined;
    if (other !== undefined && this.#objects[other]?.type === 'object') {
      this.#keep(other, (value as { prototype?: unknown }).prototype);
      this.#claimed[other] = true;
    }
  }

  #makeClass(make: Callable, shape: Shape, proto: StateValue | undefined, keys: readonly StateValue[]): Callable {
    const names: PropertyKey[] = bareArray();
    for (let at = 0; at < keys.length; at += 1) {
      const key = this.#key(keys[at] as StateValue);
      // The member is gone; a key that nothing else has lets it be taken off again.
      names[at] = key ?? SymbolOf();
    }
    const parent = proto === undefined ? null : this.#value(proto);
    const canExtend = typeof parent === 'function' && hasOwn(parent, 'prototype');
    const type = apply(make, undefined, [canExtend ? parent : null, names] as never[]) as Callable;
    const prototype = (type as { prototype?: unknown }).prototype as object;
    let computed = 0;
    for (let at = 0; at < shape.members.length; at += 1) {
      const member = shape.members[at] as Member;
      if (member.name !== null) continue;
      const key = names[computed] as PropertyKey;
      const holder = member.isStatic ? type : prototype;
      this.#rememberMember(holder, key, member);
      if (keys[computed] === '#undefined') deleteProperty(holder, key);
      computed += 1;
    }
    return type;
  }

  #rememberMember(holder: object, key: PropertyKey, { kind, text }: Member): void {
    const value = getOwnPropertyDescriptor(holder, key)?.[kind === 'method' ? 'value' : kind] as unknown;
    if (typeof value === 'function') this.#functions.remember(value as Callable, text, false);
  }

  /** A property's key; undefined for one that is gone. A symbol is made when its turn has not come yet. */
  #key(text: StateValue): PropertyKey | undefined {
    const id = typeof text === 'string' ? referenceIn(text) : undefined;
    if (id !== undefined && this.#objects[id]?.type === 'symbol') this.#make(id);
    const key = this.#value(text);
    if (key !== undefined && typeof key !== 'string' && typeof key !== 'symbol')
      throw new DamagedState('a key is neither a string nor a symbol');
    return key;
  }

  /** Makes an object, empty, if its turn has not come yet. */
  #make(id: number): void {
    if (this.#states[id] === FRESH) this.#keep(id, this.#makeEmpty(this.#objects[id] as StateObject));
  }

  #makeEmpty(object: StateObject): unknown {
    switch (object.type) {
      case 'prototype':
        return (this.#objectAt(object.of, 'a function') as { prototype?: unknown }).prototype;
      case 'member': {
        const type = this.#objectAt(object.of, 'a class') as Callable;
        const holder = object.static ? type : (type as unknown as { prototype: object }).prototype;
        const key = this.#key(object.key) as PropertyKey;
        return getOwnPropertyDescriptor(holder, key)?.[object.kind];
      }
      case 'symbol':
        return object.description === undefined ? SymbolOf() : SymbolOf(object.description);
      case 'array':
        return [];
      case 'map':
        return new MapType();
      case 'set':
        return new SetType();
      case 'date':
        return new DateType(this.#value(object.time) as number);
      case 'regexp':
        return new RegExpType(object.source, object.flags);
      case 'error':
        return makeError(object.stack);
      case 'buffer':
        return makeBuffer(object.base64, object.maxLength);
      case 'view':
        return this.#makeView(object);
      case 'text': {
        const value = hasOwn(TEXT_VALUES, object.of) ? TEXT_VALUES[object.of] : undefined;
        if (!value) throw new DamagedState(`${object.of} is not made from a text`);
        return fromText(this.#intrinsics.at(value.make), object.text, value);
      }
      case 'boxed': {
        const { value } = object;
        const symbol = typeof value === 'string' ? referenceIn(value) : undefined;
        if (symbol !== undefined) this.#make(symbol);
        return ObjectOf(this.#value(value));
      }
      case 'object':
        return this.#makeObject(object.proto);
      default:
        throw new DamagedState('an object is of an unknown type');
    }
  }

  /** With its prototype from the start where that is there already, which keeps objects of a class alike for V8. */
  #makeObject(proto: StateValue | undefined): object {
    if (proto === undefined) return {};
    if (proto === null) return create(null);
    const id = typeof proto === 'string' ? referenceIn(proto) : undefined;
    if (id !== undefined && this.#states[id] !== MADE) return {};
    const prototype = this.#value(proto);
    return isObject(prototype) ? create(prototype) : {};
  }

  #makeView({ of, buffer, offset, length }: Extract<StateObject, { type: 'view' }>): object {
    const at = typeof buffer === 'string' ? referenceIn(buffer) : undefined;
    if (at !== undefined && this.#objects[at]?.type === 'buffer') this.#make(at);
    const type = of === 'DataView' ? DataViewType : this.#intrinsics.at(of);
    const isView = type === DataViewType || getPrototypeOf(type as object) === getPrototypeOf(Uint8ArrayType);
    if (!isView) throw new DamagedState(`${of} is not a view`);
    const memory = this.#objectAt(buffer, 'the memory of a view');
    const args = length === undefined ? [memory, offset] : [memory, offset, length];
    return construct(type as new (...args: unknown[]) => object, args);
  }

  #fill(id: number): void {
    const object = this.#objects[id] as StateObject;
    const value = this.#made[id] as object;
    if (object.type === 'symbol' || object.type === 'member') return;
    if (this.#claimed[id]) clear(value);
    switch (object.type) {
      case 'array':
        this.#filler.array(value as unknown[], object);
        break;
      case 'map':
        for (let at = 0; at < object.entries.length; at += 1) {
          const { 0: key, 1: item } = object.entries[at] as readonly [StateValue, StateValue];
          mapSet(value, this.#value(key), this.#value(item));
        }
        break;
      case 'set':
        for (let at = 0; at < object.values.length; at += 1)
          setAdd(value, this.#value(object.values[at] as StateValue));
        break;
      case 'function':
        this.#filler.function(value, object);
        break;
      case 'prototype':
        this.#filler.removeGone(value, object.gone);
        break;
      default:
    }
    if (object.proto !== undefined)
      setPrototypeOf(value, object.proto === null ? null : (this.#value(object.proto) as object));
    this.#filler.properties(value, object);
    if (object.extensible === false) preventExtensions(value);
  }
}

function read(text: string): SavedState {
  let state: Partial<SavedState> | null;
  try {
    state = parse(text) as Partial<SavedState> | null;
  } catch {
    throw new DamagedState('it is not JSON');
  }
  if (!isObject(state) || state.version !== STATE_VERSION) throw new DamagedState('it is of another version');
  if (!isArray(state.bindings) || !isArray(state.globals) || !isArray(state.objects))
    throw new DamagedState('it lacks a list');
  if (hasOwn(state, 'imports') && !areImports(state.imports))
    throw new DamagedState('its imports are not a list of imports');
  return state as SavedState;
}

/** The function in what a source evaluates to. */
function methodIn(made: unknown, { form }: Shape): Callable {
  if (form === 'plain' || form === 'arrow' || form === 'class') return made as Callable;
  return getOwnPropertyDescriptor(made as object, 'method')?.[form === 'method' ? 'value' : form] as Callable;
}

function makeError(stack: string | undefined): object {
  const error = new ErrorType();
  // Its own, whichever way the engine keeps it: an assignment goes no further.
  if (stack === undefined) deleteProperty(error, 'stack');
  else error.stack = stack;
  return error;
}

function makeBuffer(base64: string, maxLength: number | undefined): ArrayBuffer {
  const bytes = fromBase64(base64);
  if (maxLength === undefined) return bytes.buffer;
  const buffer = new ArrayBufferType(0, { maxByteLength: maxLength });
  bufferResize(buffer, bytes.byteLength);
  copyBytes(new Uint8ArrayType(buffer), bytes);
  return buffer;
}

/** Takes off what a class's prototype came with: the state says all that it has. */
function clear(value: object): void {
  const keys = ownKeys(value);
  for (let at = 0; at < keys.length; at += 1) deleteProperty(value, keys[at] as PropertyKey);
}
