/**
 * Records of artifacts. They are dropped with the record of their execution.
 */
import { type Artifact, isArtifactKey } from '../../core/artifact.ts';
import { TreeboxError } from '../../core/errors.ts';
import { type BlobId, type ExecutionId, isExecutionId, type Oid } from '../../core/ids.ts';
import { shown } from '../handles.ts';
import type { Records, Row } from './records.ts';
import type { NamesObjects } from './table.ts';

/** An artifact with the execution that made it. */
export interface ArtifactRecord extends Artifact {
  readonly executionId: ExecutionId;
}

export class ArtifactTable implements NamesObjects {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Returns an artifact of an execution. @throws TreeboxError `not_found` */
  async find(id: ExecutionId, key: string): Promise<ArtifactRecord> {
    const row = this.#records.row('SELECT * FROM artifacts WHERE execution_id = ? AND key = ?', id, key);
    if (row) return toArtifact(row);
    throw new TreeboxError('not_found', `artifact ${shown(key)}: the execution made no artifact of this key`);
  }

  /** Returns the artifact of the newest execution that made one of this key. @throws TreeboxError `not_found` */
  async newest(key: string): Promise<ArtifactRecord> {
    const row = this.#records.row('SELECT * FROM artifacts WHERE key = ? ORDER BY execution_id DESC LIMIT 1', key);
    if (row) return toArtifact(row);
    throw new TreeboxError('not_found', `artifact ${shown(key)}: there is no such artifact`);
  }

  /**
   * Lists artifacts, those of the newest execution first.
   * @param after `next` of the previous page
   * @returns the artifacts, and `next` when there are more
   * @throws TreeboxError `bad_request` when `after` is malformed
   */
  async list(limit: number, after?: string): Promise<{ artifacts: ArtifactRecord[]; next: string | null }> {
    const [id, key] = after === undefined ? [null, null] : readPlace(after);
    const rows = this.#records.rows(
      `SELECT * FROM artifacts WHERE ?1 IS NULL OR execution_id < ?1 OR (execution_id = ?1 AND key > ?2)
       ORDER BY execution_id DESC, key LIMIT ?3`,
      id,
      key,
      limit + 1,
    );
    const artifacts = rows.slice(0, limit).map(toArtifact);
    const last = artifacts.at(-1);
    return { artifacts, next: last && rows.length > limit ? `${last.executionId}/${last.key}` : null };
  }

  async namedObjects(): Promise<Oid[]> {
    return this.#records.rows('SELECT DISTINCT oid FROM artifacts').map(({ oid }) => oid as Oid);
  }
}

function readPlace(text: string): [ExecutionId, string] {
  const slash = text.indexOf('/');
  const id = text.slice(0, Math.max(slash, 0));
  const key = text.slice(slash + 1);
  if (isExecutionId(id) && isArtifactKey(key)) return [id, key];
  throw new TreeboxError('bad_request', 'query parameter "after" must be the "next" of the previous page');
}

function toArtifact(row: Row): ArtifactRecord {
  return {
    executionId: row.execution_id as ExecutionId,
    key: row.key as string,
    mimeType: row.mime_type as string,
    oid: row.oid as BlobId,
    size: row.size as number,
    createdAt: row.created_at as number,
  };
}

/** Adds the artifacts of an execution within a transaction. */
export function addArtifacts(records: Records, id: ExecutionId, artifacts: readonly Artifact[]): void {
  for (const { key, mimeType, oid, size, createdAt } of artifacts) {
    records.run(
      'INSERT INTO artifacts (execution_id, key, mime_type, oid, size, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      key,
      mimeType,
      oid,
      size,
      createdAt,
    );
  }
}

/** Returns the artifacts of an execution, by key. */
export function artifactsOf(records: Records, id: ExecutionId): ArtifactRecord[] {
  return records.rows('SELECT * FROM artifacts WHERE execution_id = ? ORDER BY key', id).map(toArtifact);
}
