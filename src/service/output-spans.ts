/**
 * Separates the two streams of an output file, with the spans file beside it.
 *
 * The index has the start of each span and the number of bytes of stdout before it, so a search finds any position of a
 * stream. It grows with the file. The newest span may be replaced while it is empty.
 * @see src/runner/output-memory.ts for the format of the spans file
 */

import { closeSync, fstatSync } from 'node:fs';
import { openIfPresent } from '../core/files.ts';
import { SPANS_ENDING } from '../core/output-files.ts';
import { type ByteSource, readBytes } from './output-bytes.ts';

/** A stream of output. */
export type StreamName = 'stdout' | 'stderr';

const SPAN_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Most bytes read of a spans file: a runner writes it, so its size can't be trusted. */
const SPANS_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes read at a time where spans are short. */
const BLOCK_BYTES = 64 * 1024;

export class OutputSpans {
  readonly #path: string;
  /** For each span: its start, whether it belongs to stderr, and the bytes of stdout before it. */
  readonly #starts: number[] = [0];
  readonly #isStderr: boolean[] = [false];
  readonly #stdoutBefore: number[] = [0];

  /** @param path of the output file */
  constructor(path: string) {
    this.#path = path + SPANS_ENDING;
  }

  /** Reads the spans written so far. They cover every byte that was in the output file before this call. */
  extend(): void {
    const fd = openIfPresent(this.#path);
    if (fd === undefined) return;
    try {
      // Read the newest known span again: it may have been replaced.
      const known = Math.max(0, this.#starts.length - 2);
      const size = Math.min(fstatSync(fd).size, SPANS_BYTES_MAX);
      const bytes = readBytes(fd, known * SPAN_BYTES, size - known * SPAN_BYTES);
      for (let at = 0; at + SPAN_BYTES <= bytes.length; at += SPAN_BYTES) {
        if (!this.#set(known + at / SPAN_BYTES + 1, bytes.readDoubleLE(at))) return;
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Returns the stream of the byte at `offset` of the file, and the start of the next span. */
  at(offset: number): { readonly stream: StreamName; readonly end: number } {
    const span = this.#lastWhere((at) => (this.#starts[at] as number) <= offset);
    return {
      stream: this.#isStderr[span] ? 'stderr' : 'stdout',
      end: this.#starts[span + 1] ?? Number.POSITIVE_INFINITY,
    };
  }

  /** Returns one stream of the first `size` bytes of the file. @param fd the caller closes it */
  streamOf(fd: number, stream: StreamName, size: number): ByteSource & { readonly size: number } {
    return {
      size: this.#before(stream, size),
      read: (start, length) => this.#read(fd, stream, size, start, length),
    };
  }

  /** Adds one span. @returns false for a value that a correct runner does not write */
  #set(span: number, value: number): boolean {
    const start = Math.floor(value / 2);
    if (!Number.isSafeInteger(value) || start < (this.#starts[span - 1] as number)) return false;
    this.#starts[span] = start;
    this.#isStderr[span] = value % 2 === 1;
    const [from, before] = [this.#starts[span - 1] as number, this.#stdoutBefore[span - 1] as number];
    this.#stdoutBefore[span] = before + (this.#isStderr[span - 1] ? 0 : start - from);
    return true;
  }

  /** Counts the bytes of the stream in the first `offset` bytes of the file. */
  #before(stream: StreamName, offset: number): number {
    const span = this.#lastWhere((at) => (this.#starts[at] as number) <= offset);
    const own = this.#isStderr[span] ? 0 : offset - (this.#starts[span] as number);
    const stdout = (this.#stdoutBefore[span] as number) + own;
    return stream === 'stdout' ? stdout : offset - stdout;
  }

  #beforeSpan(stream: StreamName, span: number): number {
    const stdout = this.#stdoutBefore[span] as number;
    return stream === 'stdout' ? stdout : (this.#starts[span] as number) - stdout;
  }

  #read(fd: number, stream: StreamName, size: number, start: number, length: number): Buffer {
    const pieces: Buffer[] = [];
    let left = length;
    let block: Buffer = Buffer.alloc(0);
    let blockStart = 0;
    let span = this.#lastWhere((at) => this.#beforeSpan(stream, at) <= start);
    let skipped = start - this.#beforeSpan(stream, span);
    for (; left > 0 && span < this.#starts.length; span += 1) {
      const spanStart = this.#starts[span] as number;
      if (spanStart >= size) break;
      if (this.#isStderr[span] !== (stream === 'stderr')) continue;
      let from = spanStart + skipped;
      skipped = 0;
      const end = Math.min(this.#starts[span + 1] ?? size, size, from + left);
      while (from < end) {
        if (from < blockStart || from >= blockStart + block.length) {
          block = readBytes(fd, from, Math.min(Math.max(BLOCK_BYTES, end - from), size - from));
          blockStart = from;
          if (block.length === 0) return Buffer.concat(pieces);
        }
        const piece = block.subarray(from - blockStart, end - blockStart);
        pieces.push(piece);
        from += piece.length;
        left -= piece.length;
      }
    }
    return Buffer.concat(pieces);
  }

  /** Finds the last span for which `holds` is true. It must be true for the first spans and false for all later ones. */
  #lastWhere(holds: (span: number) => boolean): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (holds(middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
