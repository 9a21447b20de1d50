/**
 * Compares the snapshot that an execution mounted with the one that it left.
 *
 * A comparison is made only on request. The last results are cached; they never become stale, because trees don't change.
 * Small trees, as after most runs, are compared synchronously: a question to another process takes longer.
 */
import type { TreeId } from '../core/ids.ts';
import { CHANGES_LISTED } from '../core/limits.ts';
import type { RenamedDifference } from '../git/diff/renamed-differences.ts';
import { diffTrees } from '../git/diff/tree-diff.ts';
import type { MergeProcess } from '../git/merge/merge-process.ts';
import type { DiffEntry } from '../git/merge/merge-protocol.ts';
import type { ObjectReader } from '../git/objects/objects.ts';

export interface SnapshotChange {
  readonly path: string;
  readonly status: RenamedDifference['status'];
  /** Of a renamed file: its path before, and how much is alike in percent. */
  readonly oldPath?: string;
  readonly similarity?: number;
}

export interface SnapshotChanges {
  readonly total: number;
  /** The first `CHANGES_LISTED` changes. */
  readonly entries: readonly SnapshotChange[];
}

/** Results that are cached: about 10 MB if all of them list as many entries as they can. */
const KEPT_MAX = 64;

/** Bytes of trees that are compared synchronously, which takes well under a millisecond. */
const AT_ONCE_BYTES = 64 * 1024;

const NONE: SnapshotChanges = { total: 0, entries: [] };
const TOO_MANY_BYTES = Symbol('more than is to be compared at once');

export class Changes {
  readonly #objects: ObjectReader;
  readonly #comparer: Pick<MergeProcess, 'diff'>;
  readonly #kept = new Map<string, SnapshotChanges>();

  /** @param comparer compares trees that are too large to be compared synchronously */
  constructor(objects: ObjectReader, comparer: Pick<MergeProcess, 'diff'>) {
    this.#objects = objects;
    this.#comparer = comparer;
  }

  /**
   * Compares two snapshots.
   * @param renames true to detect renamed files
   * @throws TreeboxError `too_large`, `busy`
   */
  async between(from: TreeId, to: TreeId, renames = false): Promise<SnapshotChanges> {
    if (from === to) return NONE;
    const key = `${from} ${to} ${renames}`;
    let changes = this.#kept.get(key);
    if (!changes) {
      const atOnce = renames ? undefined : this.#diffAtOnce(from, to);
      const { total, entries } = atOnce ?? (await this.#comparer.diff({ from, to, limit: CHANGES_LISTED, renames }));
      changes = { total, entries: entries.map(toChange) };
      this.#kept.set(key, changes);
      if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value as string);
    }
    return changes;
  }

  #diffAtOnce(
    from: TreeId,
    to: TreeId,
  ): { readonly total: number; readonly entries: readonly DiffEntry[] } | undefined {
    let left = AT_ONCE_BYTES;
    const objects: ObjectReader = {
      stat: (oid) => this.#objects.stat(oid),
      read: (oid) => {
        left -= this.#objects.stat(oid)?.size ?? 0;
        if (left < 0) throw TOO_MANY_BYTES;
        return this.#objects.read(oid);
      },
    };
    try {
      return diffTrees(objects, from, to, { limit: CHANGES_LISTED });
    } catch (error) {
      if (error === TOO_MANY_BYTES) return undefined;
      throw error;
    }
  }
}

function toChange({ path, status, old }: DiffEntry): SnapshotChange {
  return old ? { path, status, oldPath: old.path, similarity: old.percent } : { path, status };
}
