/**
 * Functions of the language, taken before guest code can replace them.
 *
 * Code of this folder uses these functions instead of methods. `bareArray` makes its internal lists, so that
 * assignments to elements call no setter. `guestArray` makes the lists for guest code.
 */
import { dataDescriptor, getter, uncurry } from '../primordials.ts';

export const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;
export const { defineProperty, hasOwn } = Object;
export const { isView } = ArrayBuffer;
export const { floor, max, min, random, trunc } = Math;
export const { MAX_SAFE_INTEGER } = Number;
export const { now } = Date;
export const { parse: parseJson, stringify } = JSON;
export const TypeErrorType = TypeError;
export const RangeErrorType = RangeError;
export const Bytes = Uint8Array;
export const MapType = Map;
export const iterator: typeof Symbol.iterator = Symbol.iterator;

export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const stringIndexOf = uncurry(String.prototype.indexOf);
export const stringSlice = uncurry(String.prototype.slice);
export const toLowerCase = uncurry(String.prototype.toLowerCase);
export const toUpperCase = uncurry(String.prototype.toUpperCase);
export const mapGet = uncurry(Map.prototype.get);
export const mapSet = uncurry(Map.prototype.set);
export const mapDelete = uncurry(Map.prototype.delete);
export const bytesIndexOf = uncurry(Uint8Array.prototype.indexOf);
export const setBytes = uncurry(Uint8Array.prototype.set);
/** Runs a regular expression without calling code that the guest can replace. */
export const regexpExec = uncurry(RegExp.prototype.exec);

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
export const byteLength = getter<number>(TypedArrayPrototype, 'byteLength');
const bufferOf = getter<ArrayBuffer>(TypedArrayPrototype, 'buffer');
const byteOffset = getter<number>(TypedArrayPrototype, 'byteOffset');

/** Returns a part of an array, in the same memory. */
export function view(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): Uint8Array<ArrayBuffer> {
  return new Bytes(bufferOf(bytes), byteOffset(bytes) + from, to - from);
}

/** Returns the buffer of an array that covers its whole buffer. */
export function memoryOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bufferOf(bytes);
}

const sort = uncurry(Array.prototype.sort);

/** Sorts an internal list in place. The sort is stable. */
export function sortBy<T>(list: T[], compare: (left: T, right: T) => number): void {
  sort(list, compare as (left: unknown, right: unknown) => number);
}

/** Copies a list to an array for guest code. */
export function guestArray<T>(list: readonly T[]): T[] {
  const array: T[] = [];
  for (let at = 0; at < list.length; at += 1) defineProperty(array, at, dataDescriptor(list[at], 7));
  return array;
}
