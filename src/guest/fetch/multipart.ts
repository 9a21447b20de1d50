/**
 * Writes forms as `multipart/form-data`, and reads them.
 *
 * Reading takes one pass: a delimiter starts with its only CR, so no byte of the body is compared twice.
 * @see https://html.spec.whatwg.org/#multipart-form-data and https://andreubotella.github.io/multipart-form-data/
 */
import { bareArray } from '../primordials.ts';
import { ask } from '../web/ask.ts';
import { replaceCharacters, withLineEnds } from './convert.ts';
import { blobPart, type Entry } from './form-data.ts';
import { extractMimeType, isToken, mimeText, trimmed } from './mime-type.ts';
import {
  Bytes,
  byteLength,
  bytesIndexOf,
  floor,
  random,
  regexpExec,
  stringIndexOf,
  stringSlice,
  TypeErrorType,
  toLowerCase,
  view,
} from './primordials.ts';
import { type Segments, SegmentsBuilder, segmentsOf } from './segments.ts';

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;
const NEVER_IN_HEADER = /[\0\n]/;
/** `; name="value"` or `; name=value`. Escapes are kept, since they can't be distinguished from ordinary text. */
const PARAMETER = /^;[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:"([^"]*)"|([^;"]*))[ \t]*/;
const NAME_ESCAPES = { __proto__: null as never, '\n': '%0A', '\r': '%0D', '"': '%22' } as Readonly<
  Record<string, string>
>;

/** Makes the boundary between the parts of a new body. */
export function newBoundary(): string {
  let digits = '';
  for (let count = 0; count < 16; count += 1) digits += floor(random() * 10);
  return `----formdata-treebox-${digits}`;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return ask('encoding.encode', text) as Uint8Array<ArrayBuffer>;
}

/** Writes a form. The bytes of files are shared, not copied. */
export function writeMultipart(entries: readonly Entry[], boundary: string): Segments {
  const blobs = blobPart();
  const builder = new SegmentsBuilder();
  let text = '';
  for (let at = 0; at < entries.length; at += 1) {
    const { 0: name, 1: value } = entries[at] as Entry;
    const key = replaceCharacters(withLineEnds(name, '\r\n'), NAME_ESCAPES);
    text += `--${boundary}\r\nContent-Disposition: form-data; name="${key}"`;
    if (typeof value === 'string') {
      text += `\r\n\r\n${withLineEnds(value, '\r\n')}\r\n`;
      continue;
    }
    const filename = replaceCharacters(blobs.detailsOfFile(value)?.name ?? '', NAME_ESCAPES);
    const type = blobs.typeOfBlob(value);
    text += `; filename="${filename}"\r\nContent-Type: ${type === '' ? 'application/octet-stream' : type}\r\n\r\n`;
    builder.add(encode(text));
    builder.addAll(blobs.segmentsOfBlob(value));
    text = '\r\n';
  }
  builder.add(encode(`${text}--${boundary}--\r\n`));
  return builder.build();
}

/** The relevant headers of a part. */
interface PartHeaders {
  readonly name: string;
  /** Undefined for a text. */
  readonly filename: string | undefined;
  readonly type: string | undefined;
}

/** Reads a body. @throws TypeError if it is malformed */
export function readMultipart(bytes: Uint8Array<ArrayBuffer>, boundary: string): Entry[] {
  return new Reader(bytes, encode(`\r\n--${boundary}`)).read();
}

