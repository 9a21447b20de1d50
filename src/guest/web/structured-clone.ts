/**
 * `structuredClone`: copies a graph of values in one walk that visits every object once.
 *
 * A transferred buffer is copied too, and the original is detached at the end. Guest code can't distinguish this from a
 * move. If a getter throws during the walk, all buffers are still unchanged.
 * @see https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone
 */
import { errorType } from '../error-types.ts';
import { getter, uncurry } from '../primordials.ts';
import type { KnownProxies } from '../proxies.ts';
import { CLONING_PARTS, type Move, type PlatformCloning } from './cloning.ts';
import { DOMExceptionType } from './dom-exceptions.ts';
import { invalidArgument, needArguments } from './errors.ts';
import { internals } from './realm.ts';

type View = ArrayBufferView & { readonly length?: number };
type ViewType = new (buffer: ArrayBufferLike, byteOffset: number, length: number | undefined) => View;
/** Reads an internal slot of one kind of object; throws for any other object. */
type SlotReader = (value: never) => unknown;

const { getPrototypeOf, getOwnPropertyDescriptor } = Object;

const { isError } = Error as unknown as { isError(value: unknown): boolean };

function methodOf(method: (...args: never[]) => unknown, ...args: unknown[]): SlotReader {
  return (value) => Reflect.apply(method, value, args);
}

const byteLengthOf = getter<number>(ArrayBuffer.prototype, 'byteLength');
const isDetached = getter<boolean>(ArrayBuffer.prototype, 'detached');
const detach = uncurry(ArrayBuffer.prototype.transfer as (this: ArrayBuffer) => ArrayBuffer);

/** Kinds of objects by their internal slots, independent of their class and tag. */
const SLOTS: readonly (readonly [kind: string, read: SlotReader])[] = [
  ['Date', methodOf(Date.prototype.getTime)],
  ['Map', getter(Map.prototype, 'size')],
  ['Set', getter(Set.prototype, 'size')],
  ['ArrayBuffer', byteLengthOf],
  ['SharedArrayBuffer', getter(SharedArrayBuffer.prototype, 'byteLength')],
  ['Boxed', methodOf(Boolean.prototype.valueOf)],
  ['Boxed', methodOf(Number.prototype.valueOf)],
  ['Boxed', methodOf(String.prototype.valueOf)],
  ['Boxed', methodOf(BigInt.prototype.valueOf)],
  ['Refused', methodOf(Symbol.prototype.valueOf)],
  ['Refused', methodOf(WeakMap.prototype.has, {})],
  ['Refused', methodOf(WeakSet.prototype.has, {})],
  ['Refused', methodOf(WeakRef.prototype.deref)],
  ['RegExp', methodOf(RegExp.prototype.toString)],
];

const regexpSource = getter<string>(RegExp.prototype, 'source');

/** Throws for a typed array that is out of bounds. */
const TYPED_ARRAY_KEYS = methodOf(Uint8Array.prototype.keys);
const TYPED_ARRAY_TAG = getter<string | undefined>(getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);

/** Objects that guest code has marked as not cloneable, or not transferable, with functions of `worker_threads`. */
const uncloneable = new WeakSet<object>();
const untransferable = new WeakSet<object>();

function isObjectLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function markAsUncloneable(value: unknown): void {
  if (isObjectLike(value)) uncloneable.add(value);
}

export function markAsUntransferable(value: unknown): void {
  if (isObjectLike(value)) untransferable.add(value);
}

export function isMarkedAsUntransferable(value: unknown): boolean {
  return isObjectLike(value) && untransferable.has(value);
}

/** Copies a value. @throws DOMException `DataCloneError` for a value that can't be copied or moved */
export function structuredClone(value: unknown, options: unknown = undefined): unknown {
  needArguments(arguments.length, 'value');
  return cloneMessage(value, transferList(options)).clone;
}

/**
 * Copies a value and moves the objects in `transfer`.
 * @param transfer result of `transferList`
 * @returns the copy, and the new objects for moved ones other than buffers, in order
 */
