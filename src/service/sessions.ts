/**
 * Sessions: executions under one name, each of which goes on from the one before.
 *
 * A session is its executions. Where it was forked from another, or deleted and begun again, a start says from which
 * execution on they count, and what the first of them finds.
 */
import { TreeboxError } from '../core/errors.ts';
import { type ExecutionId, isExecutionId, type Oid } from '../core/ids.ts';
import type { ExecutionOutcome, ExecutionStore } from './execution-store.ts';
import { shown } from './handles.ts';
import type { Records } from './records.ts';

export interface Session {
  readonly name: string;
  /** How many executions it has. */
  readonly runs: number;
  readonly lastExecution: ExecutionId | null;
  /** What its next execution finds. */
  readonly fs: Oid | null;
  readonly heap: Oid | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export interface SessionRun {
  readonly id: ExecutionId;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly outcome: ExecutionOutcome | null;
  /** Before and after the run. */
  readonly baseFs: Oid | null;
  readonly fs: Oid | null;
  readonly baseHeap: Oid | null;
  readonly heap: Oid | null;
}

/** Executions of the session `session` that count. */
const COUNTS = "id > coalesce((SELECT after_id FROM session_starts WHERE name = session), '')";
/** Later than every id. */
const END = 'g';

export class Sessions {
  readonly #records: Records;
  readonly #store: Pick<ExecutionStore, 'latestOfSession'>;

  constructor(records: Records, store: Pick<ExecutionStore, 'latestOfSession'>) {
    this.#records = records;
    this.#store = store;
  }

  /**
   * Lists sessions by name.
   * @param page `after`: the name that the page comes after
   * @returns the sessions, and the last one's name when there are more
   */
  list(page: { prefix: string; after: string; limit: number }): { sessions: Session[]; next: string | null } {
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
      page.limit + 1,
    );
    const sessions = rows
      .slice(0, page.limit)
      .map((row) => this.#session(row.name as string, Number(row.runs), row.last));
    return { sessions, next: rows.length > page.limit ? (sessions.at(-1)?.name ?? null) : null };
  }

  /** @throws TreeboxError `not_found` */
  get(name: string): Session {
    const row = this.#records.row(
      `SELECT count(*) AS runs, max(id) AS last FROM executions WHERE session = ? AND ${COUNTS}`,
      name,
    );
    const session = this.#session(name, Number(row?.runs), row?.last ?? null);
    if (session.runs > 0 || this.#start(name)?.is_fork === 1) return session;
    throw new TreeboxError('not_found', `session ${shown(name)}: there is no such session`);
  }

  /**
   * Lists the session's executions, newest first.
   * @param before only executions before this one
   * @returns the executions, and the last one's id when there are more
   * @throws TreeboxError `not_found`
   */
  runs(name: string, limit: number, before: string = END): { runs: SessionRun[]; next: ExecutionId | null } {
    this.get(name);
    const rows = this.#records.rows(
      `SELECT id, started_at, completed_at, outcome, base_fs, base_heap,
         iif(outcome IS NULL, NULL, fs) AS fs, iif(outcome IS NULL, NULL, heap) AS heap
       FROM executions WHERE session = ?1 AND id < ?2 AND ${COUNTS} ORDER BY id DESC LIMIT ?3`,
      name,
      before,
      limit + 1,
    );
    const runs = rows.slice(0, limit).map((row) => ({
      id: row.id as ExecutionId,
      startedAt: Number(row.started_at),
      completedAt: row.completed_at as number | null,
      outcome: row.outcome as ExecutionOutcome | null,
      baseFs: row.base_fs as Oid | null,
      fs: row.fs as Oid | null,
      baseHeap: row.base_heap as Oid | null,
      heap: row.heap as Oid | null,
    }));
    return { runs, next: rows.length > limit ? (runs.at(-1)?.id ?? null) : null };
  }

  /**
   * Makes a session that begins where another stands, or stood after one of its executions.
   * @throws TreeboxError `not_found`, `session_exists`; `bad_request` when `at` is no completed execution of the session
   */
  fork(from: string, to: string, at?: string): Session {
    const origin = this.get(from);
    const { fs, heap } = at === undefined ? origin : this.#stateAfter(from, at);
    const isTaken = this.#records.row(`SELECT 1 FROM executions WHERE session = ? AND ${COUNTS} LIMIT 1`, to);
    if (isTaken || this.#start(to)?.is_fork === 1) {
      throw new TreeboxError('session_exists', `session ${shown(to)} exists: take another name`);
    }
    this.#begin(to, fs, heap, true);
    return this.get(to);
  }

  /** Forgets a session; its executions stay on record. @throws TreeboxError `not_found` */
  delete(name: string): Session {
    const session = this.get(name);
    this.#begin(name, null, null, false);
    return session;
  }

  #begin(name: string, fs: Oid | null, heap: Oid | null, isFork: boolean): void {
    this.#records.run(
      `INSERT OR REPLACE INTO session_starts (name, after_id, fs, heap, is_fork, at)
       VALUES (?1, coalesce((SELECT max(id) FROM executions WHERE session = ?1), ''), ?2, ?3, ?4, ?5)`,
      name,
      fs,
      heap,
      isFork ? 1 : 0,
      Date.now(),
    );
  }

  #stateAfter(name: string, at: string): { fs: Oid | null; heap: Oid | null } {
    const row = isExecutionId(at)
      ? this.#records.row(
          `SELECT fs, heap FROM executions WHERE id = ? AND session = ? AND outcome = 'completed' AND ${COUNTS}`,
          at,
          name,
        )
      : undefined;
    if (!row) throw new TreeboxError('bad_request', `at: ${shown(at)} is no completed execution of the session`);
    return { fs: row.fs as Oid | null, heap: row.heap as Oid | null };
  }

  #session(name: string, runs: number, last: unknown): Session {
    const { fs, heap } = this.#store.latestOfSession(name) ?? { fs: null, heap: null };
    const row = this.#records.row(
      'SELECT started_at, completed_at FROM executions WHERE id = ?',
      (last ?? '') as string,
    );
    const updatedAt = Number(row?.completed_at ?? row?.started_at ?? this.#start(name)?.at ?? 0);
    return { name, runs, lastExecution: (last ?? null) as ExecutionId | null, fs, heap, updatedAt };
  }

  #start(name: string) {
    return this.#records.row('SELECT is_fork, at FROM session_starts WHERE name = ?', name);
  }
}
