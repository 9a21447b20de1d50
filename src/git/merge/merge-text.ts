/**
 * Merges texts by lines, as `git merge-tree` and `git merge-file` do.
 *
 * It compares both sides with the base. Changes with at least one unchanged line between them are independent. Changes that
 * touch or overlap are a conflict, unless both sides made exactly the same change. Adjacent changes are joined, so a conflict
 * includes all changes that it touches.
 *
 * Texts are bytes and are not decoded. Any encoding works in which lines end with a line feed byte.
 */
import { diffLines, type Hunk } from '../diff/line-diff.ts';
import { type Lines, numberLines } from '../diff/lines.ts';
import { type MarkerStyle, renderMarkers, renderUnion } from './conflict-markers.ts';
import { bytesOf, type Piece, type Span, sameLines, type TextPieces } from './text-pieces.ts';

/** The three texts of a merge. */
export interface ThreeTexts {
  readonly base: Buffer;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** A clean merge, or a merge with conflicts that can be rendered in two ways. */
export type TextMerge =
  | { readonly clean: true; readonly text: Buffer }
  | {
      readonly clean: false;
      /** The whole text with each conflict between markers. */
      readonly markers: (style: MarkerStyle) => Buffer;
      /** The whole text with the lines of both sides at each conflict, ours first. */
      readonly union: () => Buffer;
    };

/**
 * Merges the changes of `ours` and `theirs` to `base`.
 * @param algorithm `histogram` for the result of `git merge-tree`, `myers` for that of `git merge-file`
 */
export function mergeTexts(texts: ThreeTexts, algorithm: 'histogram' | 'myers' = 'histogram'): TextMerge {
  const [base, ours, theirs] = numberLines([texts.base, texts.ours, texts.theirs]) as [Lines, Lines, Lines];
  const options = { algorithm, indentHeuristic: false };
  const ourHunks = diffLines(base, ours, options);
  if (ourHunks.length === 0) return { clean: true, text: texts.theirs };
  const theirHunks = diffLines(base, theirs, options);
  if (theirHunks.length === 0) return { clean: true, text: texts.ours };

  const pieces = combine(ours, theirs, ourHunks, theirHunks);
  const clean = pieces.every((piece) => piece.from !== 'conflict' || sameLines(ours, piece.ours, theirs, piece.theirs));
  if (clean) return { clean, text: renderClean(ours, theirs, pieces) };
  return unclean({ base, ours, theirs, pieces, algorithm });
}

/** Returns a merge in which every line is in conflict. */
export function wholeConflict(texts: ThreeTexts): TextMerge {
  const [base, ours, theirs] = numberLines([texts.base, texts.ours, texts.theirs]) as [Lines, Lines, Lines];
  const whole = (lines: Lines): Span => ({ start: 0, count: lines.ids.length });
  const pieces: Piece[] = [{ from: 'conflict', base: whole(base), ours: whole(ours), theirs: whole(theirs) }];
  return unclean({ base, ours, theirs, pieces, algorithm: 'histogram' });
}

function unclean(parts: TextPieces): TextMerge {
  return { clean: false, markers: (style) => renderMarkers(parts, style), union: () => renderUnion(parts) };
}

function combine(ours: Lines, theirs: Lines, ourHunks: Hunk[], theirHunks: Hunk[]): Piece[] {
  const pieces: Piece[] = [];
  let our = 0;
  let their = 0;
  // The offset of a line in each text from its position in the base, after the last processed hunk.
  let ourShift = 0;
  let theirShift = 0;
  const passOurs = (hunk: Hunk) => {
    ourShift = hunk.bStart + hunk.bCount - (hunk.aStart + hunk.aCount);
    our++;
  };
  const passTheirs = (hunk: Hunk) => {
    theirShift = hunk.bStart + hunk.bCount - (hunk.aStart + hunk.aCount);
    their++;
  };

  while (our < ourHunks.length || their < theirHunks.length) {
    const mine = ourHunks[our];
    const other = theirHunks[their];
    if (mine !== undefined && (other === undefined || mine.aStart + mine.aCount < other.aStart)) {
      append(pieces, {
        from: 'ours',
        base: { start: mine.aStart, count: mine.aCount },
        ours: { start: mine.bStart, count: mine.bCount },
        theirs: { start: mine.aStart + theirShift, count: mine.aCount },
      });
      passOurs(mine);
    } else if (other !== undefined && (mine === undefined || other.aStart + other.aCount < mine.aStart)) {
      append(pieces, {
        from: 'theirs',
        base: { start: other.aStart, count: other.aCount },
        ours: { start: other.aStart + ourShift, count: other.aCount },
        theirs: { start: other.bStart, count: other.bCount },
      });
      passTheirs(other);
    } else if (mine !== undefined && other !== undefined) {
      if (!isSameChange(ours, mine, theirs, other)) append(pieces, overlap(mine, other));
      const mineEnd = mine.aStart + mine.aCount;
      const otherEnd = other.aStart + other.aCount;
      if (mineEnd >= otherEnd) passTheirs(other);
      if (otherEnd >= mineEnd) passOurs(mine);
    }
  }
  return pieces;
}

function isSameChange(ours: Lines, mine: Hunk, theirs: Lines, other: Hunk): boolean {
  return (
    mine.aStart === other.aStart &&
    mine.aCount === other.aCount &&
    sameLines(ours, { start: mine.bStart, count: mine.bCount }, theirs, { start: other.bStart, count: other.bCount })
  );
}

/** Returns the conflict of two hunks that touch. Each side's span is extended by the lines that only the other hunk covers. */
function overlap(mine: Hunk, other: Hunk): Piece {
  const start = Math.min(mine.aStart, other.aStart);
  const end = Math.max(mine.aStart + mine.aCount, other.aStart + other.aCount);
  const widened = (hunk: Hunk): Span => {
    const before = hunk.aStart - start;
    const after = end - (hunk.aStart + hunk.aCount);
    return { start: hunk.bStart - before, count: before + hunk.bCount + after };
  };
  return { from: 'conflict', base: { start, count: end - start }, ours: widened(mine), theirs: widened(other) };
}

/** Adds a piece, or joins it with the last piece if they touch in either text. */
function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const touches =
    last !== undefined &&
    (piece.ours.start <= last.ours.start + last.ours.count ||
      piece.theirs.start <= last.theirs.start + last.theirs.count);
  if (!touches) {
    pieces.push(piece);
    return;
  }
  const join = (first: Span, second: Span) => ({
    start: first.start,
    count: second.start + second.count - first.start,
  });
  if (piece.from !== last.from) last.from = 'conflict';
  last.base = join(last.base, piece.base);
  last.ours = join(last.ours, piece.ours);
  last.theirs = join(last.theirs, piece.theirs);
}

function renderClean(ours: Lines, theirs: Lines, pieces: readonly Piece[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const piece of pieces) {
    // Other pieces have the lines of ours: changes of ours, and conflicts in which both sides are equal.
    if (piece.from !== 'theirs') continue;
    parts.push(bytesOf(ours, { start: at, count: piece.ours.start - at }), bytesOf(theirs, piece.theirs));
    at = piece.ours.start + piece.ours.count;
  }
  parts.push(bytesOf(ours, { start: at, count: ours.ids.length - at }));
  return Buffer.concat(parts);
}
