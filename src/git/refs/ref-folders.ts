/**
 * Creates and removes the folders of refs and their logs, for names with slashes.
 *
 * An empty folder may be at the path of a new ref. Git may remove an empty folder at any time.
 */

import { readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAbsent, isInTheWay } from '../../core/files.ts';

/** Number of leading name parts whose folders are never removed, because git expects them: `refs/heads`. */
const LASTING_PARTS = 2;

/**
 * Removes the folder at `path` if it contains only folders. Deleted refs with longer names leave such folders.
 * @returns whether there is no folder at `path` now
 */
export function removeEmptyFolders(path: string): boolean {
  if (!isFolder(path)) return true;
  try {
    for (const name of readdirSync(path)) if (!removeEmptyFolders(join(path, name))) return false;
    rmdirSync(path);
  } catch (error) {
    if (!isAbsent(error) && !isInTheWay(error)) throw error;
  }
  return !isFolder(path);
}

/**
 * Removes empty parent folders of the deleted ref `ref`.
 * @param root the repository, or its `logs`
 */
export function removeEmptyParents(root: string, ref: string): void {
  const parts = ref.split('/');
  for (let depth = parts.length - 1; depth > LASTING_PARTS; depth--) {
    try {
      rmdirSync(join(root, ...parts.slice(0, depth)));
    } catch (error) {
      if (isAbsent(error)) continue;
      if (isInTheWay(error)) return;
      throw error;
    }
  }
}

/**
 * Returns the full name of every ref that has a lock file.
 * @param gitDir absolute path of the repository
 */
export function lockedRefs(gitDir: string, folder = 'refs'): string[] {
  return readdirSync(join(gitDir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return lockedRefs(gitDir, path);
    return entry.name.endsWith('.lock') ? [path.slice(0, -'.lock'.length)] : [];
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
