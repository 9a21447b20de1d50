/**
 * Warnings of the server that our own clients must recognize.
 */

/** The warning about a run that mounts a label which does not exist. */
export function emptyMountWarning(label: string): string {
  return `label ${JSON.stringify(label)} does not exist: an empty tree is mounted`;
}
