/**
 * Pages of console output, read from the file that the runner writes.
 *
 * Consecutive pages, by lines or by bytes, add up to exactly the output, even while it grows. A page by lines has only whole
 * lines, so the last line of a running execution is not shown before its line feed. A page by bytes ends between two
 * characters. The cost of a page does not depend on its position.
 */

import { closeSync, fstatSync } from 'node:fs';
import { openIfPresent } from '../core/files.ts';
import { OUTPUT_PAGE } from '../core/limits.ts';
import { LineIndex } from './line-index.ts';
import { type ByteSource, readBytes } from './output-bytes.ts';
import { OutputSpans, type StreamName } from './output-spans.ts';

/** The page to read: by bytes when `byteOffset` is given, or `byteLimit` without `lineOffset`; otherwise by lines. */
export interface PageRequest {
  readonly lineOffset?: number | null;
  readonly lineLimit?: number | null;
  readonly byteOffset?: number | null;
  readonly byteLimit?: number | null;
  /** Reads only this stream, and counts offsets within it. Without it, both streams are read in the order of the output. */
  readonly stream?: StreamName | null;
}

export interface OutputPage {
  readonly data: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly nextLineOffset: number;
  readonly totalLines: number;
  readonly startByte: number;
  readonly endByte: number;
  readonly nextByteOffset: number;
  readonly totalBytes: number;
  readonly hasMore: boolean;
}

/** Files whose line index is kept. */
const INDEXES_MAX = 64;
const LINE_FEED = 0x0a;
/** Length of the longest UTF-8 sequence. */
const CHARACTER_MAX_BYTES = 4;

/** Indexes of a file, or of one of its streams. */
interface Indexes {
  readonly index: LineIndex;
  readonly spans: OutputSpans | undefined;
}

export class OutputPages {
  /** By path and stream; the most recently used one is last. */
  readonly #indexes = new Map<string, Indexes>();

  /**
   * Reads one page.
   * @param path of the output file; a file that does not exist is empty output
   * @param ended true if the execution had ended before this call: the file no longer grows then
   */
  async read(path: string, ended: boolean, request: PageRequest): Promise<OutputPage> {
    const fd = openIfPresent(path);
    if (fd === undefined) return emptyPage(ended);
    try {
      const { index, spans } = this.#index(path, request.stream ?? undefined);
      const { size } = fstatSync(fd);
      spans?.extend();
      const stream = spans && request.stream ? spans.streamOf(fd, request.stream, size) : undefined;
      await index.extend(stream ?? fd, stream?.size ?? size);
      // Another reader may have extended the index during the await. The source must cover all that the index covers.
      const covered = spans && request.stream ? spans.streamOf(fd, request.stream, fstatSync(fd).size) : fd;
      return new PageReader(covered, index, ended).read(request);
    } finally {
      closeSync(fd);
    }
  }

  #index(path: string, stream: StreamName | undefined): Indexes {
    const key = stream === undefined ? path : `${path} ${stream}`;
    const indexes = this.#indexes.get(key) ?? {
      index: new LineIndex(),
      spans: stream === undefined ? undefined : new OutputSpans(path),
    };
    this.#indexes.delete(key);
    this.#indexes.set(key, indexes);
    if (this.#indexes.size > INDEXES_MAX) this.#indexes.delete(this.#indexes.keys().next().value as string);
    return indexes;
  }
}

/** Whole characters of an output file: where they begin and end, in bytes. */
export interface TextPiece {
  readonly text: string;
  readonly start: number;
  readonly next: number;
}

/**
 * Reads whole characters of an open output file from `offset` on. The text is empty at the end of the file.
 * @param ended as for `OutputPages.read`
 */
export function readTextOf(fd: number, offset: number, limit: number, ended: boolean): TextPiece {
  const { size } = fstatSync(fd);
  const start = characterAtOrAfter(fd, Math.min(offset, size), size);
  const bytes = readCharacters(fd, start, limit, size, ended);
  return { text: bytes.toString(), start, next: start + bytes.length };
}

class PageReader {
  readonly #fd: number | ByteSource;
  readonly #size: number;
  readonly #index: LineIndex;
  readonly #ended: boolean;

  constructor(fd: number | ByteSource, index: LineIndex, ended: boolean) {
    this.#fd = fd;
    this.#size = index.size;
    this.#index = index;
    this.#ended = ended;
  }

  read(request: PageRequest): OutputPage {
    const byBytes = request.byteOffset != null || (request.byteLimit != null && request.lineOffset == null);
    return byBytes ? this.#bytePage(request) : this.#linePage(request);
  }

