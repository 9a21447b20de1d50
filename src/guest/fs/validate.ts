/**
 * Checks of arguments, with the rules and messages of Node.
 */
import { invalidArgType, invalidArgValue, outOfRange, rangeError, typeError } from './errors.ts';
import {
  BigIntOf,
  charCodeAt,
  dateGetTime,
  isArray,
  isDate,
  isFiniteNumber,
  isInteger,
  isView,
  NumberOf,
  now,
  stringToLowerCase,
  trunc,
  viewLength,
} from './primordials.ts';

const UINT32_MAX = 2 ** 32 - 1;
const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2n ** 63n - 1n;
const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;
const MODE_RULE = 'must be a 32-bit unsigned integer or an octal string';

/** Every name of an encoding that Node knows, with the host's name. */
const ENCODINGS = {
  __proto__: null,
  utf8: 'utf8',
  'utf-8': 'utf8',
  hex: 'hex',
  ascii: 'ascii',
  latin1: 'latin1',
  binary: 'latin1',
  base64: 'base64',
  base64url: 'base64url',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
} as unknown as Readonly<Record<string, string>>;

/** Options as an object. */
export interface Options {
  readonly encoding?: unknown;
  readonly [name: string]: unknown;
}

const NO_OPTIONS: Options = { __proto__: null } as Options;

/**
 * Reads `options`; a string is an encoding.
 * @throws TypeError ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
export function toOptions(options: unknown): Options {
  if (options === undefined || options === null || typeof options === 'function') return NO_OPTIONS;
  if (typeof options === 'string') {
    if (options !== 'buffer') checkEncoding(options);
    return { __proto__: null, encoding: options } as Options;
  }
  if (typeof options !== 'object') {
    throw invalidArgType('options', 'one of type string or object', options);
  }
  const checked = options as Options;
  if (checked.encoding !== 'buffer') checkEncoding(checked.encoding);
  if (checked.signal !== undefined) checkSignal(checked.signal, 'options.signal');
  return checked;
}

function checkEncoding(encoding: unknown): void {
  if (encoding && encodingOf(encoding) === undefined)
    throw invalidArgValue('encoding', encoding, 'is invalid encoding');
}

/** Returns the host's name of an encoding; undefined for an unknown one. */
export function encodingOf(encoding: unknown): string | undefined {
  return typeof encoding === 'string' ? ENCODINGS[stringToLowerCase(encoding)] : undefined;
}

function checkSignal(signal: unknown, name: string): void {
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw invalidArgType(name, 'an instance of AbortSignal', signal);
  }
}

export function checkInteger(value: unknown, name: string, low = MIN_SAFE_INTEGER, high = MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value);
  if (!isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < low || value > high) throw outOfRange(name, `>= ${low} && <= ${high}`, value);
  return value;
}

export function checkInt32(value: unknown, name: string, low = -INT32_MAX - 1): number {
  return checkInteger(value, name, low, INT32_MAX);
}

export function checkUint32(value: unknown, name: string): number {
  return checkInteger(value, name, 0, UINT32_MAX);
}

export function checkBoolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value);
  return value;
}

export function checkFunction(value: unknown, name: string): (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw invalidArgType(name, 'of type function', value);
  return value as (...args: unknown[]) => unknown;
}

/** @param nullable whether null passes */
export function checkObject(value: unknown, name: string, nullable = false): Options {
  const passes = typeof value === 'object' && !isArray(value) && (value !== null || nullable);
  if (!passes) throw invalidArgType(name, 'of type object', value);
  return (value ?? NO_OPTIONS) as Options;
}

/** @returns a descriptor's number, open or not */
export function checkFd(fd: unknown): number {
  if (typeof fd !== 'number') throw invalidArgType('fd', 'of type number', fd);
  if (!isInteger(fd)) throw outOfRange('fd', 'an integer', fd);
  // Node checks descriptors with a function of its own, which does not group digits.
  if (fd < 0 || fd > INT32_MAX) throw outOfRange('fd', `>= 0 && <= ${INT32_MAX}`, fd, false);
  return fd + 0;
}

/**
 * @param most all bits that have a meaning
 * @returns the bits of a mode that Node checks in C++
 */
export function toBits(mode: unknown, most: number): number {
  if (mode === undefined || mode === null) return 0;
  if (typeof mode !== 'number') throw typeError('ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined');
  if (!isFiniteNumber(mode)) throw rangeError('ERR_OUT_OF_RANGE', 'mode is out of range');
  const bits = trunc(mode);
  if (bits < 0 || bits > most) throw rangeError('ERR_OUT_OF_RANGE', `mode is out of range: >= 0 && <= ${most}`);
  return bits;
}

export function checkView(value: unknown, name = 'buffer'): ArrayBufferView {
  if (!isView(value)) throw invalidArgType(name, 'an instance of Buffer, TypedArray, or DataView', value);
  return value;
}

export function checkViews(value: unknown): readonly ArrayBufferView[] {
  let passes = isArray(value);
  for (let at = 0; passes && at < (value as unknown[]).length; at += 1) passes = isView((value as unknown[])[at]);
  if (!passes) throw invalidArgType('buffers', 'an ArrayBufferView[]', value);
  return value as ArrayBufferView[];
}

/** @returns the permission bits in a number or an octal string */
export function toMode(value: unknown, name: string, otherwise?: number): number {
  const mode = value ?? otherwise;
  if (typeof mode !== 'string') return checkUint32(mode, name);
  let bits = 0;
  for (let at = 0; at < mode.length; at += 1) {
    const digit = charCodeAt(mode, at) - 0x30;
    if (digit < 0 || digit > 7) throw invalidArgValue(name, value, MODE_RULE);
    bits = bits * 8 + digit;
  }
  if (mode === '') throw invalidArgValue(name, value, MODE_RULE);
  return checkUint32(bits, name);
}

/** @returns a time in seconds since 1970 */
export function toUnixTimestamp(time: unknown, name = 'time'): number {
  // biome-ignore lint/suspicious/noDoubleEquals: a numeric string is one that equals its number, as in Node
  if (typeof time === 'string' && +time == (time as unknown)) return +time;
  if (isFiniteNumber(time)) return (time as number) < 0 ? now() / 1000 : (time as number);
  if (isDate(time)) return dateGetTime(time) / 1000;
  throw invalidArgType(name, 'an instance of Date or an Time in seconds', time);
}

/**
 * @param length number of bytes to read
 * @returns the position to read from; -1 for the descriptor's own position
 */
export function toReadPosition(position: unknown, length: number): number {
  if (position === undefined || position === null) return -1;
  if (typeof position === 'number') return checkInteger(position, 'position', -1);
  if (typeof position !== 'bigint') throw invalidArgType('position', 'of type bigint or integer', position);
  const last = INT64_MAX - BigIntOf(length);
  if (position < -1n || position > last) throw outOfRange('position', `>= -1 && <= ${last}`, position);
  return NumberOf(position);
}

export function checkReadRange(offset: number, length: number, size: number): void {
  if (offset < 0) throw outOfRange('offset', '>= 0', offset);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  if (offset + length > size) throw outOfRange('length', `<= ${size - offset}`, length);
}

export function checkWriteRange(offset: number, length: number, view: ArrayBufferView): void {
  const size = viewLength(view);
  if (offset > size) throw outOfRange('offset', `<= ${size}`, offset);
  if (length > size - offset) throw outOfRange('length', `<= ${size - offset}`, length);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  checkInt32(length, 'length', 0);
}
