/**
 * How a full disk is told from other failures.
 */

/** How Node, SQLite and git say that the disk is full, or that the quota on it is used up. */
const DISK_FULL = /\b(?:ENOSPC|EDQUOT)\b|database or disk is full|No space left on device|Disk quota exceeded/;

/** Returns whether a failure's text says that there was no room on the disk. */
export function tellsOfFullDisk(text: string): boolean {
  return DISK_FULL.test(text);
}
