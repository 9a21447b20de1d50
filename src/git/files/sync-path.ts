/**
 * Syncs files and folders to disk.
 */
import { closeSync, existsSync, fsync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ifPresentAside } from '../../core/files.ts';

/** Maximum number of files open at the same time. */
const AT_ONCE = 16;

const syncFile = promisify(fsync);

/** Syncs the content of a file, or the names in a folder, to disk. */
export async function syncPath(path: string): Promise<void> {
  const fd = openSync(path, 'r');
  try {
    await syncFile(fd);
  } finally {
    closeSync(fd);
  }
}

/** Syncs like `syncPath`. Does nothing when there is no such file or folder. */
export async function syncIfPresent(path: string): Promise<void> {
  await ifPresentAside(syncPath(path));
}

/**
 * Syncs the content of files, and the folders that contain their names. Missing files are allowed: then the nearest existing
 * parent folder is synced, so that the removal is on disk.
 * @param names further files, of which only the names are synced
 */
export async function syncFiles(files: readonly string[], names: readonly string[]): Promise<void> {
  const folders = new Set([...files, ...names].map((path) => dirname(path)));
  const left = new Set([...files, ...[...folders].map(lastingFolder)]).values();
  const syncSome = async () => {
    for (const path of left) await syncIfPresent(path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, syncSome));
}

function lastingFolder(folder: string): string {
  return existsSync(folder) ? folder : lastingFolder(dirname(folder));
}
