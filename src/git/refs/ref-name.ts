/**
 * Names of refs.
 * @see https://git-scm.com/docs/git-check-ref-format
 */

/** The prefix of branches. */
export const BRANCHES = 'refs/heads/';

/** Characters that git allows in no ref: control characters, space, `~ ^ : ? * [ \` and DEL. */
const FORBIDDEN = /[\x00-\x20~^:?*[\\\x7f]/;

/** Returns the full name of a branch's ref. */
export function branchRef(branch: string): string {
  return BRANCHES + branch;
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
