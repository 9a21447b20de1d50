/**
 * Records of executions on disk.
 *
 * A record is inserted before its execution is acknowledged and completed by one statement at its end, so that a kill
 * at any moment leaves each record in one of the two states. What is still open at the next start was lost.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { ExecutionId, Oid } from '../core/ids.ts';
import type { JobResult, Outcome, Timings } from '../pool/job.ts';
import type { StateEnd } from '../runner/protocol.ts';
import { type ArtifactRecord, Artifacts } from './artifacts.ts';
import type { PushOrder, PushOutcome } from './pushes.ts';
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
  /** The commit that the mounted label was at. */
  readonly baseCommit: Oid | null;
  /** The JSON value that the run was handed. */
  readonly input: unknown;
  /** How its push ended; null without one. */
  readonly push: PushOutcome | null;
  /** Sentences for people. */
  readonly warnings: readonly string[];
  readonly measures: Measures | null;
  readonly artifacts: readonly ArtifactRecord[];
  readonly mounts: readonly MountRecord[];
}

/** What is told of a run that has ended, beside its outcome. */
export interface Measures {
  readonly exitCode: number | null;
  readonly outputTruncated: boolean;
  readonly cpuMs: number;
  readonly memoryPeakBytes: number;
  readonly state: StateEnd | null;
}

/** What a request said that is needed after its run. */
export interface KeptRequest {
  readonly input: unknown;
  readonly push: PushOrder | null;
}

/** An execution whose run has ended and whose push has not. */
export interface OpenPush {
  readonly id: ExecutionId;
  readonly session: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly end: JobResult;
  readonly order: PushOrder;
  /** The outcome that holds if the label took its commit. */
  readonly intended: PushOutcome | null;
}

/** Which executions are asked for. */
export interface ListFilter {
  readonly session?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  readonly outcome?: ExecutionOutcome | undefined;
  /** The label that was mounted, or that was to be pushed to. */
  readonly label?: string | undefined;
  /** A tag's name and value. */
  readonly tag?: readonly [string, string] | undefined;
  /** From when on, and before when, they were accepted, in ms since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

/** A snapshot that could be read at a path of a run's volume. */
export interface MountRecord {
  readonly path: string;
  /** As the request named it. */
  readonly fs: string;
  readonly tree: Oid;
}

export interface NewExecution {
  readonly id: ExecutionId;
  readonly startedAt: number;
  readonly session: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly baseFs: Oid | null;
  /** The heap it starts from: kept while the record is. */
  readonly baseHeap: Oid | null;
  /** The mounted label, and the commit that it was at. */
  readonly label: string | null;
  readonly baseCommit: Oid | null;
  readonly mounts: readonly MountRecord[];
  /** How long retention spares it after its end, in ms. */
  readonly retainMs: number;
  readonly request: KeptRequest;
  readonly warnings: readonly string[];
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
  readonly #artifacts: Artifacts;

  /** Closes the records that a dead server left open; those whose push is left to do stay so. */
  constructor(records: Records) {
    this.#records = records;
    this.#artifacts = new Artifacts(records);
    records.run(
      `UPDATE executions SET outcome = 'lost', started = 1, completed_at = ?, error = ? WHERE outcome IS NULL AND ending IS NULL`,
      Date.now(),
      LOST_TEXT,
    );
  }

