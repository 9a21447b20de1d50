/**
 * Counts objects and their bytes on disk, with constant memory.
 */
import { join } from 'node:path';
import { type GitProcess, startGit } from '../git-process.ts';
import { PackIndex } from '../packs/pack-index.ts';

/** A number of objects and the bytes that they take on disk. */
export interface Extent {
  readonly objects: number;
  readonly bytes: number;
}

/** Arguments of a git that prints the size on disk of each given object, or of all objects. */
const SIZES = ['cat-file', '--batch-check=%(objectsize:disk)', '--buffer'] as const;

/**
 * Measures all objects of the repository, reachable or not.
 * @throws Error when git fails
 */
export async function extentOfAll(gitDir: string, signal: AbortSignal): Promise<Extent> {
  const sizes = startGit(gitDir, [...SIZES, '--batch-all-objects', '--unordered'], { signal });
  sizes.stdin.end();
  return add(sizes);
}

/**
 * Measures the objects that are reachable from refs, reflogs and pins, or from the objects of `packs`.
 * @param packs base names of packs
 * @throws Error when git fails; with code ENOENT when a pack is gone
 */
export async function extentOfNamed(gitDir: string, packs: readonly string[], signal: AbortSignal): Promise<Extent> {
  const list = startGit(gitDir, ['rev-list', '--objects', '--no-object-names', '--all', '--reflog', '--stdin'], {
    signal,
  });
  const sizes = startGit(gitDir, SIZES, { signal });
  list.stdout.pipe(sizes.stdin);
  try {
    for (const name of packs) {
      const index = new PackIndex(join(gitDir, 'objects', 'pack', `${name}.idx`));
      await list.feed(`${index.oids().join('\n')}\n`);
      index.close();
    }
  } catch (error) {
    for (const git of [list, sizes]) git.kill();
    throw error;
  }
  list.stdin.end();
  const [extent] = await Promise.all([add(sizes), list.success()]);
  return extent;
}

async function add(sizes: GitProcess): Promise<Extent> {
  let objects = 0;
  let bytes = 0;
  let rest = '';
  for await (const chunk of sizes.stdout.setEncoding('latin1')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() as string;
    objects += lines.length;
    for (const line of lines) bytes += Number(line);
  }
  await sizes.success();
  return { objects, bytes };
}
