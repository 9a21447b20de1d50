/**
 * The snapshots that runs mounted below `/`.
 */
import type { ExecutionId, Oid, TreeId } from '../../core/ids.ts';
import type { Records } from './records.ts';
import type { NamesObjects } from './table.ts';

/** A snapshot that was mounted read-only at a path of a run's volume. */
export interface MountRecord {
  readonly path: string;
  /** The handle in the request. */
  readonly fs: string;
  readonly tree: TreeId;
}

export class MountTable implements NamesObjects {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async namedObjects(): Promise<Oid[]> {
    return this.#records.rows('SELECT DISTINCT tree FROM mounts').map(({ tree }) => tree as TreeId);
  }
}

/** Adds the mounts of an execution within a transaction. */
export function addMounts(records: Records, id: ExecutionId, mounts: readonly MountRecord[]): void {
  for (const { path, fs, tree } of mounts) {
    records.run('INSERT INTO mounts (execution_id, path, fs, tree) VALUES (?, ?, ?, ?)', id, path, fs, tree);
  }
}

/** Returns the mounts of an execution, by path. */
export function mountsOf(records: Records, id: ExecutionId): MountRecord[] {
  return records
    .rows('SELECT path, fs, tree FROM mounts WHERE execution_id = ? ORDER BY path', id)
    .map(({ path, fs, tree }) => ({ path: path as string, fs: fs as string, tree: tree as TreeId }));
}
