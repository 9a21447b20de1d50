/**
 * The part of conditional and range requests (RFC 9110 sections 13 and 14) that a file of constant content needs.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** A range of bytes; `end` is the position of the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const SINGLE_RANGE = /^bytes=(\d*)-(\d*)$/i;

/** Returns whether the caller already has the content with this entity tag. */
export function isNotModified(headers: IncomingHttpHeaders, etag: string): boolean {
  const tags = headers['if-none-match'];
  if (tags === undefined) return false;
  return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * Reads the requested range.
 * @param size of the whole content, in bytes
 * @returns undefined to send the whole content: no range or several ranges are requested, or `If-Range` does not match;
 *   `unsatisfiable` when the range lies outside the content
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
  // A range whose end is before its start is invalid, and so ignored.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start > end ? 'unsatisfiable' : { start, end };
}
