/**
 * Records of executions on disk.
 *
 * A record is inserted before its execution is acknowledged, and completed by one statement at its end. So a kill at any
 * moment leaves each record either open or complete. A run that is still open at the next start was lost.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { ExecutionId, Oid, TreeId } from '../../core/ids.ts';
import { ANSWER_KEPT_MS, RETAIN_RESULT_BYTES } from '../../core/limits.ts';
import { Turns } from '../../core/turns.ts';
import type { JobResult } from '../../pool/job.ts';
import type { PushOutcome } from '../push-outcome.ts';
import { keepAnswer } from './answer-table.ts';
import { addArtifacts, artifactsOf } from './artifact-table.ts';
import {
  CHANGE_COLUMNS,
  type DropBounds,
  type ExecutionChange,
  type ExecutionOutcome,
  type ExecutionRecord,
  type ExecutionStatus,
  type ExecutionSummary,
  type ListFilter,
  type NewExecution,
  type OpenPush,
  SUMMARY_COLUMNS,
  toChange,
  toOpenPush,
  toRecord,
  toStoredEnd,
  toStoredMeasures,
  toStoredPush,
  toSummary,
} from './execution-rows.ts';
import { markExpired } from './expired-table.ts';
import { type RequestIdentity, rememberIdentity } from './idempotency-table.ts';
import { addMounts, mountsOf } from './mount-table.ts';
import type { Records } from './records.ts';
import { addState } from './state-table.ts';
import type { NamesObjects } from './table.ts';

/** Error in the record of a run that was lost with its server process. */
const LOST_TEXT = 'the server died before the run ended; it may have run in part, and nothing was committed';

/** Warning in a record whose result was dropped. */
const RESULT_DROPPED_TEXT =
  `the result is no longer kept: the server keeps ${RETAIN_RESULT_BYTES / 2 ** 30} GiB of results and drops the oldest; ` +
  'write large results to files';
/** Sorts after every id. */
const AFTER_ALL_IDS = 'g';
/** Results up to this size, in bytes, are never dropped: 10,000 of them have less than a gigabyte. */
const SMALL_RESULT_BYTES = 64 * 1024;
/** Records whose results are measured in one query. */
const RESULTS_PER_TURN = 1_000;

const STATUS_CONDITIONS: Readonly<Record<ExecutionStatus, string>> = {
  running: 'outcome IS NULL',
  completed: "outcome = 'completed'",
  cancelled: "outcome = 'cancelled'",
  timed_out: "outcome = 'timed_out'",
  failed: "outcome NOT IN ('completed', 'cancelled', 'timed_out')",
};

export class ExecutionTable implements NamesObjects {
  readonly #records: Records;
  /** Ids of open executions, oldest first. An index would cost two page writes per run (bench row `throughput`). */
  readonly #open = new Set<ExecutionId>();

  constructor(records: Records) {
    this.#records = records;
  }