  /** Adds a record. To be called within a transaction. */
  insert(execution: NewExecution): void {
    const { id, startedAt, session, tags, baseFs, baseHeap, label, baseCommit, request, warnings, retainMs } =
      execution;
    const { input, push } = request;
    this.#records.run(
      `INSERT INTO executions (id, started_at, session, tags, base_fs, base_heap, label, push_label, base_commit,
       warnings, request, retain_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      startedAt,
      session,
      Object.keys(tags).length === 0 ? null : JSON.stringify(tags),
      baseFs,
      baseHeap,
      label,
      push?.label ?? null,
      baseCommit,
      warnings.length === 0 ? null : JSON.stringify(warnings),
      input == null && push === null ? null : JSON.stringify(request),
      retainMs,
    );
    for (const { path, fs, tree } of execution.mounts) {
      this.#records.run('INSERT INTO mounts (execution_id, path, fs, tree) VALUES (?, ?, ?, ?)', id, path, fs, tree);
    }
  }

  /** Puts the end of a run on record whose push comes next: from here on a dead server's successor carries that out. */
  awaitPush(id: ExecutionId, end: JobResult): void {
    this.#records.run(
      'UPDATE executions SET fs = ?, heap = ?, ending = ? WHERE id = ?',
      end.tree,
      end.heap,
      JSON.stringify(end),
      id,
    );
  }

  /** Puts on record what the push comes to if its label takes the commit. */
  intendPush(id: ExecutionId, outcome: PushOutcome): void {
    this.#records.run('UPDATE executions SET push = ? WHERE id = ?', JSON.stringify(outcome), id);
  }

  /** Executions whose run has ended and whose push has not, oldest first. */
  openPushes(): OpenPush[] {
    return this.#records
      .rows(
        `SELECT id, session, tags, ending, push, request FROM executions
         WHERE outcome IS NULL AND ending IS NOT NULL ORDER BY id`,
      )
      .map(({ id, session, tags, ending, push, request }) => ({
        id: id as ExecutionId,
        session: session as string | null,
        tags: tagsOf(tags),
        end: JSON.parse(ending as string) as JobResult,
        order: (JSON.parse(request as string) as KeptRequest).push as PushOrder,
        intended: parsed<PushOutcome>(push),
      }));
  }

  /** Completes a record. To be called within a transaction where there are artifacts. */
  finish(id: ExecutionId, completedAt: number, end: JobResult, push: PushOutcome | null): void {
    const { exitCode, outputTruncated, cpuMs, memoryPeakBytes, state } = end;
    const measures: Measures = { exitCode, outputTruncated, cpuMs, memoryPeakBytes, state };
    this.#records.run(
      `UPDATE executions SET completed_at = ?, outcome = ?, started = ?, fs = ?, heap = ?, timings = ?, error = ?,
       result = ?, measures = ?, push = ?, ending = NULL WHERE id = ?`,
      completedAt,
      end.outcome,
      end.started ? 1 : 0,
      end.tree,
      end.heap,
      JSON.stringify(end.timings),
      end.error,
      end.result,
      JSON.stringify(measures),
      push && JSON.stringify(push),
      id,
    );
    this.#artifacts.add(id, end.artifacts);
  }

  /** What an execution started from and what it left; undefined when it left nothing. */
  change(id: string): { readonly fs: Oid; readonly baseFs: Oid; readonly baseCommit: Oid | null } | undefined {
    const row = this.#records.row(
      'SELECT fs, base_fs, base_commit FROM executions WHERE id = ? AND fs IS NOT NULL AND base_fs IS NOT NULL',
      id,
    );
    return row && { fs: row.fs as Oid, baseFs: row.base_fs as Oid, baseCommit: row.base_commit as Oid | null };
  }

  get(id: ExecutionId): ExecutionRecord | undefined {
    const row = this.#records.row(
      `SELECT ${SUMMARY_COLUMNS}, tags, base_fs, base_commit, started, result, error, fs, heap, timings, measures, warnings,
       push, request FROM executions WHERE id = ?`,
      id,
    );
    return row && { ...toRecord(row), artifacts: this.#artifacts.of(id), mounts: this.#mounts(id) };
  }

  #mounts(id: ExecutionId): MountRecord[] {
    return this.#records
      .rows('SELECT path, fs, tree FROM mounts WHERE execution_id = ? ORDER BY path', id)
      .map(({ path, fs, tree }) => ({ path: path as string, fs: fs as string, tree: tree as Oid }));
  }

  /** The outcome of an execution, null while it has none; undefined when there is no such record. */
  outcome(id: ExecutionId): ExecutionOutcome | null | undefined {
    const row = this.#records.row('SELECT outcome FROM executions WHERE id = ?', id);
    return row?.outcome as ExecutionOutcome | null | undefined;
  }

  /** Executions, newest first. */
  list(filter: ListFilter & { readonly before?: ExecutionId | undefined }): ExecutionSummary[] {
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
    const where = conditions.join(' AND ');
    return this.#records
      .rows(
        `SELECT ${SUMMARY_COLUMNS} FROM executions WHERE ${where} ORDER BY id DESC LIMIT ?`,
        ...values,
        filter.limit,
      )
      .map(toSummary);
  }

  /** What the session's newest completed execution left, or what a fork begins with. */
  latestOfSession(session: string): { fs: Oid | null; heap: Oid | null } | undefined {
    const row =
      this.#records.row(
        `SELECT fs, heap FROM executions WHERE session = ?1 AND outcome = 'completed'
       AND id > coalesce((SELECT after_id FROM session_starts WHERE name = ?1), '') ORDER BY id DESC LIMIT 1`,
        session,
      ) ?? this.#records.row('SELECT fs, heap FROM session_starts WHERE name = ? AND is_fork = 1', session);
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

function toRecord(row: Row): Omit<ExecutionRecord, 'artifacts' | 'mounts'> {
  return {
    ...toSummary(row),
    tags: tagsOf(row.tags),
    baseFs: row.base_fs as Oid | null,
    started: row.started === 1,
    result: row.result as string | null,
    error: row.error as string | null,
    // What is there before the end is there for a push alone.
    fs: row.outcome === null ? null : (row.fs as Oid | null),
    heap: row.outcome === null ? null : (row.heap as Oid | null),
    timings: parsed<Timings>(row.timings),
    baseCommit: row.base_commit as Oid | null,
    input: parsed<KeptRequest>(row.request)?.input ?? null,
    push: row.outcome === null ? null : parsed<PushOutcome>(row.push),
    warnings: parsed<string[]>(row.warnings) ?? [],
    measures: parsed<Measures>(row.measures),
  };
}

function tagsOf(text: Row[string] | undefined): Record<string, string> {
  return parsed<Record<string, string>>(text) ?? {};
}

/** The value of a column of JSON. */
function parsed<T>(text: Row[string] | undefined): T | null {
  return text == null ? null : (JSON.parse(text as string) as T);
}
