/**
 * Conversions between text and buffers where the package `buffer` lags behind Node: `base64url`, hexadecimal text,
 * unknown encodings.
 */
import { dataDescriptor, uncurry } from '../primordials.ts';
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';
import type { BufferBytes, BufferType } from './types.ts';

const ENCODINGS = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|ascii|base64|base64url|hex)$/i;
const UTF8 = /^utf-?8$/i;
const URL_SAFE = /^base64url$/i;
const HEX = /^hex$/i;
/** The leading hexadecimal pairs of a text; Node ignores the rest. */
const HEX_PAIRS = /^(?:[0-9a-f]{2})*/i;

export function isEncoding(encoding: unknown): boolean {
  return typeof encoding === 'string' && matches(ENCODINGS, encoding);
}

const { apply, defineProperty } = Reflect;
const { isView } = ArrayBuffer;
const { fromCharCode } = String;
const { floor, max, min, trunc } = Math;
const { isInteger } = Number;
const { setPrototypeOf } = Object;
const exec = uncurry(RegExp.prototype.exec);
const includes = uncurry(String.prototype.includes);
const replace = uncurry(String.prototype.replace as (this: string, found: string, by: string) => string);
const slice = uncurry(String.prototype.slice);
const ArrayBufferType = ArrayBuffer;
const RangeErrorType = RangeError;
const SharedArrayBufferType = SharedArrayBuffer;
const TypeErrorType = TypeError;
const Uint8ArrayType = Uint8Array;
const toText = String;
const toNumber = Number;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

/** Returns whether a text matches a pattern. */
function matches(pattern: RegExp, text: string): boolean {
  return exec(pattern, text) !== null;
}

function known(encoding: unknown): string {
  const name = `${encoding as string}`;
  if (isEncoding(name)) return name;
  throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${toText(encoding)}`);
}

/** Prepares a text for the package: cuts hexadecimal text before the first invalid pair. */
function readable(text: string, encoding: string): string {
  return matches(HEX, encoding) ? (exec(HEX_PAIRS, text) as RegExpExecArray)[0] : text;
}

/** Returns the package's name for an encoding: it reads `base64url` as `base64`. */
function plain(encoding: string): string {
  return matches(URL_SAFE, encoding) ? 'base64' : encoding;
}

function define(target: object, name: string, value: unknown): void {
  defineProperty(target, name, dataDescriptor(value, PLAIN));
}

/** Replaces the methods for text. @param decode decodes UTF-8 */
export function defineText(Buffer: BufferType, decode: (bytes: Uint8Array) => string): void {
  const { prototype } = Buffer;
  const { toString: textOf, write, fill } = prototype;
  const { from, byteLength } = Buffer;
  define(Buffer, 'isEncoding', isEncoding);
  define(Buffer, 'from', (value: unknown, encoding?: unknown, length?: unknown): BufferBytes => {
    if (typeof value === 'string') {
      const name = typeof encoding === 'string' && encoding !== '' ? plain(known(encoding)) : 'utf8';
      return from(readable(value, name), name);
    }
    if (value instanceof SharedArrayBufferType) return view(Buffer, value, encoding, length);
    if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
      try {
        return from(value, encoding, length);
      } catch (error) {
        if (error instanceof RangeErrorType && includes(error.message, 'outside of buffer bounds')) {
          throw codedError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', error.message);
        }
        if (!(error instanceof TypeErrorType) || (error as { code?: unknown }).code !== undefined) throw error;
      }
    }
    const expected = 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object';
    const error = invalidArgument('first', expected, value);
    error.message = replace(error.message, '"first"', 'first');
    throw error;
  });
  define(Buffer, 'byteLength', (value: unknown, encoding?: unknown): number => {
    if (typeof value !== 'string') {
      if (isView(value) || value instanceof ArrayBufferType || value instanceof SharedArrayBufferType) {
        return value.byteLength;
      }
      throw invalidArgument('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
    }
    if (!isEncoding(encoding)) return byteLength(value, 'utf8');
    if (!matches(URL_SAFE, encoding as string)) return byteLength(value, encoding);
    return floor((lengthWithoutPadding(value) * 3) / 4);
  });
  define(prototype, 'toString', function (this: BufferBytes, encoding?: unknown, start?: number, end?: number): string {
    const name = encoding === undefined ? 'utf8' : known(encoding);
    if (matches(UTF8, name)) return decodeRange(this, start, end, decode);
    const text = apply(textOf, this, [plain(name), start, end]) as string;
    return matches(URL_SAFE, name) ? urlSafe(text) : text;
  });
  define(prototype, 'toLocaleString', prototype.toString);
  define(prototype, 'fill', function (this: BufferBytes, value: unknown, ...rest: unknown[]): BufferBytes {
    const encoding = rest[rest.length - 1];
    if (typeof value !== 'string' || typeof encoding !== 'string' || !matches(HEX, encoding)) {
      return apply(fill, this, [value, ...rest]) as BufferBytes;
    }
    const text = readable(value, encoding);
    if (text !== '' || value === '') return apply(fill, this, [text, ...rest]) as BufferBytes;
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'value' is invalid. Received '${value}'`);
  });
  define(prototype, 'write', function (this: BufferBytes, text: unknown, ...rest: unknown[]): number {
    if (typeof text !== 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
    let count = rest.length;
    const last = rest[count - 1];
    const hasEncoding = count > 0 && typeof last === 'string';
    const encoding = hasEncoding ? known(last) : 'utf8';
    if (hasEncoding) count -= 1;
    const given = count > 0 ? rest[0] : undefined;
    const wanted = count > 1 ? rest[1] : undefined;
    const offset = given === undefined ? 0 : checkIndex(given, 'offset', this.length);
    const room = this.length - offset;
    const length = wanted === undefined ? room : min(checkIndex(wanted, 'length', this.length), room);
    return apply(write, this, [readable(text, encoding), offset, length, plain(encoding)]) as number;
  });
}

