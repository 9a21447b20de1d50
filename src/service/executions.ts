/**
 * Accepts executions and finds their records.
 *
 * Acceptance checks the request and the room in the queue, pins the snapshots to mount, and inserts the record. Then the
 * pool gets the job, and the caller gets the id. `execution-pipeline.ts` does the rest. `#running` has the executions that
 * have not ended; all others are on disk only.
 */
import { join } from 'node:path';
import { TreeboxError } from '../core/errors.ts';
import { type BlobId, EMPTY_TREE, type ExecutionId, isExecutionId, type Oid } from '../core/ids.ts';
import { HEAP_MIB, TIMEOUT_SECS } from '../core/limits.ts';
import { KeyedMutex, Mutex } from '../core/mutex.ts';
import { emptyMountWarning } from '../core/warnings.ts';
import type { Repository } from '../git/repository.ts';
import type { RunnerCounts } from '../pool/availability.ts';
import { type Job, type JobResult, jobBytes, type Outcome } from '../pool/job.ts';
import { ExecutionIds } from './execution-ids.ts';
import { furtherMountsOf, type Mount, mountOf } from './execution-mounts.ts';
import { ExecutionPipeline } from './execution-pipeline.ts';
import { type ExecRequest, givenOf } from './execution-request.ts';
import { type Handles, shown } from './handles.ts';
import type { PushOrder } from './push-outcome.ts';
import type { Pushes } from './pushes.ts';
import type { Retention } from './retention.ts';
import { RunningExecutions } from './running.ts';
import type { States } from './states.ts';
import type { ExecutionOutcome, ExecutionRecord, ExecutionSummary, ListFilter } from './store/execution-rows.ts';
import type { RequestIdentity } from './store/idempotency-table.ts';
import type { MountRecord } from './store/mount-table.ts';
import type { Store } from './store/store.ts';

/** The part of the pool that executions need. */
export interface JobRunner {
  /** @param bytes memory that the next job would hold while it waits @throws TreeboxError `queue_full` or `stopping` */
  assertRoom(bytes: number): void;
  submit(job: Job): Promise<JobResult>;
  cancel(id: ExecutionId): boolean;
  /** Counts of the runner processes. */
  readonly runners: RunnerCounts;
}

export interface ExecutionsOptions {
  readonly store: Pick<Store, 'executions' | 'sessions' | 'idempotency' | 'expired'>;
  readonly retention: Pick<Retention, 'recordAdded' | 'resultAdded'>;
  readonly handles: Handles;
  readonly states: States;
  readonly pushes: Pick<Pushes, 'check' | 'push' | 'hasLanded'>;
  readonly repository: Pick<Repository, 'pins'>;
  readonly pool: JobRunner;
  /** Folder of the output files, absolute. */
  readonly outputFolder: string;
  /** Called with failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
  /** Called for every execution that has ended and is on record. */
  readonly onEnded?: (id: ExecutionId, end: JobResult) => void;
}

/** The checked inputs of an execution. */
interface Start {
  readonly mount: Mount | undefined;
  readonly furtherMounts: readonly MountRecord[];
  readonly state: BlobId | null;
  readonly order: PushOrder | null;
}

