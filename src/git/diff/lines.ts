/**
 * Splits texts into numbered lines. Two lines have the same number exactly when they have the same bytes, including the line
 * feed. Line diffs and line merges work on these numbers.
 *
 * A line ends after its line feed. Bytes after the last line feed are a line too. An empty text has no lines. Texts are bytes
 * in any encoding and are not decoded.
 *
 * The numbers come from a hash table in typed arrays, outside the JavaScript heap: ten million lines need about 20 bytes each.
 * The hash has a random seed, so that an attacker can't construct colliding lines.
 */
import { randomInt } from 'node:crypto';

const LINE_FEED = 0x0a;
const SEED = randomInt(2 ** 32);

/** A text as numbered lines. */
export interface Lines {
  readonly bytes: Buffer;
  /** Offset of each line in `bytes`, and then the end of the last line. */
  readonly starts: Int32Array;
  /** Number of each line. */
  readonly ids: Int32Array;
  /** Count of different numbers in all texts that were numbered together. */
  readonly idCount: number;
}

/**
 * Splits texts into lines, and numbers the lines of all texts together.
 * @param texts contents; kept by reference, so they must not change
 */
export function numberLines(texts: readonly Buffer[]): Lines[] {
  const starts = texts.map(startsOfLines);
  const total = starts.reduce((sum, each) => sum + each.length - 1, 0);
  const table = new LineNumbers(total);
  const ids = texts.map((bytes, index) => {
    const own = starts[index] as Int32Array;
    const numbers = new Int32Array(own.length - 1);
    for (let line = 0; line < numbers.length; line++) {
      numbers[line] = table.idOf(bytes, own[line] as number, own[line + 1] as number);
    }
    return numbers;
  });
  return texts.map((bytes, index) => ({
    bytes,
    starts: starts[index] as Int32Array,
    ids: ids[index] as Int32Array,
    idCount: table.count,
  }));
}

/** Returns the number of lines of `bytes`. */
export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return bytes.length > 0 && bytes[bytes.length - 1] !== LINE_FEED ? count + 1 : count;
}

/** Returns whether line `line` ends with a line feed. */
export function endsInLineFeed(lines: Lines, line: number): boolean {
  return lines.bytes[(lines.starts[line + 1] as number) - 1] === LINE_FEED;
}

function startsOfLines(bytes: Buffer): Int32Array {
  const starts = new Int32Array(countLines(bytes) + 1);
  for (let line = 1; line < starts.length; line++) {
    const end = bytes.indexOf(LINE_FEED, starts[line - 1]);
    starts[line] = end < 0 ? bytes.length : end + 1;
  }
  return starts;
}

/** A hash table with open addressing and linear probing, at most half full. */
class LineNumbers {
  /** Number of different lines so far. */
  count = 0;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #texts: Buffer[] = [];
  readonly #textOf: Uint8Array;
  readonly #startOf: Int32Array;
  readonly #endOf: Int32Array;

  constructor(lines: number) {
    let size = 16;
    while (size < lines * 2) size *= 2;
    this.#slots = new Int32Array(size).fill(-1);
    this.#hashes = new Int32Array(lines);
    this.#textOf = new Uint8Array(lines);
    this.#startOf = new Int32Array(lines);
    this.#endOf = new Int32Array(lines);
  }

  idOf(bytes: Buffer, start: number, end: number): number {
    let hash = SEED;
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] as number), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id < 0) {
        this.#slots[slot] = this.count;
        return this.#remember(hash, bytes, start, end);
      }
      if (this.#hashes[id] === hash && this.#holds(id, bytes, start, end)) return id;
    }
  }

  #remember(hash: number, bytes: Buffer, start: number, end: number): number {
    if (this.#texts.at(-1) !== bytes) this.#texts.push(bytes);
    const id = this.count++;
    this.#hashes[id] = hash;
    this.#textOf[id] = this.#texts.length - 1;
    this.#startOf[id] = start;
    this.#endOf[id] = end;
    return id;
  }

  #holds(id: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#startOf[id] as number;
    if ((this.#endOf[id] as number) - from !== end - start) return false;
    const text = this.#texts[this.#textOf[id] as number] as Buffer;
    for (let offset = 0; offset < end - start; offset++) {
      if (text[from + offset] !== bytes[start + offset]) return false;
    }
    return true;
  }
}