/** Decodes the range of a buffer with which `toString` was called. */
function decodeRange(
  bytes: Uint8Array,
  start: number | undefined,
  end: number | undefined,
  decode: (bytes: Uint8Array) => string,
): string {
  const from = max(0, trunc(toNumber(start ?? 0)) || 0);
  const to = end === undefined ? bytes.length : min(trunc(toNumber(end)) || 0, bytes.length);
  if (to <= from) return '';
  const range = new Uint8ArrayType(bytes.buffer, bytes.byteOffset + from, to - from);
  if (range.length > SHORT) return decode(range);
  let text = '';
  for (let at = 0; at < range.length; at += 1) {
    const byte = range[at] as number;
    if (byte >= ASCII_END) return decode(range);
    text += fromCharCode(byte);
  }
  return text;
}

const ASCII_END = 0x80;

/** Returns the length of a text in Base64 without its padding. */
function lengthWithoutPadding(text: string): number {
  let { length } = text;
  while (length > 0 && text[length - 1] === '=') length -= 1;
  return length;
}

/** Converts Base64 to `base64url`, which has no padding. */
function urlSafe(text: string): string {
  const length = lengthWithoutPadding(text);
  let safe = '';
  let from = 0;
  for (let at = 0; at < length; at += 1) {
    const character = text[at];
    if (character !== '+' && character !== '/') continue;
    safe += slice(text, from, at) + (character === '+' ? '-' : '_');
    from = at + 1;
  }
  return safe + slice(text, from, length);
}

/** Maximum length of ASCII that is decoded without a host call, in bytes. */
const SHORT = 64;

function checkIndex(value: unknown, name: string, most: number): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value);
  return value;
}

function view(Buffer: BufferType, memory: SharedArrayBuffer, offset?: unknown, length?: unknown): BufferBytes {
  const bytes = new Uint8ArrayType(memory, offset as number | undefined, length as number | undefined);
  return setPrototypeOf(bytes, Buffer.prototype) as BufferBytes;
}
