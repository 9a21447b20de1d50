/**
 * Waits for the disk.
 */
import { closeSync, existsSync, fsync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ifPresentAside } from '../../core/files.ts';

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

/** Returns when it is on disk that the file has its name, or that it has gone: with folders above it, it may be. */
export async function syncName(path: string): Promise<void> {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  await syncPath(folder);
}
