/**
 * Executions over HTTP.
 */
import { Readable } from 'node:stream';
import type { components } from '../../core/api.gen.ts';
import { TreeboxError } from '../../core/errors.ts';
import { OUTPUT_PAGE, WAIT_MAX_SECS } from '../../core/limits.ts';
import type { Timings } from '../../pool/job.ts';
import type { Changes, SnapshotChanges } from '../../service/changes.ts';
import type { Executions } from '../../service/executions.ts';
import type { OutputPages } from '../../service/output.ts';
import type { OutputFeeds } from '../../service/output-feed.ts';
import {
  type ExecutionRecord,
  type ExecutionSummary,
  type Measures,
  statusOf,
} from '../../service/store/execution-rows.ts';
import { fromExec, fromPageQuery, toChanges, toOutputPage, toPush } from '../api-names.ts';
import { isJson, requestIdentity } from '../bodies.ts';
import { executionEvents } from '../events.ts';
import type { Handlers } from '../operation.ts';
import { clamped } from '../page-limit.ts';
import { toArtifact } from './artifacts.ts';

type Schemas = components['schemas'];

/** Size of a page of the list. */
const LIST_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Fields of a request about the response, not about the run. */
interface Waiting {
  readonly wait_secs?: number | null;
  readonly output_bytes?: number | null;
}

/** Serves the operations on executions. */
export function executionRoutes(
  executions: Executions,
  pages: OutputPages,
  feeds: OutputFeeds,
  changes: Changes,
): Handlers<
  | 'exec_handler'
  | 'list_executions_handler'
  | 'get_execution_handler'
  | 'cancel_execution_handler'
  | 'get_execution_output_handler'
  | 'execution_events_handler'
> {
  const describe = async (record: ExecutionRecord, renames = false) =>
    toInfo(record, await changesOf(record, changes, renames));
  const firstPage = async ({ id, outcome }: ExecutionRecord, bytes: number = OUTPUT_PAGE.bytes) => ({
    execution_id: id,
    status: statusOf(outcome),
    ...toOutputPage(await pages.read(executions.outputPath(id), outcome !== null, { byteOffset: 0, byteLimit: bytes })),
  });
  return {
    exec_handler: async (request, reply) => {
      if (isJson(request)) refuseParameters(request.query);
      const parameters = isJson(request) ? {} : request.query;
      const { wait_secs, output_bytes, ...body } = { ...parameters, ...request.body } satisfies Schemas['ExecRequest'] &
        Waiting;
      const id = await executions.submit(fromExec(body), requestIdentity(request));
      const record = wait_secs ? await executions.get(id, toWaitMs(wait_secs)) : undefined;
      if (record && record.outcome !== null) {
        return { ...(await describe(record)), output: await firstPage(record, output_bytes ?? undefined) };
      }
      reply.code(202);
      return { execution_id: id };
    },

    list_executions_handler: async ({ query: { limit, tag, since, until, ...filter } }) => ({
      executions: (
        await executions.list({
          ...filter,
          tag: tag === undefined ? undefined : toTag(tag),
          since: toMs('since', since),
          until: toMs('until', until),
          limit: clamped(limit, LIST_LIMIT),
        })
      ).map(toSummary),
    }),

    get_execution_handler: async ({ params, query }) => {
      const record = await executions.get(params.id, toWaitMs(query.wait ?? 0));
      const info = await describe(record, query.renames);
      return query.output_bytes === undefined ? info : { ...info, output: await firstPage(record, query.output_bytes) };
    },

    cancel_execution_handler: ({ params }, reply) => {
      if (executions.cancel(params.id)) return { ok: true };
      reply.code(400);
      const error = 'there is nothing to cancel: no such execution is waiting or running';
      return { ok: false, error, code: 'not_running' };
    },

    get_execution_output_handler: async ({ params, query }) => {
      const { id, outcome } = await executions.outcome(params.id);
      const page = await pages.read(executions.outputPath(id), outcome !== null, fromPageQuery(query));
      return { execution_id: id, status: statusOf(outcome), ...toOutputPage(page) };
    },

    execution_events_handler: async ({ params, headers }, reply) => {
      const { id } = await executions.outcome(params.id);
      const offset = Number(headers['last-event-id'] ?? 0);
      const leave = feeds.enter();
      const events = executionEvents(feeds, id, offset, async () =>
        JSON.stringify(await describe(await executions.get(id))),
      );
      return reply
        .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .send(Readable.from(events, { objectMode: false }).once('close', leave));
    },
  };
}

