/**
 * What differs between the snapshot that an execution mounted and the one that it left. Layer 5.
 *
 * Worked out when it is asked for, since most never are; the last answers are kept, which never go stale.
 */
import type { Oid } from '../core/ids.ts';
import { CHANGES_LISTED } from '../core/limits.ts';
import type { MergeThread } from '../git/merge-thread.ts';
import type { DiffStatus } from '../git/tree-diff.ts';

export interface SnapshotChanges {
  readonly total: number;
  /** The first of them. */
  readonly entries: readonly { readonly path: string; readonly status: DiffStatus }[];
}

/** Answers kept: with all entries listed some 10 MB. */
const KEPT_MAX = 64;

const NONE: SnapshotChanges = { total: 0, entries: [] };

export class Changes {
  readonly #comparer: Pick<MergeThread, 'diff'>;
  readonly #kept = new Map<string, SnapshotChanges>();

  constructor(comparer: Pick<MergeThread, 'diff'>) {
    this.#comparer = comparer;
  }

  /** @throws TreeboxError `too_large`, `busy` */
  async between(from: Oid, to: Oid): Promise<SnapshotChanges> {
    if (from === to) return NONE;
    const key = `${from} ${to}`;
    let changes = this.#kept.get(key);
    if (!changes) {
      const { total, entries } = await this.#comparer.diff({ from, to, limit: CHANGES_LISTED });
      changes = { total, entries: entries.map(({ path, status }) => ({ path, status })) };
      this.#kept.set(key, changes);
      if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value as string);
    }
    return changes;
  }
}
