/**
 * Executions from acceptance to record.
 *
 * Order at acceptance: everything is checked, room in the queue is there, what will be mounted is pinned, the record is
 * inserted; then the job goes to the pool and its id to the caller. At the end what the run left is pinned before the
 * record names it. A push comes in between: the run's end is put on record first, then the commit, then the label moves,
 * then the outcome is on record; so a kill at any of these leads to one commit at most. An execution that the pool has is in `#running`; all others are on disk only.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellsOfFullDisk } from '../core/disk-full.ts';
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type ExecutionId, isExecutionId, type Oid } from '../core/ids.ts';
import { KeyedMutex } from '../core/keyed-mutex.ts';
import { HEAP_MIB, TIMEOUT_SECS, WAITS_MAX } from '../core/limits.ts';
import { Places } from '../core/places.ts';
import { isLabel } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import type { RunnerCounts } from '../pool/availability.ts';
import { type Job, type JobResult, jobBytes, type Outcome } from '../pool/job.ts';
import { brokenEnd, RECORD_RETRY_MS, whenRoom } from './execution-ends.ts';
import { ExecutionIds } from './execution-ids.ts';
import { type ExecRequest, givenOf, mountsOf, type Tags } from './execution-request.ts';
import type {
  ExecutionOutcome,
  ExecutionRecord,
  ExecutionStore,
  ExecutionSummary,
  ListFilter,
  MountRecord,
  NewExecution,
  OpenPush,
} from './execution-store.ts';
import { type Handles, type Named, shown } from './handles.ts';
import type { Heaps } from './heaps.ts';
import type { IdempotencyKeys, RequestIdentity } from './idempotency.ts';
import { originTrailers } from './label-text.ts';
import type { Pushes, PushOrder, PushOutcome } from './pushes.ts';
import type { Records } from './records.ts';
import type { Retention } from './retention.ts';

/** What is asked of the pool. */
export interface JobRunner {
  /** @param bytes what the next job would hold while it waits. @throws TreeboxError `queue_full` or `stopping` */
  assertRoom(bytes: number): void;
  submit(job: Job): Promise<JobResult>;
  cancel(id: ExecutionId): boolean;
  /** The processes that carry runs out. */
  readonly runners: RunnerCounts;
}

export interface ExecutionsOptions {
  readonly records: Records;
  readonly store: ExecutionStore;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly retention: Pick<Retention, 'recordAdded' | 'expiredAt'>;
  readonly handles: Handles;
  readonly heaps: Heaps;
  readonly pushes: Pick<Pushes, 'check' | 'push' | 'hasLanded'>;
  readonly repository: Pick<Repository, 'pins'>;
  readonly pool: JobRunner;
  /** Folder of the output files, absolute. */
  readonly outputFolder: string;
  /** Told of failures of treebox itself. */
  readonly onError: (message: string, error: unknown) => void;
  /** Told of every execution that has ended and is on record. */
  readonly onEnded?: (id: ExecutionId, end: JobResult) => void;
}

/** An execution that the pool has. */
interface Running {
  /** Settles when the record is complete. */
  readonly done: Promise<void>;
  /** Wakes those that wait for it. A promise would keep each of them to the end. */
  readonly waiting: Set<() => void>;
}

/** What is mounted for a run. */
interface Mount extends Named {
  /** The label that it was named by. */
  readonly label: string | null;
  /** Whether there is no such label yet. */
  readonly isMissing: boolean;
}

const NOTHING_MOUNTED: Mount = { tree: EMPTY_TREE, commit: null, label: null, isMissing: false };

