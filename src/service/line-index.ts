/**
 * Where lines begin in a file that only grows: the number of line feeds before every block. Layer 5.
 *
 * One number per block, so memory is a 1024th of the file; a place is found by a search among the numbers and a look
 * into one block, wherever it lies. The file is scanned once, further as it grows.
 */
import { readSync } from 'node:fs';

/** Bytes per block: what is read to find one line, little beside a page. */
const BLOCK_BYTES = 8 * 1024;
/** Blocks scanned before other requests get their turn. */
const BLOCKS_PER_TURN = 128;
const LINE_FEED = 0x0a;

export class LineIndex {
  /** Line feeds before the block of that number. */
  readonly #before: number[] = [0];
  /** Bytes scanned, and line feeds in them. */
  #size = 0;
  #lineFeeds = 0;

  /** Bytes that the index covers. */
  get size(): number {
    return this.#size;
  }

  /** Line feeds in those bytes. */
  get lineFeeds(): number {
    return this.#lineFeeds;
  }

  /**
   * Scans the file up to `size`.
   * @param fd open for reading; stays the caller's
   */
  async extend(fd: number, size: number): Promise<void> {
    for (let blocks = 1; this.#size < size; blocks += 1) {
      if (blocks % BLOCKS_PER_TURN === 0) await new Promise(setImmediate);
      this.#scanToBlockEnd(fd, size);
    }
  }

  /** Line feeds in the file's first `offset` bytes. */
  countBefore(fd: number, offset: number): number {
    const block = Math.floor(offset / BLOCK_BYTES);
    const start = block * BLOCK_BYTES;
    return (this.#before[block] as number) + countLineFeeds(readBytes(fd, start, offset - start));
  }

  /** Where line number `line`, from 0, begins; undefined when fewer line feeds have been scanned. */
  startOf(fd: number, line: number): number | undefined {
    if (line === 0) return 0;
    if (line > this.#lineFeeds) return undefined;
    let [low, high] = [0, this.#before.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#before[middle] as number) < line) low = middle;
      else high = middle - 1;
    }
    const start = low * BLOCK_BYTES;
    const bytes = readBytes(fd, start, Math.min(BLOCK_BYTES, this.#size - start));
    let at = 0;
    for (let count = this.#before[low] as number; count < line && at < bytes.length; at += 1) {
      if (bytes[at] === LINE_FEED) count += 1;
    }
    return start + at;
  }

  #scanToBlockEnd(fd: number, size: number): void {
    const end = Math.min(size, (Math.floor(this.#size / BLOCK_BYTES) + 1) * BLOCK_BYTES);
    this.#lineFeeds += countLineFeeds(readBytes(fd, this.#size, end - this.#size));
    this.#size = end;
    if (end % BLOCK_BYTES === 0) this.#before.push(this.#lineFeeds);
  }
}

/** @returns `length` bytes from `start` on, fewer where the file ends before */
export function readBytes(fd: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, bytes, filled, length - filled, start + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/** Byte by byte: a search costs forty times as much where every byte is a line feed. */
function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === LINE_FEED) count += 1;
  return count;
}
