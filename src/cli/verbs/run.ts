/**
 * `treebox run`: submits a source, waits for its end, prints what it printed and what it is worth. Layer 6.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { answerOf, type Server } from '../connection.ts';
import { type Context, contextOf } from '../context.ts';
import { changesText, type Execution, ended, executionFailure, follow, printOutput, tookText } from '../execution.ts';
import { EXIT, Failure } from '../failure.ts';
import { oneMoreTag, wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { foreign, note, print, printJson, printLine } from '../terminal.ts';
import { type Pushed, push } from './fs/push.ts';

/** The result of a script that ends in no value. */
const NOTHING = 'null';
const CA_ID = /^[0-9a-f]{40}$/;

export function addRun(program: CommandUnknownOpts): void {
  program
    .command('run')
    .description('run a file, or what comes on stdin, and print its output and its result')
    .argument('<file>', 'a source in JavaScript or TypeScript, - for stdin')
    .option('--fs <handle>', 'what to mount')
    .option('--push', 'move the label that --fs names to what the run leaves')
    .option('--message <text>', 'the message of that push')
    .option('--session <name>', 'go on with the files and the state of this session')
    .option('--heap <key>', 'start from this state')
    .option('--timeout <secs>', 'wall clock that it may use', wholeNumber)
    .option('--memory <mib>', 'memory that it may use', wholeNumber)
    .option('--tag <name=value>', 'text to keep on the record; may be given several times', oneMoreTag, {})
    .option('--follow', 'print the output as it comes')
    .option('--detach', 'print the id and do not wait')
    .action(async (file, options, command) => {
      const { fs, session, heap, timeout, memory, tag: tags } = options;
      const label = options.push ? labelToPush(fs) : undefined;
      if (options.detach && (options.push || options.follow)) {
        throw new Failure(EXIT.usage, '--detach does not wait, so it goes with neither --push nor --follow');
      }
      const context = contextOf(command);
      const { server, json } = context;
      const code = await readSource(file);
      const exists = label !== undefined && (await labelExists(server, label));
      const body = {
        code,
        tags,
        fs: fs ?? null,
        session: session ?? null,
        heap: heap ?? null,
        execution_timeout_secs: timeout ?? null,
        heap_memory_max_mb: memory ?? null,
      };
      const { execution_id: id } = await answerOf(server.POST('/api/exec', { body }));
      if (options.detach) return json ? await printJson({ execution_id: id }) : await printLine(id);

      const execution = await cancelledBySignal(server, id, () => wait(context, id, options.follow === true));
      const pushed = label === undefined ? undefined : await pushRun(server, label, exists, execution, options.message);
      if (json) await printJson({ ...execution, ...(pushed && { push: pushed }) });
      else await report(execution, pushed ?? (label === undefined ? undefined : 'nothing'));
      if (execution.status !== 'completed') throw executionFailure(execution);
      if (pushed?.status === 'rejected') {
        throw new Failure(
          EXIT.rejected,
          `${label} has moved to ${pushed.current} in the meantime; what the run left is ${execution.fs}`,
        );
      }
    });
}

/** Waits for the end; the output goes to stdout, or to stderr where stdout is for JSON. */
async function wait({ server, json }: Context, id: string, following: boolean): Promise<Execution> {
  const stream = json ? process.stderr : process.stdout;
  const write = json ? async (output: string) => void process.stderr.write(output) : print;
  using progress = new Progress('running');
  if (!following) {
    const execution = await ended(server, id);
    progress.end();
    if (!json) await printOutput(server, id);
    return execution;
  }
  for await (const event of follow(server, id)) {
    if (event.event === 'end') return event.execution;
    await progress.aside(foreign(event.data, stream), write);
  }
  throw new Failure(EXIT.failed, `the server told no end of ${id}`);
}

/** Runs `task`; an interrupt from the terminal cancels the execution, whose end the task then sees. */
async function cancelledBySignal<T>(server: Server, id: string, task: () => Promise<T>): Promise<T> {
  // Where this meets no server, neither does the task, which says so.
  const cancel = () =>
    void server.POST('/api/executions/{id}/cancel', { params: { path: { id } } }).catch(() => undefined);
  process.once('SIGINT', cancel);
  try {
    return await task();
  } finally {
    process.off('SIGINT', cancel);
  }
}

/** Moves the label, unless the run failed or changed nothing. */
async function pushRun(
  server: Server,
  label: string,
  exists: boolean,
  { status, fs, base_fs, execution_id }: Execution,
  message = `run ${execution_id}`,
): Promise<Pushed | undefined> {
  if (status !== 'completed' || !fs || (exists && fs === base_fs)) return undefined;
  return await push(server, { label, ca_id: fs, expected: exists ? base_fs : null, message });
}

async function report(execution: Execution, pushed: Pushed | 'nothing' | undefined): Promise<void> {
  const { status, result, fs, changes, execution_id, heap } = execution;
  if (status === 'completed' && result && result !== NOTHING) await printLine(foreign(result));
  const facts = [
    `${status} in ${tookText(execution)}`,
    ...(fs ? [changesText(changes), `fs ${fs}`] : []),
    ...(heap ? [`heap ${heap}`] : []),
    ...(pushed === 'nothing' ? ['nothing to push'] : []),
    ...(typeof pushed === 'object' && pushed.status === 'advanced' ? [`pushed to ${pushed.label}`] : []),
  ];
  if (status === 'completed') note(`${facts.join(', ')} (${execution_id})`);
}

async function readSource(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    throw new Failure(EXIT.usage, `${file} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function labelToPush(fs: string | undefined): string {
  if (fs !== undefined && !CA_ID.test(fs)) return fs;
  throw new Failure(EXIT.usage, '--push moves the label that --fs names; give one, for instance --fs main');
}

async function labelExists(server: Server, label: string): Promise<boolean> {
  const call = await server.GET('/api/fs/labels/{label}', { params: { path: { label } } });
  return call.response.status !== 404 && (await answerOf(call)) !== undefined;
}
