/**
 * Merges of snapshots. They move no label. A merged snapshot is kept for a day even if nothing names it.
 *
 * Each merge is recorded, so that a push of the result can name both sides as parents, and a later merge can find its base.
 */
import { type CommitId, isOid, type Oid, type TreeId } from '../core/ids.ts';
import type { HistoryMergeOutcome } from '../git/merge/merge-by-history.ts';
import type { HistorySides } from '../git/merge/merge-history.ts';
import type { MergeProcess } from '../git/merge/merge-process.ts';
import type { MergeOutcome, Prefer } from '../git/merge/merge-tree.ts';
import type { Resolutions } from '../git/merge/resolve-conflicts.ts';
import type { Incoming } from '../git/packs/incoming.ts';
import type { Ancestry, Descent } from './ancestry.ts';
import type { Named } from './handles.ts';
import type { MergeTable } from './store/merge-table.ts';

/**
 * One of two snapshots that are merged. A side without a commit descends from `parents`, or, without `parents`, from the run
 * or merge that produced it.
 */
export interface MergeSide extends Named {
  readonly parents?: readonly CommitId[];
}

export interface MergeOptions {
  /** The base that both sides are compared with; by default their best common ancestors. */
  readonly base?: Named;
  readonly prefer?: Prefer;
  readonly renames?: boolean;
  readonly resolutions?: Resolutions;
  /** True for the pick or revert of a single change: the result then descends from one side only. */
  readonly isPick?: boolean;
}

/** The outcome of a merge, and its bases. */
export type MergeResult = MergeOutcome & {
  /** The bases: commits, or CA ids where no commit holds a base. */
  readonly bases: readonly Oid[];
};

export interface MergesOptions {
  readonly table: MergeTable;
  readonly merger: Pick<MergeProcess, 'merge'>;
  readonly incoming: Pick<Incoming, 'publish'>;
  readonly ancestry: Ancestry;
  /** Keeps an object that a response names, even if no record names it. */
  readonly keepAnswer: (oid: Oid) => Promise<void>;
}

export class Merges {
  readonly #options: MergesOptions;

  constructor(options: MergesOptions) {
    this.#options = options;
  }

  /**
   * Merges two snapshots by their history, or with a given base. The resulting tree, with or without conflict markers, is on
   * disk when this returns. A merge without conflicts is recorded with its sides.
   * @throws TreeboxError `unknown_snapshot` when the history knows no common ancestor, `too_large`, `busy`
   */
  async mergeSides(
    ours: MergeSide,
    theirs: MergeSide,
    { base, isPick = false, prefer = 'none', renames = true, resolutions = {} }: MergeOptions = {},
  ): Promise<MergeResult> {
    const outcome = await this.#options.merger.merge({
      base: base?.tree ?? (await this.#history(ours, theirs)),
      ours: ours.tree,
      theirs: theirs.tree,
      prefer,
      renames,
      resolutions,
    });
    const bases = base ? [base.commit ?? base.tree] : namesOf(outcome);
    // Write both at the same time: a power loss may leave the record without its objects, but then no response named them.
    await Promise.all([this.#options.incoming.publish(), this.#record(outcome, ours, theirs, isPick)]);
    return { ...outcome, bases };
  }

  /** Returns the sides of the newest merge that produced this snapshot; empty when none is recorded. */
  async sidesOf(tree: TreeId): Promise<readonly Named[]> {
    return (await this.#options.table.newest(tree, { changed: false }))?.sides ?? [];
  }

  async #record({ status, tree }: MergeOutcome, ours: MergeSide, theirs: MergeSide, isPick: boolean): Promise<void> {
    await this.#options.keepAnswer(tree);
    if (status === 'merged' && !isPick) await this.#options.table.add(tree, ours, theirs);
  }

  async #history(ours: MergeSide, theirs: MergeSide): Promise<HistorySides> {
    const [one, other] = [await this.#descent(ours), await this.#descent(theirs)];
    return { ours: one.id, theirs: other.id, loose: [...one.loose, ...other.loose] };
  }

  async #descent(side: MergeSide): Promise<Descent> {
    const { ancestry } = this.#options;
    return side.commit === null && side.parents
      ? ancestry.descentFrom(side.tree, side.parents)
      : await ancestry.descentOf(side);
  }
}

function namesOf(outcome: HistoryMergeOutcome): Oid[] {
  return outcome.bases.map(({ id, tree }) => (isOid(id) ? id : tree));
}
