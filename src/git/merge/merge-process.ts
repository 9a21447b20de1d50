/**
 * Runs merges and diffs in a worker, so that they do not block or end the server. The worker is killed when a request takes
 * too long or too much memory.
 *
 * One worker serves one request after the other. It starts with the first request, and ends when it has been idle for minutes;
 * the next request starts another one. It writes a pack into its own folder, and this module admits the pack like that of a
 * runner: a tree may have taken the worker over. So the worker can be killed at any time without a change to the repository.
 * A patch is fetched in pieces, as fast as its reader reads, and other requests are served between the pieces.
 */
import { rmSync } from 'node:fs';
import { diskTrouble } from '../../core/disk-trouble.ts';
import { type ErrorCode, TreeboxError } from '../../core/errors.ts';
import { client, FairTurns } from '../../core/fair-turns.ts';
import {
  MERGE_HEAP_MIB,
  MERGE_MEMORY_MIB,
  MERGE_PACK_BYTES,
  MERGE_TIMEOUT_MS,
  MERGES_WAITING_EACH,
  MERGES_WAITING_MAX,
  PATCHES_OPEN,
  WORKER_IDLE_MS,
} from '../../core/limits.ts';
import type { ObjectReader } from '../objects/objects.ts';
import type { Incoming } from '../packs/incoming.ts';
import { STOPPING, type WorkerLimits, WorkerProcess, type WorkerSettings } from '../worker/worker-process.ts';
import type { Conflict } from './conflict.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';
import {
  type DiffAnswer,
  type DiffEntry,
  type DiffRequest,
  MERGE_REPLIES,
  type MergeCalls,
  type PatchRequest,
  sentRequest,
} from './merge-protocol.ts';
import { untruthIn } from './outcome-check.ts';
import { AnnouncedList, type Listed } from './paged-list.ts';
import { PatchSlots } from './patch-slots.ts';

/** The repository in which the worker reads, and which gets its packs. */
export interface MergeRepository {
  /** Absolute path of the bare repository. */
  readonly path: string;
  readonly incoming: Pick<Incoming, 'folder' | 'admit'>;
  readonly objects: ObjectReader;
}

/** A worker, its folder for packs, and the removal of the folder after its end. */
interface RunningWorker {
  readonly process: WorkerProcess;
  readonly folder: string;
  readonly removed: Promise<void>;
}

type Kind = 'merge' | 'diff' | 'patch';

const MAIN = new URL('./merge-worker.ts', import.meta.url).pathname;
const LIMITS: WorkerLimits = {
  timeoutMs: MERGE_TIMEOUT_MS,
  heapMiB: MERGE_HEAP_MIB,
  memoryMiB: MERGE_MEMORY_MIB,
  idleMs: WORKER_IDLE_MS,
};
const ADVICE = 'try smaller snapshots, or ones with fewer differences';

export class MergeProcess {
  readonly #repository: MergeRepository;
  readonly #settings: WorkerSettings;
  readonly #limits: WorkerLimits;
  readonly #turns = new FairTurns();
  readonly #patchSlots = new PatchSlots(PATCHES_OPEN);
  #waiting = 0;
  #folders = 0;
  #patches = 0;
  #openPatches = 0;
  #isClosed = false;
  #running: RunningWorker | undefined;

  constructor(repository: MergeRepository, settings: WorkerSettings, limits = LIMITS) {
    this.#repository = repository;
    this.#settings = settings;
    this.#limits = limits;
  }

