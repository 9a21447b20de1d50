/**
 * A cache for files that a checkout builds from its own sources.
 *
 * It is beside the packages, like the program's compiled code. The key of an entry is a digest of everything that it is made
 * from. A user who can write there can also change the program itself, so the cache needs no further protection.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTextIfPresent } from '../core/files.ts';

/** Folder of the cache, relative to the root of the program. */
export const CACHE = 'node_modules/.cache/treebox';
/** The list of installed packages, relative to the root. */
export const INSTALLED = 'node_modules/.package-lock.json';

/**
 * Returns the digest of files: SHA-256 of their paths and contents, as hex.
 * @param folders folders whose files are all included, relative to `root`
 * @param files further files, relative to `root`; a missing one counts as empty
 */
export function digestOfFiles(root: string, folders: readonly string[], files: readonly string[]): string {
  const digest = createHash('sha256');
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  for (const path of [...inside.sort(), ...files.map((file) => join(root, file))]) {
    const text = readTextIfPresent(path) ?? '';
    digest.update(`${path} ${text.length}\n`).update(text);
  }
  return digest.digest('hex');
}
