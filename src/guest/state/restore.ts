/**
 * Restores a state from its text: rebuilds the objects and connects them.
 *
 * First it creates all objects empty, then it fills them. It creates functions first, because prototypes come with
 * them. A state's text is data: the only texts that are evaluated are those that the host has parsed as a single
 * function or class.
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

/** Thrown for a text that no capture has written. */
class DamagedState extends ErrorType {
  constructor(what: string) {
    super(`the heap can't be restored: ${what}`);
  }
}

const FRESH = 0;
const IN_PROGRESS = 1;
const MADE = 2;

/** Restores one state. */
export class Restore {
  readonly #functions: Functions;
  readonly #runnable: (text: unknown) => unknown;
  readonly #intrinsics: Intrinsics;
  readonly #saved: SavedState;
  readonly #objects: readonly StateObject[];
  readonly #filler: Filler;
  readonly #made: unknown[] = bareArray();
  readonly #states: number[] = bareArray();
  /** Objects that came with a class instead of being created: they are cleared before they are filled. */
  readonly #claimed: boolean[] = bareArray();

  /** @throws Error for a text that is not a state of this version */
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
   * Creates the objects, defines the globals and returns the bindings.
   * @throws Error for a state that no capture has written
   */
  run(): Root[] {
    try {
      return this.#run();
    } catch (error) {
      // The language itself refuses some invalid data, such as a negative length.
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

  /** Creates a function after the functions that it extends, without recursion, because the chain may be long. */
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
    // The `prototype` of a class can't be replaced, so use its own object for the one in the state.
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
      // The member was deleted. Create it under a unique key, so that it can be deleted again.
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

  /** Returns a property's key; undefined for a deleted member. Creates a symbol that does not exist yet. */
  #key(text: StateValue): PropertyKey | undefined {
    const id = typeof text === 'string' ? referenceIn(text) : undefined;
    if (id !== undefined && this.#objects[id]?.type === 'symbol') this.#make(id);
    const key = this.#value(text);
    if (key !== undefined && typeof key !== 'string' && typeof key !== 'symbol')
      throw new DamagedState('a key is neither a string nor a symbol');
    return key;
  }

  /** Creates an empty object, unless it exists already. */
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

  /** Creates an object, with its prototype if that exists already: V8 then gives objects of a class the same layout. */
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

/** Returns the function from the value of an evaluated source. */
function methodIn(made: unknown, { form }: Shape): Callable {
  if (form === 'plain' || form === 'arrow' || form === 'class') return made as Callable;
  return getOwnPropertyDescriptor(made as object, 'method')?.[form === 'method' ? 'value' : form] as Callable;
}

function makeError(stack: string | undefined): object {
  const error = new ErrorType();
  // Every error has its own `stack` property, so this assignment can't call a setter of a prototype.
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

/** Deletes the initial properties of a class's prototype: the state lists all properties that it has. */
function clear(value: object): void {
  const keys = ownKeys(value);
  for (let at = 0; at < keys.length; at += 1) deleteProperty(value, keys[at] as PropertyKey);
}
