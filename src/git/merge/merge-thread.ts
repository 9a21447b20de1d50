/**
 * Runs merges and diffs in a thread, so that they do not block the server's event loop. The thread is terminated when a request
 * takes too long or too much memory.
 *
 * One thread serves one request after the other. It starts with the first request at the latest, keeps running, and is replaced
 * after a termination. It writes a pack into its own folder, and this module adopts the pack. So the thread can be terminated
 * at any time without a change to the repository. A patch is fetched in pieces, as fast as its reader reads, and other requests
 * are served between the pieces.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, TreeboxError } from '../../core/errors.ts';
import { client, FairTurns } from '../../core/fair-turns.ts';
import { MERGE_HEAP_MIB, MERGE_TIMEOUT_MS, MERGES_WAITING_EACH, MERGES_WAITING_MAX } from '../../core/limits.ts';
import type { Incoming } from '../packs/incoming.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';
import type {
  DiffAnswer,
  DiffRequest,
  MergeCalls,
  MergeQuestion,
  MergeReply,
  MergeWorkerData,
  PatchRequest,
} from './merge-protocol.ts';

/** The repository in which the thread reads, and which gets its packs. */
export interface MergeRepository {
  /** Absolute path of the bare repository. */
  readonly path: string;
  readonly incoming: Incoming;
}

export interface MergeThreadLimits {
  /** Maximum time for one question, in ms. */
  readonly timeoutMs: number;
  /** JavaScript heap of the thread, in MiB. */
  readonly heapMiB: number;
}

const TOO_LONG = 'it takes too long; try smaller snapshots, or ones with fewer differences';
const TOO_MUCH = 'it takes too much memory; try smaller snapshots, or ones with fewer differences';
const STOPPING = 'the server is stopping';
const ENDED = 'the thread that was to do it has ended; try again';

export class MergeThread {
  readonly #repository: MergeRepository;
  readonly #limits: MergeThreadLimits;
  readonly #turns = new FairTurns();
  #waiting = 0;
  #folders = 0;
  #patches = 0;
  #isClosed = false;
  #running: { readonly worker: Worker; readonly folder: string } | undefined;

  constructor(
    repository: MergeRepository,
    limits: MergeThreadLimits = { timeoutMs: MERGE_TIMEOUT_MS, heapMiB: MERGE_HEAP_MIB },
  ) {
    this.#repository = repository;
    this.#limits = limits;
  }

