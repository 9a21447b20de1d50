/**
 * Rows of executions: their types, and how columns become fields.
 */
import type { BlobId, CommitId, ExecutionId, TreeId } from '../../core/ids.ts';
import type { JobResult, Outcome, Timings } from '../../pool/job.ts';
import type { StateEnd } from '../../runner/protocol.ts';
import type { Conflicts, PushOrder, PushOutcome } from '../push-outcome.ts';
import type { ArtifactRecord } from './artifact-table.ts';
import type { MountRecord } from './mount-table.ts';
import type { Row } from './records.ts';

/** A coarser form of the outcome. */
export type ExecutionStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'timed_out';

/** The outcome of an execution; `lost` when its server process died first. */
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
  readonly baseFs: TreeId | null;
  readonly started: boolean;
  readonly result: string | null;
  readonly error: string | null;
  readonly fs: TreeId | null;
  readonly state: BlobId | null;
  readonly timings: Timings | null;
  /** The commit that the mounted label was at. */
  readonly baseCommit: CommitId | null;
  /** The JSON value that the run got as its input. */
  readonly input: unknown;
  /** How its push ended; null without one. */
  readonly push: PushOutcome | null;
  /** Sentences for people. */
  readonly warnings: readonly string[];
  readonly measures: Measures | null;
  readonly artifacts: readonly ArtifactRecord[];
  readonly mounts: readonly MountRecord[];
}

/** Facts about a run that has ended, in addition to its outcome. */
export interface Measures {
  readonly exitCode: number | null;
  readonly outputTruncated: boolean;
  readonly cpuMs: number;
  readonly memoryPeakBytes: number;
  readonly stateEnd: StateEnd | null;
}

/** The part of a request that is needed after its run. */
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

