/**
 * A pool without processes: jobs end when and how the test says, or at once.
 */
import { writeFileSync } from 'node:fs';
import { TreeboxError } from '../../src/core/errors.ts';
import type { ExecutionId } from '../../src/core/ids.ts';
import type { RunnerCounts } from '../../src/pool/availability.ts';
import type { Job, JobResult } from '../../src/pool/job.ts';
import type { JobRunner } from '../../src/service/executions.ts';

const NO_TIME = { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 };

/** How a job ends unless the test says otherwise: it leaves what it mounted. */
export function completed(job: Job, parts: Partial<JobResult> = {}): JobResult {
  const end = {
    outcome: 'completed',
    started: true,
    result: 'null',
    error: null,
    tree: job.tree,
    state: null,
  } as const;
  const measured = {
    exitCode: 0,
    cpuMs: 0,
    memoryPeakBytes: 0,
    outputTruncated: false,
    stateEnd: null,
    timings: NO_TIME,
  };
  const artifacts: JobResult['artifacts'] = [];
  return { ...end, ...measured, artifacts, ...parts };
}

export class FakePool implements JobRunner {
  /** Every job that was submitted, oldest first. */
  readonly jobs: Job[] = [];
  /** How the next jobs end; without it they wait for `end`. */
  play: ((job: Job) => Partial<JobResult>) | undefined = () => ({});
  /** What the next jobs print. */
  output = '';
  refusal: 'queue_full' | 'stopping' | undefined;
  readonly #waiting = new Map<ExecutionId, (end: JobResult) => void>();

  get queued(): number {
    return 0;
  }

  /** Whether runs can be carried out. */
  failure: string | null = null;
  readonly compilers = 0;

  get runners(): RunnerCounts {
    return { idle: 1, busy: this.#waiting.size, starting: 0, failure: this.failure };
  }

  get running(): number {
    return this.#waiting.size;
  }

  assertRoom(): void {
    if (this.refusal) throw new TreeboxError(this.refusal, 'the test says that there is no room');
  }

  submit(job: Job): Promise<JobResult> {
    this.jobs.push(job);
    if (this.output !== '') writeFileSync(job.outputPath, this.output);
    if (this.play) return Promise.resolve(completed(job, this.play(job)));
    const { promise, resolve } = Promise.withResolvers<JobResult>();
    this.#waiting.set(job.id, resolve);
    return promise;
  }

  cancel(id: ExecutionId): boolean {
    const job = this.jobs.find((known) => known.id === id);
    return job !== undefined && this.end(job, { outcome: 'cancelled', tree: null, result: null, error: 'cancelled' });
  }

  /** Ends a waiting job; false when it does not wait. */
  end(job: Job, parts: Partial<JobResult> = {}): boolean {
    const resolve = this.#waiting.get(job.id);
    this.#waiting.delete(job.id);
    resolve?.(completed(job, parts));
    return resolve !== undefined;
  }
}
