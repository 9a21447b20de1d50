/**
 * An index of the lines of a file that only grows: the number of line feeds before each block.
 *
 * It has one number per block, so it needs a 1024th of the file's size. A line is found by a binary search in the numbers and
 * a scan of one block. Each part of the file is scanned once.
 */
import { type ByteSource, readBytes } from './output-bytes.ts';

/** Bytes per block. One block is read to find a line, which is little compared with a page. */
const BLOCK_BYTES = 8 * 1024;
/** Bytes scanned at a time; then other requests get their turn. */
const TURN_BYTES = 64 * BLOCK_BYTES;
const LINE_FEED = 0x0a;
const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
/** In each byte of a word: a line feed, the lowest bit, the highest bit. */
const LINE_FEEDS = 0x0a0a0a0a;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080;

export class LineIndex {
  /** Line feeds before each block. */
  readonly #before: number[] = [0];
  /** Bytes scanned, and line feeds in them. */
  #size = 0;
  #lineFeeds = 0;
  #endsInLine = false;

  /** Bytes that the index covers. */
  get size(): number {
    return this.#size;
  }

  /** Line feeds in the bytes that the index covers. */
  get lineFeeds(): number {
    return this.#lineFeeds;
  }

  /** True when the bytes that the index covers end with a line without a line feed. */
  get endsInLine(): boolean {
    return this.#endsInLine;
  }

  /**
   * Scans the file up to `size`.
   * @param source open for reading; the caller closes it
   */
  async extend(source: number | ByteSource, size: number): Promise<void> {
    while (this.#size < size) {
      const bytes = readBytes(source, this.#size, Math.min(size - this.#size, TURN_BYTES));
      if (bytes.length === 0) return;
      this.#scan(bytes);
      if (this.#size < size) await new Promise(setImmediate);
    }
  }

  /** Counts the line feeds in the file's first `offset` bytes. */
  countBefore(source: number | ByteSource, offset: number): number {
    const block = Math.floor(offset / BLOCK_BYTES);
    const start = block * BLOCK_BYTES;
    return (this.#before[block] as number) + countLineFeeds(readBytes(source, start, offset - start));
  }

  /** Returns the start of a line, counted from 0; undefined when fewer line feeds have been scanned. */
  startOf(source: number | ByteSource, line: number): number | undefined {
    if (line === 0) return 0;
    if (line > this.#lineFeeds) return undefined;
    let [low, high] = [0, this.#before.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#before[middle] as number) < line) low = middle;
      else high = middle - 1;
    }
    const start = low * BLOCK_BYTES;
    const bytes = readBytes(source, start, Math.min(BLOCK_BYTES, this.#size - start));
    let at = 0;
    for (let count = this.#before[low] as number; count < line && at < bytes.length; at += 1) {
      if (bytes[at] === LINE_FEED) count += 1;
    }
    return start + at;
  }

  /** Adds the bytes that follow the covered ones. */
  #scan(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const room = BLOCK_BYTES - (this.#size % BLOCK_BYTES);
      const piece = bytes.subarray(at, at + room);
      this.#lineFeeds += countLineFeeds(piece);
      this.#size += piece.length;
      at += piece.length;
      if (piece.length === room) this.#before.push(this.#lineFeeds);
    }
    this.#endsInLine = bytes.at(-1) !== LINE_FEED;
  }
}

/**
 * Counts line feeds. It checks four bytes at a time, and single bytes only in words that have a line feed. Repeated calls of
 * `indexOf` cost forty times as much for bytes that are all line feeds.
 */
function countLineFeeds(bytes: Buffer): number {
  if (bytes.length < WORD_BYTES) return countOneByOne(bytes, 0, bytes.length);
  const head = -bytes.byteOffset & (WORD_BYTES - 1);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, Math.floor((bytes.length - head) / WORD_BYTES));
  const tail = head + words.length * WORD_BYTES;
  let count = countOneByOne(bytes, 0, head) + countOneByOne(bytes, tail, bytes.length);
  for (let at = 0, byte = head; byte < tail; at += 1, byte += WORD_BYTES) {
    const rest = (words[at] as number) ^ LINE_FEEDS;
    // A byte of `rest` is 0 for a line feed. Subtracting 1 from each byte sets a high bit that was clear only if a byte is 0.
    if (((rest - LOW_BITS) & ~rest & HIGH_BITS) !== 0) count += countOneByOne(bytes, byte, byte + WORD_BYTES);
  }
  return count;
}

function countOneByOne(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === LINE_FEED) count += 1;
  return count;
}
