/**
 * The bundled guest library. A package contains it. In a checkout it is cached from start to start, since bundling
 * takes a second of CPU time.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GuestLibrary } from '../compiler/protocol.ts';
import { readTextIfPresent, replaceFile } from '../core/files.ts';
import { ROOT } from '../processes/program-files.ts';
import { CACHE, digestOfFiles, INSTALLED } from './build-cache.ts';

/** The library that `npm run build` puts into the package. */
const BUILT = 'src/guest-library.json';
/** Place in the cache. */
const KEPT = `${CACHE}/guest-library.json`;

/** Inputs of the library, relative to the root: its sources, the bundler, and the list of installed packages. */
const FOLDERS = ['src/guest', 'src/compiler'];
const FILES = ['tsconfig.json', INSTALLED];

interface Kept {
  readonly digest: string;
  readonly library: GuestLibrary;
}

/**
 * Returns the guest library: from the package, from the cache if the sources are unchanged, or else bundled and then
 * cached.
 * @param bundle makes it from its sources
 * @param onProblem called when it can't be cached; the next start then bundles again
 * @param root folder of the program, an absolute path
 * @returns the library. Each text is an expression: `boot` evaluates to the boot function, a part to its factory
 */
export async function guestLibrary(
  bundle: () => Promise<GuestLibrary>,
  onProblem: (error: unknown) => void,
  root = ROOT,
): Promise<GuestLibrary> {
  const built = readTextIfPresent(join(root, BUILT));
  if (built !== undefined) return JSON.parse(built) as GuestLibrary;
  const digest = digestOfFiles(root, FOLDERS, FILES);
  const path = join(root, KEPT);
  const kept = readKept(path);
  if (kept?.digest === digest) return kept.library;
  const library = await bundle();
  try {
    mkdirSync(join(root, CACHE), { recursive: true });
    // Several servers may start at the same time.
    replaceFile(path, JSON.stringify({ digest, library } satisfies Kept), 'not waited for', `${path}.${process.pid}`);
  } catch (error) {
    onProblem(error);
  }
  return library;
}

/** Reads the cache; undefined when it is missing or damaged. */
function readKept(path: string): Kept | undefined {
  const text = readTextIfPresent(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Kept;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
