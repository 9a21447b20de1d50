/**
 * Recognizes failures of the disk by the error texts of Node, SQLite and git.
 */

/** `full`: there is no room, or the quota is used up. `failing`: the disk is read-only, or reads and writes fail. */
export type DiskTrouble = 'full' | 'failing';

const FULL = /\b(?:ENOSPC|EDQUOT)\b|database or disk is full|No space left on device|Disk quota exceeded/;
const FAILING =
  /\b(?:EROFS|EIO)\b|read-only file system|input\/output error|disk I\/O error|attempt to write a readonly database/i;

/** Returns the failure of the disk that an error text reports; undefined for any other error. */
export function diskTrouble(text: string): DiskTrouble | undefined {
  if (FULL.test(text)) return 'full';
  return FAILING.test(text) ? 'failing' : undefined;
}

/** The sentence for each failure, without a full stop. */
export const DISK_IS: Readonly<Record<DiskTrouble, string>> = {
  full: "the server's disk is full",
  failing: "the server's disk is read-only or fails",
};
