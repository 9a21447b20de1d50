/**
 * Runs each search in a separate thread, so that it does not block the server's event loop.
 *
 * A search stops after its time limit, and returns the matches so far. The thread is terminated if a single file takes even
 * longer, or if the search needs too much memory.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import { type ErrorCode, TreeboxError } from '../../core/errors.ts';
import { SEARCH_HEAP_MIB, SEARCH_MS, SEARCHES } from '../../core/limits.ts';
import type { SearchRequest, SearchResult } from './search-tree.ts';

/** The `workerData` of the thread. */
export interface SearchWorkerData {
  /** Absolute path of the repository. */
  readonly gitDir: string;
  readonly request: SearchRequest;
  /** Time after which the search reads no further file, in ms. */
  readonly timeMs: number;
}

export type SearchReply =
  | { readonly result: SearchResult }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string } };

export class SearchThread {
  readonly #gitDir: string;
  readonly #timeMs: number;
  readonly #queue = new PQueue({ concurrency: SEARCHES.running });
  readonly #closing = new AbortController();

  /**
   * @param gitDir absolute path of the repository
   * @param timeMs time after which a search reads no further file, in ms
   */
  constructor(gitDir: string, timeMs: number = SEARCH_MS) {
    this.#gitDir = gitDir;
    this.#timeMs = timeMs;
  }

  /**
   * Searches a tree.
   * @throws TreeboxError `bad_request` for a pattern that is not a regular expression; `too_large` above the limits of time or
   *   memory; `busy` when too many searches wait; `stopping` when the server is stopping
   */
  async search(request: SearchRequest): Promise<SearchResult> {
    if (this.#queue.size >= SEARCHES.waiting) throw refuse('busy', 'too many others wait; try again later');
    const reply = await this.#queue.add(() => this.#run(request));
    if ('result' in reply) return reply.result;
    throw new TreeboxError(reply.refusal.code, reply.refusal.message);
  }

  /** Ends all running and waiting searches. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.onIdle();
  }

  async #run(request: SearchRequest): Promise<SearchReply> {
    if (this.#closing.signal.aborted) throw refuse('stopping', 'the server is stopping');
    const workerData: SearchWorkerData = { gitDir: this.#gitDir, request, timeMs: this.#timeMs };
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), {
      workerData,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: SEARCH_HEAP_MIB },
    });
    // Allow twice the time: it includes the start of the thread, and the search checks its limit only between files.
    const signal = AbortSignal.any([AbortSignal.timeout(2 * this.#timeMs), this.#closing.signal]);
    try {
      const [reply] = (await once(worker, 'message', { signal })) as [SearchReply];
      return reply;
    } catch (error) {
      if (this.#closing.signal.aborted) throw refuse('stopping', 'the server is stopping');
      if (signal.aborted) throw refuse('too_large', 'it takes too long; name fewer files by glob');
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      throw refuse('too_large', 'it takes too much memory; ask for fewer matches');
    } finally {
      await worker.terminate();
    }
  }
}

function refuse(code: ErrorCode, why: string): TreeboxError {
  return new TreeboxError(code, `can't search this snapshot: ${why}`);
}
