/**
 * Functions of the language that capturing and restoring need, kept before guest code can replace them.
 */
import { getter, uncurry } from '../primordials.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

export const {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  ownKeys,
  preventExtensions,
  setPrototypeOf,
  deleteProperty,
} = Reflect;
export const { create, hasOwn, is } = Object;
export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const { isError } = Error as unknown as { isError(value: unknown): boolean };
export const { parse, stringify } = JSON;
export const { isInteger } = Number;
export const { keyFor, for: symbolFor } = Symbol;
// biome-ignore lint/security/noGlobalEval: it makes functions from their own sources, which the host has read
export const evaluate = globalThis.eval as (code: string) => unknown;
export const global = globalThis as Record<PropertyKey, unknown>;

export const ArrayBufferType = ArrayBuffer;
export const BigIntOf = BigInt;
export const DataViewType = DataView;
export const DateType = Date;
export const ErrorType = Error;
export const MapType = Map;
export const ObjectOf = Object;
export const RangeErrorType = RangeError;
export const RegExpType = RegExp;
export const SetType = Set;
export const SymbolOf = Symbol;
export const TypeErrorType = TypeError;
export const Uint8ArrayType = Uint8Array;
export const WeakMapType = WeakMap;
export const WeakSetType = WeakSet;
export const StringOf = String;
export const NumberOf = Number;

export const functionToString = uncurry(Function.prototype.toString);
export const bigintToString = uncurry(BigInt.prototype.toString);
export const stringSlice = uncurry(String.prototype.slice);
export const startsWith = uncurry(String.prototype.startsWith);
export const endsWith = uncurry(String.prototype.endsWith);
export const arraySort = uncurry(Array.prototype.sort as (this: string[]) => string[]);

export const mapGet = uncurry(Map.prototype.get as (this: Map<unknown, unknown>, key: unknown) => unknown);
export const mapSet = uncurry(Map.prototype.set as (this: object, key: unknown, value: unknown) => object);
export const mapHas = uncurry(Map.prototype.has);
export const mapForEach = uncurry(
  Map.prototype.forEach as (this: object, visit: (value: unknown, key: unknown) => void) => void,
);
export const setAdd = uncurry(Set.prototype.add as (this: object, value: unknown) => object);
export const setForEach = uncurry(Set.prototype.forEach as (this: object, visit: (value: unknown) => void) => void);
export const weakMapGet = uncurry(WeakMap.prototype.get as (this: object, key: object) => unknown);
export const weakMapSet = uncurry(WeakMap.prototype.set as (this: object, key: object, value: unknown) => object);
export const weakSetAdd = uncurry(WeakSet.prototype.add as (this: object, value: object) => object);
export const weakSetHas = uncurry(WeakSet.prototype.has as (this: object, value: object) => boolean);

export const mapSize = getter<number>(Map.prototype, 'size');
export const setSize = getter<number>(Set.prototype, 'size');
export const symbolDescription = getter<string | undefined>(Symbol.prototype, 'description');
export const dateTime = uncurry(Date.prototype.getTime);
export const regexpSource = getter<string>(RegExp.prototype, 'source');
/**
 * The letter and getter of each flag, in the order of `flags`. The language's getter of `flags` would call getters that
 * the guest can replace.
 */
const FLAGS: readonly (readonly [letter: string, isSet: (regexp: unknown) => boolean])[] = [
  ['d', getter(RegExp.prototype, 'hasIndices')],
  ['g', getter(RegExp.prototype, 'global')],
  ['i', getter(RegExp.prototype, 'ignoreCase')],
  ['m', getter(RegExp.prototype, 'multiline')],
  ['s', getter(RegExp.prototype, 'dotAll')],
  ['u', getter(RegExp.prototype, 'unicode')],
  ['v', getter(RegExp.prototype, 'unicodeSets')],
  ['y', getter(RegExp.prototype, 'sticky')],
];

/** Returns the flags of a regular expression. */
export function regexpFlags(regexp: unknown): string {
  let flags = '';
  for (let at = 0; at < FLAGS.length; at += 1) {
    const flag = FLAGS[at] as (typeof FLAGS)[number];
    if (flag[1](regexp)) flags += flag[0];
  }
  return flags;
}
export const boxedNumber = uncurry(Number.prototype.valueOf);
export const boxedString = uncurry(String.prototype.valueOf);
export const boxedBoolean = uncurry(Boolean.prototype.valueOf);
export const boxedSymbol = uncurry(Symbol.prototype.valueOf);
export const boxedBigint = uncurry(BigInt.prototype.valueOf);

const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
export const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
export const bufferMaxLength = getter<number>(ArrayBuffer.prototype, 'maxByteLength');
export const bufferResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable');
export const bufferDetached = getter<boolean>(ArrayBuffer.prototype, 'detached');
export const typedArrayTag = getter<string | undefined>(TypedArrayPrototype, Symbol.toStringTag);
export const typedArrayBuffer = getter<ArrayBuffer>(TypedArrayPrototype, 'buffer');
export const typedArrayOffset = getter<number>(TypedArrayPrototype, 'byteOffset');
export const typedArrayLength = getter<number>(TypedArrayPrototype, 'length');
/** Throws for a view that lies outside of its buffer. */
export const typedArrayKeys = uncurry((TypedArrayPrototype as Uint8Array).keys);
export const dataViewBuffer = getter<ArrayBuffer>(DataView.prototype, 'buffer');
export const dataViewOffset = getter<number>(DataView.prototype, 'byteOffset');
export const dataViewLength = getter<number>(DataView.prototype, 'byteLength');
export const bufferResize = uncurry(ArrayBuffer.prototype.resize);

/** Functions that engines before V8 14 lack. */
const { fromBase64: decode, prototype } = Uint8Array as unknown as {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
  readonly prototype: { toBase64?(this: Uint8Array): string };
};
export const fromBase64 = decode ?? decodeBase64;
export const toBase64 = prototype.toBase64 ? uncurry(prototype.toBase64) : encodeBase64;
export const copyBytes = uncurry(Uint8Array.prototype.set as (this: Uint8Array, source: Uint8Array) => void);

/** Getter of an error's own `stack`; undefined in an engine where `stack` is a data property. */
const stackGetter = getOwnPropertyDescriptor(new Error(), 'stack')?.get;

/** Returns an error's own `stack`; undefined if there is none or it is not a string. */
export function stackOf(error: object): string | undefined {
  const own = getOwnPropertyDescriptor(error, 'stack');
  if (!own) return undefined;
  try {
    const stack = hasOwn(own, 'value')
      ? own.value
      : own.get === stackGetter
        ? apply(own.get as never, error, [])
        : undefined;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    // The guest's own `Error.prepareStackTrace` threw.
    return undefined;
  }
}

const callerGetter = getOwnPropertyDescriptor(Function.prototype, 'caller')?.get;

/** Returns whether a function written with `function` is sloppy; false when that can't be determined. */
export function isSloppy(value: object): boolean {
  if (hasOwn(value, 'caller')) return true;
  try {
    return callerGetter !== undefined && apply(callerGetter, value, []) === null;
  } catch {
    return false;
  }
}
