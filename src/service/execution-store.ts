/**
 * Records of executions on disk, in one SQLite database. Layer 5.
 *
 * A record is inserted before its execution is acknowledged and completed by one statement at its end, so that a kill
 * at any moment leaves each record in one of the two states. What is still open at the next start was lost. Write-ahead
 * logging makes each statement one write to a file; `synchronous = NORMAL` keeps the database whole when the power fails.
 * Nothing is kept in memory: a read asks for what it needs, and a result is read only when its record is.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { ExecutionId, Oid } from '../core/ids.ts';
import type { JobResult, Outcome, Timings } from '../pool/job.ts';

/** What a caller sees of an outcome at first sight. */
export type ExecutionStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'timed_out';

/** How an execution ended, `lost` when its server died first. */
export type ExecutionOutcome = Outcome | 'lost';

export interface ExecutionSummary {
  readonly id: ExecutionId;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly session: string | null;
  /** Null while it has not ended. */
  readonly outcome: ExecutionOutcome | null;
}

export interface ExecutionRecord extends ExecutionSummary {
  readonly tags: Readonly<Record<string, string>>;
  /** The tree that was mounted; null for a scratch volume. */
  readonly baseFs: Oid | null;
  readonly started: boolean;
  readonly result: string | null;
  readonly error: string | null;
  readonly fs: Oid | null;
  readonly heap: Oid | null;
  readonly timings: Timings | null;
}

export interface NewExecution {
  readonly id: ExecutionId;
  readonly startedAt: number;
  readonly session: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly baseFs: Oid | null;
  /** The heap it starts from: kept while the record is. */
  readonly baseHeap: Oid | null;
}

/** A row as SQLite gives it. */
type Row = Record<string, string | number | null>;

/** Why a record is open no more though no run ended it. */
const LOST_TEXT = 'the server died before the run ended; it may have run in part, and nothing was committed';

const SCHEMA = `
CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  completed_at INTEGER,
  outcome TEXT,
  started INTEGER NOT NULL DEFAULT 0,
  session TEXT,
  base_fs TEXT,
  base_heap TEXT,
  fs TEXT,
  heap TEXT,
  tags TEXT,
  timings TEXT,
  error TEXT,
  result TEXT
) STRICT;
CREATE INDEX open_executions ON executions (id) WHERE outcome IS NULL;
CREATE INDEX session_executions ON executions (session, id) WHERE session IS NOT NULL;
CREATE INDEX fs_executions ON executions (fs, id) WHERE fs IS NOT NULL;
CREATE INDEX heap_executions ON executions (heap, id) WHERE heap IS NOT NULL;
`;

/** The layout that this program reads and writes, kept in the database's `user_version`. */
const SCHEMA_VERSION = 1;

const SUMMARY_COLUMNS = 'id, started_at, completed_at, session, outcome';

const STATUS_CONDITIONS: Readonly<Record<ExecutionStatus, string>> = {
  running: 'outcome IS NULL',
  completed: "outcome = 'completed'",
  cancelled: "outcome = 'cancelled'",
  timed_out: "outcome = 'timed_out'",
  failed: "outcome NOT IN ('completed', 'cancelled', 'timed_out')",
};

/** The status that goes with an outcome. */
export function statusOf(outcome: ExecutionOutcome | null): ExecutionStatus {
  if (outcome === null) return 'running';
  return outcome === 'completed' || outcome === 'cancelled' || outcome === 'timed_out' ? outcome : 'failed';
}

