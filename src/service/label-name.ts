/**
 * Checks the names of labels: the names of git's branches, except a few.
 */
import { TreeboxError } from '../core/errors.ts';
import { isOid } from '../core/ids.ts';
import { LABEL_MAX_BYTES } from '../core/limits.ts';
import { branchRef, isRefName } from '../git/refs/ref-name.ts';

/**
 * Checks the name of a label.
 * @param name not percent-encoded
 * @throws TreeboxError `bad_label`, with the reason
 */
export function checkLabel(name: string): void {
  const refusal = refusalOfLabel(name);
  if (refusal !== undefined) throw new TreeboxError('bad_label', refusal);
}

/** Returns whether a label may have this name. */
export function isLabel(name: string): boolean {
  return faultOf(name) === undefined;
}

/** Returns a sentence that says why a label can't have this name; undefined when it can. */
export function refusalOfLabel(name: string): string | undefined {
  const fault = faultOf(name);
  return fault && `label name ${JSON.stringify(name.slice(0, 300))}: ${fault}`;
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'it is empty; a label needs a name';
  if (!name.isWellFormed()) return 'it is not well-formed Unicode';
  const bytes = Buffer.byteLength(name);
  if (bytes > LABEL_MAX_BYTES) return `it has ${bytes} bytes; at most ${LABEL_MAX_BYTES} are allowed`;
  if (isOid(name.toLowerCase())) return 'it looks like a CA id; a label must not be 40 hexadecimal digits';
  if (name === 'auto' || name === 'HEAD') return 'it is reserved; choose another name';
  if (name.startsWith('-')) return 'it begins with "-", which git does not allow for a branch';
  if (!isRefName(branchRef(name))) {
    return (
      'git does not allow it for a branch: no space, control character or any of ~ ^ : ? * [ \\, no "..", "//", "@{", ' +
      'no "/" or "." at an end, no part that begins with "." or ends in ".lock"'
    );
  }
  return undefined;
}
