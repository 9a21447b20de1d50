/**
 * Writes large values as JSON piece by piece, so that other requests are served in between.
 *
 * `JSON.stringify` of a merge's conflicts or of a large result blocks all other requests for a tenth of a second and more.
 */
import { Readable } from 'node:stream';
import { setImmediate as othersTurn } from 'node:timers/promises';

/** Characters of text from which on a value is large. Less is written in a few milliseconds. */
const LARGE = 1024 * 1024;
/** Characters that are written at a time. */
const PIECE = 256 * 1024;

/** Returns whether the strings in a value, without the names of fields, have `LARGE` or more characters together. */
export function isLarge(value: unknown): boolean {
  return textLength(value, 0) >= LARGE;
}

/** Returns the JSON of a value as a stream of bytes. It leaves out the same fields as `JSON.stringify`. */
export function jsonStream(value: unknown): Readable {
  return Readable.from(bytesOf(value), { objectMode: false });
}

async function* bytesOf(value: unknown): AsyncGenerator<Buffer> {
  let text = '';
  for (const piece of piecesOf(value)) {
    text += piece;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
    await othersTurn();
  }
  yield Buffer.from(text);
}

function* piecesOf(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length > PIECE) {
    yield '"';
    // A cut may divide a surrogate pair. Each half is then escaped, and a parser joins the two escapes to the pair again.
    for (let at = 0; at < value.length; at += PIECE) yield JSON.stringify(value.slice(at, at + PIECE)).slice(1, -1);
    yield '"';
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(item ?? null);
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let isFirst = true;
    yield '{';
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      yield `${isFirst ? '' : ','}${JSON.stringify(name)}:`;
      isFirst = false;
      yield* piecesOf(field);
    }
    yield '}';
  } else {
    yield JSON.stringify(value);
  }
}

/** Returns `before` plus the length of all strings in a value. It stops early when the sum is large. */
function textLength(value: unknown, before: number): number {
  if (typeof value === 'string') return before + value.length;
  if (typeof value !== 'object' || value === null) return before;
  let length = before;
  // A response is plain data without inherited fields, so `for in` is safe. It makes no list of the fields.
  for (const name in value) {
    length = textLength((value as Record<string, unknown>)[name], length);
    if (length >= LARGE) break;
  }
  return length;
}
