/**
 * Tells text from binary content.
 *
 * Two answers differ on purpose. For git's merges and diffs, content without a NUL near its start is text, in any encoding. For
 * users, only content that is valid UTF-8 is text.
 */
import { isUtf8 } from 'node:buffer';
import { TEXT_MAX_BYTES, TEXT_MAX_LINES } from '../../core/limits.ts';
import { countLines } from '../diff/lines.ts';

/** How far git looks for a NUL, in bytes. */
const GIT_LOOKS_AT = 8000;

/** Returns whether git takes `content` for binary, or it is past what a comparison by lines is allowed to cost. */
export function isBinary(content: Buffer): boolean {
  return (
    content.length > TEXT_MAX_BYTES ||
    content.subarray(0, GIT_LOOKS_AT).includes(0) ||
    (content.length > TEXT_MAX_LINES && countLines(content) > TEXT_MAX_LINES)
  );
}

/** Returns whether `content` can be shown as text: UTF-8 without NUL. */
export function isPlainText(content: Buffer): boolean {
  return !isBinary(content) && !content.includes(0) && isUtf8(content);
}
