/**
 * The starts of sessions that were forked from another session, or deleted.
 *
 * A session has no other record: it consists of its executions. A start has the id after which they begin, and for a fork
 * the files and state that its first execution gets.
 */
import type { BlobId, ExecutionId, Oid, TreeId } from '../../core/ids.ts';
import type { ExecutionOutcome } from './execution-rows.ts';
import type { Records } from './records.ts';
import type { NamesObjects } from './table.ts';

/** The number of a session's executions, and the newest one. */
export interface SessionCount {
  readonly runs: number;
  readonly last: ExecutionId | null;
}

/** A tree and a state from which a session continues. */
export interface SessionPlace {
  readonly fs: TreeId | null;
  readonly state: BlobId | null;
}

export interface SessionRun {
  readonly id: ExecutionId;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly outcome: ExecutionOutcome | null;
  /** Tree and state before and after the run. */
  readonly baseFs: TreeId | null;
  readonly fs: TreeId | null;
  readonly baseState: BlobId | null;
  readonly state: BlobId | null;
}

/** Condition that an execution of the session `session` comes after the session's start. */
const COUNTS = "id > coalesce((SELECT after_id FROM session_starts WHERE name = session), '')";
/** Sorts after every id. */
const END = 'g';

export class SessionTable implements NamesObjects {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Lists sessions by name. @param page `after`: the last name of the previous page; empty for the first page */
  async list(page: {
    prefix: string;
    after: string;
    limit: number;
  }): Promise<({ readonly name: string } & SessionCount)[]> {
    const rows = this.#records.rows(
      `SELECT name, sum(runs) AS runs, max(last) AS last FROM (
         SELECT session AS name, count(*) AS runs, max(id) AS last FROM executions
         WHERE session > ?2 AND substr(session, 1, length(?1)) = ?1 AND ${COUNTS} GROUP BY session
         UNION ALL
         SELECT name, 0, NULL FROM session_starts
         WHERE name > ?2 AND substr(name, 1, length(?1)) = ?1 AND is_fork = 1
       ) GROUP BY name ORDER BY name LIMIT ?3`,
      page.prefix,
      page.after,
      page.limit,
    );
    return rows.map(({ name, runs, last }) => ({
      name: name as string,
      runs: Number(runs),
      last: last as ExecutionId | null,
    }));
  }

  /** Counts the executions of a session. */
  async count(name: string): Promise<SessionCount> {
    const row = this.#records.row(
      `SELECT count(*) AS runs, max(id) AS last FROM executions WHERE session = ? AND ${COUNTS}`,
      name,
    );
    return { runs: Number(row?.runs), last: (row?.last ?? null) as ExecutionId | null };
  }

  /** Lists a session's executions, newest first. @param before only executions before this one */
  async runs(name: string, limit: number, before: string = END): Promise<SessionRun[]> {
    const rows = this.#records.rows(
      `SELECT id, started_at, completed_at, outcome, base_fs, base_heap,
         iif(outcome IS NULL, NULL, fs) AS fs, iif(outcome IS NULL, NULL, heap) AS heap
       FROM executions WHERE session = ?1 AND id < ?2 AND ${COUNTS} ORDER BY id DESC LIMIT ?3`,
      name,
      before,
      limit,
    );
    return rows.map((row) => ({
      id: row.id as ExecutionId,
      startedAt: Number(row.started_at),
      completedAt: row.completed_at as number | null,
      outcome: row.outcome as ExecutionOutcome | null,
      baseFs: row.base_fs as TreeId | null,
      fs: row.fs as TreeId | null,
      baseState: row.base_heap as BlobId | null,
      state: row.heap as BlobId | null,
    }));
  }

  /** Returns the tree and state that a completed execution of the session left; undefined when it is not one. */
  async placeAfter(name: string, id: ExecutionId): Promise<SessionPlace | undefined> {
    const row = this.#records.row(
      `SELECT fs, heap FROM executions WHERE id = ? AND session = ? AND outcome = 'completed' AND ${COUNTS}`,
      id,
      name,
    );
    return row && { fs: row.fs as TreeId | null, state: row.heap as BlobId | null };
  }

  /** Returns the tree and state that the session's newest completed execution left, or with which a fork begins. */
  async latest(name: string): Promise<SessionPlace | undefined> {
    const row =
      this.#records.row(
        `SELECT fs, heap FROM executions WHERE session = ?1 AND outcome = 'completed'
         AND id > coalesce((SELECT after_id FROM session_starts WHERE name = ?1), '') ORDER BY id DESC LIMIT 1`,
        name,
      ) ?? this.#records.row('SELECT fs, heap FROM session_starts WHERE name = ? AND is_fork = 1', name);
    return row && { fs: row.fs as TreeId | null, state: row.heap as BlobId | null };
  }

  /** Returns when a session was forked or deleted. @returns undefined when it was neither */
  async start(name: string): Promise<{ readonly isFork: boolean; readonly at: number } | undefined> {
    const row = this.#records.row('SELECT is_fork, at FROM session_starts WHERE name = ?', name);
    return row && { isFork: row.is_fork === 1, at: Number(row.at) };
  }

  /**
   * Makes a session that begins with a tree and state, unless a session of this name exists.
   * @returns false when it exists; nothing is changed then
   */
  async fork(name: string, { fs, state }: SessionPlace): Promise<boolean> {
    const made = this.#records.run(
      `INSERT OR REPLACE INTO session_starts (name, after_id, fs, heap, is_fork, at)
       SELECT ?1, coalesce((SELECT max(id) FROM executions WHERE session = ?1), ''), ?2, ?3, 1, ?4
       WHERE NOT EXISTS (SELECT 1 FROM executions WHERE session = ?1 AND ${COUNTS})
       AND NOT EXISTS (SELECT 1 FROM session_starts WHERE name = ?1 AND is_fork = 1)`,
      name,
      fs,
      state,
      Date.now(),
    );
    return made > 0;
  }

  /** Starts a session anew: its present executions no longer belong to it. */
  async restart(name: string): Promise<void> {
    this.#records.run(
      `INSERT OR REPLACE INTO session_starts (name, after_id, fs, heap, is_fork, at)
       VALUES (?1, coalesce((SELECT max(id) FROM executions WHERE session = ?1), ''), NULL, NULL, 0, ?2)`,
      name,
      Date.now(),
    );
  }

  /** Deletes starts before `time`, in ms since 1970, of sessions without executions. @returns whether there were any */
  async sweep(time: number): Promise<boolean> {
    const dropped = this.#records.run(
      'DELETE FROM session_starts WHERE at < ? AND NOT EXISTS (SELECT 1 FROM executions WHERE session = name)',
      time,
    );
    return dropped > 0;
  }

  async namedObjects(): Promise<Oid[]> {
    return this.#records
      .rows('SELECT fs AS oid FROM session_starts UNION SELECT heap FROM session_starts')
      .flatMap(({ oid }) => (oid === null ? [] : [oid as Oid]));
  }
}
