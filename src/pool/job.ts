/**
 * Jobs that the pool runs, and their results.
 */
import type { Artifact } from '../core/artifact.ts';
import type { BlobId, ExecutionId, TreeId } from '../core/ids.ts';
import type { Given, StateEnd } from '../runner/protocol.ts';

/**
 * The way in which an execution ended, in more detail than its status. `lost` (the server died) never comes from the
 * pool.
 */
export type Outcome =
  | 'completed'
  | 'threw'
  | 'syntax_error'
  | 'out_of_memory'
  | 'exited'
  | 'quota_exceeded'
  | 'timed_out'
  | 'cancelled'
  | 'crashed';

export interface Job {
  readonly id: ExecutionId;
  /** JavaScript or TypeScript as submitted. */
  readonly source: string;
  /** Inputs of the run other than its source. */
  readonly given?: Given;
  /** The tree to mount; null for a scratch volume that is thrown away. */
  readonly tree: TreeId | null;
  /** The state to start from; null for none. */
  readonly state: BlobId | null;
  /** The session that the run belongs to, if any. */
  readonly session?: string | null;
  readonly timeoutMs: number;
  readonly heapMiB: number;
  /** Absolute path of the file that console output is written to; the file is made at the first byte of output. */
  readonly outputPath: string;
}

/** Bytes that a job holds while it waits. */
export function jobBytes({ source, given }: Pick<Job, 'source' | 'given'>): number {
  return Buffer.byteLength(source) + (given ? Buffer.byteLength(JSON.stringify(given)) : 0);
}

/** Milliseconds spent in each phase; zero for a phase that was not reached. */
export interface Timings {
  readonly queued: number;
  readonly mount: number;
  readonly compile: number;
  readonly run: number;
  readonly commit: number;
}

export interface JobResult {
  readonly outcome: Outcome;
  /** True when at least one statement of the source was run. */
  readonly started: boolean;
  /** JSON text of the value; null unless completed. */
  readonly result: string | null;
  /** The error in the contract's words; null when completed. */
  readonly error: string | null;
  /** The argument of `process.exit`; 0 for a run that reached its end, null for one that did not. */
  readonly exitCode: number | null;
  /** Processor time of the run in milliseconds. */
  readonly cpuMs: number;
  /** Largest growth of its process during the run, in bytes. */
  readonly memoryPeakBytes: number;
  /** True when output was dropped because there was too much of it. */
  readonly outputTruncated: boolean;
  /**
   * The tree left behind; null unless completed with a mount, or kept at the request of the job. Its objects are in the
   * store, in an adopted pack.
   */
  readonly tree: TreeId | null;
  /** The state left behind; null when there is none. */
  readonly state: BlobId | null;
  /** The outcome of keeping its state; null for a run that did not complete. */
  readonly stateEnd: StateEnd | null;
  /** Artifacts of the run; empty when its process died. */
  readonly artifacts: readonly Artifact[];
  readonly timings: Timings;
}
