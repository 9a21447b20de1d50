/**
 * What the pool is asked to run, and what it answers.
 */
import type { Artifact } from '../core/artifact.ts';
import type { BlobId, ExecutionId, TreeId } from '../core/ids.ts';
import type { Given, StateEnd } from '../runner/protocol.ts';

/** How an execution ended, finer than its status. `lost` (the server died) is never answered by the pool. */
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
  /** What the run is handed beside it. */
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
  /** Whether any statement of the source was run. */
  readonly started: boolean;
  /** JSON text of the value; null unless completed. */
  readonly result: string | null;
  /** What went wrong, in the contract's words; null when completed. */
  readonly error: string | null;
  /** What `process.exit` was given; 0 for a run that came to its end, null for one that did not. */
  readonly exitCode: number | null;
  /** Processor time of the run in milliseconds. */
  readonly cpuMs: number;
  /** What its process grew by at most while it ran, in bytes. */
  readonly memoryPeakBytes: number;
  /** Whether output was dropped because there was too much of it. */
  readonly outputTruncated: boolean;
  /** The tree left behind; null unless completed with a mount, or kept at the request of the job. Its objects are in the store, in an adopted pack. */
  readonly tree: TreeId | null;
  /** The state left behind; null when there is none. */
  readonly state: BlobId | null;
  /** How keeping its state ended; null for a run that did not complete. */
  readonly stateEnd: StateEnd | null;
  /** What it handed out; empty when its process did not live to tell. */
  readonly artifacts: readonly Artifact[];
  readonly timings: Timings;
}
