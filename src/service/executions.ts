/**
 * Executions from acceptance to record. Layer 5.
 *
 * Order at acceptance: everything is checked, room in the queue is there, what will be mounted is pinned, the record is
 * inserted; then the job goes to the pool and its id to the caller. At the end what the run left is pinned before the
 * record names it. An execution that the pool has is in `#running`; all others are on disk only.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellsOfFullDisk } from '../core/disk-full.ts';
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type ExecutionId, isExecutionId, type Oid } from '../core/ids.ts';
import { KeyedMutex } from '../core/keyed-mutex.ts';
import { HEAP_MIB, TIMEOUT_SECS, WAITS_MAX } from '../core/limits.ts';
import { Places } from '../core/places.ts';
import type { Repository } from '../git/repository.ts';
import { type Job, type JobResult, jobBytes, type Outcome } from '../pool/job.ts';
import { ExecutionIds } from './execution-ids.ts';
import type {
  ExecutionOutcome,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionStore,
  ExecutionSummary,
  NewExecution,
} from './execution-store.ts';
import { type Handles, shown } from './handles.ts';
import type { Heaps } from './heaps.ts';
import type { IdempotencyKeys, RequestIdentity } from './idempotency.ts';
import type { Records } from './records.ts';
import type { Retention } from './retention.ts';

/** How often an end is tried to be put on record while the disk is full, in ms. */
const RECORD_RETRY_MS = 500;

/** What is asked of the pool. */
export interface JobRunner {
  /** @param bytes what the next job would hold while it waits. @throws TreeboxError `queue_full` or `stopping` */
  assertRoom(bytes: number): void;
  submit(job: Job): Promise<JobResult>;
  cancel(id: ExecutionId): boolean;
}

type Tags = Readonly<Record<string, string>>;

/** A request to run code; ranges have been checked. */
export interface ExecRequest {
  readonly code: string;
  readonly fs?: string | null;
  readonly heap?: string | null;
  readonly session?: string | null;
  readonly execution_timeout_secs?: number | null;
  readonly heap_memory_max_mb?: number | null;
  readonly tags?: Tags | null;
}

