/**
 * Node's `StringDecoder`: decodes text that arrives in pieces.
 * @see https://nodejs.org/api/string_decoder.html
 */
import { Buffer } from 'buffer';
import { uncurry } from '../primordials.ts';
import { codedError, invalidArgument } from '../web/errors.ts';

const { assign } = Object;
const { isView } = ArrayBuffer;
const toBuffer = Buffer.from as (memory: ArrayBuffer, offset: number, length: number) => Buffer;
const makeBuffer = Buffer.alloc;
const toText = uncurry(Buffer.prototype.toString as (encoding: string, start: number, end: number) => string);
const part = uncurry(Uint8Array.prototype.subarray) as (bytes: Uint8Array, from: number, to: number) => Uint8Array;
const toLowerCase = uncurry(String.prototype.toLowerCase);

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
  const name = NAMES[toLowerCase(`${encoding as string}`)];
  if (name !== undefined) return name;
  throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding as string}`);
}

/** Maximum number of bytes to keep until their character is complete. */
const CHARACTER_MAX = 4;

/** Returns the length of the multi-byte UTF-8 character that starts with this byte; 0 for any other byte. */
function lengthAfter(lead: number): number {
  if ((lead & 0xe0) === 0xc0) return 2;
  if ((lead & 0xf0) === 0xe0) return 3;
  return (lead & 0xf8) === 0xf0 ? 4 : 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** An incomplete character at the end of a piece: the number of its bytes in the piece, and its total length. */
type Unfinished = readonly [kept: number, total: number];

function unfinishedUtf8(bytes: Uint8Array): Unfinished {
  let kept = 1;
  while (kept < CHARACTER_MAX && isContinuation(bytes[bytes.length - kept])) kept += 1;
  const lead = bytes[bytes.length - kept];
  const total = lead === undefined ? 0 : lengthAfter(lead);
  return total > kept ? [kept, total] : [0, 0];
}

/** Finds half a code unit, or the first code unit of a surrogate pair. */
function unfinishedUtf16(bytes: Uint8Array): Unfinished {
  if (bytes.length % 2 === 1) return [1, 2];
  return ((bytes[bytes.length - 1] as number) & 0xfc) === 0xd8 ? [2, 4] : [0, 0];
}

function unfinished(encoding: string, bytes: Uint8Array): Unfinished {
  if (bytes.length === 0) return [0, 0];
  if (encoding === 'utf8') return unfinishedUtf8(bytes);
  if (encoding === 'utf16le') return unfinishedUtf16(bytes);
  const rest = encoding === 'base64' || encoding === 'base64url' ? bytes.length % 3 : 0;
  return [rest, rest === 0 ? 0 : 3];
}

interface Decoder {
  readonly encoding: string;
  /** A buffer that begins with the bytes of the incomplete character. */
  readonly lastChar: Buffer;
  lastNeed: number;
  lastTotal: number;
}

/** A constructor that can be called on an object of another class, as in Node. */
export function StringDecoder(this: Decoder, encoding?: unknown): void {
  const state = { encoding: nameOf(encoding), lastChar: makeBuffer(CHARACTER_MAX), lastNeed: 0, lastTotal: 0 };
  assign(this, state);
}

StringDecoder.prototype.write = function write(this: Decoder, chunk: unknown): string {
  if (typeof chunk === 'string') return chunk;
  if (!isView(chunk)) {
    throw invalidArgument('buf', 'an instance of Buffer, TypedArray, or DataView', chunk);
  }
  const piece = toBuffer(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
  const begun = piece.length > 0 && this.lastNeed > 0 ? goOn(this, piece) : { text: '', taken: 0 };
  if (this.lastNeed > 0 || begun.taken === piece.length) return begun.text;
  const bytes = part(piece, begun.taken, piece.length);
  const [rest, total] = unfinished(this.encoding, bytes);
  const whole = bytes.length - rest;
  for (let at = 0; at < rest; at += 1) this.lastChar[at] = bytes[whole + at] as number;
  this.lastTotal = total;
  this.lastNeed = total - rest;
  return begun.text + toText(bytes, this.encoding, 0, whole);
};

/** Continues the incomplete character. @returns its text if it is complete now, and the number of bytes taken */
function goOn(decoder: Decoder, piece: Buffer): { readonly text: string; readonly taken: number } {
  const { encoding, lastChar } = decoder;
  let begun = decoder.lastTotal - decoder.lastNeed;
  let taken = 0;
  while (decoder.lastNeed > 0 && taken < piece.length) {
    if (encoding === 'utf8' && !isContinuation(piece[taken])) {
      // The character stays incomplete: decode its bytes as they are.
      decoder.lastNeed = 0;
      break;
    }
    lastChar[begun] = piece[taken] as number;
    begun += 1;
    taken += 1;
    decoder.lastNeed -= 1;
  }
  if (decoder.lastNeed > 0) return { text: '', taken };
  decoder.lastTotal = 0;
  return { text: toText(lastChar, encoding, 0, begun), taken };
}

StringDecoder.prototype.end = function end(this: Decoder & { write(chunk: unknown): string }, chunk?: unknown): string {
  const text = chunk === undefined ? '' : this.write(chunk);
  const rest = this.lastNeed > 0 ? this.lastTotal - this.lastNeed : 0;
  this.lastNeed = 0;
  this.lastTotal = 0;
  // Drop half a code unit of UTF-16.
  return text + toText(this.lastChar, this.encoding, 0, this.encoding === 'utf16le' ? rest - (rest % 2) : rest);
};

StringDecoder.prototype.text = function text(
  this: Decoder & { write(chunk: unknown): string },
  bytes: Uint8Array,
  from: number,
): string {
  this.lastNeed = 0;
  this.lastTotal = 0;
  return this.write(part(bytes, from, bytes.length));
};
