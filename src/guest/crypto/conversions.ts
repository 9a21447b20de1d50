/**
 * Converts arguments of Web Crypto to plain data: reads them once and copies them before they cross.
 *
 * This side converts each value to the type in the standard, because objects with getters can't cross. The host checks
 * whether the values are valid for an algorithm.
 * @see https://webidl.spec.whatwg.org/#es-type-mapping
 */

import type { HostValue } from '../border.ts';
import { copyOf, isBufferSource, typedArrayName } from '../bytes.ts';
import { codedError } from '../web/errors.ts';
import { isObject } from '../web/webidl.ts';
import { keyHandle } from './crypto-key.ts';
import { TAG } from './wire.ts';

/** How an argument or a member is converted. */
export type Conversion =
  | 'algorithm'
  | 'boolean'
  | 'bytes'
  | 'format'
  | 'key'
  | 'keyData'
  | 'length'
  | 'lengthOrAlgorithm'
  | 'usages';

/** The members of the dictionaries of all algorithms except `name`, in the order in which they are read. */
const MEMBERS: readonly (readonly [
  name: string,
  as: 'algorithm' | 'string' | 'number' | 'bytes' | 'bigInteger' | 'key',
])[] = [
  ['additionalData', 'bytes'],
  ['associatedData', 'bytes'],
  ['context', 'bytes'],
  ['counter', 'bytes'],
  ['customization', 'bytes'],
  ['domainSeparation', 'number'],
  ['functionName', 'bytes'],
  ['hash', 'algorithm'],
  ['info', 'bytes'],
  ['iterations', 'number'],
  ['iv', 'bytes'],
  ['label', 'bytes'],
  ['length', 'number'],
  ['memory', 'number'],
  ['modulusLength', 'number'],
  ['namedCurve', 'string'],
  ['nonce', 'bytes'],
  ['outputLength', 'number'],
  ['parallelism', 'number'],
  ['passes', 'number'],
  ['public', 'key'],
  ['publicExponent', 'bigInteger'],
  ['salt', 'bytes'],
  ['saltLength', 'number'],
  ['secretValue', 'bytes'],
  ['tagLength', 'number'],
  ['version', 'number'],
];

/** The members of a JSON Web Key that are strings. */
const JWK_TEXTS = ['kty', 'use', 'alg', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'pub', 'priv'];
const PRIME_TEXTS = ['r', 'd', 't'];

/** Maximum nesting of algorithms. Valid ones are less deep: a hash is an algorithm that contains no other. */
const DEPTH_MAX = 3;

const toNumber = Number;
const { push } = Array.prototype;
const { apply } = Reflect;

function invalid(what: string): Error {
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', what);
}

function append(list: HostValue[], ...values: HostValue[]): void {
  apply(push, list, values);
}

/** Converts a value to text as the standard does. @throws TypeError for a symbol */
function toText(value: unknown): string {
  if (typeof value === 'symbol') throw invalid('A symbol can not be converted to a string.');
  return `${value as string}`;
}

/** Returns a value that the host can convert further; objects are converted here. */
function toNumeric(value: unknown): HostValue {
  return isObject(value) ? toNumber(value) : toPrimitive(value);
}

function toPrimitive(value: unknown): HostValue {
  return typeof value === 'symbol' ? [TAG.symbol, value.description ?? ''] : (value as HostValue);
}

/** Converts an algorithm: its name, or its dictionary member by member. */
export function toAlgorithm(value: unknown, depth = 0): HostValue {
  if (!isObject(value)) return toText(value);
  if (depth > DEPTH_MAX) throw invalid('The algorithm is nested too deeply');
  const members = value as Record<string, unknown>;
  const record: HostValue[] = [TAG.record];
  const { name } = members;
  if (name !== undefined) append(record, 'name', toText(name));
  for (const [member, as] of MEMBERS) {
    const given = members[member];
    if (given === undefined) continue;
    append(record, member, toMember(given, as, depth));
  }
  return record;
}

/**
 * Converts a member. The algorithm may not use it, so an invalid value does not throw: it is sent as an empty record.
 */
