/**
 * Records of merges: each result with its two sides.
 */
import type { CommitId, TreeId } from '../../core/ids.ts';
import type { Records } from './records.ts';

/** One side of a merge. */
export interface MergedSide {
  readonly tree: TreeId;
  /** The commit that named it; null for a CA id. */
  readonly commit: CommitId | null;
}

export interface MergeRow {
  readonly sides: readonly [ours: MergedSide, theirs: MergedSide];
  /** Milliseconds since 1970. */
  readonly mergedAt: number;
}

export class MergeTable {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Records a merge. */
  async add(result: TreeId, ours: MergedSide, theirs: MergedSide): Promise<void> {
    this.#records.run(
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

  /**
   * Returns the newest merge that produced this tree.
   * @param changed true for only merges whose result differs from both sides
   */
  async newest(result: TreeId, { changed }: { readonly changed: boolean }): Promise<MergeRow | undefined> {
    const row = this.#records.row(
      `SELECT * FROM merges WHERE result = ?1 AND (?2 = 0 OR (ours <> ?1 AND theirs <> ?1))
       ORDER BY merged_at DESC LIMIT 1`,
      result,
      changed ? 1 : 0,
    );
    if (!row) return undefined;
    const side = (name: 'ours' | 'theirs') => ({
      tree: row[name] as TreeId,
      commit: row[`${name}_commit`] as CommitId | null,
    });
    return { sides: [side('ours'), side('theirs')], mergedAt: Number(row.merged_at) };
  }

  /** Deletes merges whose result is not a tree that an execution mounted or left, or that a response named. */
  async sweep(): Promise<void> {
    this.#records.run(
      `DELETE FROM merges WHERE result NOT IN (
         SELECT fs FROM executions WHERE fs IS NOT NULL
         UNION SELECT base_fs FROM executions WHERE base_fs IS NOT NULL
         UNION SELECT oid FROM answered_oids)`,
    );
  }
}
