/**
 * Merges of snapshots. Layer 5. They move no label; a merged snapshot is kept for a day though nothing names it.
 *
 * What was merged is remembered, so that a push of the result can name both sides as parents and a later merge find its
 * base.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, isOid, type Oid } from '../core/ids.ts';
import type { HistoryMergeOutcome } from '../git/merge/merge-by-history.ts';
import type { HistorySides } from '../git/merge/merge-history.ts';
import type { MergeThread } from '../git/merge/merge-thread.ts';
import type { MergeOutcome, Prefer } from '../git/merge/merge-tree.ts';
import type { Incoming } from '../git/packs/incoming.ts';
import type { Ancestry, Descent } from './ancestry.ts';
import { type Handles, type Named, shown } from './handles.ts';
import type { Records } from './records.ts';

export interface MergeRequest {
  readonly base?: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly prefer?: string | null;
  /** Whether to look for renames; true unless it is said. */
  readonly renames?: boolean;
}

/**
 * One of two snapshots that are merged. Without a commit of its own it descends from `parents`, or, where those are not
 * given, from whatever left it.
 */
export interface MergeSide extends Named {
  readonly parents?: readonly Oid[];
}

/** How a merge came out. */
export type MergeResult = MergeOutcome & {
  /** What it started from: commits, or CA ids where no commit holds a base. */
  readonly bases: readonly Oid[];
};

export interface MergesOptions {
  readonly records: Records;
  readonly thread: Pick<MergeThread, 'merge'>;
  readonly incoming: Pick<Incoming, 'sync'>;
  readonly handles: Handles;
  readonly ancestry: Ancestry;
  /** Keeps what is answered though nothing names it yet. */
  readonly keepAnswer: (oid: Oid) => void;
}

const PREFERENCES = ['ours', 'theirs', 'none'] as const;
/** Asks for the bases that the history knows. */
const AUTO = 'auto';

export class Merges {
  readonly #options: MergesOptions;

  constructor(options: MergesOptions) {
    this.#options = options;
  }

  /**
   * Merges what two snapshots made of a third, the empty one unless it is given.
   * @throws TreeboxError `bad_handle`, `bad_label`, `unknown_snapshot`, `bad_request` for another `prefer`,
   *   `too_large`, `busy`
   */
  async merge(request: MergeRequest): Promise<MergeResult> {
    const prefer = PREFERENCES.find((name) => name === (request.prefer ?? 'none'));
    if (!prefer) throw new TreeboxError('bad_request', `prefer must be one of ${PREFERENCES.join(', ')}`);
    const ours = await this.#named(request.ours);
    const theirs = await this.#named(request.theirs);
    const options = { prefer, renames: request.renames ?? true };
    if (request.base === AUTO) return await this.mergeSides(ours, theirs, options);
    const base = request.base == null ? { tree: EMPTY_TREE, commit: null } : await this.#named(request.base);
    return await this.mergeSides(ours, theirs, { ...options, base });
  }

  /**
   * Merges two snapshots by their history, or from a given base. The tree that comes out, with conflict markers or
   * without, is on disk when this returns, and a merged snapshot is remembered with its sides.
   * @throws TreeboxError `unknown_snapshot` when the history knows no common ancestor, `too_large`, `busy`
   */
  async mergeSides(
    ours: MergeSide,
    theirs: MergeSide,
    {
      base,
      prefer = 'none',
      renames = true,
    }: { readonly base?: Named; readonly prefer?: Prefer; readonly renames?: boolean } = {},
  ): Promise<MergeResult> {
    const outcome = await this.#options.thread.merge({
      base: base?.tree ?? this.#history(ours, theirs),
      ours: ours.tree,
      theirs: theirs.tree,
      prefer,
      renames,
    });
    const bases = base ? [base.commit ?? base.tree] : namesOf(outcome);
    await this.#options.incoming.sync();
    this.#options.keepAnswer(outcome.tree);
    if (outcome.status === 'merged') this.#remember(outcome.tree, ours, theirs);
    return { ...outcome, bases };
  }

  /** The sides of the newest merge that gave this snapshot; none when it is not known as a merge's result. */
  sidesOf(tree: Oid): Named[] {
    const row = this.#options.records.row(
      'SELECT * FROM merges WHERE result = ? ORDER BY merged_at DESC LIMIT 1',
      tree,
    );
    if (!row) return [];
    return [
      { tree: row.ours as Oid, commit: row.ours_commit as Oid | null },
      { tree: row.theirs as Oid, commit: row.theirs_commit as Oid | null },
    ];
  }

  async #named(handle: string): Promise<Named> {
    const named = await this.#options.handles.named(handle);
    if (!named) throw new TreeboxError('unknown_snapshot', `${shown(handle)}: there is no such snapshot or label`);
    return named;
  }

  #history(ours: MergeSide, theirs: MergeSide): HistorySides {
    const [one, other] = [this.#descent(ours), this.#descent(theirs)];
    return { ours: one.id, theirs: other.id, loose: [...one.loose, ...other.loose] };
  }

  #descent(side: MergeSide): Descent {
    const { ancestry } = this.#options;
    return side.commit === null && side.parents
      ? ancestry.descentFrom(side.tree, side.parents)
      : ancestry.descentOf(side);
  }

  #remember(result: Oid, ours: Named, theirs: Named): void {
    this.#options.records.run(
      `INSERT OR REPLACE INTO merges (result, ours, theirs, ours_commit, theirs_commit, merged_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      result,
      ours.tree,
      theirs.tree,
      ours.commit,
      theirs.commit,
      Date.now(),
    );
  }
}

function namesOf(outcome: HistoryMergeOutcome): Oid[] {
  return outcome.bases.map(({ id, tree }) => (isOid(id) ? id : tree));
}
