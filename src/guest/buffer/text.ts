/**
 * Text in a buffer where the buffer package falls behind Node: `base64url`, unknown encodings, how a buffer is printed.
 * Layer 0, guest side.
 */
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';
import type { BufferBytes, BufferType } from './types.ts';

const ENCODINGS = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|ascii|base64|base64url|hex)$/i;
const UTF8 = /^utf-?8$/i;
const URL_SAFE = /^base64url$/i;

export function isEncoding(encoding: unknown): boolean {
  return typeof encoding === 'string' && ENCODINGS.test(encoding);
}

function known(encoding: unknown): string {
  const name = `${encoding as string}`;
  if (isEncoding(name)) return name;
  throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(encoding)}`);
}

/** The name under which the package knows an encoding whose text it takes as it is. */
function plain(encoding: string): string {
  return URL_SAFE.test(encoding) ? 'base64' : encoding;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Replaces what deals with text. @param decode UTF-8 */
export function defineText(Buffer: BufferType, decode: (bytes: Uint8Array) => string): void {
  const { prototype } = Buffer;
  const { toString: textOf, write } = prototype;
  const { from, byteLength } = Buffer;
  define(Buffer, 'isEncoding', isEncoding);
  define(Buffer, 'from', (value: unknown, encoding?: unknown, length?: unknown): BufferBytes => {
    if (typeof value === 'string') {
      const name = typeof encoding === 'string' && encoding !== '' ? plain(known(encoding)) : 'utf8';
      return from(value, name);
    }
    if (value instanceof SharedArrayBuffer) return view(Buffer, value, encoding, length);
    if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
      try {
        return from(value, encoding, length);
      } catch (error) {
        if (error instanceof RangeError && error.message.includes('outside of buffer bounds')) {
          throw codedError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', error.message);
        }
        if (!(error instanceof TypeError) || (error as { code?: unknown }).code !== undefined) throw error;
      }
    }
    const expected = 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object';
    const error = invalidArgument('first', expected, value);
    error.message = error.message.replace('"first"', 'first');
    throw error;
  });
  define(Buffer, 'byteLength', (value: unknown, encoding?: unknown): number => {
    if (typeof value !== 'string') {
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
        return value.byteLength;
      }
      throw invalidArgument('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
    }
    if (!isEncoding(encoding)) return byteLength(value, 'utf8');
    if (!URL_SAFE.test(encoding as string)) return byteLength(value, encoding);
    return Math.floor((value.replace(/=+$/, '').length * 3) / 4);
  });
  define(prototype, 'toString', function (this: BufferBytes, encoding?: unknown, start?: number, end?: number): string {
    const name = encoding === undefined ? 'utf8' : known(encoding);
    if (UTF8.test(name)) return decodeRange(this, start, end, decode);
    const text = textOf.call(this, plain(name), start, end);
    return URL_SAFE.test(name) ? text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') : text;
  });
  define(prototype, 'toLocaleString', prototype.toString);
  define(prototype, 'write', function (this: BufferBytes, text: unknown, ...rest: unknown[]): number {
    if (typeof text !== 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
    const encoding = typeof rest.at(-1) === 'string' ? known(rest.pop()) : 'utf8';
    const [given, wanted] = rest;
    const offset = given === undefined ? 0 : checkIndex(given, 'offset', this.length);
    const room = this.length - offset;
    const length = wanted === undefined ? room : Math.min(checkIndex(wanted, 'length', this.length), room);
    return write.call(this, text, offset, length, plain(encoding));
  });
}

/** The range of a buffer that `toString` was given, decoded. */
function decodeRange(
  bytes: Uint8Array,
  start: number | undefined,
  end: number | undefined,
  decode: (bytes: Uint8Array) => string,
): string {
  const from = Math.max(0, Math.trunc(Number(start ?? 0)) || 0);
  const to = end === undefined ? bytes.length : Math.min(Math.trunc(Number(end)) || 0, bytes.length);
  if (to <= from) return '';
  const range = new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
  return range.length <= SHORT && range.every((byte) => byte < 0x80) ? String.fromCharCode(...range) : decode(range);
}

/** Bytes up to which ASCII is not worth a call of the host. */
const SHORT = 64;

function checkIndex(value: unknown, name: string, most: number): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value);
  return value;
}

function view(Buffer: BufferType, memory: SharedArrayBuffer, offset?: unknown, length?: unknown): BufferBytes {
  const bytes = new Uint8Array(memory, offset as number | undefined, length as number | undefined);
  return Object.setPrototypeOf(bytes, Buffer.prototype) as BufferBytes;
}
