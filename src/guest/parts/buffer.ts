/**
 * The part that holds Node's `buffer`.
 */
import * as buffer from 'buffer';
import { completeBuffer, shown } from '../buffer/additions.ts';
import { copyOf } from '../bytes.ts';
import type { Internals } from '../internals.ts';
import { invalidArgument, outOfRange } from '../web/errors.ts';

type Bytes = Uint8Array & { toString(encoding: string): string };

/** Maximum length of a string in V8, in characters. */
const MAX_STRING_LENGTH = 536_870_888;
const ASCII_END = 0x80;
/** The encodings that Node's `transcode` accepts, with the number of different characters in each. */
const CHARACTERS: Readonly<Record<string, number>> = {
  __proto__: null as never,
  ascii: 0x80,
  binary: 0x100,
  latin1: 0x100,
  ucs2: 0x10000,
  'ucs-2': 0x10000,
  utf16le: 0x10000,
  'utf-16le': 0x10000,
  utf8: 0x10000,
  'utf-8': 0x10000,
};

/** Returns the bytes of a view or buffer, in the same memory. */
function bytesOf(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  const error = new TypeError('The "input" argument must be an instance of ArrayBuffer, Buffer, or TypedArray.');
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

function isAscii(input: unknown): boolean {
  return bytesOf(input).every((byte) => byte < ASCII_END);
}

/** Converts text to another encoding; a character that the encoding lacks becomes a question mark. */
function transcode(source: Uint8Array, from: string, to: string): Bytes {
  const most = CHARACTERS[`${to}`.toLowerCase()];
  if (most === undefined || CHARACTERS[`${from}`.toLowerCase()] === undefined) {
    const error = new Error('Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]');
    throw Object.assign(error, { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 });
  }
  const text = (buffer.Buffer.from(bytesOf(source)) as Bytes).toString(from);
  if (most === 0x10000) return buffer.Buffer.from(text, to as 'utf8') as Bytes;
  const kept = Array.from(text, (character) => ((character.codePointAt(0) as number) < most ? character : '?'));
  return buffer.Buffer.from(kept.join(''), 'latin1') as Bytes;
}

export default function create({ host, load }: Internals) {
  completeBuffer(
    buffer.Buffer as never,
    (bytes) => host.call('encoding.decode', 'utf-8', false, true, copyOf(bytes)) as string,
  );
  /** Loads the part `encoding` at its first use: most users of `Buffer` do not need it. */
  const encoding = () =>
    load('encoding') as {
      readonly atob: unknown;
      readonly btoa: unknown;
      readonly TextDecoder: new (label: string, options: object) => { decode(bytes: Uint8Array): string };
    };
  const blobs = () => load('blob') as Readonly<Record<'Blob' | 'File' | 'resolveObjectURL', unknown>>;
  const isUtf8 = (input: unknown): boolean => {
    const bytes = bytesOf(input);
    try {
      new (encoding().TextDecoder)('utf-8', { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  // Node no longer has `SlowBuffer`.
  const { SlowBuffer: _, ...exports } = buffer as typeof buffer & { readonly SlowBuffer?: unknown };
  const module = {
    ...exports,
    constants: { MAX_LENGTH: (buffer as { readonly kMaxLength?: number }).kMaxLength, MAX_STRING_LENGTH },
    kStringMaxLength: MAX_STRING_LENGTH,
    get Blob() {
      return blobs().Blob;
    },
    get File() {
      return blobs().File;
    },
    get resolveObjectURL() {
      return blobs().resolveObjectURL;
    },
    get atob() {
      return encoding().atob;
    },
    get btoa() {
      return encoding().btoa;
    },
    get INSPECT_MAX_BYTES() {
      return shown.max;
    },
    set INSPECT_MAX_BYTES(count: number) {
      if (typeof count !== 'number') throw invalidArgument('INSPECT_MAX_BYTES', 'of type number', count);
      if (!(count >= 0)) throw outOfRange('INSPECT_MAX_BYTES', '>= 0', count);
      shown.max = count;
    },
    isAscii,
    isUtf8,
    transcode,
  };
  return { buffer: module, Buffer: buffer.Buffer };
}