  /**
   * Takes over the open records of the previous server process: completes those of unfinished runs as `lost`.
   * @returns executions whose run has ended and whose push has not, oldest first
   */
  async takeOver(): Promise<OpenPush[]> {
    this.#records.run(
      `UPDATE executions SET outcome = 'lost', started = 1, completed_at = ?, error = ?
       WHERE outcome IS NULL AND ending IS NULL`,
      Date.now(),
      LOST_TEXT,
    );
    const open = this.#records.rows(
      'SELECT id, session, tags, ending, push, request FROM executions WHERE outcome IS NULL ORDER BY id',
    );
    for (const { id } of open) this.#open.add(id as ExecutionId);
    return open.map(toOpenPush);
  }

  /** Returns the newest id; undefined when there are no records. */
  async newest(): Promise<ExecutionId | undefined> {
    const row = this.#records.row('SELECT id FROM executions ORDER BY id DESC LIMIT 1');
    return row?.id as ExecutionId | undefined;
  }

  /** Counts the records. */
  async count(): Promise<number> {
    return Number(this.#records.row('SELECT count(*) AS count FROM executions')?.count);
  }

  /** Adds a record, with its mounts and the idempotency key of its request. */
  async insert(execution: NewExecution, identity?: RequestIdentity): Promise<void> {
    const write = () => {
      insertExecution(this.#records, execution);
      addMounts(this.#records, execution.id, execution.mounts);
      if (identity) rememberIdentity(this.#records, identity, execution.id);
    };
    // A single statement is atomic without a transaction.
    if (execution.mounts.length === 0 && identity === undefined) write();
    else this.#records.transaction(write);
    this.#open.add(execution.id);
  }

  /** Records the end of a run before its push. From now on, if this server process dies, the next one continues the push. */
  async awaitPush(id: ExecutionId, end: JobResult): Promise<void> {
    this.#records.run(
      'UPDATE executions SET fs = ?, heap = ?, ending = ? WHERE id = ?',
      end.tree,
      end.state,
      toStoredEnd(end),
      id,
    );
  }

  /** Records the outcome that the push will have if its label takes the commit. */
  async intendPush(id: ExecutionId, outcome: PushOutcome): Promise<void> {
    this.#records.run('UPDATE executions SET push = ? WHERE id = ?', toStoredPush(outcome), id);
  }

  /** Completes a record, and adds the artifacts and the state that the run left. */
  async finish(
    id: ExecutionId,
    end: JobResult,
    tags: Readonly<Record<string, string>>,
    push: PushOutcome | null,
  ): Promise<void> {
    const write = () => {
      finishExecution(this.#records, id, end, push);
      addArtifacts(this.#records, id, end.artifacts);
      if (end.state !== null) addState(this.#records, end.state, tags);
    };
    if (end.artifacts.length === 0 && end.state === null) write();
    else this.#records.transaction(write);
    this.#open.delete(id);
  }

  /** Returns the snapshots before and after an execution; undefined when it mounted or left none. */
  async change(id: string): Promise<ExecutionChange | undefined> {
    const row = this.#records.row(
      `SELECT ${CHANGE_COLUMNS} FROM executions WHERE id = ? AND fs IS NOT NULL AND base_fs IS NOT NULL`,
      id,
    );
    return row && toChange(row);
  }

  /** Returns the newest execution that left the tree and started from another one. */
  async newestChange(tree: TreeId): Promise<ExecutionChange | undefined> {
    const row = this.#records.row(
      `SELECT ${CHANGE_COLUMNS} FROM executions
       WHERE fs = ?1 AND base_fs IS NOT NULL AND base_fs <> ?1 ORDER BY id DESC LIMIT 1`,
      tree,
    );
    return row && toChange(row);
  }

  async summary(id: ExecutionId): Promise<ExecutionSummary | undefined> {
    const row = this.#records.row(`SELECT ${SUMMARY_COLUMNS} FROM executions WHERE id = ?`, id);
    return row && toSummary(row);
  }

  async get(id: ExecutionId): Promise<ExecutionRecord | undefined> {
    const row = this.#records.row(
      `SELECT ${SUMMARY_COLUMNS}, tags, base_fs, base_commit, started, result, error, fs, heap, timings, measures, warnings,
       push, request, EXISTS (SELECT 1 FROM artifacts WHERE execution_id = executions.id) AS has_artifacts,
       EXISTS (SELECT 1 FROM mounts WHERE execution_id = executions.id) AS has_mounts FROM executions WHERE id = ?`,
      id,
    );
    return (
      row && {
        ...toRecord(row),
        artifacts: row.has_artifacts ? artifactsOf(this.#records, id) : [],
        mounts: row.has_mounts ? mountsOf(this.#records, id) : [],
      }
    );
  }

  /** Returns the outcome of an execution, null while it has none; undefined when there is no such record. */
  async outcome(id: ExecutionId): Promise<ExecutionOutcome | null | undefined> {
    const row = this.#records.row('SELECT outcome FROM executions WHERE id = ?', id);
    return row?.outcome as ExecutionOutcome | null | undefined;
  }

  /** Lists executions, newest first. */
  async list(filter: ListFilter & { readonly before?: ExecutionId | undefined }): Promise<ExecutionSummary[]> {
    const conditions = ['TRUE'];
    const values: SQLInputValue[] = [];
    const add = (condition: string, ...given: (SQLInputValue | undefined)[]) => {
      if (given.some((value) => value === undefined)) return;
      conditions.push(condition);
      values.push(...(given as SQLInputValue[]));
    };
    add('session = ?', filter.session);
    add('id < ?', filter.before);
    add('outcome = ?', filter.outcome);
    add('(label = ? OR push_label = ?)', filter.label, filter.label);
    add('EXISTS (SELECT 1 FROM json_each(tags) WHERE key = ? AND value = ?)', ...(filter.tag ?? [undefined]));
    add('started_at >= ?', filter.since);
    add('started_at < ?', filter.until);
    if (filter.status !== undefined) conditions.push(STATUS_CONDITIONS[filter.status]);
    if (filter.status === 'running') {
      const [oldest] = this.#open;
      if (oldest === undefined) return [];
      add('id >= ?', oldest);
    }
    const where = conditions.join(' AND ');
    return this.#records
      .rows(
        `SELECT ${SUMMARY_COLUMNS} FROM executions WHERE ${where} ORDER BY id DESC LIMIT ?`,
        ...values,
        filter.limit,
      )
      .map(toSummary);
  }

  /** Returns the newest execution that left the tree. */
  async originOf(tree: TreeId): Promise<{ execution: string; session: string | null } | undefined> {
    const row = this.#records.row('SELECT id, session FROM executions WHERE fs = ? ORDER BY id DESC LIMIT 1', tree);
    return row && { execution: row.id as string, session: row.session as string | null };
  }

  /** Drops records. The tree and state of a dropped one are kept until a day after its end. @returns the dropped ids */
  async drop({ kept, endedBefore }: DropBounds): Promise<ExecutionId[]> {
    const records = this.#records;
    const now = Date.now();
    const oldest = records.row('SELECT id FROM executions ORDER BY id DESC LIMIT 1 OFFSET ?', kept - 1)?.id;
    return records.transaction(() => {
      // Ids sort by time, so both bounds are ranges of the index.
      const rows = records.rows(
        `DELETE FROM executions WHERE outcome IS NOT NULL AND (id < ?1 OR (id < ?2 AND completed_at < ?3))
           AND completed_at + retain_ms <= ?4
         RETURNING id, completed_at, fs, heap`,
        oldest ?? '',
        firstIdAt(endedBefore),
        endedBefore,
        now,
      );
      for (const { id, completed_at, fs, heap } of rows) {
        markExpired(records, id as ExecutionId, now);
        const until = Number(completed_at) + ANSWER_KEPT_MS;
        for (const oid of [fs, heap]) if (oid != null && until > now) keepAnswer(records, oid as Oid, until);
      }
      return rows.map(({ id }) => id as ExecutionId);
    });
  }

  /**
   * Drops the oldest results while all together have more than `maxBytes` bytes. It spares small results, and records that a
   * request asked to keep. The record of a dropped result gets a warning. Other requests get their turn in between.
   * @returns the bytes of the remaining results
   */
  async dropResults(maxBytes: number): Promise<number> {
    const turns = new Turns();
    let left = 0;
    let isFull = false;
    for (let before = AFTER_ALL_IDS; ; ) {
      const rows = this.#records.rows(
        'SELECT id, octet_length(result) AS bytes FROM executions WHERE id < ? ORDER BY id DESC LIMIT ?',
        before,
        RESULTS_PER_TURN,
      );
      for (const { id, bytes } of rows) {
        if (bytes === null) continue;
        isFull ||= left + Number(bytes) > maxBytes;
        const mayGo = isFull && Number(bytes) > SMALL_RESULT_BYTES;
        if (!mayGo || !this.#dropResult(id as ExecutionId)) left += Number(bytes);
        // To read `retain_ms`, the last column, SQLite reads through a result of megabytes.
        if (turns.isOver) await turns.next();
      }
      if (rows.length < RESULTS_PER_TURN) return left;
      before = rows.at(-1)?.id as string;
      await turns.next();
    }
  }

  #dropResult(id: ExecutionId): boolean {
    const changed = this.#records.run(
      `UPDATE executions SET result = NULL, warnings = json_insert(coalesce(warnings, '[]'), '$[#]', ?)
       WHERE id = ? AND completed_at + retain_ms <= ?`,
      RESULT_DROPPED_TEXT,
      id,
      Date.now(),
    );
    return changed > 0;
  }

  async namedObjects(): Promise<Oid[]> {
    return this.#records
      .rows(
        `SELECT base_fs AS oid FROM executions UNION SELECT base_heap FROM executions
         UNION SELECT fs FROM executions UNION SELECT heap FROM executions`,
      )
      .flatMap(({ oid }) => (oid === null ? [] : [oid as Oid]));
  }
}

function insertExecution(records: Records, execution: NewExecution): void {
  const { id, startedAt, session, tags, baseFs, baseState, label, baseCommit, request, warnings, retainMs } = execution;
  const { input, push } = request;
  records.run(
    `INSERT INTO executions (id, started_at, session, tags, base_fs, base_heap, label, push_label, base_commit,
     warnings, request, retain_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    startedAt,
    session,
    Object.keys(tags).length === 0 ? null : JSON.stringify(tags),
    baseFs,
    baseState,
    label,
    push?.label ?? null,
    baseCommit,
    warnings.length === 0 ? null : JSON.stringify(warnings),
    input == null && push === null ? null : JSON.stringify(request),
    retainMs,
  );
}

function finishExecution(records: Records, id: ExecutionId, end: JobResult, push: PushOutcome | null): void {
  const { exitCode, outputTruncated, cpuMs, memoryPeakBytes, stateEnd } = end;
  records.run(
    `UPDATE executions SET completed_at = ?, outcome = ?, started = ?, fs = ?, heap = ?, timings = ?, error = ?,
     result = ?, measures = ?, push = ?, ending = NULL WHERE id = ?`,
    Date.now(),
    end.outcome,
    end.started ? 1 : 0,
    end.tree,
    end.state,
    JSON.stringify(end.timings),
    end.error,
    end.result,
    toStoredMeasures({ exitCode, outputTruncated, cpuMs, memoryPeakBytes, stateEnd }),
    push && toStoredPush(push),
    id,
  );
}

/** Returns the prefix of ids made at a time: the time is their first 48 bits (RFC 9562 section 5.7). */
function firstIdAt(ms: number): string {
  const digits = Math.max(ms, 0).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
