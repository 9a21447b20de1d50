/**
 * Names of refs.
 * @see https://git-scm.com/docs/git-check-ref-format
 */

/** The prefix of branches. */
export const BRANCHES = 'refs/heads/';

/** Characters that git does not allow in refs: control characters, space, `~ ^ : ? * [ \` and DEL. */
const FORBIDDEN = /[\x00-\x20~^:?*[\\\x7f]/;

/** Returns the full name of a branch's ref. */
export function branchRef(branch: string): string {
  return BRANCHES + branch;
}

/**
 * Returns whether git accepts `ref` as a full ref name (`git check-ref-format`).
 * Names here are strings, so a name with lone surrogates is refused too: it can't be encoded as UTF-8.
 */
export function isRefName(ref: string): boolean {
  if (FORBIDDEN.test(ref) || ref.includes('..') || ref.includes('@{') || ref.endsWith('.') || !ref.isWellFormed()) {
    return false;
  }
  const parts = ref.split('/');
  return parts.length > 1 && parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