/** Filter of a list of executions. */
export interface ListFilter {
  readonly session?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  readonly outcome?: ExecutionOutcome | undefined;
  /** The label that was mounted, or the one to push to. */
  readonly label?: string | undefined;
  /** A tag's name and value. */
  readonly tag?: readonly [string, string] | undefined;
  /** Only executions accepted at `since` or later, and before `until`, in ms since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

/** Bounds of retention. An execution past either bound is dropped, unless its request asked to keep it longer. */
export interface DropBounds {
  /** Number of executions to keep. */
  readonly kept: number;
  /** Executions that ended before this time are dropped, in ms since 1970. */
  readonly endedBefore: number;
}

/** The snapshots before and after an execution. */
export interface ExecutionChange {
  readonly id: ExecutionId;
  readonly fs: TreeId;
  readonly baseFs: TreeId;
  readonly baseCommit: CommitId | null;
  /** Milliseconds since 1970. */
  readonly completedAt: number;
}

export interface NewExecution {
  readonly id: ExecutionId;
  readonly startedAt: number;
  readonly session: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly baseFs: TreeId | null;
  /** The state that it starts from. It is kept as long as the record. */
  readonly baseState: BlobId | null;
  /** The mounted label, and the commit that it was at. */
  readonly label: string | null;
  readonly baseCommit: CommitId | null;
  readonly mounts: readonly MountRecord[];
  /** How long retention keeps the record after its end, in ms. */
  readonly retainMs: number;
  readonly request: KeptRequest;
  readonly warnings: readonly string[];
}

/** Returns the status for an outcome. */
export function statusOf(outcome: ExecutionOutcome | null): ExecutionStatus {
  if (outcome === null) return 'running';
  return outcome === 'completed' || outcome === 'cancelled' || outcome === 'timed_out' ? outcome : 'failed';
}

/** Columns that `toSummary` reads. */
export const SUMMARY_COLUMNS = 'id, started_at, completed_at, session, outcome';
/** Columns that `toChange` reads. */
export const CHANGE_COLUMNS = 'id, fs, base_fs, base_commit, completed_at';

export function toChange(row: Row): ExecutionChange {
  return {
    id: row.id as ExecutionId,
    fs: row.fs as TreeId,
    baseFs: row.base_fs as TreeId,
    baseCommit: row.base_commit as CommitId | null,
    completedAt: Number(row.completed_at ?? 0),
  };
}

export function toSummary(row: Row): ExecutionSummary {
  return {
    id: row.id as ExecutionId,
    startedAt: row.started_at as number,
    completedAt: row.completed_at as number | null,
    session: row.session as string | null,
    outcome: row.outcome as ExecutionOutcome | null,
  };
}

export function toRecord(row: Row): Omit<ExecutionRecord, 'artifacts' | 'mounts'> {
  return {
    ...toSummary(row),
    tags: tagsOf(row.tags),
    baseFs: row.base_fs as TreeId | null,
    started: row.started === 1,
    result: row.result as string | null,
    error: row.error as string | null,
    // Before the end, these columns are set only to continue a push after a restart.
    fs: row.outcome === null ? null : (row.fs as TreeId | null),
    state: row.outcome === null ? null : (row.heap as BlobId | null),
    timings: parsed<Timings>(row.timings),
    baseCommit: row.base_commit as CommitId | null,
    input: parsed<KeptRequest>(row.request)?.input ?? null,
    push: row.outcome === null ? null : fromStoredPush(row.push),
    warnings: parsed<string[]>(row.warnings) ?? [],
    measures: fromStoredMeasures(row.measures),
  };
}

/** Reads an execution whose push has not ended. */
export function toOpenPush({ id, session, tags, ending, push, request }: Row): OpenPush {
  return {
    id: id as ExecutionId,
    session: session as string | null,
    tags: tagsOf(tags),
    end: fromStoredEnd(ending as string),
    order: (JSON.parse(request as string) as KeptRequest).push as PushOrder,
    intended: fromStoredPush(push),
  };
}

function tagsOf(text: Row[string] | undefined): Record<string, string> {
  return parsed<Record<string, string>>(text) ?? {};
}

/** Parses a JSON column. */
function parsed<T>(text: Row[string] | undefined): T | null {
  return text == null ? null : (JSON.parse(text as string) as T);
}

/** Measures in the form of their column, where `stateEnd` has the older name `state`. */
type StoredMeasures = Omit<Measures, 'stateEnd'> & { readonly state: Measures['stateEnd'] };

/** Encodes measures for their column. */
export function toStoredMeasures({ stateEnd, ...measures }: Measures): string {
  return JSON.stringify({ ...measures, state: stateEnd } satisfies StoredMeasures);
}

function fromStoredMeasures(text: Row[string] | undefined): Measures | null {
  const stored = parsed<StoredMeasures>(text);
  if (!stored) return null;
  const { state, ...measures } = stored;
  return { ...measures, stateEnd: state };
}

/** The end of a run in the form of its column, with older names: `heap` is the state, and `state` is `stateEnd`. */
type StoredEnd = Omit<JobResult, 'state' | 'stateEnd'> & {
  readonly heap: JobResult['state'];
  readonly state: JobResult['stateEnd'];
};

/** Encodes the end of a run for its column. */
export function toStoredEnd({ state, stateEnd, ...end }: JobResult): string {
  return JSON.stringify({ ...end, heap: state, state: stateEnd } satisfies StoredEnd);
}

/** Reads the end of a run from its column. */
export function fromStoredEnd(text: string): JobResult {
  const { heap, state, ...end } = JSON.parse(text) as StoredEnd;
  return { ...end, state: heap, stateEnd: state };
}

/** A push in the form of its column, with older names. */
type StoredPush = Omit<PushOutcome, 'tree' | 'conflicts'> & {
  readonly ca_id: PushOutcome['tree'];
  readonly conflicts: readonly (Omit<Conflicts[number], 'diffOurs' | 'diffTheirs'> & {
    readonly diff_ours: string | null;
    readonly diff_theirs: string | null;
  })[];
};

/** Encodes a push for its column. */
export function toStoredPush({ tree, conflicts, ...push }: PushOutcome): string {
  const stored: StoredPush = {
    ...push,
    ca_id: tree,
    conflicts: conflicts.map(({ diffOurs, diffTheirs, ...conflict }) => ({
      ...conflict,
      diff_ours: diffOurs,
      diff_theirs: diffTheirs,
    })),
  };
  return JSON.stringify(stored);
}

/** Reads a push from its column; null when there is none. */
function fromStoredPush(text: Row[string] | undefined): PushOutcome | null {
  const stored = parsed<StoredPush>(text);
  if (!stored) return null;
  const { ca_id, conflicts, ...push } = stored;
  return {
    ...push,
    tree: ca_id,
    conflicts: conflicts.map(({ diff_ours, diff_theirs, ...conflict }) => ({
      ...conflict,
      diffOurs: diff_ours,
      diffTheirs: diff_theirs,
    })),
  };
}
