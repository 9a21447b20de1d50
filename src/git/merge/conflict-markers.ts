/**
 * Writes a text with merge conflicts as git does: with markers around each conflict, or with the lines of both sides.
 *
 * If markers have no base section, lines that both sides have in common are taken out of a conflict, and conflicts with at most
 * three lines between them are joined. With a base section, conflicts stay as they are.
 * @see git-merge(1), "How conflicts are presented"
 */
import { diffLines } from '../diff/line-diff.ts';
import { endsInLineFeed, type Lines } from '../diff/lines.ts';
import { bytesOf, type Piece, type Span, sameLines, type TextPieces } from './text-pieces.ts';

/** Default length of a marker, in characters. */
export const MARKER_SIZE = 7;

/** Style of conflict markers. */
export interface MarkerStyle {
  /** Names after the markers. With a label for the base, the lines of the base are shown too. */
  readonly labels: { readonly ours: string; readonly theirs: string; readonly base?: string };
  /** Length of a marker, in characters. */
  readonly size: number;
}

/** Maximum number of lines between two conflicts that are joined. */
const JOINED_LINES = 3;
const CARRIAGE_RETURN = 0x0d;

export function renderMarkers(parts: TextPieces, { labels, size }: MarkerStyle): Buffer {
  const { base, ours, theirs } = parts;
  return render(labels.base === undefined ? refine(parts) : parts, (piece, lineEnd, put) => {
    const mark = (sign: string, label: string) =>
      put(Buffer.from(`${sign.repeat(size)}${label && ` ${label}`}${lineEnd}`));
    mark('<', labels.ours);
    put(bytesOf(ours, piece.ours), endOf(ours, piece.ours, lineEnd));
    if (labels.base !== undefined) {
      mark('|', labels.base);
      put(bytesOf(base, piece.base), endOf(base, piece.base, lineEnd));
    }
    mark('=', '');
    put(bytesOf(theirs, piece.theirs), endOf(theirs, piece.theirs, lineEnd));
    mark('>', labels.theirs);
  });
}

export function renderUnion(parts: TextPieces): Buffer {
  const { ours, theirs } = parts;
  return render(refine(parts), (piece, lineEnd, put) => {
    put(bytesOf(ours, piece.ours), endOf(ours, piece.ours, lineEnd), bytesOf(theirs, piece.theirs));
  });
}

/** Writes the text. Calls `conflict` for each conflict. */
function render(
  { base, ours, theirs, pieces }: TextPieces,
  conflict: (piece: Piece, lineEnd: string, put: (...parts: Buffer[]) => void) => void,
): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const piece of pieces) {
    parts.push(bytesOf(ours, { start: at, count: piece.ours.start - at }));
    at = piece.ours.start + piece.ours.count;
    if (piece.from === 'ours') {
      parts.push(bytesOf(ours, piece.ours));
    } else if (piece.from === 'theirs') {
      parts.push(bytesOf(theirs, piece.theirs));
    } else {
      const lineEnd = takesCarriageReturn(base, ours, theirs, piece) ? '\r\n' : '\n';
      conflict(piece, lineEnd, (...more) => parts.push(...more));
    }
  }
  parts.push(bytesOf(ours, { start: at, count: ours.ids.length - at }));
  return Buffer.concat(parts);
}

/** Returns the bytes between these lines and a marker: a line end if the last line has none, else nothing. */
function endOf(text: Lines, span: Span, lineEnd: string): Buffer {
  const isOpen = span.count > 0 && !endsInLineFeed(text, span.start + span.count - 1);
  return Buffer.from(isOpen ? lineEnd : '');
}

/** Reduces each conflict to the lines in which the sides differ, and joins conflicts that are close together. */
function refine(parts: TextPieces): TextPieces {
  const refined: Piece[] = [];
  for (const piece of parts.pieces.flatMap((each) => (each.from === 'conflict' ? differing(parts, each) : [each]))) {
    const last = refined.at(-1);
    const isNear =
      last?.from === 'conflict' &&
      piece.from === 'conflict' &&
      piece.ours.start - (last.ours.start + last.ours.count) <= JOINED_LINES;
    if (last === undefined || !isNear) {
      refined.push({ ...piece });
      continue;
    }
    last.ours = { start: last.ours.start, count: piece.ours.start + piece.ours.count - last.ours.start };
    last.theirs = { start: last.theirs.start, count: piece.theirs.start + piece.theirs.count - last.theirs.start };
  }
  return { ...parts, pieces: refined };
}

function differing({ ours, theirs, algorithm }: TextPieces, piece: Piece): Piece[] {
  if (piece.ours.count === 0 || piece.theirs.count === 0) return [piece];
  if (sameLines(ours, piece.ours, theirs, piece.theirs)) return [{ ...piece, from: 'ours' }];
  const hunks = diffLines(cut(ours, piece.ours), cut(theirs, piece.theirs), { algorithm, indentHeuristic: false });
  return hunks.map(({ aStart, aCount, bStart, bCount }) => ({
    from: 'conflict',
    base: piece.base,
    ours: { start: piece.ours.start + aStart, count: aCount },
    theirs: { start: piece.theirs.start + bStart, count: bCount },
  }));
}

/** Returns some lines of a text as a separate text. */
function cut(text: Lines, { start, count }: Span): Lines {
  const end = start + count;
  return { ...text, starts: text.starts.subarray(start, end + 1), ids: text.ids.subarray(start, end) };
}

/** Returns whether markers end with CR LF: the first line of the base does, and no line before the conflict has only LF. */
function takesCarriageReturn(base: Lines, ours: Lines, theirs: Lines, piece: Piece): boolean {
  let verdict = lineEnding(ours, Math.max(0, piece.ours.start - 1));
  if (verdict !== 'LF') verdict = lineEnding(theirs, Math.max(0, piece.theirs.start - 1));
  if (verdict !== 'LF') verdict = lineEnding(base, 0);
  return verdict === 'CRLF';
}

/** Returns the line end of `line`, or of the line before if `line` has none; `unknown` if there is no such line. */
function lineEnding(text: Lines, line: number): 'LF' | 'CRLF' | 'unknown' {
  const total = text.ids.length;
  if (total === 0) return 'unknown';
  const judged = line === total - 1 && !endsInLineFeed(text, line) ? line - 1 : line;
  if (judged < 0) return 'unknown';
  const end = text.starts[judged + 1] as number;
  const isCrLf = end - (text.starts[judged] as number) > 1 && text.bytes[end - 2] === CARRIAGE_RETURN;
  return isCrLf ? 'CRLF' : 'LF';
}
