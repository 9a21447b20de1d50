/**
 * Writes line differences in the unified format, byte for byte as `git diff` prints hunks.
 *
 * It uses the defaults of `git diff`: `myers` with the indent heuristic. The header of each hunk contains the nearest line
 * above that looks like the start of a function.
 * @see git-diff-tree(1), "Generating patch text with -p"
 */
import { diffLines, type Hunk } from './line-diff.ts';
import { endsInLineFeed, type Lines, numberLines } from './lines.ts';

/** Number of unchanged lines before and after a change. */
const CONTEXT = 3;
/** Maximum bytes of the function line in a hunk header. */
const FUNCTION_BYTES = 80;

const NO_LINE_FEED = Buffer.from('\n\\ No newline at end of file\n');
const LINE_FEED = Buffer.from('\n');
const UNCHANGED = Buffer.from(' ');
const REMOVED = Buffer.from('-');
const ADDED = Buffer.from('+');

/** Approximate size of an output piece in bytes, so that a large hunk is never in memory as a whole. */
const PIECE_BYTES = 64 * 1024;

/**
 * Yields the hunks from `before` to `after`, in pieces of any length; nothing when they are equal.
 * @param before old content; like `after`, it is kept by reference until the generator ends
 */
export function* unifiedHunks(before: Buffer, after: Buffer): Generator<Buffer> {
  const [a, b] = numberLines([before, after]) as [Lines, Lines];
  const hunks = diffLines(a, b, { algorithm: 'myers', indentHeuristic: true });
  const functions = new FunctionLines(a);
  for (let first = 0; first < hunks.length; ) {
    let end = first + 1;
    while (end < hunks.length && gap(hunks[end - 1] as Hunk, hunks[end] as Hunk) <= 2 * CONTEXT) end++;
    yield* inPieces(renderGroup(a, b, hunks.slice(first, end), functions));
    first = end;
  }
}

function* inPieces(parts: Iterable<Buffer>): Generator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for (const part of parts) {
    held.push(part);
    bytes += part.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

/** Returns the number of unchanged lines between two hunks. */
function gap(hunk: Hunk, next: Hunk): number {
  return next.aStart - (hunk.aStart + hunk.aCount);
}

/** Yields hunks whose contexts overlap or touch, under one header. */
function* renderGroup(a: Lines, b: Lines, hunks: readonly Hunk[], functions: FunctionLines): Generator<Buffer> {
  const first = hunks[0] as Hunk;
  const last = hunks.at(-1) as Hunk;
  const above = Math.min(CONTEXT, first.aStart, first.bStart);
  const lastEndA = last.aStart + last.aCount;
  const lastEndB = last.bStart + last.bCount;
  const below = Math.min(CONTEXT, a.ids.length - lastEndA, b.ids.length - lastEndB);
  const fromA = first.aStart - above;
  const fromB = first.bStart - above;

  yield Buffer.from(`@@ -${range(fromA, lastEndA + below)} +${range(fromB, lastEndB + below)} @@`);
  yield functions.before(fromA);
  yield LINE_FEED;
  let at = fromB;
  for (const hunk of hunks) {
    yield* signed(UNCHANGED, b, at, hunk.bStart);
    yield* signed(REMOVED, a, hunk.aStart, hunk.aStart + hunk.aCount);
    yield* signed(ADDED, b, hunk.bStart, hunk.bStart + hunk.bCount);
    at = hunk.bStart + hunk.bCount;
  }
  yield* signed(UNCHANGED, b, at, lastEndB + below);
}

/** Formats a range of lines, 1-based. A range without lines has the number of the line before it. */
function range(from: number, to: number): string {
  const count = to - from;
  if (count === 1) return `${from + 1}`;
  return `${count === 0 ? from : from + 1},${count}`;
}

/** Yields the lines `[from, to)`, each after `sign`. */
function* signed(sign: Buffer, text: Lines, from: number, to: number): Generator<Buffer> {
  for (let line = from; line < to; line++) {
    yield sign;
    yield text.bytes.subarray(text.starts[line], text.starts[line + 1]);
    if (!endsInLineFeed(text, line)) yield NO_LINE_FEED;
  }
}

/** Finds the nearest line above that starts with a letter, `_` or `$`. Calls must go from top to bottom. */
class FunctionLines {
  readonly #text: Lines;
  /** Lines above this one have been checked. */
  #seen = 0;
  #found: Buffer = Buffer.alloc(0);

  constructor(text: Lines) {
    this.#text = text;
  }

  /** Returns a space and the line found above `line`, cut to `FUNCTION_BYTES` and without trailing space; empty if none. */
  before(line: number): Buffer {
    for (let above = line - 1; above >= this.#seen; above--) {
      const start = this.#text.starts[above] as number;
      if (!startsName(this.#text.bytes[start] as number)) continue;
      const end = Math.min(start + FUNCTION_BYTES, this.#text.starts[above + 1] as number);
      this.#found = Buffer.concat([Buffer.from(' '), trimEnd(this.#text.bytes.subarray(start, end))]);
      break;
    }
    this.#seen = line;
    return this.#found;
  }
}

function startsName(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === 0x5f || byte === 0x24;
}

function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[end - 1] as number)) end--;
  return bytes.subarray(0, end);
}