export function cloneMessage(value: unknown, transfer: readonly object[]): { clone: unknown; moved: object[] } {
  const walk = new CloneWalk(transfer);
  const clone = walk.clone(value);
  for (const object of transfer) {
    if (!isBuffer(object)) continue;
    // A getter may have detached the buffer during the walk.
    if (isDetached(object)) throw notCloneable('An ArrayBuffer is detached and could not be cloned.');
    detach(object);
  }
  return { clone, moved: walk.move() };
}

class CloneWalk {
  /** Every object that the walk has visited, with its copy. */
  readonly #copies = new Map<object, object>();
  readonly #platform = CLONING_PARTS.flatMap((part) => {
    const loaded = internals.peek(part) as { cloning?: PlatformCloning } | undefined;
    return loaded?.cloning ? [loaded.cloning] : [];
  });

  readonly #moves: Move[] = [];

  constructor(transfer: readonly object[]) {
    for (const object of transfer) {
      if (isBuffer(object)) continue;
      const move = this.#platform.map((part) => part.transfer?.(object)).find((made) => made !== undefined);
      if (!move) throw notCloneable('Value could not be transferred.');
      this.#copies.set(object, move.made);
      this.#moves.push(move);
    }
  }

  /** Moves the objects to transfer that are not buffers. @returns the new objects, in order */
  move(): object[] {
    return this.#moves.map(({ made, move }) => {
      move();
      return made;
    });
  }

  clone(value: unknown): unknown {
    if (typeof value === 'symbol') throw refused(value);
    if (typeof value === 'function') throw refused(value);
    if (typeof value !== 'object' || value === null) return value;
    return this.#copies.get(value) ?? this.#cloneObject(value);
  }

  #cloneObject(value: object): object {
    if (uncloneable.has(value)) throw notCloneable('Cannot clone object of unsupported type.');
    const proxies = internals.peek('proxies') as KnownProxies | undefined;
    if (proxies?.detailsOf(value) !== undefined) throw notCloneable('#<Object> could not be cloned.');
    for (const part of this.#platform) {
      const make = part.serialize(value);
      if (make) return this.#keep(value, make());
    }
    if (Array.isArray(value)) return this.#withProperties(value, new Array(value.length));
    if (ArrayBuffer.isView(value)) return this.#cloneView(value);
    if (isError(value)) return this.#cloneError(value as Error);
    const kind = kindOf(value);
    switch (kind) {
      case 'Date':
        return this.#keep(value, new Date((value as Date).getTime()));
      case 'RegExp':
        return this.#keep(value, new RegExp((value as RegExp).source, (value as RegExp).flags));
      case 'Boxed':
        return this.#keep(value, Object((value as { valueOf(): unknown }).valueOf()) as object);
      case 'ArrayBuffer':
        return this.#cloneBuffer(value as ArrayBuffer);
      case 'SharedArrayBuffer':
        return this.#keep(value, value);
      case 'Map':
        return this.#cloneMap(value as Map<unknown, unknown>);
      case 'Set':
        return this.#cloneSet(value as Set<unknown>);
      case 'Refused':
        throw refused(value);
      default:
        return this.#withProperties(value, {});
    }
  }

  #keep<T extends object>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    return copy;
  }

  #withProperties<T extends object>(value: object, copy: T): T {
    this.#keep(value, copy);
    for (const key of Object.keys(value)) {
      // A getter may have removed a later property.
      if (!Object.hasOwn(value, key)) continue;
      const property = this.clone((value as Record<string, unknown>)[key]);
      Object.defineProperty(copy, key, { value: property, writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }

  #cloneBuffer(buffer: ArrayBuffer): ArrayBuffer {
    if (isDetached(buffer)) throw notCloneable('An ArrayBuffer is detached and could not be cloned.');
    const copy = buffer.resizable
      ? new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength })
      : new ArrayBuffer(buffer.byteLength);
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return this.#keep(buffer, copy);
  }

  #cloneView(view: View): object {
    if (isOutOfBounds(view)) throw notCloneable('An out-of-bounds view could not be cloned.');
    const name = TYPED_ARRAY_TAG(view);
    const Type = (globalThis as unknown as Record<string, ViewType>)[name ?? 'DataView'] as ViewType;
    const { byteOffset } = view;
    const length = tracksLength(view) ? undefined : (view.length ?? view.byteLength);
    const buffer = this.clone(view.buffer) as ArrayBufferLike;
    return this.#keep(view, new Type(buffer, byteOffset, length));
  }

  #cloneMap(map: Map<unknown, unknown>): Map<unknown, unknown> {
    const copy = this.#keep(map, new Map());
    for (const [key, item] of [...map]) copy.set(this.clone(key), this.clone(item));
    return copy;
  }

  #cloneSet(set: Set<unknown>): Set<unknown> {
    const copy = this.#keep(set, new Set());
    for (const item of [...set]) copy.add(this.clone(item));
    return copy;
  }

  #cloneError(error: Error): Error {
    const Type = errorType(error.name);
    const message = getOwnPropertyDescriptor(error, 'message');
    const copy = this.#keep(error, message && 'value' in message ? new Type(`${message.value}`) : new Type());
    Object.defineProperty(copy, 'stack', hidden(error.stack));
    if (Object.hasOwn(error, 'cause')) Object.defineProperty(copy, 'cause', hidden(this.clone(error.cause)));
    return copy;
  }
}

