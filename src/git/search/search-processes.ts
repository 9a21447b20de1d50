/**
 * Runs each search in a worker, so that it does not block or end the server.
 *
 * A search stops after its time limit, and returns the matches so far. The worker is killed if a single file takes even
 * longer, or if the search needs too much memory. A worker that has answered serves further searches. One of them is kept
 * until it has been idle for minutes.
 */
import PQueue from 'p-queue';
import { type ErrorCode, TreeboxError } from '../../core/errors.ts';
import { SEARCH_HEAP_MIB, SEARCH_MEMORY_MIB, SEARCH_MS, SEARCHES, WORKER_IDLE_MS } from '../../core/limits.ts';
import { STOPPING, type WorkerPlan, WorkerProcess, type WorkerSettings } from '../worker/worker-process.ts';
import { isSearchReply, type SearchQuestion } from './search-protocol.ts';
import type { SearchRequest, SearchResult } from './search-tree.ts';

const MAIN = new URL('./search-worker.ts', import.meta.url).pathname;
const ADVICE = { time: 'name fewer files by glob', memory: 'ask for fewer matches' };

export class SearchProcesses {
  readonly #plan: WorkerPlan;
  readonly #settings: WorkerSettings;
  readonly #timeMs: number;
  readonly #queue = new PQueue({ concurrency: SEARCHES.running });
  readonly #running = new Set<WorkerProcess>();
  #idle: WorkerProcess | undefined;
  #isClosed = false;

  /**
   * @param gitDir absolute path of the repository
   * @param timeMs time after which a search reads no further file, in ms
   */
  constructor(gitDir: string, settings: WorkerSettings, timeMs: number = SEARCH_MS) {
    this.#plan = { name: 'search', main: MAIN, gitDir, refuse, advice: ADVICE };
    this.#settings = settings;
    this.#timeMs = timeMs;
  }

  /**
   * Searches a tree.
   * @throws TreeboxError `bad_request` for a pattern that is not a regular expression; `too_large` above the limits of time or
   *   memory; `busy` when too many searches wait or the worker has ended; `stopping` when the server is stopping
   */
  async search(request: SearchRequest): Promise<SearchResult> {
    if (this.#queue.size >= SEARCHES.waiting) throw refuse('busy', 'too many others wait; try again later');
    return await this.#queue.add(() => this.#run(request));
  }

  /** Ends all running and waiting searches. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const worker of this.#running) worker.kill('stopping');
    this.#idle?.kill('stopping');
    await Promise.all([...this.#running, this.#idle].map((worker) => worker?.exited));
    await this.#queue.onIdle();
  }

  async #run(request: SearchRequest): Promise<SearchResult> {
    if (this.#isClosed) throw refuse('stopping', STOPPING);
    const worker = this.#take() ?? this.#start();
    this.#running.add(worker);
    try {
      await worker.ready();
      const question: SearchQuestion = { call: 'search', timeMs: this.#timeMs, ...request };
      return await worker.ask(question, isSearchReply);
    } finally {
      this.#running.delete(worker);
      this.#giveBack(worker);
    }
  }

  #take(): WorkerProcess | undefined {
    const worker = this.#idle;
    this.#idle = undefined;
    return worker?.isAlive ? worker : undefined;
  }

  #giveBack(worker: WorkerProcess): void {
    if (this.#idle?.isAlive || worker.isLarge || this.#isClosed) worker.kill('surplus');
    else this.#idle = worker;
  }

  #start(): WorkerProcess {
    // Allow twice the time: the search checks its limit only between files.
    const timeoutMs = 2 * this.#timeMs;
    const limits = { timeoutMs, heapMiB: SEARCH_HEAP_MIB, memoryMiB: SEARCH_MEMORY_MIB, idleMs: WORKER_IDLE_MS };
    return new WorkerProcess(this.#plan, limits, this.#settings);
  }
}

function refuse(code: ErrorCode, why: string): TreeboxError {
  return new TreeboxError(code, `can't search this snapshot: ${why}`);
}
