/**
 * What the server and a runner process say to each other, over Node's IPC channel. Layer 3.
 *
 * server: `library` once, then `run`, one at a time; `stop` while one is running; `compiled` as answer to `compile`.
 * runner: `ready` once, `compile` when a source needs the compiler, `done` at the end of each run.
 */
import type { Compiled, CompileFailure, GuestLibrary } from '../compiler/protocol.ts';
import type { Oid } from '../core/ids.ts';

/** How a runner is told where it may work; one JSON text on its command line. */
export interface RunnerConfig {
  /** Absolute path of the bare repository whose objects are read. */
  readonly repository: string;
  /** Absolute path of this runner's own folder for new packs. */
  readonly incoming: string;
  /** Bounds of one run: console output in bytes, changed content in bytes, changed files. */
  readonly outputBytes: number;
  readonly volumeBytes: number;
  readonly volumeFiles: number;
}

/** The file descriptor through which a runner tells how many bytes its volume holds, as a 64-bit little-endian number. */
export const METER_FD = 4;

/** What a runner prints on stderr before it ends itself because V8 has run out of memory. */
export const OUT_OF_MEMORY_MARK = 'treebox: the isolate ran out of memory';

/** Content of a file, as a request gives it. */
export type FileContent = string | { readonly base64: string };

/** What a run is handed beside its source. A field that is absent is empty. */
export interface Given {
  /** Absolute path in the volume of the file that is run; `source` is empty then. */
  readonly file?: string;
  /** JSON text of the global `input`. */
  readonly input?: string;
  /** `process.argv` from its third on. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** By absolute path: written before the run, as if the run had written them. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** Snapshots by the absolute path at which they can be read. */
  readonly mounts?: readonly { readonly path: string; readonly tree: Oid }[];
  /** Whether a run that does not complete leaves its tree all the same. */
  readonly keepTree?: boolean;
}

export interface RunRequest {
  readonly type: 'run';
  readonly source: string;
  readonly given: Given;
  readonly tree: Oid | null;
  readonly heap: Oid | null;
  readonly heapMiB: number;
  readonly outputPath: string;
}

export type ToRunner =
  | { readonly type: 'library'; readonly library: GuestLibrary }
  | RunRequest
  | { readonly type: 'stop' }
  | { readonly type: 'compiled'; readonly compiled: Compiled | CompileFailure };

export type RunOutcome =
  | 'completed'
  | 'threw'
  | 'syntax_error'
  | 'out_of_memory'
  | 'exited'
  | 'quota_exceeded'
  | 'stopped';

export interface RunEnd {
  readonly type: 'done';
  readonly outcome: RunOutcome;
  readonly started: boolean;
  readonly result: string | null;
  readonly error: string | null;
  /** What `process.exit` was given; 0 for a run that came to its end, null for one that did not. */
  readonly exitCode: number | null;
  /** Processor time of the run in milliseconds. */
  readonly cpuMs: number;
  /** Whether output was dropped because there was too much of it. */
  readonly outputTruncated: boolean;
  readonly tree: Oid | null;
  readonly heap: Oid | null;
  /** The pack in the runner's folder that holds the run's new objects, without ending; null when there are none. */
  readonly pack: string | null;
  /** Whether work of the run's goes on in the process, so that no other run may be given to it. */
  readonly isSpent: boolean;
  /** Milliseconds. */
  readonly timings: { readonly mount: number; readonly compile: number; readonly run: number; readonly commit: number };
}

/** What a run is told whose memory limit was passed. */
export function outOfMemoryText(heapMiB: number): string {
  return `Out of memory: the run needed more than its heap_memory_max_mb of ${heapMiB} MiB`;
}

export type FromRunner =
  | { readonly type: 'ready' }
  | { readonly type: 'compile'; readonly source: string; readonly file: string }
  | RunEnd;
