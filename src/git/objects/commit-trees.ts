/**
 * Finds the tree of a commit. A commit never changes, so results are cached: a search for a tree in a reflog of 100,000 lines
 * reads each commit only once.
 */
import type { CommitId, TreeId } from '../../core/ids.ts';
import { type Commit, decodeCommit } from '../format/commit-codec.ts';
import { ByteLru } from './byte-lru.ts';
import type { ObjectReader } from './objects.ts';

/** Size of the cache in bytes: about 60,000 commits. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** Memory for one oid in the cache, in bytes. */
const ANSWER_BYTES = 80;

/** Returns the commit `oid`, or undefined when there is no such object or it is not a commit. */
export function readCommit(objects: ObjectReader, oid: CommitId): Commit | undefined {
  const object = objects.read(oid);
  return object?.type === 'commit' ? decodeCommit(object.data) : undefined;
}

export class CommitTrees {
  readonly #objects: ObjectReader;
  readonly #kept = new ByteLru<TreeId>(KEPT_BYTES);

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** Returns the tree of the commit `oid`, or undefined when there is no such object or it is not a commit. */
  of(oid: CommitId): TreeId | undefined {
    let tree = this.#kept.get(oid);
    if (tree === undefined) {
      tree = readCommit(this.#objects, oid)?.tree;
      if (tree !== undefined) this.#kept.set(oid, tree, ANSWER_BYTES);
    }
    return tree;
  }

  /** Returns the tree of a commit that a ref names. @throws Error when the store has no such commit */
  ofNamed(commit: CommitId): TreeId {
    const tree = this.of(commit);
    if (tree === undefined) throw new Error(`a ref names ${commit}, which is not a commit`);
    return tree;
  }
}
