/**
 * The program that runner processes start from. In a package it is bundled already. In a checkout it is bundled once for
 * the present sources: a runner then takes half as much processor time to start, which each run pays a part of
 * (bench row `throughput`).
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTextIfPresent } from '../core/files.ts';
import { CACHE, digestOfFiles, INSTALLED } from './build-cache.ts';
import { ROOT } from './program-files.ts';

/** The program's file, relative to the root: as a package has it, and as the sources are. */
const BUILT = 'src/runner/main.js';
const SOURCE = 'src/runner/main.ts';
/** Folder of the bundles in the cache, one for each state of the sources. */
const KEPT = `${CACHE}/runner`;
/** Inputs of a bundle, relative to the root. */
const FOLDERS = ['src/compiler', 'src/core', 'src/git', 'src/guest', 'src/runner', 'vfs'];
/** Time after which a bundle of other sources is removed, in ms: a server of that state may still start runners. */
const OLD_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the absolute path of the program's main file.
 * @param bundle makes the program's files from its sources: text by name, among them `main.js`
 * @param onProblem called when they can't be written; the runners then start from the sources
 * @param root folder of the program, an absolute path
 */
export async function runnerProgram(
  bundle: () => Promise<Readonly<Record<string, string>>>,
  onProblem: (error: unknown) => void,
  root = ROOT,
): Promise<string> {
  if (readTextIfPresent(join(root, BUILT)) !== undefined) return join(root, BUILT);
  const folder = join(root, KEPT, digestOfFiles(root, FOLDERS, [INSTALLED]).slice(0, 32));
  const main = join(folder, 'main.js');
  if (readTextIfPresent(main) !== undefined) return main;
  const files = await bundle();
  try {
    keep(folder, files);
    removeOld(dirname(folder));
    return main;
  } catch (error) {
    onProblem(error);
    return join(root, SOURCE);
  }
}

/** Puts a folder in place with all of its files. Several servers may do so at the same time. */
function keep(folder: string, files: Readonly<Record<string, string>>): void {
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > OLD_MS) rmSync(path, { recursive: true, force: true });
  }
}