export interface ExecutionsOptions {
  readonly records: Records;
  readonly store: ExecutionStore;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly retention: Pick<Retention, 'recordAdded' | 'expiredAt'>;
  readonly handles: Handles;
  readonly heaps: Heaps;
  readonly repository: Pick<Repository, 'pins'>;
  readonly pool: JobRunner;
  /** Folder of the output files, absolute. */
  readonly outputFolder: string;
  /** Told of failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
}

/** An execution that the pool has. */
interface Running {
  /** Settles when the record is complete. */
  readonly done: Promise<void>;
  /** Wakes those that wait for it. A promise would keep each of them to the end. */
  readonly waiting: Set<() => void>;
}

export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #ids: ExecutionIds;
  /** Requests with a key wait for an earlier one with the same. */
  readonly #identities = new KeyedMutex();
  readonly #ended = new Map<Outcome, number>();
  /** Executions that the pool has. */
  readonly #running = new Map<ExecutionId, Running>();
  readonly #waits = new Places(WAITS_MAX, 'requests that wait');

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.#ids = new ExecutionIds(options.store.list({ limit: 1 })[0]?.id);
  }

  /**
   * Takes an execution on, or finds the one that the same request was answered with before.
   * @returns its id; the record exists
   * @throws TreeboxError `bad_handle`, `unknown_snapshot`, `bad_label`, `unknown_heap`, `queue_full`, `stopping`,
   *   `idempotency_mismatch`
   */
  async submit(request: ExecRequest, identity?: RequestIdentity): Promise<ExecutionId> {
    if (!identity) return await this.#accept(request);
    return await this.#identities.run(
      identity.key,
      async () => this.#options.idempotencyKeys.find(identity) ?? (await this.#accept(request, identity)),
    );
  }

  async #accept(request: ExecRequest, identity?: RequestIdentity): Promise<ExecutionId> {
    const { store, pool, repository, retention, heaps } = this.#options;
    const session = request.session ?? null;
    const latest = session === null ? undefined : store.latestOfSession(session);
    const tree = await this.#mount(request.fs, session, latest?.fs);
    const heap = request.heap == null ? (latest?.heap ?? null) : heaps.find(request.heap);
    // From here to the pool nothing is waited for: what was checked still holds when it is on record.
    pool.assertRoom(jobBytes({ source: request.code }));
    if (tree !== null) repository.pins.add(tree);
    if (heap !== null) repository.pins.add(heap);
    const id = this.#ids.next();
    const tags = request.tags ?? {};
    this.#record({ id, startedAt: Date.now(), session, tags, baseFs: tree, baseHeap: heap }, identity);
    retention.recordAdded();
    const timeoutMs = (request.execution_timeout_secs ?? TIMEOUT_SECS.default) * 1000;
    const heapMiB = request.heap_memory_max_mb ?? HEAP_MIB.default;
    this.#start({ id, source: request.code, tree, heap, timeoutMs, heapMiB, outputPath: this.outputPath(id) }, tags);
    return id;
  }

  #record(execution: NewExecution, identity: RequestIdentity | undefined): void {
    const { records, store, idempotencyKeys } = this.#options;
    if (!identity) {
      store.insert(execution);
      return;
    }
    records.transaction(() => {
      store.insert(execution);
      idempotencyKeys.remember(identity, execution.id);
    });
  }

  /**
   * The record of an execution.
   * @param waitMs how long the answer may be held until the execution has ended
   * @throws TreeboxError `unknown_execution`, `expired`
   */
  async get(id: string, waitMs = 0): Promise<ExecutionRecord> {
    const known = this.#check(id);
    if (waitMs > 0) await this.waitForEnd(known, waitMs);
    const record = this.#options.store.get(known);
    if (!record) throw this.#absent(known);
    return record;
  }

  /**
   * The outcome of an execution, null while it has none.
   * @throws TreeboxError `unknown_execution`, `expired`
   */
  outcome(id: string): { id: ExecutionId; outcome: ExecutionOutcome | null } {
    const known = this.#check(id);
    // Followers ask many times a second: what runs has none, and the record need not be read for that.
    if (this.#running.has(known)) return { id: known, outcome: null };
    const outcome = this.#options.store.outcome(known);
    if (outcome === undefined) throw this.#absent(known);
    return { id: known, outcome };
  }

  /**
   * Returns when the execution has ended or `ms` have passed.
   * @throws TreeboxError `busy` when too many wait
   */
  async waitForEnd(id: ExecutionId, ms: number): Promise<void> {
    const ended = this.#running.get(id);
    if (!ended) return;
    const leave = this.#waits.take();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    ended.waiting.add(resolve);
    await promise;
    ended.waiting.delete(resolve);
    clearTimeout(timer);
    leave();
  }

  /** Settles when the execution has ended. */
  async ended(id: ExecutionId): Promise<void> {
    await this.#running.get(id)?.done;
  }

  /**
   * Executions, newest first.
   * @throws TreeboxError `unknown_execution` when `before` names none
   */
  list(filter: { session?: string; status?: ExecutionStatus; before?: string; limit: number }): ExecutionSummary[] {
    const before = filter.before === undefined ? undefined : this.#check(filter.before);
    // One that retention dropped since the last page still says where to go on.
    if (before !== undefined && this.#options.retention.expiredAt(before) === undefined) this.outcome(before);
    return this.#options.store.list({ ...filter, before });
  }

  /** Whether the execution waits or runs; its record is complete when it does not. */
  isRunning(id: ExecutionId): boolean {
    return this.#running.has(id);
  }

  /** Executions that have ended since the start, by outcome. */
  get endedByOutcome(): ReadonlyMap<Outcome, number> {
    return this.#ended;
  }

  /** Ends a waiting or running execution; false when it has ended already or never was. */
  cancel(id: string): boolean {
    return isExecutionId(id) && this.#running.has(id) && this.#options.pool.cancel(id);
  }

  /** Where the execution's console output lies; no file means no output. */
  outputPath(id: ExecutionId): string {
    return join(this.#options.outputFolder, id);
  }

  /** Settles when every execution that the pool has is on record. */
  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #start(job: Job, tags: Tags): void {
    const waiting: Running['waiting'] = new Set();
    const done = this.#perform(job, tags)
      .catch((error: unknown) => this.#options.onError('an execution could not be put on record', error))
      .then(() => {
        this.#running.delete(job.id);
        for (const wake of waiting) wake();
      });
    this.#running.set(job.id, { done, waiting });
  }

  async #perform(job: Job, tags: Tags): Promise<void> {
    let end: JobResult;
    try {
      end = await this.#options.pool.submit(job);
    } catch (error) {
      this.#options.onError('an execution could not be carried out', error);
      end = brokenEnd(tellsOfFullDisk(String(error)));
    }
    await this.#recordWhenPossible(job.id, end, tags);
    this.#ended.set(end.outcome, (this.#ended.get(end.outcome) ?? 0) + 1);
  }

  /** Puts the end on record as soon as there is room for it on the disk; until then the execution counts as running. */
  async #recordWhenPossible(id: ExecutionId, end: JobResult, tags: Tags): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        this.#recordEnd(id, end, tags);
        return;
      } catch (error) {
        if (!(error instanceof Error) || !tellsOfFullDisk(error.message)) throw error;
        if (tries === 0) this.#options.onError('an execution can not be put on record before there is room', error);
        await sleep(RECORD_RETRY_MS, undefined, { ref: false });
      }
    }
  }

  #recordEnd(id: ExecutionId, end: JobResult, tags: Tags): void {
    const { records, store, heaps, repository } = this.#options;
    if (end.tree !== null) repository.pins.add(end.tree);
    const { heap } = end;
    if (heap === null) {
      store.finish(id, Date.now(), end);
      return;
    }
    repository.pins.add(heap);
    records.transaction(() => {
      store.finish(id, Date.now(), end);
      heaps.add(heap, tags);
    });
  }

  /** The tree to mount, null for a scratch volume. */
  async #mount(fs: string | null | undefined, session: string | null, latest?: Oid | null): Promise<Oid | null> {
    const { handles } = this.#options;
    if (fs != null) return (await handles.resolve(fs)) ?? EMPTY_TREE;
    if (session === null) return null;
    return latest ?? handles.label(session)?.tree ?? EMPTY_TREE;
  }

  #absent(id: ExecutionId): TreeboxError {
    const expiredAt = this.#options.retention.expiredAt(id);
    if (expiredAt === undefined) return unknownExecution(id);
    return new TreeboxError('expired', `execution ${id} is kept no more: read results within the server's retention`, {
      data: { expired_at: new Date(expiredAt).toISOString() },
    });
  }

  #check(id: string): ExecutionId {
    if (!isExecutionId(id)) throw unknownExecution(id);
    return id;
  }
}

function unknownExecution(id: string): TreeboxError {
  return new TreeboxError('unknown_execution', `execution ${shown(id)}: there is no such execution`);
}

/** What goes on record when treebox itself failed; the log has the reason. */
function brokenEnd(isDiskFull: boolean): JobResult {
  return {
    outcome: 'crashed',
    started: true,
    result: null,
    error: isDiskFull
      ? "the server's disk is full: nothing was committed"
      : 'the server failed to carry the execution out; nothing was committed',
    exitCode: null,
    cpuMs: 0,
    memoryPeakBytes: 0,
    outputTruncated: false,
    tree: null,
    heap: null,
    timings: { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 },
  };
}
