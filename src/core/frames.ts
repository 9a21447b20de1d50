/**
 * Messages between processes that need not trust each other: frames on a stream of bytes.
 *
 * ```
 * uint32 LE   bytes of the header
 * uint32 LE   bytes of all texts
 * header      JSON, UTF-8: [message, lengths of the texts in bytes; negative for UTF-16LE, in an array for bytes]
 * texts       one after the other
 * ```
 *
 * Long strings of a message are sent as texts, and the header has a mark in their place. So the header can be limited to
 * a size that is parsed in a fraction of a millisecond, however long a result or a source is. Bytes are sent in the same
 * way.
 */
import { excessOf } from './json-shape.ts';

const PREFIX_BYTES = 8;
/** Strings longer than this, in characters, are usually sent as texts. */
const INLINE_MAX = 1_024;
/** First character of a string in a header that refers to a text. A string that itself begins with it is sent as a text. */
const MARK = '\0';
/** The JSON of a string that begins with the mark. */
const ESCAPED_MARK = '"\\u0000';

/** Limits of a message from the other side. */
export interface FrameBounds {
  readonly headerBytes: number;
  /** Number of values in the header, see `JsonBounds`: parsed, empty lists take forty times their size. */
  readonly values: number;
  readonly textBytes: number;
  /** Number of texts. */
  readonly texts: number;
}

/** Thrown when the other side has sent something that is not a frame within the bounds. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

/** The length of a text in bytes; negative for UTF-16LE, in an array for bytes. */
type TextLength = number | readonly [number];

/**
 * Makes a frame of a message that consists of plain JSON values. Each value of the message itself may also be a
 * `Uint8Array`, which arrives as a Buffer. It must not be a Buffer: JSON would convert that to numbers.
 * @param inlineMax longest string in the header, in characters; a smaller one makes the header smaller
 */
export function encodeFrame(message: object, inlineMax = INLINE_MAX): Buffer {
  const body = bodyWithoutTexts(message, inlineMax);
  if (body === undefined) return frameWithTexts(message, inlineMax);
  const header = Buffer.from(`[${body},[]]`);
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + header.length);
  frame.writeUInt32LE(header.length, 0);
  frame.writeUInt32LE(0, 4);
  header.copy(frame, PREFIX_BYTES);
  return frame;
}

/**
 * Returns the JSON of a message; undefined when one of its values must be sent as a text. Most messages are encoded here,
 * because `JSON.stringify` is several times as fast without a replacer function.
 */
function bodyWithoutTexts(message: object, inlineMax: number): string | undefined {
  for (const value of Object.values(message))
    if (typeof value === 'string' ? value.length > inlineMax : value instanceof Uint8Array) return undefined;
  const body = JSON.stringify(message);
  const hasTexts = body.length > inlineMax ? needsText(message, inlineMax) : body.includes(ESCAPED_MARK);
  return hasTexts ? undefined : body;
}

/** Returns whether a value, or one in it, must be sent as a text. */
function needsText(value: unknown, inlineMax: number): boolean {
  if (typeof value === 'string') return value.length > inlineMax || value.startsWith(MARK);
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Uint8Array || Object.values(value).some((each) => needsText(each, inlineMax));
}

function frameWithTexts(message: object, inlineMax: number): Buffer {
  const texts: Uint8Array[] = [];
  const lengths: TextLength[] = [];
  const mark = (bytes: Uint8Array, length: TextLength): string => {
    lengths.push(length);
    return `${MARK}${texts.push(bytes) - 1}`;
  };
  const moved = (_key: string, value: unknown): unknown => {
    if (value instanceof Uint8Array) return mark(value, [value.length]);
    if (typeof value !== 'string' || (value.length <= inlineMax && !value.startsWith(MARK))) return value;
    // UTF-8 can't encode half of a surrogate pair, which a source may contain.
    const isWellFormed = value.isWellFormed();
    const bytes = Buffer.from(value, isWellFormed ? 'utf8' : 'utf16le');
    return mark(bytes, isWellFormed ? bytes.length : -bytes.length);
  };
  const body = JSON.stringify(message, moved);
  const header = Buffer.from(`[${body},${JSON.stringify(lengths)}]`);
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32LE(header.length, 0);
  prefix.writeUInt32LE(
    texts.reduce((sum, { length }) => sum + length, 0),
    4,
  );
  return Buffer.concat([prefix, header, ...texts]);
}

/** Returns whether a reader with these bounds takes a frame of this size. */
export function isWithin(
  frame: Buffer,
  { headerBytes, textBytes }: Pick<FrameBounds, 'headerBytes' | 'textBytes'>,
): boolean {
  return frame.readUInt32LE(0) <= headerBytes && frame.readUInt32LE(4) <= textBytes;
}

/** Takes frames out of a stream of bytes. */
export class FrameReader {
  readonly #bounds: FrameBounds;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  /** Memory for the whole frame that is arriving, with its prefix; undefined until its length is known. */
  #frame: Buffer | undefined;
  /** Number of bytes of the frame or its prefix that have arrived. */
  #filled = 0;

