/**
 * The pieces of a merge of three texts.
 */
import type { Lines } from '../diff/lines.ts';

/** `count` lines from `start` on. */
export interface Span {
  readonly start: number;
  readonly count: number;
}

/** A stretch that differs from the base, and whose lines are to be taken; between two pieces all texts agree. */
export interface Piece {
  from: 'ours' | 'theirs' | 'conflict';
  base: Span;
  ours: Span;
  theirs: Span;
}

/** Three texts with the stretches that differ, in order. */
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
