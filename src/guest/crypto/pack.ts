/**
 * Converts values of guest code to plain data, for calls that take any kind of options.
 *
 * An object is read once, including its inherited properties. Later changes of it have no effect.
 */

import type { HostValue } from '../border.ts';
import { copyOf, isArrayBuffer, isSharedArrayBuffer } from '../bytes.ts';
import { codedError } from '../web/errors.ts';
import { type Handle, TAG } from './wire.ts';

/** Maximum depth of a value; nested options are less deep. */
const DEPTH_MAX = 6;
/** Maximum number of properties or items of one object. */
const MEMBERS_MAX = 10_000;

const { isView } = ArrayBuffer;
const { isArray } = Array;

/** Returns the handle of the host's object that an object stands for; undefined for any other object. */
export type HandleOf = (object: object) => Handle | undefined;

/** @throws TypeError for a value that is too deep or too large; or any error of a getter of guest code */
export function pack(value: unknown, handleOf: HandleOf, depth = 0): HostValue {
  if (typeof value === 'symbol') return [TAG.symbol, value.description ?? ''];
  if (typeof value === 'function') return [TAG.function];
  if (typeof value !== 'object' || value === null) return value as HostValue;
  if (isView(value)) return copyOf(value);
  if (isArrayBuffer(value) || isSharedArrayBuffer(value)) return copyOf(value).buffer;
  const handle = handleOf(value);
  if (handle !== undefined) return [TAG.held, handle];
  if (depth >= DEPTH_MAX) throw tooLarge();
  return isArray(value) ? packList(value, handleOf, depth) : packRecord(value, handleOf, depth);
}

function packList(list: readonly unknown[], handleOf: HandleOf, depth: number): HostValue {
  const { length } = list;
  if (length > MEMBERS_MAX) throw tooLarge();
  const packed: HostValue[] = [TAG.list];
  for (let at = 0; at < length; at += 1) packed[at + 1] = pack(list[at], handleOf, depth + 1);
  return packed;
}

function packRecord(object: object, handleOf: HandleOf, depth: number): HostValue {
  const packed: HostValue[] = [TAG.record];
  for (const key in object) {
    if (packed.length > 2 * MEMBERS_MAX) throw tooLarge();
    const value = pack((object as Record<string, unknown>)[key], handleOf, depth + 1);
    packed[packed.length] = key;
    packed[packed.length] = value;
  }
  return packed;
}

function tooLarge(): Error {
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'The argument is nested too deeply or has too many members');
}

/** Converts the arguments of a call. */
export function packArguments(values: readonly unknown[], handleOf: HandleOf): HostValue {
  const packed: HostValue[] = [TAG.list];
  for (let at = 0; at < values.length; at += 1) packed[at + 1] = pack(values[at], handleOf);
  return packed;
}
