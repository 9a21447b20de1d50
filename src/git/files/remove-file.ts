/**
 * Removes single files. `rmSync` does it too, at several times the cost.
 */
import { unlink, unlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { isAbsent } from './file-errors.ts';

const unlinkAside = promisify(unlink);

/** Removes the file, where there is one; a folder in its place stays. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

/** As `removeFile`, off this thread: freeing a file's place may wait for the disk. */
export async function removeFileAside(path: string): Promise<void> {
  try {
    await unlinkAside(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}
