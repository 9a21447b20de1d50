/**
 * Entry point of the thread for one search. The thread only reads, so it can be terminated at any time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { TreeboxError } from '../../core/errors.ts';
import { RepositoryObjects } from '../objects/repository-objects.ts';
import type { SearchReply, SearchWorkerData } from './search-thread.ts';
import { type SearchRequest, searchTree } from './search-tree.ts';

const { gitDir, request, timeMs } = workerData as SearchWorkerData;

function answer(search: SearchRequest): SearchReply {
  const deadline = performance.now() + timeMs;
  const objects = new RepositoryObjects(gitDir);
  try {
    return { result: searchTree(objects, search, () => performance.now() < deadline) };
  } catch (error) {
    if (error instanceof TreeboxError) return { refusal: { code: error.code, message: error.message } };
    throw error;
  } finally {
    objects.close();
  }
}

parentPort?.postMessage(answer(request));
