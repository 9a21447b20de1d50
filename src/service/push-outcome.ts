/**
 * The types of a push in records and answers: the checked order, and its outcome.
 */
import type { CommitId, TreeId } from '../core/ids.ts';
import type { Identity } from '../git/format/commit-codec.ts';
import type { MergeOutcome } from '../git/merge/merge-tree.ts';
import type { Named } from './handles.ts';

/** The reaction of a push to a label that is not where it was expected. */
export type OnConflict = 'reject' | 'merge' | 'ours' | 'theirs';

/** A push that has been checked: what is to happen whatever the run leaves. */
export interface PushOrder {
  readonly label: string;
  readonly message: string;
  readonly author: Identity | null;
  /** The tree that the label must name; null when it must not exist. */
  readonly expected: TreeId | null;
  readonly onConflict: OnConflict;
  /** The snapshot that the pushed one was made from. */
  readonly base: Named;
}

export type Conflicts = Extract<MergeOutcome, { status: 'conflict' }>['conflicts'];

/** How a push ended, as a record and an answer hold it. */
export interface PushOutcome {
  readonly status: 'advanced' | 'merged' | 'unchanged' | 'rejected' | 'conflict';
  readonly label: string;
  /** The pushed snapshot as the label names it; null when the label did not take it. */
  readonly tree: TreeId | null;
  /** The commit that the label was moved to, or that it had already. */
  readonly commit: CommitId | null;
  /** The tree that the label names after the push; null when it does not exist. */
  readonly current: TreeId | null;
  readonly conflicts: Conflicts;
  /** Why a push was rejected that had no conflict. */
  readonly error: string | null;
}
