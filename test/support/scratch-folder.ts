/**
 * Folders for tests that write thousands of small files to be judged.
 */
import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';

/** A new folder, in memory where the system has such a place, so that a test does not wait for a disk. */
export function scratchFolder(name: string): string {
  const place = existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir();
  return realpathSync(mkdtempSync(join(place, `treebox-${name}-`)));
}
