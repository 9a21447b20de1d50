/**
 * The program of runner processes. In a package it is bundled already. In a checkout it is bundled once for the present
 * sources: a runner then starts with half the processor time, and each run pays a part of that (bench row `throughput`).
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTextIfPresent } from '../core/files.ts';
import { ROOT } from '../processes/program-files.ts';
import { CACHE, digestOfFiles, INSTALLED } from './build-cache.ts';

/** The program's main file in a package and in a checkout, relative to the root. */
const BUILT = 'src/runner/main.js';
const SOURCE = 'src/runner/main.ts';
/** Folder of the bundles in the cache, one for each version of the sources. */
const KEPT = `${CACHE}/runner`;
/** Inputs of a bundle, relative to the root. */
const FOLDERS = ['src/compiler', 'src/core', 'src/git', 'src/guest', 'src/runner', 'vfs'];
/** The file of a bundle that has the digests of its other files. */
const DIGESTS = 'SHA256SUMS';
const DIGEST_LENGTH = 64;
/** Age at which an older bundle is removed, in ms: a server of those sources may still start runners from it. */
const OLD_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the absolute path of the program's main file.
 * @param bundle makes the program's files from its sources: text by name, including `main.js`
 * @param onProblem called when the bundle can't be written; the runners then start from the sources
 * @param root folder of the program, an absolute path
 */
export async function runnerProgram(
  bundle: () => Promise<Readonly<Record<string, string>>>,
  onProblem: (error: unknown) => void,
  root = ROOT,
): Promise<string> {
  if (existsSync(join(root, BUILT))) return join(root, BUILT);
  const folder = join(root, KEPT, digestOfFiles(root, FOLDERS, [INSTALLED]).slice(0, 32));
  const main = join(folder, 'main.js');
  if (isWhole(folder)) return main;
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

/** Returns whether a folder has a complete bundle. The digests find empty files, which a loss of power may leave. */
function isWhole(folder: string): boolean {
  const digests = readTextIfPresent(join(folder, DIGESTS));
  if (digests === undefined) return false;
  const lines = digests.split('\n').filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => line === digestLine(folder, line.slice(DIGEST_LENGTH + 2)));
}

/** Returns the line of a file as `sha256sum` writes it. */
function digestLine(folder: string, name: string): string {
  return `${hash('sha256', readTextIfPresent(join(folder, name)) ?? '')}  ${name}`;
}

/** Writes a bundle to a temporary folder and renames it. Several servers may do so at the same time. */
function keep(folder: string, files: Readonly<Record<string, string>>): void {
  const made = `${folder}.${process.pid}`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  const digests = Object.keys(files).map((name) => `${digestLine(made, name)}\n`);
  writeFileSync(join(made, DIGESTS), digests.join(''));
  if (!isWhole(folder)) rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (!isWhole(folder)) throw error;
  }
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > OLD_MS) rmSync(path, { recursive: true, force: true });
  }
}
