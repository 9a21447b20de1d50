/**
 * `run_js`: runs code and returns its result and changes.
 */
import { type Api, ApiError, answerOf, type Schemas, Unreachable } from '../../client/api.ts';
import { TASK_KEPT_MS } from '../../core/limits.ts';
import { type Execution, hintFor, presentExecution } from '../present.ts';
import { callText, MAX_CHARS_DEFAULT, nextCall } from '../text.ts';
import { BadArguments, type TaskHandle, type Tool, type ToolAnswer, type ToolContext, textAnswer } from '../tool.ts';
import { MAX_CHARS } from './shared.ts';

/** Time after which a client that accepts tasks gets one, in ms. */
const TASK_AFTER_MS = 2_000;
/** Time that the call waits for the run's end, in seconds: below the 60 s after which clients give up. */
export const WAIT_SECS = { default: 45, max: 50 } as const;
/** Interval of progress reports, in ms. */
const PROGRESS_MS = 1_000;

export interface RunArguments {
  readonly code?: string;
  readonly file?: string;
  readonly fs?: string;
  readonly push?: string | Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly session?: string;
  readonly heap?: string;
  readonly input?: unknown;
  readonly timeout_secs?: number;
  readonly memory_mb?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly wait_secs?: number;
  readonly max_chars?: number;
}

export const runJs: Tool<RunArguments> = {
  name: 'run_js',
  description: `Runs JavaScript or TypeScript in a sandbox, on a git tree. fs is the mounted tree with Node's API (fs.readFile, fs.writeFile, paths from /); top-level await, import and require of files in the tree and of Node's built-ins work; there is no network. The value of the last expression is the result; print with console.log. A run leaves a new tree (a CA id); a label moves only with push. A session keeps variables and files from run to run.`,
  inputSchema: {
    type: 'object',
    properties: {
      code: { type: 'string', description: 'Source to run. Give code or file.' },
      file: { type: 'string', description: 'Path in the tree of a file to run instead.' },
      fs: {
        type: 'string',
        description:
          'Tree to mount: a label, CA id, commit, label@{n} or label~n. Without it: an empty tree that is thrown away.',
      },
      push: {
        anyOf: [{ type: 'string' }, { type: 'object' }],
        description:
          'Label to push the tree to, or {label, message, expected, on_conflict: "reject"|"merge"|"ours"|"theirs"}.',
      },
      message: { type: 'string', description: 'Commit message of the push.' },
      session: { type: 'string', description: 'Name of a session to continue.' },
      heap: { type: 'string', description: 'Key of saved variables to start from.' },
      input: { description: 'JSON value for the global input.' },
      timeout_secs: { type: 'integer', minimum: 1, maximum: 300, description: 'Default 30.' },
      memory_mb: { type: 'integer', minimum: 8, maximum: 1024, description: 'Default 128.' },
      tags: { type: 'object', additionalProperties: { type: 'string' } },
      wait_secs: {
        type: 'number',
        minimum: 0,
        maximum: WAIT_SECS.max,
        description: 'How long to wait for the end. Default 45.',
      },
      max_chars: MAX_CHARS,
    },
  },
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  call: runAndWait,
};

async function runAndWait(args: RunArguments, context: ToolContext): Promise<ToolAnswer | TaskHandle> {
  // With a key, a request that is sent again does not run twice.
  const header = { 'Idempotency-Key': crypto.randomUUID() };
  const body = requestOf(args, context.takesTasks);
  const { execution_id: id } = await answerOf(context.api.POST('/api/exec', { params: { header }, body }));
  const cancel = () => void cancelRun(context.api, id);
  context.signal.addEventListener('abort', cancel, { once: true });
  try {
    const waitMs = (args.wait_secs ?? WAIT_SECS.default) * 1_000;
    const info = await waitForEnd(id, context, context.takesTasks ? Math.min(waitMs, TASK_AFTER_MS) : waitMs);
    if (info.outcome === null && context.takesTasks) return { task: id };
    return await describeRun(info, args, context.api);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const retry = nextCall('get_execution', { execution_id: id });
    return textAnswer(
      `${error.message} while execution ${id} was running. It may have ended or be lost.\n${retry}`,
      true,
    );
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

/** @param takesTasks true when the client may fetch the result later: the record is then kept as long as a task */
function requestOf(args: RunArguments, takesTasks: boolean) {
  const { push, message, timeout_secs, memory_mb, wait_secs: _wait, max_chars: _chars, ...rest } = args;
  if ((args.code === undefined) === (args.file === undefined))
    throw new BadArguments('run_js needs either "code" or "file"');
  if (message !== undefined && push === undefined) {
    throw new BadArguments('"message" is the message of a push: give "push" as well');
  }
  const target = typeof push === 'string' ? { label: push } : push;
  return {
    ...rest,
    ...(target && { push: { ...target, ...(message !== undefined && { message }) } }),
    ...(takesTasks && { retain_secs: TASK_KEPT_MS / 1_000 }),
    ...(timeout_secs !== undefined && { execution_timeout_secs: timeout_secs }),
    ...(memory_mb !== undefined && { heap_memory_max_mb: memory_mb }),
  } as Schemas['ExecRequest'];
}

/** Waits for an execution's end, and reports progress each second if the client asked for it. */
export async function waitForEnd(id: string, context: ToolContext, waitMs: number): Promise<Execution> {
  const { api, signal, wantsProgress } = context;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const leftMs = Math.max(deadline - performance.now(), 0);
    const wait = Math.min(leftMs, wantsProgress ? PROGRESS_MS : leftMs) / 1_000;
    const params = { path: { id }, query: { wait } };
    const info = await answerOf(api.GET('/api/executions/{id}', { params, signal }));
    if (info.outcome !== null || performance.now() >= deadline) return info;
    await context.progress(`execution ${id} is running`);
  }
}

/** Writes a run's answer. An outcome other than `completed`, or a rejected push, is an error for the caller. */
export async function describeRun(info: Execution, args: RunArguments, api: Api): Promise<ToolAnswer> {
  const maxChars = args.max_chars ?? MAX_CHARS_DEFAULT;
  const answer = await presentExecution(info, { api, maxChars, ...(args.code !== undefined && { code: args.code }) });
  if (info.outcome === null) return answer;
  const isRejected = info.push?.status === 'rejected' || info.push?.status === 'conflict';
  if (info.outcome === 'completed' && !isRejected) return answer;
  const hint = info.outcome === 'completed' ? rejectedHint(info, args) : hintFor(info);
  return { content: [...answer.content, ...(hint ? [{ type: 'text' as const, text: hint }] : [])], isError: true };
}

function rejectedHint({ push, fs }: Execution, args: RunArguments): string {
  const label = push?.label ?? '';
  const merge = callText('fs_merge', { ours: fs, theirs: label, push: label });
  if (push?.status === 'conflict') return `hint: settle it with ${merge}`;
  const again = callText('run_js', {
    fs: label,
    push: { label, on_conflict: 'merge' },
    ...(args.code !== undefined ? { code: '(the same)' } : { file: args.file }),
  });
  return `hint: the label has moved. Merge: ${merge}. Or run again: ${again}`;
}

/** Cancels a run whose caller has disconnected. It ignores a run that has ended and a server that can't be reached. */
async function cancelRun(api: Api, id: string): Promise<void> {
  try {
    await answerOf(api.POST('/api/executions/{id}/cancel', { params: { path: { id } } }));
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Unreachable)) throw error;
  }
}