/** Refuses query parameters beside a JSON body: they are only for a body that is the source, and would be ignored. */
function refuseParameters(query: object): void {
  const [name] = Object.keys(query);
  if (name === undefined) return;
  throw new TreeboxError(
    'bad_request',
    `query parameter "${name}" is only for a body that is the source: put it into the JSON`,
  );
}

/** Splits `name=value`. A name has no `=`. */
function toTag(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function toMs(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new TreeboxError(
    'bad_request',
    `query parameter "${name}" must be a time in ISO 8601, such as 2026-07-28T09:00:00Z`,
  );
}

/** Describes how keeping a run's state ended; null for a run that did not complete. */
function toState(end: Measures['stateEnd'] | undefined): Schemas['ExecutionState'] | null {
  return end ? { kept: end.kept, reason: end.reason, left_out: [...end.leftOut] } : null;
}

/** Returns warnings about values that were not kept in the state. */
function stateWarnings(end: Measures['stateEnd'] | undefined): string[] {
  if (!end) return [];
  const names = end.leftOut.map(({ name, why }) => `${name} (${why})`).join(', ');
  return [
    ...(end.reason === null ? [] : [`state was not kept: ${end.reason}`]),
    ...(names === '' ? [] : [`not kept in the state: ${names}`]),
  ];
}

function toWaitMs(secs: number): number {
  return Math.min(secs, WAIT_MAX_SECS) * 1000;
}

function toSummary(summary: ExecutionSummary): Schemas['ExecutionSummary'] {
  return {
    execution_id: summary.id,
    status: statusOf(summary.outcome),
    started_at: new Date(summary.startedAt).toISOString(),
    completed_at: summary.completedAt === null ? null : new Date(summary.completedAt).toISOString(),
    session: summary.session,
    outcome: summary.outcome,
  };
}

/** Returns what a completed execution changed; null where there is nothing to compare, or too much. */
async function changesOf(
  { baseFs, fs }: ExecutionRecord,
  changes: Changes,
  renames: boolean,
): Promise<SnapshotChanges | null> {
  if (baseFs === null || fs === null) return null;
  try {
    return await changes.between(baseFs, fs, renames);
  } catch (error) {
    // The record is useful without the changes.
    if (error instanceof TreeboxError) return null;
    throw error;
  }
}

/** Every field of an execution's description, except the page of output. */
type Info = Required<Omit<Schemas['ExecutionInfo'], 'output'>>;

function toInfo(record: ExecutionRecord, changes: SnapshotChanges | null): Info {
  const { tags, baseFs, baseCommit, started, result, error, fs, state, timings, input, push, warnings, measures } =
    record;
  const summary = toSummary(record) as Required<Schemas['ExecutionSummary']>;
  const measured = {
    exit_code: measures?.exitCode ?? null,
    output_truncated: measures?.outputTruncated ?? false,
    cpu_ms: measures && Math.round(measures.cpuMs),
    memory_peak_bytes: measures?.memoryPeakBytes ?? null,
    state: toState(measures?.stateEnd),
  };
  const base = { base_fs: baseFs, base_commit: baseCommit };
  const told = {
    tags,
    ...base,
    started,
    result,
    error,
    fs,
    heap: state,
    changes: changes && toChanges(changes),
    timings: timings && rounded(timings),
  };
  return {
    ...summary,
    ...told,
    input,
    push: push && toPush(push),
    warnings: [...warnings, ...stateWarnings(measures?.stateEnd)],
    ...measured,
    artifacts: record.artifacts.map(toArtifact),
    mounts: record.mounts.map(({ path, fs, tree }) => ({ path, fs, ca_id: tree })),
  } as Info;
}

/** Rounds times to hundredths of a millisecond: more digits would mean nothing. */
function rounded(timings: Timings): Timings {
  const { queued, mount, compile, run, commit } = timings;
  return {
    queued: toHundredth(queued),
    mount: toHundredth(mount),
    compile: toHundredth(compile),
    run: toHundredth(run),
    commit: toHundredth(commit),
  };
}

function toHundredth(ms: number): number {
  return Math.round(ms * 100) / 100;
}
