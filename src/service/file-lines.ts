/**
 * Reads lines of a text file, counted from 1, with or without their numbers.
 *
 * A last line without a line feed counts; a line keeps its line feed.
 */
import { TreeboxError } from '../core/errors.ts';
import { isPlainText } from '../git/format/blob-kind.ts';
import { shown } from './handles.ts';

/** Largest file from which lines are read, in bytes: the whole file is read into memory. */
export const LINES_FILE_MAX_BYTES = 16 * 1024 * 1024;
/** Most bytes of lines in one response. A longer first line is sent whole. */
const ANSWER_MAX_BYTES = 1024 * 1024;
/** Width of line numbers, as in `cat -n`. */
const NUMBER_WIDTH = 6;
const LINE_FEED = 0x0a;
const RANGE = /^(\d{1,9})(-(\d{1,9})?)?$/;

export interface LineRequest {
  /** `40-80`, `40-` or `40`; all lines when undefined. */
  readonly lines: string | undefined;
  /** Puts the number and a tab before each line. */
  readonly numbers: boolean;
}

export interface FileLines {
  readonly text: string;
  /** Number of lines of the file. */
  readonly total: number;
  /** The lines to request next; undefined when there are no more. */
  readonly next: string | undefined;
}

/**
 * Reads lines of a file's content.
 * @param path for errors
 * @throws TreeboxError `bad_request` when the content is not text or `lines` is malformed; `range_not_satisfiable` when the
 *   lines are past the end
 */
export function readLines(content: Buffer, path: string, { lines, numbers }: LineRequest): FileLines {
  if (!isPlainText(content)) {
    throw new TreeboxError('bad_request', `${shown(path)} is not UTF-8 text: read it without lines and numbers`);
  }
  const starts = lineStarts(content);
  const total = starts.length;
  const { first, last } = readRange(lines, total);
  const pieces: string[] = [];
  let bytes = 0;
  let line = first;
  for (; line <= last; line += 1) {
    const piece = content.subarray(starts[line - 1], starts[line] ?? content.length);
    bytes += piece.length;
    if (bytes > ANSWER_MAX_BYTES && line > first) break;
    pieces.push(numbers ? `${String(line).padStart(NUMBER_WIDTH)}\t${piece}` : piece.toString());
  }
  const length = last - first;
  const next = line > total ? undefined : `${line}-${Math.min(line + length, total)}`;
  return { text: pieces.join(''), total, next };
}

function readRange(lines: string | undefined, total: number): { first: number; last: number } {
  const [, from, dash, to] = RANGE.exec(lines ?? '1-') ?? [];
  const first = Number(from);
  const last = to !== undefined ? Number(to) : dash === undefined ? first : Math.max(total, first);
  if (from === undefined || first === 0 || last < first) {
    throw new TreeboxError('bad_request', 'lines must be of the form 40-80, 40- or 40, counted from 1');
  }
  if (first > Math.max(total, 1)) {
    throw new TreeboxError(
      'range_not_satisfiable',
      `lines ${lines} are after the end of the file, which has ${total} lines`,
    );
  }
  return { first, last: Math.min(last, total) };
}

/** Returns the start of each line. */
function lineStarts(content: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 0; at < content.length; ) {
    starts.push(at);
    const feed = content.indexOf(LINE_FEED, at);
    at = feed < 0 ? content.length : feed + 1;
  }
  return starts;
}
