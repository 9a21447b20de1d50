/**
 * Measures the size of the object store, as git counts it.
 * @see https://git-scm.com/docs/git-count-objects
 */
import { runGit } from '../git-process.ts';

const KiB = 1024;

export interface StoreSize {
  /** Number of objects. An object in two packs counts twice. */
  readonly objects: number;
  readonly packs: number;
  /** Total size of packs, their indexes and loose objects on disk, in bytes. */
  readonly bytes: number;
}

/**
 * Counts the objects and packs of the store.
 * @param gitDir absolute path of the bare repository
 * @throws Error when git fails
 */
export async function storeSize(gitDir: string, signal?: AbortSignal): Promise<StoreSize> {
  const told = await runGit(gitDir, ['count-objects', '-v'], signal);
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(told)?.[1] ?? Number.NaN);
  return {
    objects: count('count') + count('in-pack'),
    packs: count('packs'),
    bytes: (count('size') + count('size-pack')) * KiB,
  };
}
