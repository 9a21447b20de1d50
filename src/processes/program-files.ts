/**
 * Finds the program's own files: TypeScript in a checkout, JavaScript in a package. Its packages are beside or above it.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const NODE_MODULES = '/node_modules/';

/** Absolute path of the folder that holds `src`, with a slash at its end. */
export const ROOT = new URL('../../', import.meta.url).pathname;

/** Packages that the processes load. Their dependencies are in the same folder or below. */
const LOADED = ['isolated-vm', 'memfs', 'acorn', 'esbuild', 'isomorphic-git', 're2js', 'minimatch'] as const;

/** The `node_modules` folders that hold the packages: one in a checkout, possibly two in an installed package. */
export const PACKAGE_FOLDERS: readonly string[] = [...new Set(LOADED.map(packageFolder))];

/** Folders in which Node looks for the packages. It fails if it may not read one of them, even one that does not exist. */
const LOOKED_IN = [...new Set(LOADED.flatMap(foldersUpTo))];

/** Files that every process may read: the program and its packages. */
export const PROGRAM_FILES: readonly string[] = [
  join(ROOT, 'src'),
  join(ROOT, 'vfs'),
  join(ROOT, 'package.json'),
  ...LOOKED_IN,
];

function packageFolder(name: string): string {
  const file = require.resolve(name);
  return file.slice(0, file.lastIndexOf(`${NODE_MODULES}${name}/`) + NODE_MODULES.length - 1);
}

/** Returns the `node_modules` folders from the program's own up to the one with the package, which a workspace has above. */
function foldersUpTo(name: string): string[] {
  const found = packageFolder(name);
  const folders = require.resolve.paths(name) ?? [];
  const from = folders.indexOf(join(ROOT, 'node_modules'));
  const to = folders.indexOf(found);
  return from < 0 || to < from ? [found] : folders.slice(from, to + 1);
}