  /** Starts the thread before the first request, because the start takes some tenths of a second. */
  async start(): Promise<void> {
    await this.#turn('merge', async () => {
      this.#running ??= await this.#start();
    });
  }

  /**
   * Merges two trees. The base is given, or is the best common ancestor in the history of the two. When this returns, the new
   * objects are in the repository, adopted but not synced.
   * @throws TreeboxError as `mergeTrees`; `unknown_snapshot` when there is no common ancestor; `too_large` above the limits of
   *   time or memory; `busy` when too many requests wait or the thread has ended; `stopping`
   */
  async merge(request: HistoryMergeRequest): Promise<HistoryMergeOutcome> {
    return this.#turn('merge', async () => {
      const { outcome, pack } = await this.#ask('merge', request);
      if (pack !== null && this.#running !== undefined) this.#repository.incoming.adopt(this.#running.folder, pack);
      return outcome;
    });
  }

  /**
   * Lists the differences between two trees.
   * @throws TreeboxError as `diffTrees`; `too_large` above the limits of time or memory; `busy` when too many requests wait or
   *   the thread has ended; `stopping`
   */
  async diff(request: DiffRequest): Promise<DiffAnswer> {
    return this.#turn('diff', () => this.#ask('diff', request));
  }

  /**
   * Yields the patch between two trees, in pieces of about 64 KiB. Computes a piece only when the reader requests it.
   * @throws TreeboxError as `unifiedPatch`; `too_large` above the limits of time or memory; `busy` when too many requests wait
   *   or the thread has ended; `stopping`
   */
  async *patch(request: PatchRequest): AsyncGenerator<Uint8Array, void, undefined> {
    const patch = this.#patches++;
    const worker = await this.#turn('patch', async () => {
      await this.#ask('patch', { patch, ...request });
      return this.#running?.worker;
    });
    const next = () =>
      this.#turn('patch', () => {
        if (this.#running?.worker !== worker) throw refuse('busy', ENDED);
        return this.#ask('more', { patch });
      });
    let isOpen = true;
    try {
      for (let piece = await next(); piece !== null; piece = await next()) yield piece;
      isOpen = false;
    } finally {
      if (isOpen && this.#running?.worker === worker) await this.#turn('patch', () => this.#ask('drop', { patch }));
    }
  }

  /** Terminates the thread. Current and later requests are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  /**
   * Runs `work` when its turn comes. Clients take turns, and so do the kinds of requests of each client, so that many waiting
   * merges do not delay its diffs for long.
   */
  async #turn<T>(kind: 'merge' | 'diff' | 'patch', work: () => Promise<T>): Promise<T> {
    const who = `${kind} ${client.getStore() ?? ''}`;
    const own = this.#turns.waitingFor(who);
    if (own >= MERGES_WAITING_EACH) throw refuse('busy', `${own} of the same client wait; try again later`);
    if (this.#waiting >= MERGES_WAITING_MAX) throw refuse('busy', `${this.#waiting} others wait; try again later`);
    this.#waiting++;
    try {
      return await this.#turns.run(who, async () => {
        if (this.#isClosed) throw refuse('stopping', STOPPING);
        return work();
      });
    } finally {
      this.#waiting--;
    }
  }

  async #ask<Name extends keyof MergeCalls>(
    call: Name,
    ask: MergeCalls[Name]['ask'],
  ): Promise<MergeCalls[Name]['answer']> {
    this.#running ??= await this.#start();
    const { worker } = this.#running;
    const { promise, resolve, reject } = Promise.withResolvers<MergeReply>();
    const onError = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse('too_large', TOO_MUCH) : error);
    const onExit = () => reject(this.#isClosed ? refuse('stopping', STOPPING) : refuse('busy', ENDED));
    const deadline = setTimeout(() => reject(refuse('too_large', TOO_LONG)), this.#limits.timeoutMs);
    worker.on('message', resolve).on('error', onError).on('exit', onExit).ref();
    let reply: MergeReply;
    try {
      worker.postMessage({ call, ...ask } as MergeQuestion);
      reply = await promise;
    } catch (error) {
      await this.#end();
      throw error;
    } finally {
      clearTimeout(deadline);
      worker.off('message', resolve).off('error', onError).off('exit', onExit).unref();
    }
    if ('answer' in reply) return reply.answer as MergeCalls[Name]['answer'];
    throw 'refusal' in reply ? new TreeboxError(reply.refusal.code, reply.refusal.message) : new Error(reply.failure);
  }

  /** Starts a thread and waits until it is ready. This time does not count for the limit of a question. */
  async #start(): Promise<{ worker: Worker; folder: string }> {
    const { path: gitDir, incoming } = this.#repository;
    const folder = incoming.folder(`merge-${this.#folders++}`);
    const data: MergeWorkerData = { gitDir, folder };
    const worker = new Worker(new URL('./merge-worker.ts', import.meta.url), {
      workerData: data,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMiB },
    });
    worker.once('exit', () => {
      if (this.#running?.worker === worker) this.#running = undefined;
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // Ignore disk errors: the folder is removed when the repository is opened the next time.
      }
    });
    await once(worker, 'message');
    // An error between questions must not end the server. The next question starts a new thread.
    worker.on('error', () => {}).unref();
    if (this.#isClosed) {
      await worker.terminate();
      throw refuse('stopping', STOPPING);
    }
    return { worker, folder };
  }

  async #end(): Promise<void> {
    const worker = this.#running?.worker;
    this.#running = undefined;
    await worker?.terminate();
  }
}

function refuse(code: ErrorCode, why: string): TreeboxError {
  return new TreeboxError(code, `can't merge or compare these snapshots: ${why}`);
}
