/**
 * The types of a push in records and responses: the checked order, and its outcome.
 */
import type { CommitId, TreeId } from '../core/ids.ts';
import type { Identity } from '../git/format/commit-codec.ts';
import type { MergeOutcome } from '../git/merge/merge-tree.ts';
import type { Named } from './handles.ts';

/** The reaction of a push to a label that does not name the expected tree. */
export type OnConflict = 'reject' | 'merge' | 'ours' | 'theirs';

/** A checked push, to be carried out with the snapshot that the run leaves. */
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

/** The outcome of a push in records and responses. */
export interface PushOutcome {
  readonly status: 'advanced' | 'merged' | 'unchanged' | 'rejected' | 'conflict';
  readonly label: string;
  /** The snapshot that the label names after a successful push, merged if necessary; null when the push failed. */
  readonly tree: TreeId | null;
  /** The commit that the label is at after a successful push; null when the push failed. */
  readonly commit: CommitId | null;
  /** The tree that the label names after the push; null when it does not exist. */
  readonly current: TreeId | null;
  readonly conflicts: Conflicts;
  /** The reason for a rejected push; null for every other status. */
  readonly error: string | null;
}
