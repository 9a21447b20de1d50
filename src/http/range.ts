/**
 * The part of conditional and range requests (RFC 9110 sections 13 and 14) that a file of constant content needs.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** A stretch of bytes; `end` is the last one's place. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const SINGLE_RANGE = /^bytes=(\d*)-(\d*)$/i;

/** Returns whether the caller has what the entity tag names. */
export function isNotModified(headers: IncomingHttpHeaders, etag: string): boolean {
  const tags = headers['if-none-match'];
  if (tags === undefined) return false;
  return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * The range that is asked for.
 * @param size of the whole, in bytes
 * @returns undefined when the whole is to be sent: none is asked for, several are, or the caller's part is of another
 *   whole; `unsatisfiable` when it lies outside
 */
export function requestedRange(
  headers: IncomingHttpHeaders,
  etag: string,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const condition = headers['if-range'];
  const match = SINGLE_RANGE.exec(headers.range?.replaceAll(' ', '') ?? '');
  if (!match || (condition !== undefined && condition !== etag)) return undefined;
  const [, first, last] = match as unknown as [string, string, string];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  // A last place before the first is no range at all, and so ignored.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start > end ? 'unsatisfiable' : { start, end };
}