export class ExecutionStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the database, making it where there is none, and closes the records that a dead server left open.
   * @param path absolute path of the database's file
   */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#migrate();
    this.#run(
      `UPDATE executions SET outcome = 'lost', started = 1, completed_at = ?, error = ? WHERE outcome IS NULL`,
      [Date.now(), LOST_TEXT],
    );
  }

  insert(execution: NewExecution): void {
    const { id, startedAt, session, tags, baseFs, baseHeap } = execution;
    const tagsText = Object.keys(tags).length === 0 ? null : JSON.stringify(tags);
    this.#run('INSERT INTO executions (id, started_at, session, tags, base_fs, base_heap) VALUES (?, ?, ?, ?, ?, ?)', [
      id,
      startedAt,
      session,
      tagsText,
      baseFs,
      baseHeap,
    ]);
  }

  finish(id: ExecutionId, completedAt: number, end: JobResult): void {
    this.#run(
      `UPDATE executions SET completed_at = ?, outcome = ?, started = ?, fs = ?, heap = ?, timings = ?, error = ?,
       result = ? WHERE id = ?`,
      [
        completedAt,
        end.outcome,
        end.started ? 1 : 0,
        end.tree,
        end.heap,
        JSON.stringify(end.timings),
        end.error,
        end.result,
        id,
      ],
    );
  }

  get(id: ExecutionId): ExecutionRecord | undefined {
    const row = this.#row(
      `SELECT ${SUMMARY_COLUMNS}, tags, base_fs, started, result, error, fs, heap, timings FROM executions WHERE id = ?`,
      [id],
    );
    return row && toRecord(row);
  }

  /** The outcome of an execution, null while it has none; undefined when there is no such execution. */
  outcome(id: ExecutionId): ExecutionOutcome | null | undefined {
    return this.#row('SELECT outcome FROM executions WHERE id = ?', [id])?.outcome as
      | ExecutionOutcome
      | null
      | undefined;
  }

  /** Executions, newest first. */
  list(filter: {
    readonly session?: string | undefined;
    readonly status?: ExecutionStatus | undefined;
    readonly before?: ExecutionId | undefined;
    readonly limit: number;
  }): ExecutionSummary[] {
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
    if (filter.session !== undefined) {
      conditions.push('session = ?');
      values.push(filter.session);
    }
    if (filter.before !== undefined) {
      conditions.push('id < ?');
      values.push(filter.before);
    }
    if (filter.status !== undefined) conditions.push(STATUS_CONDITIONS[filter.status]);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows = this.#statement(`SELECT ${SUMMARY_COLUMNS} FROM executions ${where} ORDER BY id DESC LIMIT ?`).all(
      ...values,
      filter.limit,
    ) as Row[];
    return rows.map(toSummary);
  }

  /** What the session's newest completed execution left. */
  latestOfSession(session: string): { fs: Oid | null; heap: Oid | null } | undefined {
    const row = this.#row(
      `SELECT fs, heap FROM executions WHERE session = ? AND outcome = 'completed' ORDER BY id DESC LIMIT 1`,
      [session],
    );
    return row && { fs: row.fs as Oid | null, heap: row.heap as Oid | null };
  }

  /** The newest execution that left the snapshot. */
  originOf(tree: Oid): { execution: string; session: string | null } | undefined {
    const row = this.#row('SELECT id, session FROM executions WHERE fs = ? ORDER BY id DESC LIMIT 1', [tree]);
    return row && { execution: row.id as string, session: row.session as string | null };
  }

  close(): void {
    this.#database.close();
  }

  #migrate(): void {
    const version = Number(this.#row('PRAGMA user_version', [])?.user_version);
    if (version === SCHEMA_VERSION) return;
    if (version !== 0) throw new Error(`the records are of layout ${version}; this program knows ${SCHEMA_VERSION}`);
    this.#database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  }

  #run(sql: string, values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #row(sql: string, values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function toSummary(row: Row): ExecutionSummary {
  return {
    id: row.id as ExecutionId,
    startedAt: row.started_at as number,
    completedAt: row.completed_at as number | null,
    session: row.session as string | null,
    outcome: row.outcome as ExecutionOutcome | null,
  };
}

function toRecord(row: Row): ExecutionRecord {
  return {
    ...toSummary(row),
    tags: row.tags === null ? {} : (JSON.parse(row.tags as string) as Record<string, string>),
    baseFs: row.base_fs as Oid | null,
    started: row.started === 1,
    result: row.result as string | null,
    error: row.error as string | null,
    fs: row.fs as Oid | null,
    heap: row.heap as Oid | null,
    timings: row.timings === null ? null : (JSON.parse(row.timings as string) as Timings),
  };
}