/** Returns whether a view reaches past the end of its shrunk buffer. */
function isOutOfBounds(view: View): boolean {
  try {
    if (TYPED_ARRAY_TAG(view) === undefined) view.byteLength;
    else TYPED_ARRAY_KEYS(view as never);
    return false;
  } catch {
    return true;
  }
}

/**
 * Returns whether a view tracks the length of its buffer. The only way to find out is to shrink the buffer briefly to
 * the start of the view.
 */
function tracksLength(view: View): boolean {
  const { buffer, byteOffset } = view;
  if (!(buffer instanceof ArrayBuffer) || !buffer.resizable || view.byteLength === 0) return false;
  const size = buffer.byteLength;
  const rest = new Uint8Array(buffer, byteOffset).slice();
  buffer.resize(byteOffset);
  const tracks = !isOutOfBounds(view);
  buffer.resize(size);
  new Uint8Array(buffer).set(rest, byteOffset);
  return tracks;
}

function hidden(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: false, configurable: true };
}

/**
 * Returns the kind of an object; undefined for a plain one. A test takes microseconds, so an object counts as plain if
 * its prototype is null or `Object.prototype`.
 */
function kindOf(value: object): string | undefined {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return undefined;
  for (const [kind, read] of SLOTS) {
    try {
      if (kind === 'RegExp' && !isRegExp(value)) continue;
      read(value as never);
      return kind;
    } catch {
      // The object is not of this kind.
    }
  }
  return undefined;
}

/**
 * Returns whether an object is a regular expression. It has its own `lastIndex`, which can't be deleted, and `source`
 * throws for an imitation.
 */
function isRegExp(value: object): boolean {
  const lastIndex = getOwnPropertyDescriptor(value, 'lastIndex');
  if (!lastIndex || lastIndex.configurable) return false;
  regexpSource(value);
  return value !== RegExp.prototype;
}

/**
 * Returns whether an object really is a buffer, independent of its class: an object that only looks like one can't be
 * transferred.
 */
function isBuffer(object: object): object is ArrayBuffer {
  try {
    byteLengthOf(object);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the objects to transfer.
 * @throws TypeError; DOMException `DataCloneError` for a duplicate or detached object
 */
export function transferList(options: unknown): object[] {
  if (options === undefined || options === null) return [];
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw invalidArgument('options', 'of type object', options);
  }
  const { transfer } = options as { transfer?: Iterable<object> };
  if (transfer === undefined) return [];
  const list = [...transfer];
  for (const [at, object] of list.entries()) {
    if (typeof object !== 'object' || object === null) throw invalidArgument('transfer', 'a list of objects', object);
    if (untransferable.has(object)) throw notCloneable('Object in transfer list is marked as untransferable');
    if (list.indexOf(object) !== at) throw notCloneable('Transfer list contains duplicate objects');
    if (isBuffer(object) && isDetached(object)) {
      throw notCloneable('An ArrayBuffer is detached and could not be cloned.');
    }
  }
  return list;
}

function refused(value: unknown): Error {
  const shown = typeof value === 'object' ? `#<${value?.constructor?.name ?? 'Object'}>` : String(value);
  return notCloneable(`${shown} could not be cloned.`);
}

function notCloneable(message: string): Error {
  return new (DOMExceptionType())(message, 'DataCloneError');
}