  get #totalLines(): number {
    return this.#index.lineFeeds + (this.#index.endsInLine ? 1 : 0);
  }

  /** The end of the lines that a page may contain. An unfinished last line counts only when the execution has ended. */
  get #linesEnd(): number {
    if (this.#ended || !this.#index.endsInLine) return this.#size;
    return this.#index.startOf(this.#fd, this.#index.lineFeeds) as number;
  }

  #bytePage({ byteOffset, byteLimit }: PageRequest): OutputPage {
    const start = characterAtOrAfter(this.#fd, Math.min(byteOffset ?? 0, this.#size), this.#size);
    const limit = Math.min(byteLimit ?? OUTPUT_PAGE.bytes, OUTPUT_PAGE.maxBytes);
    return this.#page(start, readCharacters(this.#fd, start, limit, this.#size, this.#ended));
  }

  #linePage({ lineOffset, lineLimit, byteLimit }: PageRequest): OutputPage {
    const first = lineOffset ?? 0;
    const start = Math.min(this.#startOf(first), this.#linesEnd);
    const wanted = this.#startOf(first + Math.max(1, lineLimit ?? OUTPUT_PAGE.lines));
    const limit = Math.min(byteLimit ?? OUTPUT_PAGE.maxBytes, OUTPUT_PAGE.maxBytes);
    let end = Math.min(wanted, this.#linesEnd);
    if (end - start > limit) end = this.#lastLineEnd(start, start + limit);
    return this.#page(start, readBytes(this.#fd, start, end - start));
  }

  #startOf(line: number): number {
    return this.#index.startOf(this.#fd, line) ?? this.#size;
  }

  /** Returns the end of the last line that ends at or before `limit`, or the end of the first line when that is longer. */
  #lastLineEnd(start: number, limit: number): number {
    const firstLine = this.#index.countBefore(this.#fd, start);
    const lastLine = this.#index.countBefore(this.#fd, limit);
    return Math.min(this.#startOf(Math.max(lastLine, firstLine + 1)), this.#linesEnd);
  }

  #page(start: number, bytes: Buffer): OutputPage {
    const end = start + bytes.length;
    const atEnd = end === this.#size && this.#ended;
    const startLine = start === this.#size && this.#ended ? this.#totalLines : this.#index.countBefore(this.#fd, start);
    const fullLines = this.#index.countBefore(this.#fd, end);
    const endsInLine = bytes.length > 0 && bytes.at(-1) !== LINE_FEED;
    const endLine = bytes.length === 0 ? startLine : fullLines + (endsInLine ? 1 : 0);
    return {
      data: bytes.toString(),
      startLine: startLine,
      endLine: endLine,
      // A line that is only partly in the page is repeated in the next one, so a reader by lines misses nothing.
      nextLineOffset: atEnd ? this.#totalLines : fullLines,
      totalLines: this.#totalLines,
      startByte: start,
      endByte: end,
      nextByteOffset: end,
      totalBytes: this.#size,
      hasMore: !atEnd,
    };
  }
}

/** Reads whole characters from `start` on, at most `limit` bytes, but at least one character if there is one. */
function readCharacters(fd: number | ByteSource, start: number, limit: number, size: number, ended: boolean): Buffer {
  const end = Math.min(size, start + Math.max(limit, 1));
  const bytes = readBytes(fd, start, Math.min(size, end + CHARACTER_MAX_BYTES) - start);
  const wanted = end - start;
  let cut = wanted;
  while (cut > 0 && isContinuation(bytes[cut])) cut -= 1;
  if (cut === 0 && bytes.length > 0) {
    cut = 1;
    while (isContinuation(bytes[cut])) cut += 1;
  }
  const cutAtEnd = start + cut === size;
  return bytes.subarray(0, cutAtEnd && !ended ? cut - unfinishedBytes(bytes.subarray(0, cut)) : cut);
}

/** Counts the bytes at the end that begin a character which is not completely written yet. */
function unfinishedBytes(bytes: Buffer): number {
  let at = bytes.length - 1;
  while (at > 0 && bytes.length - at < CHARACTER_MAX_BYTES && isContinuation(bytes[at])) at -= 1;
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.length - at < length ? bytes.length - at : 0;
}

function characterAtOrAfter(fd: number | ByteSource, offset: number, size: number): number {
  if (offset === 0 || offset >= size) return Math.min(offset, size);
  const bytes = readBytes(fd, offset, Math.min(CHARACTER_MAX_BYTES, size - offset));
  let skipped = 0;
  while (isContinuation(bytes[skipped])) skipped += 1;
  return offset + skipped;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function emptyPage(ended: boolean): OutputPage {
  return {
    data: '',
    startLine: 0,
    endLine: 0,
    nextLineOffset: 0,
    totalLines: 0,
    startByte: 0,
    endByte: 0,
    nextByteOffset: 0,
    totalBytes: 0,
    hasMore: !ended,
  };
}

/** Opens a file for reading. @returns its descriptor; undefined when there is no such file */
