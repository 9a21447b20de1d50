/**
 * Distinguishes text from binary content.
 *
 * The two functions differ on purpose. For merges and diffs, as in git, content without a NUL near its start is text, in any
 * encoding. For users, only valid UTF-8 is text.
 */
import { isUtf8 } from 'node:buffer';
import { TEXT_MAX_BYTES, TEXT_MAX_LINES } from '../../core/limits.ts';
import { countLines } from '../diff/lines.ts';

/** Number of bytes in which git looks for a NUL. */
const GIT_LOOKS_AT = 8000;

/** Returns whether git treats `content` as binary, or `content` is too large for a comparison by lines. */
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
