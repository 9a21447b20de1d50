/**
 * `Blob` and `File`.
 *
 * A blob's bytes are in this isolate, so they count as the run's memory. A blob made from other blobs shares their
 * bytes.
 * @see https://w3c.github.io/FileAPI/
 */
import { copyOf, isArrayBuffer, isSharedArrayBuffer } from '../bytes.ts';
import { bareArray, uncurry } from '../primordials.ts';
import { ask } from '../web/ask.ts';
import { codedError, needArguments } from '../web/errors.ts';
import { type Readable, streamAccess } from '../web/stream-access.ts';
import {
  INSPECT,
  type Inspect,
  type InspectOptions,
  inspectAttributes,
  isObject,
  shapeInterface,
  toUSVString,
} from '../web/webidl.ts';
import { iterate, iteratorMethod, toClampedLong, toDictionary, toLongLong, withLineEnds } from './convert.ts';
import { byteLength, isView, max, memoryOf, min, now, regexpExec, toLowerCase, view } from './primordials.ts';
import { joined, NO_BYTES, type Segments, SegmentsBuilder, sliced } from './segments.ts';

/** Bytes in one chunk of a blob's stream. */
const CHUNK_BYTES = 65_536;

/** A type with valid characters only. */
const PRINTABLE = /^[ -~]*$/;

/** A part of a new blob. */
type Part = Blob | ArrayBuffer | ArrayBufferView | string;

function toParts(value: unknown): Part[] {
  const parts: Part[] = bareArray();
  if (value === undefined) return parts;
  const method = isObject(value) ? iteratorMethod(value) : undefined;
  if (!method) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Value cannot be converted to sequence.');
  iterate(value as object, method, (item) => {
    const isKept = isBlob(item) || isView(item) || isArrayBuffer(item) || isSharedArrayBuffer(item);
    parts[parts.length] = isKept ? (item as Part) : toUSVString(item);
  });
  return parts;
}

interface Options {
  readonly hasNativeEnds: boolean;
  readonly type: string;
}

function toOptions(value: unknown): Options {
  const bag = toDictionary(value, 'options');
  const { endings } = bag;
  const ends = endings === undefined ? 'transparent' : `${endings as string}`;
  if (ends !== 'transparent' && ends !== 'native') {
    const message = `The property 'options.endings' is invalid. Received '${ends}'`;
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
  }
  const { type } = bag;
  return { hasNativeEnds: ends === 'native', type: type === undefined ? '' : normalType(`${type as string}`) };
}

function normalType(type: string): string {
  return regexpExec(PRINTABLE, type) === null ? '' : toLowerCase(type);
}

function bytesOf(parts: readonly Part[], hasNativeEnds: boolean): Segments {
  const builder = new SegmentsBuilder();
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as Part;
    if (typeof part === 'string') builder.add(encode(hasNativeEnds ? withLineEnds(part, '\n') : part));
    else if (isBlob(part)) builder.addAll(segmentsOfBlob(part));
    else builder.add(copyOf(part));
  }
  return builder.build();
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return ask('encoding.encode', text) as Uint8Array<ArrayBuffer>;
}

/** Converts one end of a slice to an offset within the size. */
function toOffset(value: unknown, size: number, absent: number): number {
  if (value === undefined) return absent;
  const offset = toClampedLong(value);
  return offset < 0 ? max(size + offset, 0) : min(offset, size);
}

/** Makes a blob of bytes that are already in pieces. */
export let makeBlob: (bytes: Segments, type: string) => Blob;
export let segmentsOfBlob: (blob: Blob) => Segments;
export let typeOfBlob: (blob: Blob) => string;
/** Returns whether a value is a blob, whatever its prototype is by now. */
export let isBlob: (value: unknown) => value is Blob;
/** Makes a file of bytes that are already in pieces. */
export let makeFile: (bytes: Segments, type: string, name: string, lastModified: number) => File;
/** Returns a file's name and time; undefined for any other object. */
export let detailsOfFile: (value: unknown) => { readonly name: string; readonly lastModified: number } | undefined;

/** Argument with which the runtime calls a constructor; guest code can't make one. */
class Prepared {
  readonly bytes: Segments;
  readonly type: string;
  readonly name: string;
  readonly lastModified: number;
  readonly #brand = true;

  static is(value: unknown): value is Prepared {
    return isObject(value) && #brand in value;
  }

  constructor(bytes: Segments, type: string, name = '', lastModified = 0) {
    this.bytes = bytes;
    this.type = type;
    this.name = name;
    this.lastModified = lastModified;
  }
}

