/**
 * The process that merges, on a repository of a test.
 */
import { onTestFinished } from 'vitest';
import { MergeProcess } from '../../src/git/merge/merge-process.ts';
import type { Repository } from '../../src/git/repository.ts';
import type { WorkerLimits, WorkerSettings } from '../../src/git/worker/worker-process.ts';

const LIMITS: WorkerLimits = { timeoutMs: 30_000, heapMiB: 256, memoryMiB: 1_024, idleMs: 300_000 };

/** Starts no process before the first request. The end of the test closes it. */
export function mergesOn(
  repository: Repository,
  { limits = {}, ...settings }: Partial<WorkerSettings> & { readonly limits?: Partial<WorkerLimits> } = {},
): MergeProcess {
  const onProblem = (error: unknown) => {
    throw error;
  };
  const merges = new MergeProcess(repository, { walls: 'auto', onProblem, ...settings }, { ...LIMITS, ...limits });
  onTestFinished(() => merges.close());
  return merges;
}
