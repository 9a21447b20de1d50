/**
 * Makes the commits that labels move to: their parents, their messages and their objects.
 */
import type { CommitId, Oid, TreeId } from '../core/ids.ts';
import { Turns } from '../core/turns.ts';
import { encodeCommit, type Identity, type Trailer, withTrailers } from '../git/format/commit-codec.ts';
import { isAncestor } from '../git/merge/merge-bases.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { RefPlan } from '../git/refs/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { Handles, LabelHead, Named } from './handles.ts';
import { logMessage, type MoveOp, type Origin, originTrailers } from './label-text.ts';

/** A label and its head. */
export interface Label {
  readonly name: string;
  readonly tree: TreeId;
  readonly commit: CommitId;
}

/** A commit that a label is to move to. */
export interface NextCommit {
  readonly tree: TreeId;
  /** Its parents, the label's head first if there is one. Ancestors of the first parent are left out. */
  readonly parents: readonly CommitId[];
  /** Empty for the default message. */
  readonly message: string;
  readonly author: Identity | undefined;
  readonly trailers: readonly Trailer[];
}

/** Finds the known origins of a snapshot. */
export interface Origins {
  /** Returns the newest execution that left it. */
  readonly execution: (tree: TreeId) => Promise<Origin | undefined>;
  /** Returns the two sides of the newest merge that produced it. */
  readonly mergedSides: (tree: TreeId) => Promise<readonly Named[]>;
}

/** One side of a merge. */
export interface Side extends Named {
  /** True when the merge named it by its commit, rather than by its CA id. */
  readonly isNamed: boolean;
}

/** A move of a label to a new commit. */
export type LabelMove = Extract<RefPlan<Label>, { readonly next: Oid }>;

export class LabelCommits {
  readonly #repository: Repository;
  readonly #handles: Handles;
  readonly #origins: Origins;

  constructor(repository: Repository, handles: Handles, origins: Origins) {
    this.#repository = repository;
    this.#handles = handles;
    this.#origins = origins;
  }

  /**
   * Makes a commit of a snapshot on top of the label's head.
   * @param merged commits that were merged into it
   */
  async onTop(
    label: string,
    tree: TreeId,
    actual: CommitId | undefined,
    op: MoveOp,
    message: string,
    merged: readonly CommitId[] = [],
  ): Promise<LabelMove> {
    const parents = [...(actual ? [actual] : []), ...this.withoutAncestors(actual, merged)];
    const trailers = await this.#trailers(tree);
    return this.write(label, op, { tree, parents, message, author: undefined, trailers });
  }

  /** Makes a commit. Its objects are on disk when the label has moved. */
  write(label: string, op: MoveOp, { tree, parents, message, author, trailers }: NextCommit): LabelMove {
    const atSecs = Math.floor(Date.now() / 1000);
    const text = withTrailers(message || `${op} ${label}`, trailers);
    const content = encodeCommit({ tree, parents, atSecs, message: text }, author);
    const commit = this.#repository.incoming.write((writer) => writer.write('commit', content));
    this.#repository.objects.written(commit, { type: 'commit', data: content });
    return { next: commit, message: logMessage(op, message), value: { name: label, tree, commit } };
  }

  async #trailers(tree: TreeId): Promise<Trailer[]> {
    const origin = await this.#origins.execution(tree);
    return origin ? originTrailers(origin) : [];
  }

  /** Returns the commits that are not ancestors of the head. */
  withoutAncestors(head: CommitId | undefined, commits: readonly CommitId[]): CommitId[] {
    return [...new Set(commits)].filter((commit) => head === undefined || !this.descends(head, commit));
  }

  /** Returns whether a commit is `ancestor` or descends from it. */
  descends(commit: CommitId, ancestor: CommitId): boolean {
    return isAncestor(ancestor, commit, (each: CommitId) => readCommit(this.#repository.objects, each));
  }

  /** Returns the sides of the merge that made a snapshot, each with the commit that the merge named, or a head of that tree. */
  async knownSides(tree: TreeId): Promise<Side[]> {
    const sides = await this.#origins.mergedSides(tree);
    const heads = sides.some(({ commit }) => commit === null) ? await this.#heads() : [];
    const known: Side[] = [];
    for (const side of sides) {
      const commit = side.commit ?? heads.find(({ tree }) => tree === side.tree)?.commit ?? null;
      // A collection may have deleted the commit, if its label was deleted.
      const isHeld = commit !== null && (await this.#repository.maintenance.hold(commit));
      known.push({ tree: side.tree, commit: isHeld ? commit : null, isNamed: side.commit !== null });
    }
    return known;
  }

  async #heads(): Promise<LabelHead[]> {
    const turns = new Turns();
    const heads: LabelHead[] = [];
    for (const commit of (await this.#repository.refs.list(BRANCHES)).values()) {
      if (turns.isOver) await turns.next();
      heads.push({ commit, tree: this.#handles.treeOf(commit) });
    }
    return heads;
  }
}

/**
 * Returns the commits that were merged into `tree`, for a commit on top of `head`. A merge whose result equals one of its
 * sides counts only if the label is at one of the sides: otherwise the snapshot may have another origin.
 */
export function mergedInto(tree: TreeId, sides: readonly Side[], head: LabelHead | undefined): CommitId[] {
  const isHead = (side: Side) => (side.isNamed ? side.commit === head?.commit : side.tree === head?.tree);
  if (sides.some((side) => side.tree === tree) && !sides.some(isHead)) return [];
  return sides.flatMap((side) => (isHead(side) || side.commit === null ? [] : [side.commit]));
}