  /**
   * Merges two trees. The base is given, or is the best common ancestor in the history of the two. When this returns, the new
   * objects are in the repository, but not synced.
   * @throws TreeboxError as `mergeTrees`; `unknown_snapshot` when there is no common ancestor; `too_large` above the limits of
   *   time or memory; `busy` when too many requests wait or the worker has ended; `stopping`
   */
  async merge(request: HistoryMergeRequest): Promise<HistoryMergeOutcome> {
    return this.#turn('merge', async () => {
      const worker = await this.#worker();
      const deadline = worker.process.deadline();
      const { outcome, conflicts, pack } = await this.#ask(worker, 'merge', sentRequest(request), deadline);
      const list = new AnnouncedList<Conflict>(conflicts);
      if (outcome.status === 'conflict')
        await this.#fill(worker, list, outcome.conflicts, () => this.#ask(worker, 'conflicts', {}, deadline));
      if (pack !== null) await this.#admit(worker, pack);
      const untruth = untruthIn(outcome, this.#repository.objects, request);
      if (untruth !== undefined) throw worker.process.distrust(untruth);
      return outcome.status === 'conflict' ? { ...outcome, conflicts: list.items } : outcome;
    });
  }

  /**
   * Lists the differences between two trees.
   * @throws TreeboxError as `diffTrees`; `too_large` above the limits of time or memory; `busy` when too many requests wait or
   *   the worker has ended; `stopping`
   */
  async diff(request: DiffRequest): Promise<DiffAnswer> {
    return this.#turn('diff', async () => {
      const worker = await this.#worker();
      const deadline = worker.process.deadline();
      const { total, entries } = await this.#ask(worker, 'diff', request, deadline);
      const list = new AnnouncedList<DiffEntry>(Math.min(total, request.limit));
      await this.#fill(worker, list, entries, () => this.#ask(worker, 'entries', {}, deadline));
      return { total, entries: list.items };
    });
  }

  /**
   * Yields the patch between two trees, in pieces of about 64 KiB. Computes a piece only when the reader requests it.
   * @throws TreeboxError as `unifiedPatch`; `too_large` above the limits of time or memory; `busy` when too many patches are
   *   read, too many requests wait or the worker has ended; `stopping`
   */
  async *patch(request: PatchRequest): AsyncGenerator<Uint8Array, void, undefined> {
    const release = await this.#patchSlots.take(client.getStore() ?? '');
    if (!release) throw refuse('busy', 'too many patches are being read; read yours to their ends, or try again later');
    try {
      yield* this.#pieces(request);
    } finally {
      release();
    }
  }

  async *#pieces(request: PatchRequest): AsyncGenerator<Uint8Array, void, undefined> {
    const patch = this.#patches++;
    const worker = await this.#turn('patch', async () => {
      const opened = await this.#worker();
      this.#openPatches++;
      await this.#ask(opened, 'patch', { patch, ...request }).catch((error: unknown) => {
        this.#openPatches--;
        throw error;
      });
      return opened;
    });
    let isOpen = true;
    try {
      for (;;) {
        const piece = await this.#turn('patch', async () => {
          const next = await this.#ask(worker, 'more', { patch });
          if (next === null) {
            isOpen = false;
            this.#openPatches--;
          }
          return next;
        });
        if (piece === null) return;
        yield piece;
      }
    } finally {
      if (isOpen) await this.#drop(worker, patch);
    }
  }

  /** Closes a patch. This is never refused: the worker holds the patch until then. */
  async #drop(worker: RunningWorker, patch: number): Promise<void> {
    await this.#turns.run(turnOf('patch'), async () => {
      this.#openPatches--;
      try {
        if (worker.process.isAlive) await this.#ask(worker, 'drop', { patch });
      } finally {
        this.#endIfLarge();
      }
    });
  }

  /** Kills the worker. Current and later requests are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#running?.process.kill('stopping');
    await this.#running?.removed;
  }

  /**
   * Runs `work` when its turn comes. Clients take turns, and so do the kinds of requests of each client, so that many waiting
   * merges do not delay its diffs for long.
   */
  async #turn<T>(kind: Kind, work: () => Promise<T>): Promise<T> {
    const who = turnOf(kind);
    const own = this.#turns.waitingFor(who);
    if (own >= MERGES_WAITING_EACH) throw refuse('busy', `${own} of the same client wait; try again later`);
    if (this.#waiting >= MERGES_WAITING_MAX) throw refuse('busy', `${this.#waiting} others wait; try again later`);
    this.#waiting++;
    try {
      return await this.#turns.run(who, async () => {
        if (this.#isClosed) throw refuse('stopping', STOPPING);
        try {
          return await (kind === 'patch' ? work() : this.#workBesidePatches(work));
        } finally {
          this.#endIfLarge();
        }
      });
    } finally {
      this.#waiting--;
    }
  }

  /** Does `work` once more, in another process, when memory has ended it: open patches of others held some of it. */
  async #workBesidePatches<T>(work: () => Promise<T>): Promise<T> {
    const hadPatches = this.#openPatches > 0;
    try {
      return await work();
    } catch (error) {
      if (hadPatches && this.#running?.process.ranOutOfMemory) return await work();
      throw error;
    }
  }

  /** Returns the worker. Starts one if there is none, and waits until it is ready. */
  async #worker(): Promise<RunningWorker> {
    if (this.#running?.process.isAlive) return this.#running;
    const { path: gitDir, incoming } = this.#repository;
    const folder = incoming.folder(`merge-${this.#folders++}`);
    const writes = { folder, fileBytes: MERGE_PACK_BYTES };
    const plan = { name: 'merge', main: MAIN, gitDir, writes, refuse, advice: { time: ADVICE, memory: ADVICE } };
    const process = new WorkerProcess(plan, this.#limits, this.#settings);
    const removed = process.exited.then(() => removeFolder(folder));
    this.#running = { process, folder, removed };
    await process.ready();
    return this.#running;
  }

  async #ask<Name extends keyof MergeCalls>(
    { process }: RunningWorker,
    call: Name,
    ask: MergeCalls[Name]['ask'],
    deadline?: number,
  ): Promise<MergeCalls[Name]['answer']> {
    return await process.ask<MergeCalls[Name]['answer']>({ call, ...ask }, MERGE_REPLIES[call], deadline);
  }

  /** Copies the pack of a merge into the repository. */
  async #admit({ process, folder }: RunningWorker, pack: string): Promise<void> {
    try {
      await this.#repository.incoming.admit(folder, pack);
    } catch (error) {
      if (diskTrouble(String(error)) === undefined) throw process.distrust(`wrote an invalid pack: ${error}`);
      // The pack stays in the folder, which is removed with the process.
      process.kill('surplus');
      throw error;
    }
  }

  /**
   * Fills a list with its pages.
   * @param first the first page
   * @param more asks for the next one
   */
  async #fill<Item extends Listed>(
    { process }: RunningWorker,
    list: AnnouncedList<Item>,
    first: readonly Item[],
    more: () => Promise<readonly Item[]>,
  ): Promise<void> {
    for (let page = first; ; page = await more()) {
      const untruth = list.add(page);
      if (untruth !== undefined) throw process.distrust(untruth);
      if (list.isWhole) return;
    }
  }

  /** Kills a worker that holds much memory, unless it has an open patch. The next request starts another one. */
  #endIfLarge(): void {
    if (this.#openPatches === 0 && this.#running?.process.isLarge) this.#running.process.kill('surplus');
  }
}

/** Returns the name under which the current client's requests of one kind take turns. */
function turnOf(kind: Kind): string {
  return `${kind} ${client.getStore() ?? ''}`;
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Ignore disk errors: the folder is removed when the repository is opened the next time.
  }
}

function refuse(code: ErrorCode, why: string): TreeboxError {
  return new TreeboxError(code, `can't merge or compare these snapshots: ${why}`);
}
