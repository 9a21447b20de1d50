/**
 * Merges of snapshots. Layer 5. They move no label; a merged snapshot is kept for a day though nothing names it.
 *
 * What was merged is remembered, so that a push of the result can name both sides as parents and a later merge find its
 * base.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type Oid } from '../core/ids.ts';
import type { MergeThread } from '../git/merge/merge-thread.ts';
import type { MergeOutcome } from '../git/merge/merge-tree.ts';
import type { Incoming } from '../git/packs/incoming.ts';
import type { Ancestry } from './ancestry.ts';
import { type Handles, shown } from './handles.ts';
import type { Records } from './records.ts';

export interface MergeRequest {
  readonly base?: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly prefer?: string | null;
}

/** One of two snapshots that were merged. */
export interface MergedSide {
  readonly tree: Oid;
  /** The commit that it was named by, when it was named by a label. */
  readonly commit: Oid | null;
}

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
/** Asks for the base that the history knows. */
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
  async merge(request: MergeRequest): Promise<MergeOutcome> {
    const prefer = PREFERENCES.find((name) => name === (request.prefer ?? 'none'));
    if (!prefer) throw new TreeboxError('bad_request', `prefer must be one of ${PREFERENCES.join(', ')}`);
    const ours = await this.#side(request.ours);
    const theirs = await this.#side(request.theirs);
    const base = await this.#base(request.base, ours.tree, theirs.tree);
    const outcome = await this.#options.thread.merge({ base, ours: ours.tree, theirs: theirs.tree, prefer });
    if (outcome.status === 'conflict') return outcome;
    await this.#options.incoming.sync();
    this.#options.keepAnswer(outcome.tree);
    this.#remember(outcome.tree, ours, theirs);
    return outcome;
  }

  /** The sides of the newest merge that gave this snapshot; none when it is not known as a merge's result. */
  sidesOf(tree: Oid): MergedSide[] {
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

  async #side(handle: string): Promise<MergedSide> {
    const tree = await this.#options.handles.resolve(handle);
    if (!tree) throw new TreeboxError('unknown_snapshot', `${shown(handle)}: there is no such snapshot or label`);
    const head = this.#options.handles.label(handle);
    return { tree, commit: head?.tree === tree ? head.commit : null };
  }

  async #base(handle: string | null | undefined, ours: Oid, theirs: Oid): Promise<Oid> {
    if (handle == null) return EMPTY_TREE;
    if (handle !== AUTO) return (await this.#side(handle)).tree;
    const base = await this.#options.ancestry.bestCommonAncestor(ours, theirs);
    if (base) return base;
    throw new TreeboxError('unknown_snapshot', 'base auto: the history knows no common ancestor; name a base');
  }

  #remember(result: Oid, ours: MergedSide, theirs: MergedSide): void {
    // Where one side is the result nothing was put together.
    if (result === ours.tree || result === theirs.tree) return;
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