const isPrepared = Prepared.is;

function prepareFile(bits: unknown, fileName: unknown, bag: unknown): Prepared {
  const parts = toParts(bits);
  const name = toUSVString(fileName);
  const { hasNativeEnds, type } = toOptions(bag);
  const { lastModified } = toDictionary(bag, 'options');
  const time = lastModified === undefined ? now() : toLongLong(lastModified);
  return new Prepared(bytesOf(parts, hasNativeEnds), type, name, time);
}

export class Blob {
  readonly #bytes: Segments;
  readonly #type: string;

  static {
    isBlob = (value): value is Blob => isObject(value) && #bytes in value;
    segmentsOfBlob = (blob) => blob.#bytes;
    typeOfBlob = (blob) => blob.#type;
    makeBlob = (bytes, type) => new (Blob as unknown as new (given: Prepared) => Blob)(new Prepared(bytes, type));
  }

  constructor(blobParts: unknown = undefined, options: unknown = undefined) {
    if (isPrepared(blobParts)) {
      this.#bytes = blobParts.bytes;
      this.#type = blobParts.type;
      return;
    }
    const parts = toParts(blobParts);
    const { hasNativeEnds, type } = toOptions(options);
    this.#bytes = bytesOf(parts, hasNativeEnds);
    this.#type = type;
  }

  get size(): number {
    return this.#bytes.size;
  }

  get type(): string {
    return this.#type;
  }

  slice(start: unknown = undefined, end: unknown = undefined, contentType: unknown = ''): Blob {
    const { size } = this.#bytes;
    const from = toOffset(start, size, 0);
    const to = toOffset(end, size, size);
    const type = normalType(`${contentType as string}`);
    return makeBlob(from < to ? sliced(this.#bytes, from, to) : NO_BYTES, type);
  }

  stream(): Readable {
    const { pieces } = this.#bytes;
    const streams = streamAccess();
    let piece = 0;
    let offset = 0;
    return streams.makeBytes({
      pull(controller) {
        const current = pieces[piece];
        if (!current) {
          streams.closeBytes(controller);
          return;
        }
        const size = byteLength(current);
        const to = min(offset + CHUNK_BYTES, size);
        // The stream detaches the chunk's buffer, so pass a copy.
        streams.enqueueBytes(controller, copyOf(view(current, offset, to)));
        offset = to;
        if (to === size) {
          piece += 1;
          offset = 0;
        }
        if (piece === pieces.length) streams.closeBytes(controller);
      },
    });
  }

  textStream(): Readable {
    return streamAccess().throughText(makeStream(this));
  }

  async text(): Promise<string> {
    return ask('encoding.decode', 'utf-8', false, false, joined(this.#bytes)) as string;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return memoryOf(joined(this.#bytes));
  }

  async bytes(): Promise<Uint8Array> {
    return joined(this.#bytes);
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    if (depth !== null && depth < 0) return options.stylize('[Blob]', 'special');
    return inspectAttributes(this, { size: this.size, type: this.type }, depth, options, inspect);
  }
}

/** Makes a blob's stream, by the original method, which guest code can't replace. */
export const makeStream = uncurry(Blob.prototype.stream);

shapeInterface(Blob, 'Blob', ['size', 'type', 'slice', 'stream', 'textStream', 'text', 'arrayBuffer', 'bytes']);

export class File extends Blob {
  readonly #name: string;
  readonly #lastModified: number;

  static {
    detailsOfFile = (value) =>
      isObject(value) && #name in value ? { name: value.#name, lastModified: value.#lastModified } : undefined;
    makeFile = (bytes, type, name, lastModified) =>
      new (File as unknown as new (given: Prepared) => File)(new Prepared(bytes, type, name, lastModified));
  }

  constructor(fileBits: unknown, fileName: unknown, options: unknown = undefined) {
    const isOurs = isPrepared(fileBits);
    if (!isOurs) needArguments(arguments.length, 'fileBits', 'fileName');
    const made = isOurs ? fileBits : prepareFile(fileBits, fileName, options);
    super(made);
    this.#name = made.name;
    this.#lastModified = made.lastModified;
  }

  get name(): string {
    return this.#name;
  }

  get lastModified(): number {
    return this.#lastModified;
  }

  override [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    if (depth !== null && depth < 0) return options.stylize('[File]', 'special');
    const { size, type, name, lastModified } = this;
    return inspectAttributes(this, { size, type, name, lastModified }, depth, options, inspect);
  }
}

shapeInterface(File, 'File', ['name', 'lastModified']);
