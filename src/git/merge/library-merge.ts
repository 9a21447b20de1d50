/**
 * Lets isomorphic-git's `merge` settle the files that both sides changed.
 *
 * It is given a small history of three commits in memory, which holds those files alone. Each file's content there is
 * the *name* of its blob: isomorphic-git reads contents as UTF-8 and would damage others, and so it moves 40 bytes a file
 * however large the file is. Our merge driver looks the blobs up by these names and answers with the name of the merged
 * one; the names are read back from the merged tree.
 *
 * Merges that isomorphic-git can't do never get here: clashes of a file with a folder, symbolic links, deletions, and paths
 * that one side alone has changed. Warm, it takes 3 ms and then 0.3 ms a file, most of it in isomorphic-git's way to hash,
 * compress and await each object; the line merge of such a file takes 0.03 ms, and `git merge-tree` 14 ms for a whole
 * merge with 20 of them. So `LIBRARY_FILES_MAX` files of a merge come here, and the caller settles the rest by the same
 * driver.
 */

import { inflateSync } from 'node:zlib';
import { Errors, merge } from 'isomorphic-git';
import type { CommitId, Oid, TreeId } from '../../core/ids.ts';
import { encodeCommit } from '../format/commit-codec.ts';
import { hashObject, objectHeader } from '../format/object-id.ts';
import { decodeTree, encodeTree } from '../format/tree-codec.ts';
import { deflatePieces } from '../format/zlib-pieces.ts';
import type { ObjectId, ObjectType, TreeEntry } from '../objects/objects.ts';
import type { Sides, Version } from './sides.ts';

/**
 * Most files of one merge that are worth their price here: some 5 ms. 99 of 100 merges have no more; counted over 1,777
 * merge commits of express, fastify and mocha.
 */
export const LIBRARY_FILES_MAX = 8;

/** A regular file on both sides, changed on both; `base` is undefined where there is no regular file to start from. */
export type BothChanged = Omit<Sides<Version>, 'base'> & { readonly base: Version | undefined };

/**
 * Merges files.
 * @param files what the three trees have
 * @param driver merges the contents of the file at an index of `files`; undefined for a conflict
 * @returns each file's outcome in the order of `files`; undefined when any of them is in conflict
 */
export async function mergeInLibrary(
  files: readonly BothChanged[],
  driver: (index: number) => Oid | undefined,
): Promise<Version[] | undefined> {
  const repository = new StandInRepository();
  const base = repository.commit(files, 'base', []);
  const ours = repository.commit(files, 'ours', [base]);
  const theirs = repository.commit(files, 'theirs', [base]);
  try {
    const { tree } = await merge({
      fs: { promises: repository },
      gitdir: GIT_DIR,
      cache: {},
      ours,
      theirs,
      fastForward: false,
      noUpdateBranch: true,
      author: { name: 'treebox', email: 'treebox@localhost', timestamp: 0, timezoneOffset: 0 },
      mergeDriver: ({ path }) => {
        const merged = driver(Number(path));
        if (merged !== undefined) repository.expect(merged);
        return { cleanMerge: merged !== undefined, mergedText: merged ?? '' };
      },
    });
    return repository.files(tree as TreeId);
  } catch (error) {
    if (error instanceof Errors.MergeConflictError) return undefined;
    throw error;
  }
}

/** Where the repository in memory says that it lies. */
const GIT_DIR = '/stand-in.git';

/** File names of equal length, so that the tree's order is the list's. */
function nameOf(index: number): string {
  return index.toString().padStart(6, '0');
}

/** Loose objects in memory, with as much of Node's `fs.promises` around them as isomorphic-git asks for. */
class StandInRepository {
  readonly #files = new Map<string, Buffer>();
  /** The names that stand-ins hold, by the stand-ins' own. */
  readonly #names = new Map<Oid, Oid>();

  /** Adds a commit whose tree has what `side` has of each file. */
  commit(files: readonly BothChanged[], side: keyof Sides<unknown>, parents: readonly CommitId[]): CommitId {
    const entries = files.flatMap((file, index): TreeEntry[] => {
      const entry = file[side];
      if (entry === undefined) return [];
      const name = nameOf(index);
      const oid = this.#add('blob', Buffer.from(entry.oid));
      return [{ mode: entry.mode, name, nameBytes: Buffer.from(name), oid }];
    });
    const tree = this.#add('tree', encodeTree(entries));
    return this.#add('commit', encodeCommit({ tree, parents, atSecs: 0, message: side }));
  }

  /** Notes what a stand-in that isomorphic-git is about to write holds. */
  expect(name: Oid): void {
    this.#names.set(hashObject('blob', Buffer.from(name)), name);
  }

  /** The files of a tree of stand-ins, with the names that they hold. */
  files(tree: TreeId): Version[] {
    const loose = inflateSync(this.#files.get(pathOf(tree)) as Buffer);
    const entries = decodeTree(loose.subarray(loose.indexOf(0) + 1));
    return entries.map(({ mode, oid }) => ({ mode, oid: this.#names.get(oid) as Oid }));
  }

  async readFile(path: string, options?: string | { encoding?: BufferEncoding }): Promise<Buffer | string> {
    const data = this.#files.get(path);
    if (data === undefined) throw NOT_FOUND;
    const encoding = typeof options === 'string' ? (options as BufferEncoding) : options?.encoding;
    return encoding === undefined ? data : data.toString(encoding);
  }

  async writeFile(path: string, data: Uint8Array): Promise<void> {
    this.#files.set(path, Buffer.from(data));
  }

  async stat(path: string): Promise<{ isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }> {
    if (!this.#files.has(path)) throw NOT_FOUND;
    return { isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false };
  }

  lstat(path: string): ReturnType<StandInRepository['stat']> {
    return this.stat(path);
  }

  async readdir(): Promise<string[]> {
    return [];
  }

  async mkdir(): Promise<void> {}
  async rmdir(): Promise<void> {}

  async unlink(path: string): Promise<void> {
    this.#files.delete(path);
  }

  async readlink(): Promise<never> {
    throw NOT_FOUND;
  }

  async symlink(): Promise<never> {
    throw NOT_FOUND;
  }

  #add<T extends ObjectType>(type: T, data: Buffer): ObjectId<T> {
    const oid = hashObject(type, data);
    const pieces: Buffer[] = [];
    deflatePieces(Buffer.concat([objectHeader(type, data.length), data]), (piece) => pieces.push(piece));
    this.#files.set(pathOf(oid), Buffer.concat(pieces));
    return oid;
  }
}

function pathOf(oid: Oid): string {
  return `${GIT_DIR}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
}

/** Thrown for every file that is not there: one for all, since isomorphic-git asks for many and reads the code alone. */
const NOT_FOUND = Object.assign(new Error('no such file'), { code: 'ENOENT' });