/** What of an accepted execution is needed when its run has ended. */
interface Accepted {
  readonly id: ExecutionId;
  readonly session: string | null;
  readonly tags: Tags;
  readonly order: PushOrder | null;
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
    for (const open of options.store.openPushes()) this.#track(open.id, this.#resume(open));
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
    const given = givenOf(request);
    const source = request.code ?? '';
    const session = request.session ?? null;
    const latest = session === null ? undefined : store.latestOfSession(session);
    const mount = await this.#mount(request, session, latest?.fs);
    const mounts = await this.#mounts(request);
    const order = this.#order(request, mount);
    const tree = mount?.tree ?? null;
    const heap = request.heap == null ? (latest?.heap ?? null) : heaps.find(request.heap);
    // From here to the pool nothing is waited for: what was checked still holds when it is on record.
    pool.assertRoom(jobBytes({ source, given }));
    if (tree !== null) repository.pins.add(tree);
    if (heap !== null) repository.pins.add(heap);
    for (const each of mounts) repository.pins.add(each.tree);
    const id = this.#ids.next();
    const tags = request.tags ?? {};
    this.#record(
      {
        id,
        startedAt: Date.now(),
        session,
        tags,
        baseFs: tree,
        baseHeap: heap,
        label: mount?.label ?? null,
        baseCommit: mount?.commit ?? null,
        mounts,
        retainMs: (request.retain_secs ?? 0) * 1000,
        request: { input: request.input ?? null, push: order },
        warnings: mount?.isMissing
          ? [`label ${shown(mount.label ?? '')} does not exist: an empty volume is mounted`]
          : [],
      },
      identity,
    );
    retention.recordAdded();
    const timeoutMs = (request.execution_timeout_secs ?? TIMEOUT_SECS.default) * 1000;
    const heapMiB = request.heap_memory_max_mb ?? HEAP_MIB.default;
    const wantsState = session !== null || heap !== null;
    const job: Job = {
      id,
      source,
      given: { ...given, ...(mounts.length > 0 && { mounts }), ...(wantsState && { wantsState }) },
      tree,
      heap,
      session,
      timeoutMs,
      heapMiB,
      outputPath: this.outputPath(id),
    };
    this.#track(id, this.#perform(job, { id, session, tags, order }));
    return id;
  }

  /** What is to be pushed when the run completes; null for nothing. */
  #order({ push, author }: ExecRequest, mount: Mount | undefined): PushOrder | null {
    if (!push) return null;
    const base = mount ?? { tree: EMPTY_TREE, commit: null };
    return this.#options.pushes.check(
      push,
      { tree: base.tree, commit: base.commit },
      mount?.label ?? null,
      author ?? null,
    );
  }

  #record(execution: NewExecution, identity: RequestIdentity | undefined): void {
    const { records, store, idempotencyKeys } = this.#options;
    records.transaction(() => {
      store.insert(execution);
      if (identity) idempotencyKeys.remember(identity, execution.id);
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
  list(filter: ListFilter & { readonly before?: string | undefined }): ExecutionSummary[] {
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

  /** Keeps an execution as running until it is on record. */
  #track(id: ExecutionId, work: Promise<void>): void {
    const waiting: Running['waiting'] = new Set();
    const done = work
      .catch((error: unknown) => this.#options.onError('an execution could not be put on record', error))
      .then(() => {
        this.#running.delete(id);
        for (const wake of waiting) wake();
      });
    this.#running.set(id, { done, waiting });
  }

  async #perform(job: Job, accepted: Accepted): Promise<void> {
    let end: JobResult;
    try {
      end = await this.#options.pool.submit(job);
    } catch (error) {
      this.#options.onError('an execution could not be carried out', error);
      end = brokenEnd(tellsOfFullDisk(String(error)));
    }
    const { order } = accepted;
    const { tree } = end;
    if (order === null || end.outcome !== 'completed' || tree === null) return await this.#finish(accepted, end, null);
    await this.#whenRoom(() => {
      this.#pin(end);
      this.#options.store.awaitPush(job.id, end);
    });
    await this.#finish(accepted, end, await this.#push(accepted, tree, order));
  }

  /** Goes on where a dead server left off between a run's end and its record: the label may have taken the commit. */
  async #resume({ end, intended, ...accepted }: OpenPush): Promise<void> {
    const { pushes } = this.#options;
    const hasLanded = intended !== null && pushes.hasLanded(intended);
    const outcome = hasLanded ? intended : await this.#push(accepted, end.tree as Oid, accepted.order);
    await this.#finish(accepted, end, outcome);
  }

  async #push({ id, session }: Accepted, tree: Oid, order: PushOrder): Promise<PushOutcome> {
    const { pushes, store } = this.#options;
    let intended: PushOutcome | undefined;
    const onCommit = (outcome: PushOutcome) => {
      intended = outcome;
      store.intendPush(id, outcome);
    };
    for (;;) {
      try {
        return await pushes.push(tree, order, { trailers: originTrailers({ execution: id, session }), onCommit });
      } catch (error) {
        this.#options.onError('the push of an execution failed', error);
        if (intended && pushes.hasLanded(intended)) return intended;
        if (!tellsOfFullDisk(String(error))) {
          const why = "the server failed to push; its log has the reason, and the run's tree is kept";
          const { label } = order;
          return { status: 'rejected', label, ca_id: null, commit: null, current: null, conflicts: [], error: why };
        }
        await sleep(RECORD_RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async #finish({ id, tags }: Accepted, end: JobResult, push: PushOutcome | null): Promise<void> {
    await this.#whenRoom(() => this.#recordEnd(id, end, tags, push));
    this.#ended.set(end.outcome, (this.#ended.get(end.outcome) ?? 0) + 1);
    this.#options.onEnded?.(id, end);
  }

  async #whenRoom(write: () => void): Promise<void> {
    await whenRoom(write, (error) =>
      this.#options.onError('an execution can not be put on record before there is room', error),
    );
  }

  #pin({ tree, heap, artifacts }: JobResult): void {
    const { pins } = this.#options.repository;
    if (tree !== null) pins.add(tree);
    if (heap !== null) pins.add(heap);
    for (const { oid } of artifacts) pins.add(oid);
  }

  #recordEnd(id: ExecutionId, end: JobResult, tags: Tags, push: PushOutcome | null): void {
    const { records, store, heaps } = this.#options;
    this.#pin(end);
    const { heap } = end;
    records.transaction(() => {
      store.finish(id, Date.now(), end, push);
      if (heap !== null) heaps.add(heap, tags);
    });
  }

  /** What to mount; undefined for a scratch volume. A push needs a tree to be left. */
  async #mount({ fs, push }: ExecRequest, session: string | null, latest?: Oid | null): Promise<Mount | undefined> {
    const { handles } = this.#options;
    if (fs != null) {
      const label = isLabel(fs) ? fs : null;
      const named = await handles.named(fs);
      return named ? { ...named, label, isMissing: false } : { ...NOTHING_MOUNTED, label, isMissing: true };
    }
    if (session === null) return push ? NOTHING_MOUNTED : undefined;
    if (latest) return { tree: latest, commit: null, label: null, isMissing: false };
    const head = handles.label(session);
    return head ? { ...head, label: session, isMissing: false } : NOTHING_MOUNTED;
  }

  /** The snapshots that a request mounts beside its own. @throws TreeboxError as `Handles.named`, and for a missing label */
  async #mounts(request: ExecRequest): Promise<MountRecord[]> {
    const { handles } = this.#options;
    const found: MountRecord[] = [];
    for (const { path, fs } of mountsOf(request)) {
      const named = await handles.named(fs);
      if (!named) throw new TreeboxError('unknown_snapshot', `mounts: label ${shown(fs)} does not exist`);
      found.push({ path, fs, tree: named.tree });
    }
    return found;
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
