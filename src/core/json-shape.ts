/**
 * Counts the nesting and the number of values of a JSON text before it is parsed.
 *
 * `JSON.parse` blocks the server for seconds with a few megabytes of brackets or of names. One pass over the bytes finds
 * such texts; it takes about a nanosecond per byte. Anything that is not JSON is left to the parser.
 */

/** Limits of a JSON text. Each name, each value in a list, and each list and object counts as a value. */
export interface JsonBounds {
  readonly depth: number;
  readonly values: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

/** Returns which bound a JSON text exceeds first; undefined when it exceeds none. */
export function excessOf(bytes: Uint8Array, bounds: JsonBounds): keyof JsonBounds | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1);
    } else if (byte === COMMA || byte === COLON) {
      values += 1;
    } else if (OPENING.includes(byte)) {
      depth += 1;
      values += 1;
    } else if (CLOSING.includes(byte)) {
      depth -= 1;
    } else {
      continue;
    }
    if (depth > bounds.depth) return 'depth';
    if (values > bounds.values) return 'values';
  }
  return undefined;
}

/** Bytes of a string that are checked one by one before `indexOf` searches for its closing quote. */
const STEPS = 64;

/**
 * Returns the position of the closing quote of a string whose content begins at `start`, or the end of the text. A call of
 * `indexOf` costs as much as a few dozen steps, so it pays only for a long string; see `test/long/overload.test.ts`.
 */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    for (const end = at + STEPS; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE || byte === undefined) return Math.min(at, bytes.length);
      if (byte === BACKSLASH) at += 1;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) return bytes.length;
    if (!isEscaped(bytes, at, quote)) return quote;
    at = quote + 1;
  }
}

/** Returns whether the byte at `at` is escaped, in a string in which a character or an escape begins at `from`. */
function isEscaped(bytes: Uint8Array, from: number, at: number): boolean {
  let slash = at;
  while (slash > from && bytes[slash - 1] === BACKSLASH) slash -= 1;
  return (at - slash) % 2 === 1;
}
