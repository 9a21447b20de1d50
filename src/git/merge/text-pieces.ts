/**
 * The differing parts of three texts in a merge.
 */
import type { Lines } from '../diff/lines.ts';

/** A range of `count` lines that begins with line `start`. */
export interface Span {
  readonly start: number;
  readonly count: number;
}

/** A part in which a side differs from the base, and the side whose lines are used. Between two pieces all texts are equal. */
export interface Piece {
  from: 'ours' | 'theirs' | 'conflict';
  base: Span;
  ours: Span;
  theirs: Span;
}

/** Three texts, and the pieces in which they differ, in order. */
export interface TextPieces {
  readonly base: Lines;
  readonly ours: Lines;
  readonly theirs: Lines;
  readonly pieces: readonly Piece[];
  readonly algorithm: 'histogram' | 'myers';
}

export function sameLines(ours: Lines, mine: Span, theirs: Lines, other: Span): boolean {
  if (mine.count !== other.count) return false;
  for (let offset = 0; offset < mine.count; offset++) {
    if (ours.ids[mine.start + offset] !== theirs.ids[other.start + offset]) return false;
  }
  return true;
}

export function bytesOf(text: Lines, span: Span): Buffer {
  return text.bytes.subarray(text.starts[span.start], text.starts[span.start + span.count]);
}
