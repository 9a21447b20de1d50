/**
 * The history of a merge's sides: commits of the repository, and snapshots without a commit, whose ancestors may be commits.
 */
import { type CommitId, EMPTY_TREE, isOid, type TreeId } from '../../core/ids.ts';
import { readCommit } from '../objects/commit-trees.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { type HistoryNode, mergeBases } from './merge-bases.ts';

/** Id of a node in the history: a commit id, or the `id` of a loose revision. */
export type RevisionId = string;

/** A snapshot without a commit, such as the result of an execution. */
export interface LooseRevision {
  /** Differs from all commit ids. */
  readonly id: RevisionId;
  readonly tree: TreeId;
  readonly parents: readonly RevisionId[];
  /** Seconds since 1970. */
  readonly atSecs: number;
}

/** The two sides of a merge in the history. */
export interface HistorySides {
  readonly ours: RevisionId;
  readonly theirs: RevisionId;
  /** All loose revisions among the sides and their ancestors. */
  readonly loose: readonly LooseRevision[];
}

/** A base of a merge: its id in the history, and its tree. */
export interface MergeBase {
  readonly id: RevisionId;
  readonly tree: TreeId;
}

/** The commits of a repository, together with loose revisions. */
export class MergeHistory {
  readonly #objects: ObjectReader;
  readonly #loose: Map<RevisionId, LooseRevision>;

  constructor(objects: ObjectReader, loose: readonly LooseRevision[]) {
    this.#objects = objects;
    this.#loose = new Map(loose.map((revision) => [revision.id, revision]));
  }

  /** Returns all best common ancestors, newest first. */
  bases(one: RevisionId, other: RevisionId): MergeBase[] {
    return mergeBases(one, other, (id) => this.#node(id)).map((id) => ({ id, tree: this.treeOf(id) }));
  }

  /** Returns the tree of a revision; the empty tree when the history does not have it. */
  treeOf(id: RevisionId): TreeId {
    return this.#node(id)?.tree ?? EMPTY_TREE;
  }

  /** Adds the merge of two revisions to the history. */
  join(one: MergeBase, other: MergeBase, tree: TreeId): MergeBase {
    const id = `${one.id}+${other.id}`;
    const atSecs = Math.max(...[one, other].map((each) => this.#node(each.id)?.atSecs || 0));
    this.#loose.set(id, { id, tree, parents: [one.id, other.id], atSecs });
    return { id, tree };
  }

  /** Returns a node; undefined for a commit that is missing, for instance after a push from a shallow clone. */
  #node(id: RevisionId): (HistoryNode<RevisionId> & { readonly tree: TreeId }) | undefined {
    return this.#loose.get(id) ?? (isOid(id) ? readCommit(this.#objects, id as CommitId) : undefined);
  }
}
