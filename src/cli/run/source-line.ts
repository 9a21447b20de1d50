/**
 * Shows the line of source that an error points to, as compilers do.
 */
import { shown } from '../terminal.ts';

/** Matches a frame: its file, line and column, which count from 1. */
const FRAME = /^ {4}at (?:.* \()?(?:file:\/\/)?(?<path>[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/gm;
/** Number of characters of a line that are shown: a terminal's width. */
const SHOWN_MAX = 160;

/**
 * Returns the line that the first frame with a known source points to, and a mark under the column.
 * @param error text of an error with its frames
 * @param sourceOf returns the source of a path, if it is known
 */
export function sourceLine(error: string, sourceOf: (path: string) => string | undefined): string[] {
  for (const { groups } of error.matchAll(FRAME)) {
    const { path = '', line = '', column = '' } = groups ?? {};
    const text = sourceOf(path)?.split(/\r?\n/)[Number(line) - 1];
    if (text === undefined) continue;
    const start = Math.max(0, Number(column) - SHOWN_MAX / 2);
    const part = text.slice(start, start + SHOWN_MAX);
    const before = shown(part.slice(0, Number(column) - 1 - start).replaceAll('\t', ' '));
    const head = `${line} | `;
    return [`${head}${shown(part.replaceAll('\t', ' '))}`, `${' '.repeat(head.length + before.length)}^`];
  }
  return [];
}
