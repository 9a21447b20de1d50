/**
 * Messages between the server and a runner process, as frames over a dedicated pipe.
 *
 * server: `library` once, then `run`, one at a time; `stop` while one is running; `compiled` as answer to `compile`.
 * runner: `ready` once, `printing` when a run begins to print, `compile` when a source needs the compiler, `done` at
 * the end of each run.
 *
 * A guest that has taken over its runner can send anything. So the server reads a runner's messages only through
 * `readFromRunner`; a message of another shape ends the runner.
 */
import type { Compiled, CompileFailure, GuestLibrary } from '../compiler/protocol.ts';
import { type Artifact, isArtifactKey, isMimeType } from '../core/artifact.ts';
import type { FrameBounds } from '../core/frames.ts';
import { type BlobId, isBlobId, isTreeId, type TreeId } from '../core/ids.ts';
import {
  ARTIFACTS,
  COMPILED_SOURCE_MAX,
  ERROR_TEXT_MAX,
  LEFT_OUT,
  PATH_MAX_BYTES,
  RESULT_MAX_BYTES,
} from '../core/limits.ts';
import {
  type Check,
  exactly,
  isTrueOrFalse,
  listOf,
  numberWithin,
  oneOf,
  orNull,
  textThat,
  textUpTo,
  WrongShape,
} from '../core/shape.ts';
import { isPackName } from '../git/format/pack-format.ts';

/** Settings of a runner: one JSON text on its command line. */
export interface RunnerConfig {
  /** Absolute path of the bare repository whose objects are read. */
  readonly repository: string;
  /** Absolute path of this runner's own folder for new packs. */
  readonly incoming: string;
  /** Limits of one run: console output in bytes, changed content in bytes, changed files. */
  readonly outputBytes: number;
  readonly volumeBytes: number;
  readonly volumeFiles: number;
}

/** The file descriptor of the pipe, in the runner. */
export const CHANNEL_FD = 3;

/**
 * The file descriptor through which a runner reports the size of its volume in bytes, as a 64-bit little-endian number.
 */
export const METER_FD = 4;

/** The line that a runner prints on stderr before it ends itself because V8 ran out of memory. */
export const OUT_OF_MEMORY_MARK = 'treebox: the isolate ran out of memory';

/** Content of a file in a request. */
export type FileContent = string | { readonly base64: string };

/** Input of a run besides its source. An absent field is empty. */
export interface Given {
  /** Absolute path in the volume of the file to run; `source` is then empty. */
  readonly file?: string;
  /** JSON text of the global `input`. */
  readonly input?: string;
  /** `process.argv` from its third element on. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Files by absolute path. They are written before the run, and count as written by it. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** Snapshots by the absolute path at which they can be read. */
  readonly mounts?: readonly { readonly path: string; readonly tree: TreeId }[];
  /** True when a run keeps its tree even if it does not complete. */
  readonly keepTree?: boolean;
  /** True when the state is wanted: the limits for keeping it are then larger. */
  readonly wantsState?: boolean;
}

