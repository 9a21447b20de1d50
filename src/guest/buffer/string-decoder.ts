/**
 * Node's `StringDecoder`: text from bytes that come in pieces. Layer 0, guest side.
 * @see https://nodejs.org/api/string_decoder.html
 */
import { Buffer } from 'buffer';
import { codedError, invalidArgument } from '../web/errors.ts';

const NAMES: Readonly<Record<string, string>> = {
  __proto__: null as never,
  utf8: 'utf8',
  'utf-8': 'utf8',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  base64: 'base64',
  base64url: 'base64url',
  hex: 'hex',
};

function nameOf(encoding: unknown): string {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const name = NAMES[`${encoding as string}`.toLowerCase()];
  if (name !== undefined) return name;
  throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding as string}`);
}

/** How many bytes a character of UTF-8 has that begins so; 0 for what begins none. */
function lengthAfter(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** Whether a second byte may follow a lead, which rules out overlong forms and surrogates. */
function mayFollow(lead: number, second: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

/** Bytes at the end that begin a character, and how long it would be. */
function unfinishedUtf8(bytes: Uint8Array): readonly [kept: number, total: number] {
  for (let kept = 1; kept <= Math.min(3, bytes.length); kept += 1) {
    const byte = bytes[bytes.length - kept] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const total = lengthAfter(byte);
    const follows = kept === 1 || mayFollow(byte, bytes[bytes.length - kept + 1] as number);
    return total > kept && follows ? [kept, total] : [0, 0];
  }
  return [0, 0];
}

/** @param isContinued whether half of a pair was kept already */
function unfinishedUtf16(bytes: Uint8Array, isContinued: boolean): readonly [kept: number, total: number] {
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - 1 - odd] as number | undefined;
  const isHigh = high !== undefined && bytes.length - odd >= 2 && high >= 0xd8 && high <= 0xdb;
  // Behind a half of a pair, an odd byte is waited with only if the half was.
  if (odd === 1 && !(isHigh && isContinued)) return [1, 2];
  return isHigh ? [2 + odd, 4] : [0, 0];
}

function unfinished({ encoding, lastTotal }: Decoder, bytes: Uint8Array): readonly [kept: number, total: number] {
  if (encoding === 'utf8') return unfinishedUtf8(bytes);
  if (encoding === 'utf16le') return unfinishedUtf16(bytes, lastTotal === 4 && bytes.length === 3);
  const rest = encoding.startsWith('base64') ? bytes.length % 3 : 0;
  return [rest, rest === 0 ? 0 : 3];
}

interface Decoder {
  readonly encoding: string;
  /** The bytes of a character that has begun, first. */
  readonly lastChar: Buffer;
  lastNeed: number;
  lastTotal: number;
}

/** A constructor that can be called on an object of another class, as in Node. */
export function StringDecoder(this: Decoder, encoding?: unknown): void {
  Object.assign(this, { encoding: nameOf(encoding), lastChar: Buffer.alloc(4), lastNeed: 0, lastTotal: 0 });
}

function kept({ lastChar, lastNeed, lastTotal }: Decoder): Buffer {
  return lastChar.subarray(0, lastTotal - lastNeed) as Buffer;
}

StringDecoder.prototype.write = function write(this: Decoder, chunk: unknown): string {
  if (typeof chunk === 'string') return chunk;
  if (!ArrayBuffer.isView(chunk)) {
    throw invalidArgument('buf', 'an instance of Buffer, TypedArray, or DataView', chunk);
  }
  const piece = Buffer.from(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
  const bytes = this.lastNeed > 0 ? Buffer.concat([kept(this), piece]) : piece;
  const [rest, total] = unfinished(this, bytes);
  const text = bytes.toString(this.encoding, 0, bytes.length - rest);
  this.lastChar.set(bytes.subarray(bytes.length - rest));
  this.lastTotal = total;
  this.lastNeed = total - rest;
  return text;
};

StringDecoder.prototype.end = function end(this: Decoder & { write(chunk: unknown): string }, chunk?: unknown): string {
  const text = chunk === undefined ? '' : this.write(chunk);
  const rest = this.lastNeed > 0 ? kept(this) : Buffer.alloc(0);
  this.lastNeed = 0;
  this.lastTotal = 0;
  return text + rest.toString(this.encoding);
};

StringDecoder.prototype.text = function text(
  this: Decoder & { write(chunk: unknown): string },
  bytes: Uint8Array,
  from: number,
): string {
  this.lastNeed = 0;
  this.lastTotal = 0;
  return this.write(bytes.subarray(from));
};
