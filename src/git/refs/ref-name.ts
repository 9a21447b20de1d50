/**
 * Which names a label may have: those of git's branches, less a few.
 * @see https://git-scm.com/docs/git-check-ref-format
 */

import { TreeboxError } from '../../core/errors.ts';
import { isOid } from '../../core/ids.ts';
import { LABEL_MAX_BYTES } from '../../core/limits.ts';

/** Where branches, and so labels, live. */
export const BRANCHES = 'refs/heads/';

/** Characters that git allows in no ref: control characters, space, `~ ^ : ? * [ \` and DEL. */
const FORBIDDEN = /[\x00-\x20~^:?*[\\\x7f]/;

/** The full name of the label's ref. */
export function branchRef(label: string): string {
  return BRANCHES + label;
}

/**
 * Returns whether git takes `ref` as a full ref name (`git check-ref-format`).
 * Here a name is text, so one that is not well-formed Unicode, which has no bytes of its own, is refused too.
 */
export function isRefName(ref: string): boolean {
  if (FORBIDDEN.test(ref) || ref.includes('..') || ref.includes('@{') || ref.endsWith('.') || !ref.isWellFormed()) {
    return false;
  }
  const parts = ref.split('/');
  return parts.length > 1 && parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/**
 * Checks the name of a label, in its own text, not percent-encoded.
 * @throws TreeboxError `bad_label`, saying what is wrong with it
 */
export function checkLabel(name: string): void {
  const wrong = whatIsWrong(name);
  if (wrong !== undefined)
    throw new TreeboxError('bad_label', `label name ${JSON.stringify(name.slice(0, 300))}: ${wrong}`);
}

/** Returns whether a label may have this name. */
export function isLabel(name: string): boolean {
  return whatIsWrong(name) === undefined;
}

function whatIsWrong(name: string): string | undefined {
  if (name === '') return 'it is empty; a label needs a name';
  if (!name.isWellFormed()) return 'it is not well-formed Unicode';
  const bytes = Buffer.byteLength(name);
  if (bytes > LABEL_MAX_BYTES) return `it has ${bytes} bytes; at most ${LABEL_MAX_BYTES} are allowed`;
  if (isOid(name.toLowerCase())) return 'it looks like a CA id; a label must not be 40 hexadecimal digits';
  if (name === 'auto' || name === 'HEAD') return 'it is reserved; take another one';
  if (name.startsWith('-')) return 'it begins with "-", which git does not allow for a branch';
  if (!isRefName(branchRef(name))) {
    return (
      'git does not allow it for a branch: no space, control character or any of ~ ^ : ? * [ \\, no "..", "//", "@{", ' +
      'no "/" or "." at an end, no part that begins with "." or ends in ".lock"'
    );
  }
  return undefined;
}
