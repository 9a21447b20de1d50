/**
 * Runs: submitting code, waiting for its end, following its output.
 */
import { type Api, answerOf, type Schemas } from './api.ts';
import { eventsOf } from './event-stream.ts';

/** Longest wait of one request, in seconds. */
const WAIT_SECS = 55;

export type ExecutionInfo = Schemas['ExecutionInfo'];
export type PushOptions = NonNullable<Schemas['ExecRequest']['push']>;

/** Options of a run besides its code. */
export interface RunOptions {
  /** Path in the tree of a file to run instead of code. */
  readonly file?: string;
  /** Snapshot to mount: a label, CA id, commit, `label@{n}` or `label~n`. */
  readonly fs?: string;
  /** Label to which the tree is pushed when the run completes, or the options of that push. */
  readonly push?: string | PushOptions;
  readonly session?: string;
  readonly heap?: string;
  /** JSON value for the global `input`. */
  readonly input?: unknown;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Files written before the run, by absolute path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly mounts?: readonly { readonly path: string; readonly fs: string }[];
  /** Time limit in seconds of wall-clock time, 1 to 300; 30 by default. */
  readonly timeoutSecs?: number;
  /** Memory limit in MiB, 8 to 1024; 128 by default. */
  readonly memoryMb?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly author?: { readonly name: string; readonly email: string };
  readonly keepOnFailure?: boolean;
  /** Called with the output of the run as it is printed. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Cancels the run when aborted. */
  readonly signal?: AbortSignal;
}

/** A completed run. */
export interface Run {
  readonly id: string;
  /** The result, parsed from its JSON. */
  readonly result: unknown;
  /** CA id of the resulting tree; null when nothing was mounted. */
  readonly fs: string | null;
  readonly heap: string | null;
  readonly push: ExecutionInfo['push'];
  /** The whole record. */
  readonly info: ExecutionInfo;
}

/** A run that did not complete; its message is the run's error. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  readonly info: ExecutionInfo;

  constructor(info: ExecutionInfo) {
    super(info.error ?? `the run ended: ${info.outcome}`);
    this.info = info;
  }
}

/**
 * Runs code and waits for its end.
 * @throws RunFailed when it did not complete; ApiError; Unreachable
 */
export async function runCode(api: Api, code: string | undefined, options: RunOptions): Promise<Run> {
  const { signal, onOutput } = options;
  const header = { 'Idempotency-Key': crypto.randomUUID() };
  const body = requestOf(code, options);
  const { execution_id: id } = await answerOf(api.POST('/api/exec', { params: { header }, body }));
  const cancel = () =>
    void api.POST('/api/executions/{id}/cancel', { params: { path: { id } } }).catch(() => undefined);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    const info = onOutput ? await followRun(api, id, onOutput) : await waitForRun(api, id);
    if (info.outcome !== 'completed') {
      signal?.throwIfAborted();
      throw new RunFailed(info);
    }
    return runOf(info);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** Waits until an execution has ended. */
export async function waitForRun(api: Api, id: string): Promise<ExecutionInfo> {
  for (;;) {
    const params = { path: { id }, query: { wait: WAIT_SECS } };
    const info = await answerOf(api.GET('/api/executions/{id}', { params }));
    if (info.outcome !== null) return info;
  }
}

/** Passes on the output of a run until it has ended. */
async function followRun(api: Api, id: string, onOutput: NonNullable<RunOptions['onOutput']>): Promise<ExecutionInfo> {
  const params = { path: { id } };
  const open = (lastId: string | undefined) => {
    const header = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    return api.GET('/api/executions/{id}/events', { params: { ...params, header }, parseAs: 'stream' });
  };
  for await (const { event, data } of eventsOf(open)) {
    if (event === 'end') return JSON.parse(data) as ExecutionInfo;
    const { data: text, stream } = JSON.parse(data) as { data: string; stream: 'stdout' | 'stderr' };
    onOutput(text, stream);
  }
  return await waitForRun(api, id);
}

function runOf(info: ExecutionInfo): Run {
  const { execution_id: id, result, fs, heap, push } = info;
  return { id, result: result === null ? null : JSON.parse(result), fs, heap, push, info };
}

function requestOf(code: string | undefined, options: RunOptions): Schemas['ExecRequest'] {
  const { timeoutSecs, memoryMb, keepOnFailure, push, files, onOutput: _, signal: __, ...same } = options;
  const body = {
    ...same,
    ...(code !== undefined && { code }),
    ...(push !== undefined && { push: typeof push === 'string' ? { label: push } : push }),
    ...(files && { files: Object.fromEntries(Object.entries(files).map(([path, file]) => [path, contentOf(file)])) }),
    ...(timeoutSecs !== undefined && { execution_timeout_secs: timeoutSecs }),
    ...(memoryMb !== undefined && { heap_memory_max_mb: memoryMb }),
    ...(keepOnFailure !== undefined && { keep_on_failure: keepOnFailure }),
  };
  return body as Schemas['ExecRequest'];
}

/** Encodes a file's content for the API. */
export function contentOf(content: string | Uint8Array): string | { base64: string } {
  if (typeof content === 'string') return content;
  let text = '';
  for (const byte of content) text += String.fromCharCode(byte);
  return { base64: btoa(text) };
}