class Reader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #size: number;
  /** A line break, two dashes, the boundary. */
  readonly #delimiter: Uint8Array<ArrayBuffer>;
  readonly #delimiterSize: number;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, delimiter: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#size = byteLength(bytes);
    this.#delimiter = delimiter;
    this.#delimiterSize = byteLength(delimiter);
  }

  read(): Entry[] {
    const entries: Entry[] = bareArray();
    while (this.#isBreak(this.#at)) this.#at += 2;
    // The first delimiter needs no line break before it.
    if (!this.#isDelimiter(this.#at - 2, 2)) throw malformed('it does not begin with its boundary');
    this.#at += this.#delimiterSize - 2;
    while (!this.#isEnd()) {
      this.#skipPadding();
      if (!this.#isBreak(this.#at)) throw malformed('no line break follows a boundary');
      this.#at += 2;
      const headers = this.#headers();
      const end = this.#delimiterFrom(this.#at);
      entries[entries.length] = entryOf(headers, view(this.#bytes, this.#at, end));
      this.#at = end + this.#delimiterSize;
    }
    return entries;
  }

  #skipPadding(): void {
    while (this.#bytes[this.#at] === SPACE || this.#bytes[this.#at] === TAB) this.#at += 1;
  }

  #isBreak(at: number): boolean {
    return this.#bytes[at] === CR && this.#bytes[at + 1] === LF;
  }

  /** @param from index of the first byte of the delimiter to compare */
  #isDelimiter(at: number, from: number): boolean {
    for (let index = from; index < this.#delimiterSize; index += 1) {
      if (this.#bytes[at + index] !== this.#delimiter[index]) return false;
    }
    return true;
  }

  /** Returns whether the last boundary is reached: two dashes, then the end of the body or a line break. */
  #isEnd(): boolean {
    if (this.#bytes[this.#at] !== DASH || this.#bytes[this.#at + 1] !== DASH) return false;
    this.#at += 2;
    this.#skipPadding();
    if (this.#at !== this.#size && !this.#isBreak(this.#at)) throw malformed('something follows the last boundary');
    return true;
  }

  #delimiterFrom(from: number): number {
    for (let at = from; ; at += 1) {
      at = bytesIndexOf(this.#bytes, CR, at);
      if (at < 0) throw malformed('the last part has no end');
      if (this.#isDelimiter(at, 0)) return at;
    }
  }

  #headers(): PartHeaders {
    let name: string | undefined;
    let filename: string | undefined;
    let type: string | undefined;
    for (;;) {
      if (this.#isBreak(this.#at)) {
        this.#at += 2;
        break;
      }
      const line = this.#line();
      const colon = stringIndexOf(line, ':');
      const key = colon < 0 ? '' : trimmed(stringSlice(line, 0, colon));
      if (!isToken(key)) throw malformed('a header of a part has no name');
      const value = trimmed(stringSlice(line, colon + 1));
      switch (toLowerCase(key)) {
        case 'content-disposition': {
          const found = dispositionOf(value);
          name = found.name;
          filename = found.filename;
          break;
        }
        case 'content-type':
          type = type === undefined ? value : `${type}, ${value}`;
          break;
      }
    }
    if (name === undefined) throw malformed('a part has no name');
    return { name, filename, type };
  }

  /** Returns the rest of the line and moves past it. */
  #line(): string {
    const end = bytesIndexOf(this.#bytes, CR, this.#at);
    if (end < 0 || !this.#isBreak(end)) throw malformed('a header does not end with a line break');
    const text = decode(view(this.#bytes, this.#at, end));
    if (regexpExec(NEVER_IN_HEADER, text) !== null)
      throw malformed('a header contains a character that is not allowed');
    this.#at = end + 2;
    return text;
  }
}

function entryOf({ name, filename, type }: PartHeaders, body: Uint8Array<ArrayBuffer>): Entry {
  if (filename === undefined) return [name, decode(body)];
  const mime = type === undefined ? null : extractMimeType(type);
  const kept = type === undefined ? 'text/plain' : mime ? mimeText(mime) : '';
  return [name, blobPart().makeFile(segmentsOf(copied(body)), kept, filename, 0)];
}

/** Copies bytes, so that a file does not keep the whole body in memory. */
function copied(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Bytes(bytes);
}

function dispositionOf(value: string): { name: string | undefined; filename: string | undefined } {
  if (toLowerCase(stringSlice(value, 0, 9)) !== 'form-data') throw malformed('a part is not form-data');
  let name: string | undefined;
  let filename: string | undefined;
  let rest = trimmed(stringSlice(value, 9));
  while (rest !== '') {
    const found = regexpExec(PARAMETER, rest);
    if (!found) throw malformed('a Content-Disposition can not be read');
    const { 1: key, 2: quoted, 3: plain } = found;
    const text = quoted ?? trimmed(plain as string);
    if (toLowerCase(key as string) === 'name') name = text;
    else if (toLowerCase(key as string) === 'filename') filename = text;
    rest = stringSlice(rest, (found[0] as string).length);
  }
  return { name, filename };
}

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  return ask('encoding.decode', 'utf-8', false, true, copied(bytes)) as string;
}

function malformed(problem: string): Error {
  return new TypeErrorType(`The body is not multipart/form-data: ${problem}.`);
}
