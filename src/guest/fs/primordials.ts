/**
 * Functions of the language, taken before guest code can replace them.
 *
 * This module is evaluated when the part is loaded. Code of this folder uses these functions instead of methods. It
 * avoids array spread and `for of`, which call methods of a prototype that guest code may have changed by then.
 */
const { apply, construct } = Reflect;
const { defineProperty } = Object;

type Method<This, Args extends unknown[], Result> = (self: This, ...args: Args) => Result;

function uncurry<This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
): Method<This, Args, Result> {
  return (self, ...args) => apply(method, self, args) as Result;
}

export { apply, construct, defineProperty };
export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const { assign, create, freeze, hasOwn, keys, setPrototypeOf } = Object;
export const { isFinite: isFiniteNumber, isInteger, isSafeInteger } = Number;
export const { min, max, round, trunc } = Math;
export const ObjectPrototype = Object.prototype;
export const ErrorType = Error;
export const TypeErrorType = TypeError;
export const RangeErrorType = RangeError;
export const DateType = Date;
export const PromiseType = Promise;
export const Uint8ArrayType = Uint8Array;
export const BigIntOf = BigInt;
export const NumberOf = Number;
export const StringOf = String;
export const decodeUri = decodeURIComponent;
export const { now } = Date;
export const { fromCharCode, fromCodePoint } = String;
export const { stringify } = JSON;

export const stringSlice = uncurry(String.prototype.slice);
export const stringIndexOf = uncurry(String.prototype.indexOf);
export const stringLastIndexOf = uncurry(String.prototype.lastIndexOf);
export const stringIncludes = uncurry(String.prototype.includes);
export const stringStartsWith = uncurry(String.prototype.startsWith);
export const stringEndsWith = uncurry(String.prototype.endsWith);
export const stringSplit = uncurry(String.prototype.split as (separator: string) => string[]);
export const stringToLowerCase = uncurry(String.prototype.toLowerCase);
export const stringIsWellFormed = uncurry(String.prototype.isWellFormed);
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const dateGetTime = uncurry(Date.prototype.getTime);

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;

function getter<T>(prototype: object, key: PropertyKey): (self: unknown) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => T;
  return (self) => apply(get, self, []) as T;
}

const typedArrayTag = getter<string | undefined>(TypedArrayPrototype, Symbol.toStringTag);
const typedArrayBuffer = getter<ArrayBuffer>(TypedArrayPrototype, 'buffer');
const typedArrayOffset = getter<number>(TypedArrayPrototype, 'byteOffset');
const typedArrayLength = getter<number>(TypedArrayPrototype, 'byteLength');
const dataViewBuffer = getter<ArrayBuffer>(DataView.prototype, 'buffer');
const dataViewOffset = getter<number>(DataView.prototype, 'byteOffset');
const dataViewLength = getter<number>(DataView.prototype, 'byteLength');
const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
const typedArraySet = uncurry(Uint8Array.prototype.set);
const typedArraySlice = uncurry(Uint8Array.prototype.slice);

export function isUint8Array(value: unknown): value is Uint8Array<ArrayBuffer> {
  return isView(value) && typedArrayTag(value) === 'Uint8Array';
}

/** Returns whether a view covers its whole buffer, and the buffer can cross to the host because it is not shared. */
function coversMemory(bytes: Uint8Array): boolean {
  try {
    return bufferLength(typedArrayBuffer(bytes)) === typedArrayLength(bytes);
  } catch {
    return false;
  }
}

export function isDate(value: unknown): value is Date {
  try {
    dateGetTime(value as Date);
    return true;
  } catch {
    return false;
  }
}

/** Returns the number of bytes of a view. */
export function viewLength(view: ArrayBufferView): number {
  return typedArrayTag(view) === undefined ? dataViewLength(view) : typedArrayLength(view);
}

/** Returns the bytes of a view, in the same memory. */
export function bytesOf(view: ArrayBufferView, offset = 0, length: number = viewLength(view) - offset): Uint8Array {
  const plain = typedArrayTag(view) === undefined;
  const buffer = plain ? dataViewBuffer(view) : typedArrayBuffer(view);
  return new Uint8ArrayType(buffer, (plain ? dataViewOffset(view) : typedArrayOffset(view)) + offset, length);
}

/**
 * Returns the bytes of a view in a buffer of exactly their length: a view that crosses to the host takes its whole
 * buffer along.
 */
export function exactBytes(view: ArrayBufferView, offset?: number, length?: number): Uint8Array {
  // A view of a detached buffer has length 0, and no other view of that buffer can be made.
  if (viewLength(view) === 0) return new Uint8ArrayType(0);
  const bytes = bytesOf(view, offset, length);
  return coversMemory(bytes) ? bytes : typedArraySlice(bytes);
}

/** Copies `source` into `target` from `offset` on. */
export function setBytes(target: Uint8Array, source: Uint8Array, offset: number): void {
  typedArraySet(target, source, offset);
}

/**
 * The descriptor that `define` fills. A new one for each of the 250 properties of `fs` takes a tenth of the time to load it
 * (bench row `mounted run`). Guest code never sees it: a trap of a proxy gets a copy.
 */
const plain = { __proto__: null, value: undefined, writable: true, enumerable: true, configurable: true } as {
  value: unknown;
  enumerable: boolean;
};

/** Defines a property as an assignment would, without calling a setter of a prototype. */
export function define(target: object, key: PropertyKey, value: unknown, enumerable = true): void {
  plain.value = value;
  plain.enumerable = enumerable;
  defineProperty(target, key, plain);
  plain.value = undefined;
}

/** Appends to an array, without calling a setter of a prototype. */
export function push<T>(array: T[], value: T): void {
  define(array, array.length, value);
}

const { reject } = Promise;
export const promiseThen = Promise.prototype.then;

export function promiseReject<T = never>(reason: unknown): Promise<T> {
  return apply(reject, PromiseType, [reason]) as Promise<T>;
}