export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #running: RunningExecutions;
  readonly #pipeline: ExecutionPipeline;
  /** Requests with the same idempotency key take turns. */
  readonly #identities = new KeyedMutex();
  /** Executions are accepted one after the other, so the room that `assertRoom` found is still there when the job is queued. */
  readonly #acceptance = new Mutex();
  /** Settles when the open executions of the previous server process are taken over. */
  readonly #ids: Promise<ExecutionIds>;

  constructor(options: ExecutionsOptions) {
    const { store, pushes, repository, pool, retention, onError, onEnded } = options;
    this.#options = options;
    this.#running = new RunningExecutions((error) => onError('an execution could not be put on record', error));
    const table = store.executions;
    this.#pipeline = new ExecutionPipeline({
      table,
      pushes,
      repository,
      pool,
      onError,
      onEnded: (id, end) => {
        retention.resultAdded(end.result);
        onEnded?.(id, end);
      },
    });
    this.#ids = this.#takeOver();
    this.#ids.catch((error: unknown) => onError('the executions of the server before could not be taken over', error));
  }

  /**
   * Accepts an execution, or finds the one that an earlier request with the same idempotency key started.
   * @returns its id; its record is stored
   * @throws TreeboxError `bad_handle`, `unknown_snapshot`, `bad_label`, `unknown_heap`, `queue_full`, `stopping`,
   *   `idempotency_mismatch`
   */
  async submit(request: ExecRequest, identity?: RequestIdentity): Promise<ExecutionId> {
    if (!identity) return await this.#accept(request);
    const { idempotency } = this.#options.store;
    return await this.#identities.run(
      identity.key,
      async () => (await idempotency.find(identity)) ?? (await this.#accept(request, identity)),
    );
  }

  /**
   * Returns the record of an execution.
   * @param waitMs how long to wait for the end of the execution
   * @throws TreeboxError `unknown_execution`, `expired`
   */
  async get(id: string, waitMs = 0): Promise<ExecutionRecord> {
    const known = checkId(id);
    if (waitMs > 0) await this.waitForEnd(known, waitMs);
    const record = await this.#options.store.executions.get(known);
    if (!record) throw await this.#absent(known);
    return record;
  }

  /**
   * Returns the outcome of an execution, null while it has none.
   * @throws TreeboxError `unknown_execution`, `expired`
   */
  async outcome(id: string): Promise<{ id: ExecutionId; outcome: ExecutionOutcome | null }> {
    const known = checkId(id);
    // Followers call this many times a second. A running execution has no outcome, so don't read its record.
    if (this.#running.has(known)) return { id: known, outcome: null };
    const outcome = await this.#options.store.executions.outcome(known);
    if (outcome === undefined) throw await this.#absent(known);
    return { id: known, outcome };
  }

  /**
   * Returns when the execution has ended or `ms` have passed.
   * @throws TreeboxError `busy` when too many requests wait
   */
  async waitForEnd(id: ExecutionId, ms: number): Promise<void> {
    await this.#running.wait(id, ms);
  }

  /** Settles when the execution has ended. */
  async ended(id: ExecutionId): Promise<void> {
    await this.#running.ended(id);
  }

  /**
   * Lists executions, newest first.
   * @throws TreeboxError `unknown_execution` when `before` names no execution
   */
  async list(filter: ListFilter & { readonly before?: string | undefined }): Promise<ExecutionSummary[]> {
    const { executions, expired } = this.#options.store;
    const before = filter.before === undefined ? undefined : checkId(filter.before);
    // An execution that retention has dropped since the last page is still valid as a position.
    if (before !== undefined && (await expired.droppedAt(before)) === undefined) await this.outcome(before);
    return await executions.list({ ...filter, before });
  }

  /** Returns whether the execution is queued or running. Its record is complete when it is not. */
  isRunning(id: ExecutionId): boolean {
    return this.#running.has(id);
  }

  /** Executions that have ended since the start, by outcome. */
  get endedByOutcome(): ReadonlyMap<Outcome, number> {
    return this.#pipeline.endedByOutcome;
  }

  /** Ends a queued or running execution. @returns false when it has ended already or does not exist */
  cancel(id: string): boolean {
    return isExecutionId(id) && this.#running.has(id) && this.#options.pool.cancel(id);
  }

  /** Returns the path of the execution's console output. The file does not exist when there is no output. */
  outputPath(id: ExecutionId): string {
    return join(this.#options.outputFolder, id);
  }

  /**
   * Settles when the open executions of the previous server process are taken over. No execution is accepted before.
   * @throws Error when the records can't be written
   */
  async ready(): Promise<void> {
    await this.#ids;
  }

  /** Settles when every accepted execution has ended and is on record. */
  async settled(): Promise<void> {
    await this.#ids;
    await this.#running.settled();
  }

  /** Completes the records of runs that were lost with the previous server process, and continues its unfinished pushes. */
  async #takeOver(): Promise<ExecutionIds> {
    const { executions } = this.#options.store;
    for (const open of await executions.takeOver()) this.#running.track(open.id, this.#pipeline.resume(open));
    return new ExecutionIds(await executions.newest());
  }

  async #accept(request: ExecRequest, identity?: RequestIdentity): Promise<ExecutionId> {
    const given = givenOf(request);
    const start = await this.#startOf(request);
    const ids = await this.#ids;
    return await this.#acceptance.run(() => this.#begin(request, given, start, ids, identity));
  }

  /** Checks the snapshots, the state and the push of a request. */
  async #startOf(request: ExecRequest): Promise<Start> {
    const { handles, states, store } = this.#options;
    const latest = request.session == null ? undefined : await store.sessions.latest(request.session);
    const mount = await mountOf(handles, request, latest);
    const furtherMounts = await furtherMountsOf(handles, request);
    const order = this.#order(request, mount);
    const state = request.state == null ? (latest?.state ?? null) : await states.find(request.state);
    return { mount, furtherMounts, order, state };
  }

  async #begin(
    request: ExecRequest,
    given: ReturnType<typeof givenOf>,
    { mount, furtherMounts, state, order }: Start,
    ids: ExecutionIds,
    identity: RequestIdentity | undefined,
  ): Promise<ExecutionId> {
    const { store, pool, retention } = this.#options;
    const source = request.code ?? '';
    const session = request.session ?? null;
    const tags = request.tags ?? {};
    const tree = mount?.tree ?? null;
    pool.assertRoom(jobBytes({ source, given }));
    const id = ids.next();
    const record = {
      id,
      startedAt: Date.now(),
      session,
      tags,
      baseFs: tree,
      baseState: state,
      label: mount?.label ?? null,
      baseCommit: mount?.commit ?? null,
      mounts: furtherMounts,
      retainMs: request.retainMs ?? 0,
      request: { input: request.input ?? null, push: order },
      warnings: mount?.isMissing ? [emptyMountWarning(mount.label ?? '')] : [],
    };
    // No await between the pins and the record, so retention can't drop the pins between them.
    this.#pin([tree, state, ...furtherMounts.map((each) => each.tree)]);
    await store.executions.insert(record, identity);
    retention.recordAdded();
    const wantsState = session !== null || state !== null;
    const job: Job = {
      id,
      source,
      given: {
        ...given,
        ...(furtherMounts.length > 0 && { mounts: furtherMounts }),
        ...(wantsState && { wantsState }),
      },
      tree,
      state,
      session,
      timeoutMs: request.timeoutMs ?? TIMEOUT_SECS.default * 1000,
      heapMiB: request.heapMiB ?? HEAP_MIB.default,
      outputPath: this.outputPath(id),
    };
    this.#running.track(id, this.#pipeline.run(job, { id, session, tags, order }));
    return id;
  }

  #pin(oids: readonly (Oid | null)[]): void {
    const { pins } = this.#options.repository;
    for (const oid of oids) if (oid !== null) pins.add(oid);
  }

  /** Checks the push that follows a completed run. @returns null when the request has no push */
  #order({ push, author }: ExecRequest, mount: Mount | undefined): PushOrder | null {
    if (!push) return null;
    const base = { tree: mount?.tree ?? EMPTY_TREE, commit: mount?.commit ?? null };
    return this.#options.pushes.check(push, base, mount?.label ?? null, author ?? null);
  }

  async #absent(id: ExecutionId): Promise<TreeboxError> {
    const expiredAt = await this.#options.store.expired.droppedAt(id);
    if (expiredAt === undefined) return unknownExecution(id);
    return new TreeboxError(
      'expired',
      `execution ${id} is no longer kept: read results within the server's retention`,
      {
        data: { expired_at: new Date(expiredAt).toISOString() },
      },
    );
  }
}

function checkId(id: string): ExecutionId {
  if (!isExecutionId(id)) throw unknownExecution(id);
  return id;
}

function unknownExecution(id: string): TreeboxError {
  return new TreeboxError('unknown_execution', `execution ${shown(id)}: there is no such execution`);
}
