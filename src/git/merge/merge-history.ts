/**
 * History of a merge's sides: commits of the repository, and snapshots that have no commit of their
 * own but descend from some.
 */
import { type CommitId, EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import { readCommit } from '../objects/commit-trees.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { type HistoryNode, mergeBases } from './merge-bases.ts';

/** Name of a node of the history: a commit's id, or the `id` of a loose revision. */
export type RevisionId = string;

/** A snapshot that no commit holds, for instance what an execution left. */
export interface LooseRevision {
  /** Unlike any commit id. */
  readonly id: RevisionId;
  readonly tree: TreeId;
  readonly parents: readonly RevisionId[];
  /** Seconds since 1970. */
  readonly atSecs: number;
}

/** Two sides of a merge by their history. */
export interface HistorySides {
  readonly ours: RevisionId;
  readonly theirs: RevisionId;
  /** Every loose revision that the sides are or descend from. */
  readonly loose: readonly LooseRevision[];
}

/** A base of a merge: its name in the history, and its snapshot. */
export interface MergeBase {
  readonly id: RevisionId;
  readonly tree: TreeId;
}

/** The commits of a repository, with loose revisions among them. */
export class MergeHistory {
  readonly #objects: ObjectReader;
  readonly #loose: Map<RevisionId, LooseRevision>;

  constructor(objects: ObjectReader, loose: readonly LooseRevision[]) {
    this.#objects = objects;
    this.#loose = new Map(loose.map((revision) => [revision.id, revision]));
  }

  /** Returns all best common ancestors, newest first. */
  bases(one: RevisionId, other: RevisionId): MergeBase[] {
    return mergeBases(one, other, (id) => this.#node(id)).map((id) => ({
      id,
      tree: this.#node(id)?.tree ?? EMPTY_TREE,
    }));
  }

  /** Adds the merge of two revisions to the history. */
  join(one: MergeBase, other: MergeBase, tree: TreeId): MergeBase {
    const id = `${one.id}+${other.id}`;
    const atSecs = Math.max(...[one, other].map((each) => this.#node(each.id)?.atSecs || 0));
    this.#loose.set(id, { id, tree, parents: [one.id, other.id], atSecs });
    return { id, tree };
  }

  /** A commit that a shallow push left out has no parents and no tree to offer. */
  #node(id: RevisionId): (HistoryNode<RevisionId> & { readonly tree: TreeId }) | undefined {
    return this.#loose.get(id) ?? readCommit(this.#objects, id as CommitId);
  }
}