  constructor(bounds: FrameBounds) {
    this.#bounds = bounds;
  }

  /**
   * Takes bytes in. Those of an unfinished frame are copied, so that many small pieces hold no more memory than the frame.
   * @yields the messages that these bytes complete, of unknown shape
   * @throws MalformedFrame as soon as a frame exceeds the bounds or can't be read
   */
  *push(piece: Buffer): Generator<unknown, void> {
    for (let at = 0; at < piece.length; ) {
      const complete = this.#filled === 0 ? this.#completeFrame(piece, at) : undefined;
      if (complete !== undefined) {
        at += complete.length;
        yield decodeFrame(complete, this.#bounds);
        continue;
      }
      const target: Buffer = this.#frame ?? this.#prefix;
      const copied = piece.copy(target, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled < target.length) return;
      if (this.#frame === undefined) this.#frame = this.#begin();
      if (this.#filled < this.#frame.length) continue;
      const whole = this.#frame;
      this.#frame = undefined;
      this.#filled = 0;
      yield decodeFrame(whole, this.#bounds);
    }
  }

  /**
   * Returns the frame that begins at `start`, without a copy, if the piece contains all of it (bench row `throughput`).
   * Returns undefined for a frame with texts, because their bytes may be used for longer than the piece.
   */
  #completeFrame(piece: Buffer, start: number): Buffer | undefined {
    const headerAt = start + PREFIX_BYTES;
    if (headerAt > piece.length || piece.readUInt32LE(start + 4) > 0) return undefined;
    const end = headerAt + piece.readUInt32LE(start);
    if (end > piece.length) return undefined;
    const frame = piece.subarray(start, end);
    this.#assertWithin(frame);
    return frame;
  }

  #assertWithin(frame: Buffer): void {
    if (isWithin(frame, this.#bounds)) return;
    const [headerBytes, textBytes] = [frame.readUInt32LE(0), frame.readUInt32LE(4)];
    throw new MalformedFrame(`a message of ${headerBytes} and ${textBytes} bytes is longer than is taken`);
  }

  #begin(): Buffer {
    this.#assertWithin(this.#prefix);
    const headerBytes = this.#prefix.readUInt32LE(0);
    const textBytes = this.#prefix.readUInt32LE(4);
    const frame = Buffer.allocUnsafeSlow(PREFIX_BYTES + headerBytes + textBytes);
    this.#prefix.copy(frame);
    return frame;
  }
}

function decodeFrame(frame: Buffer, { texts: textsMax, values }: FrameBounds): unknown {
  try {
    const textsAt = PREFIX_BYTES + frame.readUInt32LE(0);
    // Each value takes at least a byte, so the usual short headers need no count.
    const mayExceed = textsAt - PREFIX_BYTES > values;
    if (mayExceed && excessOf(frame.subarray(PREFIX_BYTES, textsAt), { depth: Number.POSITIVE_INFINITY, values }))
      throw new RangeError(`it has more than ${values} values`);
    const [body, lengths] = JSON.parse(frame.toString('utf8', PREFIX_BYTES, textsAt)) as [unknown, TextLength[]];
    const texts = splitTexts(frame.subarray(textsAt), lengths, textsMax);
    return texts.length === 0 ? body : withTexts(body, texts);
  } catch (cause) {
    // The other process may send invalid JSON, or nesting that exhausts the stack.
    throw new MalformedFrame(`a message can't be read: ${(cause as Error).message}`, { cause });
  }
}

/** Returns the texts, and bytes as parts of the frame's memory. */
function splitTexts(frame: Buffer, lengths: readonly TextLength[], textsMax: number): (string | Buffer)[] {
  if (lengths.length > textsMax) throw new RangeError(`it has more than ${textsMax} texts`);
  let at = 0;
  const texts = lengths.map((each) => {
    const length = Array.isArray(each) ? each[0] : each;
    const end = at + Math.abs(length);
    if (!Number.isInteger(length) || end > frame.length) throw new RangeError('a text is longer than the message');
    const bytes = frame.subarray(at, end);
    at = end;
    // An empty view would keep the memory of the whole piece.
    if (Array.isArray(each)) return bytes.length === 0 ? Buffer.alloc(0) : bytes;
    return bytes.toString(length < 0 ? 'utf16le' : 'utf8');
  });
  if (at !== frame.length) throw new RangeError('it is longer than its texts');
  return texts;
}

/** Replaces the marks in a message by their texts. */
function withTexts(value: unknown, texts: readonly (string | Buffer)[]): unknown {
  if (typeof value === 'string' && value.startsWith(MARK)) {
    const text = texts[Number(value.slice(MARK.length))];
    if (text === undefined) throw new RangeError('it speaks of a text that it does not have');
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const whole = withTexts(holder[key], texts);
    // `__proto__` is an ordinary key in JSON, but a plain assignment to it would set the prototype.
    if (whole !== holder[key]) Object.defineProperty(holder, key, { value: whole });
  }
  return value;
}
