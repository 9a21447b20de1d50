/**
 * Syncs files and folders to disk.
 */
import { closeSync, existsSync, fsync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ifPresentAside } from '../../core/files.ts';

/** Files that are open at a time. */
const AT_ONCE = 16;

const syncFile = promisify(fsync);

/** Returns when the file's content, or the names in the folder, are on disk. */
export async function syncPath(path: string): Promise<void> {
  const fd = openSync(path, 'r');
  try {
    await syncFile(fd);
  } finally {
    closeSync(fd);
  }
}

/** Waits like `syncPath`, for what may not be there. */
export async function syncIfPresent(path: string): Promise<void> {
  await ifPresentAside(syncPath(path));
}

/**
 * Returns when the files, as far as they are there, and their names are on disk, or that they have gone: with the folders
 * above them, they may be.
 * @param names further files whose content is there already
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