/** Says whether a run's state was kept. */
export interface StateEnd {
  readonly kept: boolean;
  /** The reason why none of it was kept; null otherwise. */
  readonly reason: string | null;
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

export interface RunRequest {
  readonly type: 'run';
  readonly source: string;
  readonly given: Given;
  readonly tree: TreeId | null;
  readonly state: BlobId | null;
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
  /** The argument of `process.exit`; 0 for a run that reached its end, null for one that did not. */
  readonly exitCode: number | null;
  /** Processor time of the run in milliseconds. */
  readonly cpuMs: number;
  /** True when output was dropped because there was too much of it. */
  readonly outputTruncated: boolean;
  readonly tree: TreeId | null;
  readonly state: BlobId | null;
  /** Null for a run that did not complete. */
  readonly stateEnd: StateEnd | null;
  /** Artifacts of the run, each key once, whatever the outcome; their blobs are in `pack`. */
  readonly artifacts: readonly Artifact[];
  /** The pack in the runner's folder that holds the run's new objects, without ending; null when there are none. */
  readonly pack: string | null;
  /** True when work of the run continues in the process: the process must get no other run. */
  readonly isSpent: boolean;
  /** Milliseconds. */
  readonly timings: { readonly mount: number; readonly compile: number; readonly run: number; readonly commit: number };
}

/** Returns the error text of a run that exceeded its memory limit. */
export function outOfMemoryText(heapMiB: number): string {
  return `Out of memory: the run needed more than its heap_memory_max_mb of ${heapMiB} MiB`;
}

export type FromRunner =
  | { readonly type: 'ready' }
  | { readonly type: 'printing' }
  | { readonly type: 'compile'; readonly source: string; readonly file: string; readonly tsconfig: string | null }
  | RunEnd;

/** Longest `tsconfig.json` that is read, and longest part of it in a message's header, in characters. */
export const TSCONFIG_MAX = 16_384;

/** Limits of a message from a runner: a header with few fields and short lists, and a result or a source. */
export const FROM_RUNNER_BOUNDS: FrameBounds = {
  headerBytes: 128 * 1024,
  values: 10_000,
  textBytes: RESULT_MAX_BYTES + COMPILED_SOURCE_MAX,
  // Result, error and reason, and each name and reason of what the state left out.
  texts: 3 + 2 * (LEFT_OUT.names + 1),
};
/** Limits of a message from the server, which a runner trusts. */
export const TO_RUNNER_BOUNDS: FrameBounds = {
  headerBytes: 2 ** 30,
  values: 2 ** 30,
  textBytes: 2 ** 30,
  texts: 2 ** 30,
};

/** A week in milliseconds: more than any phase of a run can take. */
const MS_MAX = 7 * 24 * 3_600_000;
/** The last instant that a `Date` can hold, in ms since 1970. */
const TIME_MAX = 8.64e15;
/** Longest reason for keeping no state, in characters. */
const REASON_MAX = 1_000;

const isMs = numberWithin(0, MS_MAX);
const isTree = textThat(isTreeId, 'an object name');
const isBlob = textThat(isBlobId, 'an object name');
const isNameOfPack = textThat((text): text is string => isPackName(text), 'the name of a pack');

const CHECKS: { readonly [T in FromRunner['type']]: Check<Extract<FromRunner, { type: T }>> } = {
  ready: exactly({ type: oneOf('ready') }),
  printing: exactly({ type: oneOf('printing') }),
  compile: exactly({
    type: oneOf('compile'),
    source: textUpTo(COMPILED_SOURCE_MAX),
    file: textUpTo(PATH_MAX_BYTES),
    tsconfig: orNull(textUpTo(TSCONFIG_MAX)),
  }),
  done: exactly<RunEnd>({
    type: oneOf('done'),
    outcome: oneOf('completed', 'threw', 'syntax_error', 'out_of_memory', 'exited', 'quota_exceeded', 'stopped'),
    started: isTrueOrFalse,
    result: orNull(textUpTo(RESULT_MAX_BYTES)),
    error: orNull(textUpTo(ERROR_TEXT_MAX)),
    exitCode: orNull(numberWithin(-(2 ** 31), 2 ** 31, { whole: true })),
    cpuMs: isMs,
    outputTruncated: isTrueOrFalse,
    tree: orNull(isTree),
    state: orNull(isBlob),
    stateEnd: orNull(
      exactly<StateEnd>({
        kept: isTrueOrFalse,
        reason: orNull(textUpTo(REASON_MAX)),
        leftOut: listOf(
          exactly({ name: textUpTo(LEFT_OUT.nameLength), why: textUpTo(LEFT_OUT.whyLength) }),
          LEFT_OUT.names + 1,
        ),
      }),
    ),
    artifacts: listOf(
      exactly<Artifact>({
        key: textThat(isArtifactKey, 'the key of an artifact'),
        mimeType: textThat(isMimeType, 'a MIME type'),
        oid: isBlob,
        size: numberWithin(0, ARTIFACTS.bytes, { whole: true }),
        createdAt: numberWithin(0, TIME_MAX, { whole: true }),
      }),
      ARTIFACTS.count,
    ),
    pack: orNull(isNameOfPack),
    isSpent: isTrueOrFalse,
    timings: exactly({ mount: isMs, compile: isMs, run: isMs, commit: isMs }),
  }),
};

/**
 * Reads a runner's message.
 * @throws WrongShape for any other message: the runner must not be trusted any more
 */
export function readFromRunner(message: unknown): FromRunner {
  const { type } = Object(message) as { type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(CHECKS, type)) throw new WrongShape('type is not one that is known');
  return CHECKS[type as FromRunner['type']](message);
}

/** Checks a run's end against its request. @throws WrongShape */
export function assertEndFits({ outcome, result, error, tree, state, artifacts }: RunEnd, request: RunRequest): void {
  const isCompleted = outcome === 'completed';
  if (result !== null && !isCompleted) throw new WrongShape('result must be null unless the run completed');
  if ((error !== null) === isCompleted && outcome !== 'stopped')
    throw new WrongShape('error must be there unless completed');
  if (tree !== null && request.tree === null) throw new WrongShape('tree must be null where none was mounted');
  if (tree === null && request.tree !== null && isCompleted) throw new WrongShape('tree is missing');
  if (state !== null && !isCompleted) throw new WrongShape('state must be null unless the run completed');
  if (new Set(artifacts.map(({ key }) => key)).size < artifacts.length)
    throw new WrongShape('artifacts has a key twice');
}
