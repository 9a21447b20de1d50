/**
 * Translates between the services' names and the API's names, which occur only here and in `openapi.json`.
 */
import type { components } from '../core/api.gen.ts';
import { RETAIN_MAX_SECS } from '../core/limits.ts';
import type { Conflict } from '../git/merge/conflict.ts';
import type { SnapshotChanges } from '../service/changes.ts';
import type { EditRequest, FileCommit } from '../service/edits.ts';
import type { ExecRequest } from '../service/execution-request.ts';
import type { Label } from '../service/label-commits.ts';
import type { MergePushed } from '../service/merge-requests.ts';
import type { OutputPage, PageRequest } from '../service/output.ts';
import type { PushOutcome } from '../service/push-outcome.ts';
import type { PushOrderRequest } from '../service/pushes.ts';
import type { OperationRequest } from './operation.ts';

type Schemas = components['schemas'];

/** Converts a label to its form in most responses. Lists have the field `name` instead of `label`. */
export function toLabel({ name, tree, commit }: Label) {
  return { label: name, ca_id: tree, commit };
}

export function toFileCommit({ label, tree, commit, blob }: FileCommit) {
  return { label, ca_id: tree, commit, blob };
}

export function toConflict({ diffOurs, diffTheirs, ...conflict }: Conflict) {
  return { ...conflict, diff_ours: diffOurs, diff_theirs: diffTheirs };
}

/** Converts the push of a run or of edits. */
export function toPush({ tree, conflicts, ...push }: PushOutcome) {
  return { ...push, ca_id: tree, conflicts: conflicts.map(toConflict) };
}

/** Converts the push of a merge. */
export function toMergePush({ tree, ...push }: MergePushed) {
  return { ...push, ca_id: tree };
}

/** Converts a page of output. The result has no id of the execution. */
export function toOutputPage(page: OutputPage) {
  return {
    data: page.data,
    start_line: page.startLine,
    end_line: page.endLine,
    next_line_offset: page.nextLineOffset,
    total_lines: page.totalLines,
    start_byte: page.startByte,
    end_byte: page.endByte,
    next_byte_offset: page.nextByteOffset,
    total_bytes: page.totalBytes,
    has_more: page.hasMore,
  };
}

/** Converts changes between snapshots. */
export function toChanges({ total, entries }: SnapshotChanges): Schemas['SnapshotChanges'] {
  const shown = entries.map(({ oldPath, ...entry }) => ({
    ...entry,
    ...(oldPath !== undefined && { old_path: oldPath }),
  }));
  return { total, entries: shown };
}

/** Reads the page of output that a query asks for. */
export function fromPageQuery(query: OperationRequest<'get_execution_output_handler'>['query']): PageRequest {
  const { line_offset, line_limit, byte_offset, byte_limit, stream } = query;
  return {
    lineOffset: line_offset ?? null,
    lineLimit: line_limit ?? null,
    byteOffset: byte_offset ?? null,
    byteLimit: byte_limit ?? null,
    stream: stream ?? null,
  };
}

/** Reads a request to run code. */
export function fromExec(body: Schemas['ExecRequest']): ExecRequest {
  const { push, heap, retain_secs, execution_timeout_secs, heap_memory_max_mb, keep_on_failure, ...same } = body;
  return {
    ...same,
    ...(heap !== undefined && { state: heap }),
    ...(push && { push: fromPush(push) }),
    ...(retain_secs != null && { retainMs: Math.min(retain_secs, RETAIN_MAX_SECS) * 1000 }),
    ...(execution_timeout_secs != null && { timeoutMs: execution_timeout_secs * 1000 }),
    ...(heap_memory_max_mb != null && { heapMiB: heap_memory_max_mb }),
    ...(keep_on_failure != null && { keepOnFailure: keep_on_failure }),
  } as ExecRequest;
}

/** Reads a request to edit a snapshot. */
export function fromEdits({ edits, push, ...same }: Schemas['FsEditRequest']): EditRequest {
  return {
    ...same,
    edits: edits.map(({ move_to, ...edit }) => ({ ...edit, ...(move_to !== undefined && { moveTo: move_to }) })),
    ...(push && { push: fromPush(push) }),
  } as EditRequest;
}

/** Reads the push that a request asks for. */
export function fromPush({ on_conflict, ...push }: NonNullable<Schemas['ExecPush']>): PushOrderRequest {
  return { ...push, onConflict: on_conflict ?? null } as PushOrderRequest;
}
