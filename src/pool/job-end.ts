/**
 * Makes the result of a job from the end of its run.
 */
import { outOfMemoryText, type RunEnd } from '../runner/protocol.ts';
import type { Job, JobResult, Outcome, Timings } from './job.ts';
import type { WatchedRun } from './watchdog.ts';

export const NO_TIMINGS: Timings = { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 };

/**
 * Makes the result from the end that the runner reported.
 * @param compilerFault why one of its sources could not be compiled, if its compiler died
 */
export function fromRunEnd(
  end: RunEnd,
  watched: WatchedRun,
  job: Job,
  queued: number,
  compilerFault: string | undefined,
): JobResult {
  const timings = { queued, ...end.timings };
  const { exitCode, cpuMs, outputTruncated, tree, artifacts } = end;
  const measured = { cpuMs, outputTruncated, memoryPeakBytes: watched.peakBytes, artifacts, timings };
  // `cancel` has promised the outcome `cancelled`, even when the run had nearly ended.
  if (end.outcome === 'stopped' || watched.reason === 'cancelled') {
    const kept = job.given?.keepTree ? tree : null;
    return { ...endedFromOutside(watched.reason ?? 'cancelled', job, end.started, timings), ...measured, tree: kept };
  }
  if (compilerFault !== undefined) {
    const error = `${compilerFault}; nothing was committed`;
    return { ...endedFromOutside('crashed', job, end.started, timings), error };
  }
  const { outcome, started, result, error, state, stateEnd } = end;
  return { outcome, started, result, error, exitCode, ...measured, tree, state, stateEnd };
}

/** Makes the result of a run whose runner reported no end. @param cause why its process died */
export function endedFromOutside(
  outcome: Outcome,
  job: Job,
  started: boolean,
  timings: Timings,
  cause?: string,
): JobResult {
  const nothing = {
    result: null,
    exitCode: null,
    cpuMs: 0,
    memoryPeakBytes: 0,
    outputTruncated: false,
    stateEnd: null,
  };
  const artifacts: JobResult['artifacts'] = [];
  return {
    outcome,
    started,
    ...nothing,
    artifacts,
    error: outsideText(outcome, job, cause),
    tree: null,
    state: null,
    timings,
  };
}

/** Makes the result of a run for which no process could be started. */
export function unstarted(job: Job, queued: number): JobResult {
  const error = "No runner process can be started, the server's log says why; none of the code ran";
  return { ...endedFromOutside('crashed', job, false, { ...NO_TIMINGS, queued }), error };
}

function outsideText(outcome: Outcome, job: Job, cause: string | undefined): string {
  if (outcome === 'timed_out') return `Execution timed out after ${job.timeoutMs / 1000} s`;
  if (outcome === 'out_of_memory') return outOfMemoryText(job.heapMiB);
  if (outcome === 'cancelled') return 'Execution cancelled';
  return `The runner process died (${cause}) before the run ended; nothing was committed`;
}