function toMember(value: unknown, as: (typeof MEMBERS)[number][1], depth: number): HostValue {
  switch (as) {
    case 'algorithm':
      return typeof value === 'symbol' ? toPrimitive(value) : toAlgorithm(value, depth + 1);
    case 'string':
      return typeof value === 'symbol' ? toPrimitive(value) : toText(value);
    case 'number':
      return toNumeric(value);
    case 'bytes':
      return isBufferSource(value) ? copyOf(value) : [TAG.record];
    case 'bigInteger':
      return isBufferSource(value) && typedArrayName(value) === 'Uint8Array' ? copyOf(value) : [TAG.record];
    case 'key': {
      const handle = keyHandle(value);
      return handle === undefined ? [TAG.record] : [TAG.held, handle];
    }
  }
}

function toKey(value: unknown): HostValue {
  const handle = keyHandle(value);
  if (handle === undefined) throw invalid('The key is not of type CryptoKey.');
  return [TAG.held, handle];
}

/** Converts a sequence of texts. */
function toTexts(value: unknown): HostValue {
  if (!isObject(value)) throw invalid('The value can not be converted to sequence.');
  const list: HostValue[] = [TAG.list];
  for (const item of value as Iterable<unknown>) append(list, toText(item));
  return list;
}

function toTextRecord(value: object, names: readonly string[]): HostValue[] {
  const record: HostValue[] = [TAG.record];
  for (const name of names) {
    const text = (value as Record<string, unknown>)[name];
    if (text !== undefined) append(record, name, toText(text));
  }
  return record;
}

/** Converts a JSON Web Key. */
function toJwk(value: object): HostValue {
  const { ext, key_ops: operations, oth } = value as Record<string, unknown>;
  const record = toTextRecord(value, JWK_TEXTS);
  if (ext !== undefined) append(record, 'ext', Boolean(ext));
  if (operations !== undefined) append(record, 'key_ops', toTexts(operations));
  if (oth === undefined) return record;
  if (!isObject(oth)) throw invalid('The value can not be converted to sequence.');
  const primes: HostValue[] = [TAG.list];
  for (const prime of oth as Iterable<unknown>) {
    if (!isObject(prime)) throw invalid('The value can not be converted to a dictionary.');
    append(primes, toTextRecord(prime, PRIME_TEXTS));
  }
  append(record, 'oth', primes);
  return record;
}

/**
 * Checks bytes in the order of the arguments. They are copied last: getters of other arguments may still change them.
 */
function checkBytes(value: unknown): void {
  if (!isBufferSource(value))
    throw invalid('The value is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.');
}

function convert(value: unknown, as: Conversion): HostValue {
  switch (as) {
    case 'algorithm':
      return toAlgorithm(value);
    case 'boolean':
      return Boolean(value);
    case 'bytes':
      return copyOf(value as ArrayBuffer);
    case 'format':
      return toText(value);
    case 'key':
      return toKey(value);
    case 'keyData':
      if (isBufferSource(value)) return copyOf(value);
      if (!isObject(value)) throw invalid('The key data is neither a buffer nor a JsonWebKey.');
      return toJwk(value);
    case 'length':
      return value === null || value === undefined ? null : toNumeric(value);
    case 'lengthOrAlgorithm':
      return isObject(value) ? toAlgorithm(value) : toPrimitive(value);
    case 'usages':
      return toTexts(value);
  }
}

/** Returns whether an argument is converted in the second pass: bytes are copied last. */
const isLate = (as: Conversion): boolean => as === 'bytes' || as === 'keyData';

/**
 * Converts the arguments of a call.
 * @param as one conversion per parameter of the method; arguments that are missing at the end stay missing
 * @throws TypeError, or any error of a getter or a conversion of guest code
 */
export function toArguments(given: ArrayLike<unknown>, as: readonly Conversion[]): HostValue {
  const count = Math.min(given.length, as.length);
  const converted: HostValue[] = [];
  for (let at = 0; at < count; at += 1) {
    const conversion = as[at] as Conversion;
    if (conversion === 'bytes') checkBytes(given[at]);
    if (!isLate(conversion)) converted[at] = convert(given[at], conversion);
  }
  for (let at = 0; at < count; at += 1) {
    const conversion = as[at] as Conversion;
    if (isLate(conversion)) converted[at] = convert(given[at], conversion);
  }
  return [TAG.list, ...converted];
}
