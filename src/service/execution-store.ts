/**
 * Records of executions on disk. Layer 5.
 *
 * A record is inserted before its execution is acknowledged and completed by one statement at its end, so that a kill
 * at any moment leaves each record in one of the two states. What is still open at the next start was lost.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { ExecutionId, Oid } from '../core/ids.ts';
import type { JobResult, Outcome, Timings } from '../pool/job.ts';
import type { Records, Row } from './records.ts';

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

/** Why a record is open no more though no run ended it. */
const LOST_TEXT = 'the server died before the run ended; it may have run in part, and nothing was committed';

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
  readonly #records: Records;

  /** Closes the records that a dead server left open. */
  constructor(records: Records) {
    this.#records = records;
    records.run(
      `UPDATE executions SET outcome = 'lost', started = 1, completed_at = ?, error = ? WHERE outcome IS NULL`,
      Date.now(),
      LOST_TEXT,
    );
  }

  insert(execution: NewExecution): void {
    const { id, startedAt, session, tags, baseFs, baseHeap } = execution;
    this.#records.run(
      'INSERT INTO executions (id, started_at, session, tags, base_fs, base_heap) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      startedAt,
      session,
      Object.keys(tags).length === 0 ? null : JSON.stringify(tags),
      baseFs,
      baseHeap,
    );
  }

  finish(id: ExecutionId, completedAt: number, end: JobResult): void {
    this.#records.run(
      `UPDATE executions SET completed_at = ?, outcome = ?, started = ?, fs = ?, heap = ?, timings = ?, error = ?,
       result = ? WHERE id = ?`,
      completedAt,
      end.outcome,
      end.started ? 1 : 0,
      end.tree,
      end.heap,
      JSON.stringify(end.timings),
      end.error,
      end.result,
      id,
    );
  }

  get(id: ExecutionId): ExecutionRecord | undefined {
    const row = this.#records.row(
      `SELECT ${SUMMARY_COLUMNS}, tags, base_fs, started, result, error, fs, heap, timings FROM executions WHERE id = ?`,
      id,
    );
    return row && toRecord(row);
  }

  /** The outcome of an execution, null while it has none; undefined when there is no such record. */
  outcome(id: ExecutionId): ExecutionOutcome | null | undefined {
    const row = this.#records.row('SELECT outcome FROM executions WHERE id = ?', id);
    return row?.outcome as ExecutionOutcome | null | undefined;
  }

  /** Executions, newest first. */
  list(filter: {
    readonly session?: string | undefined;
    readonly status?: ExecutionStatus | undefined;
    readonly before?: ExecutionId | undefined;
    readonly limit: number;
  }): ExecutionSummary[] {
    const conditions = ['TRUE'];
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
    const where = conditions.join(' AND ');
    return this.#records
      .rows(
        `SELECT ${SUMMARY_COLUMNS} FROM executions WHERE ${where} ORDER BY id DESC LIMIT ?`,
        ...values,
        filter.limit,
      )
      .map(toSummary);
  }

  /** What the session's newest completed execution left. */
  latestOfSession(session: string): { fs: Oid | null; heap: Oid | null } | undefined {
    const row = this.#records.row(
      `SELECT fs, heap FROM executions WHERE session = ? AND outcome = 'completed' ORDER BY id DESC LIMIT 1`,
      session,
    );
    return row && { fs: row.fs as Oid | null, heap: row.heap as Oid | null };
  }

  /** The newest execution that left the snapshot. */
  originOf(tree: Oid): { execution: string; session: string | null } | undefined {
    const row = this.#records.row('SELECT id, session FROM executions WHERE fs = ? ORDER BY id DESC LIMIT 1', tree);
    return row && { execution: row.id as string, session: row.session as string | null };
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
