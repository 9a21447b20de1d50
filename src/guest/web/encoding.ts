/**
 * `TextEncoder`, `TextDecoder`, `atob` and `btoa`; the host has the tables.
 * @see https://encoding.spec.whatwg.org/ and https://html.spec.whatwg.org/multipage/webappapis.html#atob
 */
import { copyOf, isArrayBuffer, isSharedArrayBuffer } from '../bytes.ts';
import { ask } from './ask.ts';
import { codedError, invalidArgument, needArguments } from './errors.ts';
import { INSPECT, type Inspect, type InspectOptions, shapeInterface, toUSVString } from './webidl.ts';

const UTF8 = 'utf-8';
const REPLACEMENT = 0xfffd;

/** Returns a copy of the bytes of a buffer or a view: without a copy, its whole buffer would cross to the host. */
function bytesOf(input: unknown): Uint8Array {
  if (input === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(input) || isArrayBuffer(input) || isSharedArrayBuffer(input)) return copyOf(input);
  throw invalidArgument('list', 'an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView', input);
}

/** Converts an argument to an options object. */
function dictionary(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' || typeof value === 'function') return value as Readonly<Record<string, unknown>>;
  throw invalidArgument('options', 'of type object', value);
}

export class TextEncoder {
  get encoding(): string {
    this.#brand;
    return UTF8;
  }

  encode(input: unknown = ''): Uint8Array {
    this.#brand;
    return ask('encoding.encode', toUSVString(input)) as Uint8Array;
  }

  encodeInto(source: unknown, destination: unknown): { read: number; written: number } {
    this.#brand;
    needArguments(arguments.length, 'source', 'destination');
    const text = toUSVString(source);
    if (!(destination instanceof Uint8Array)) {
      throw invalidArgument('dest', 'an instance of Uint8Array', destination);
    }
    let read = 0;
    let written = 0;
    while (read < text.length) {
      const code = text.codePointAt(read) as number;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (written + size > destination.length) break;
      putCharacter(destination, written, code, size);
      written += size;
      read += size === 4 ? 2 : 1;
    }
    return { read, written };
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    if (depth !== null && depth < 0) return this;
    return `${this.constructor.name} ${inspect({ encoding: this.encoding }, options)}`;
  }

  /** Throws for an object that is not an encoder. */
  readonly #brand = true;
}

export class TextDecoder {
  readonly #encoding: string;
  readonly #fatal: boolean;
  readonly #ignoreBOM: boolean;
  /** The host's number of a text that is being decoded in pieces. */
  #text: number | undefined;

  constructor(label: unknown = UTF8, options: unknown = undefined) {
    const text = `${label as string}`;
    const bag = dictionary(options);
    const fatal = Boolean(bag.fatal);
    const ignoreBOM = Boolean(bag.ignoreBOM);
    const name = ask('encoding.name', text) as string | null;
    if (name === null) {
      throw codedError(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${text}" encoding is not supported`);
    }
    this.#encoding = name;
    this.#fatal = fatal;
    this.#ignoreBOM = ignoreBOM;
  }

  get encoding(): string {
    return this.#encoding;
  }

  get fatal(): boolean {
    return this.#fatal;
  }

  get ignoreBOM(): boolean {
    return this.#ignoreBOM;
  }

  decode(input: unknown = undefined, options: unknown = undefined): string {
    this.#encoding;
    const stream = Boolean(dictionary(options).stream);
    const bytes = bytesOf(input);
    if (!stream && this.#text === undefined) {
      return ask('encoding.decode', this.#encoding, this.#fatal, this.#ignoreBOM, bytes) as string;
    }
    const text = this.#text ?? (ask('encoding.open', this.#encoding, this.#fatal, this.#ignoreBOM) as number);
    this.#text = undefined;
    const piece = ask('encoding.piece', text, bytes, stream) as string;
    if (stream) this.#text = text;
    return piece;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    if (depth !== null && depth < 0) return this;
    const { encoding, fatal, ignoreBOM } = this;
    return `${this.constructor.name} ${inspect({ encoding, fatal, ignoreBOM }, options)}`;
  }
}

/** Decodes base64. @throws DOMException `InvalidCharacterError` */
export function atob(data: unknown): string {
  needArguments(arguments.length, 'input');
  return ask('encoding.atob', `${data as string}`) as string;
}

/** Encodes a string of bytes as base64. @throws DOMException `InvalidCharacterError` */
export function btoa(data: unknown): string {
  needArguments(arguments.length, 'input');
  return ask('encoding.btoa', `${data as string}`) as string;
}

/** Writes a character as UTF-8. @param size number of its bytes */
function putCharacter(bytes: Uint8Array, at: number, code: number, size: number): void {
  const character = code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
  if (size === 1) {
    bytes[at] = character;
    return;
  }
  for (let index = size - 1; index > 0; index -= 1) {
    bytes[at + index] = 0x80 | ((character >> (6 * (size - 1 - index))) & 0x3f);
  }
  bytes[at] = ((0xf00 >> size) & 0xff) | (character >> (6 * (size - 1)));
}

shapeInterface(TextEncoder, 'TextEncoder', ['encoding', 'encode', 'encodeInto']);
shapeInterface(TextDecoder, 'TextDecoder', ['encoding', 'fatal', 'ignoreBOM', 'decode']);
