/**
 * `treebox run`: submits a program, prints its output as it arrives, and exits with its status.
 */
import { text } from 'node:stream/consumers';
import { CommanderError, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { OID_PATTERN } from '../../core/ids.ts';
import { answerOf, type Schemas, type Server } from '../connection.ts';
import { type Context, contextOf } from '../context.ts';
import { type Execution, failureText, follow } from '../execution.ts';
import { EXIT, Failure } from '../failure.ts';
import { given, jsonValue, oneMore, oneMoreTag, wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { filesOf, type Program, programOf } from '../run/program.ts';
import { pushFailure, report } from '../run/report.ts';
import { sourceLine } from '../run/source-line.ts';
import { RUN_EXIT, RUN_STATUSES, runStatus, withRunStatus } from '../run/status.ts';
import { foreign, print, printJson, printLine } from '../terminal.ts';
import { importArchive, openArchive } from './fs/import.ts';

const ON_CONFLICT = ['reject', 'merge', 'ours', 'theirs'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Matches a handle that is a plain label: not an id, and not a place in a label's log or history. */
const LABEL = new RegExp(`^(?!${OID_PATTERN}$)[^~]*?(?<!@\\{\\d+\\})$`);

const EXAMPLES = `
Examples:
  treebox run -e '1 + 1' --print                 prints 2
  treebox run report.ts --fs main --push         runs on the label main and moves it to the resulting tree
  treebox run src/main.ts --dir .                runs a file with the folder around it
  treebox run job.ts --input '{"n": 3}' --arg x  passes a value (input) and an argument (process.argv)
  treebox run - --session work < step.js         continues with the files and the state of a session

${RUN_STATUSES}`;

export function addRun(program: CommandUnknownOpts): void {
  program
    .command('run')
    .description('run a file, code, or source from stdin; output goes to stdout and stderr as it arrives')
    .argument('[file]', 'a source in JavaScript or TypeScript, - for stdin')
    .option('-e, --eval <code>', 'run this code')
    .option('--file <path>', 'run this file of the mounted tree')
    .option('--dir <folder>', 'send this folder with the run; FILE may be in it')
    .option('-p, --print', 'print the result on stdout; by default it is a line on stderr')
    .option('--fs <handle>', 'snapshot to mount')
    .option('--create', 'mount an empty tree if --fs names a label that does not exist')
    .option('--push', 'move the label in --fs to the tree that the run leaves')
    .option('--message <text>', 'message of that push')
    .addOption(new Option('--on-conflict <how>', 'what to do when the label moved during the run').choices(ON_CONFLICT))
    .option('--keep-on-failure', 'keep the tree of a run that fails or times out')
    .option('--session <name>', 'continue with the files and variables of this session')
    .option('--heap <key>', 'start from these saved variables')
    .option('--input <json>', 'the global input: JSON, or @FILE', jsonValue)
    .option('--arg <text>', 'an argument of process.argv; may be given several times', oneMore, [])
    .option('--env <name=value>', 'a variable of process.env; may be given several times', oneMoreTag, {})
    .option('--stdin', "pass on the command's own stdin")
    .option('--timeout <secs>', 'time limit in seconds', wholeNumber)
    .option('--memory <mib>', 'memory limit in MiB', wholeNumber)
    .option('--tag <name=value>', 'tag for the record; may be given several times', oneMoreTag, {})
    .addOption(new Option('--follow', 'print the output as it comes, as is the default').hideHelp())
    .option('--detach', 'print the id and do not wait')
    .addHelpText('after', EXAMPLES)
    .exitOverride(({ exitCode, code, message }) => {
      throw new CommanderError(exitCode === 0 ? 0 : RUN_EXIT.treebox, code, message);
    })
    .action(async (file, options, command) => {
      const failure = await withRunStatus(() => run(contextOf(command), file, options));
      if (failure) throw failure;
    });
}

interface RunOptions {
  readonly eval?: string | undefined;
  readonly file?: string | undefined;
  readonly dir?: string | undefined;
  readonly print?: true | undefined;
  readonly fs?: string | undefined;
  readonly create?: true | undefined;
  readonly push?: true | undefined;
  readonly message?: string | undefined;
  readonly onConflict?: (typeof ON_CONFLICT)[number] | undefined;
  readonly keepOnFailure?: true | undefined;
  readonly session?: string | undefined;
  readonly heap?: string | undefined;
  readonly input?: unknown;
  readonly arg: string[];
  readonly env: Record<string, string>;
  readonly stdin?: true | undefined;
  readonly timeout?: number | undefined;
  readonly memory?: number | undefined;
  readonly tag: Record<string, string>;
  readonly follow?: true | undefined;
  readonly detach?: true | undefined;
}

/** Runs the program to its end. @returns the failure; undefined when the run and its push succeeded */
async function run(context: Context, path: string | undefined, options: RunOptions): Promise<Failure | undefined> {
  const { server, json } = context;
  checkOptions(path, options);
  const program = await programOf(path, options);
  const body = await requestOf(server, program, options);
  const { execution_id: id } = (await answerOf(server.POST('/api/exec', { body }))) as Schemas['ExecAccepted'];
  if (options.detach) {
    await (json ? printJson({ execution_id: id }) : printLine(id));
    return undefined;
  }
  const { execution, signal } = await cancelledBySignal(server, id, () => printed(context, id));
  if (json) await printJson(execution);
  else await report(execution, options.print === true, options.create && options.fs);
  if (execution.status !== 'completed') {
    const line = sourceLine(execution.error ?? '', program.sourceOf);
    const details = [...line, `execution ${id}`];
    return new Failure(runStatus(execution, signal), failureText(execution), { details });
  }
  return pushFailure(execution);
}

function checkOptions(path: string | undefined, options: RunOptions): void {
  const { detach, follow: following, push, fs, message, onConflict, create, stdin, print: printed } = options;
  const wrong = [
    detach && (following || printed) && '--detach does not wait, so it goes with neither --print nor --follow',
    push && !(fs && LABEL.test(fs)) && '--push moves the label that --fs names; give one, for instance --fs main',
    !push && (message !== undefined || onConflict !== undefined) && '--message and --on-conflict are for --push',
    create && !fs && '--create is for the label that --fs names; give one, for instance --fs main',
    stdin && path === '-' && '- reads the program from stdin, so --stdin has nothing to hand on',
  ].find((sentence) => sentence);
  if (wrong) throw new Failure(EXIT.usage, wrong);
}

async function requestOf(server: Server, { request }: Program, options: RunOptions): Promise<Schemas['ExecRequest']> {
  const { fs, dir, push, message, onConflict } = options;
  if (fs && !options.create && LABEL.test(fs)) await refuseUnknown(server, fs);
  return given({
    ...request,
    fs: dir !== undefined && fs === undefined ? (await importArchive(server, await openArchive(dir))).ca_id : fs,
    files: dir !== undefined && fs !== undefined ? await filesOf(dir) : undefined,
    push: push && fs ? given({ label: fs, message, on_conflict: onConflict }) : undefined,
    keep_on_failure: options.keepOnFailure,
    session: options.session,
    heap: options.heap,
    input: options.input,
    args: options.arg.length > 0 ? options.arg : undefined,
    env: Object.keys(options.env).length > 0 ? options.env : undefined,
    stdin: options.stdin ? await text(process.stdin) : undefined,
    tags: Object.keys(options.tag).length > 0 ? options.tag : undefined,
    execution_timeout_secs: options.timeout,
    heap_memory_max_mb: options.memory,
  }) as Schemas['ExecRequest'];
}

/** Refuses a label that does not exist. @throws Failure */
async function refuseUnknown(server: Server, label: string): Promise<void> {
  try {
    await answerOf(server.GET('/api/fs/labels/{label}', { params: { path: { label } } }));
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'unknown_label')) throw error;
    throw new Failure(EXIT.usage, `there is no label ${label}; --create starts it with an empty tree`);
  }
}

/** Prints the output as it arrives, stdout to stdout and stderr to stderr; both to stderr when stdout is for JSON. */
async function printed({ server, json }: Context, id: string): Promise<Execution> {
  using progress = new Progress('running');
  for await (const event of follow(server, id)) {
    if (event.event === 'end') return event.execution;
    const isError = json || event.stream === 'stderr';
    const output = foreign(event.data, isError ? process.stderr : process.stdout);
    await progress.aside(output, isError ? async (part) => void process.stderr.write(part) : print);
  }
  throw new Failure(EXIT.failed, `the server did not report the end of ${id}`);
}

/** Waits for the end. An interrupt or SIGTERM cancels the execution; a second one ends the program. */
async function cancelledBySignal(
  server: Server,
  id: string,
  end: () => Promise<Execution>,
): Promise<{ execution: Execution; signal: NodeJS.Signals | undefined }> {
  let signal: NodeJS.Signals | undefined;
  const cancel = (received: NodeJS.Signals) => {
    signal = received;
    // If the server can't be reached here, the wait fails as well and reports it.
    void server.POST('/api/executions/{id}/cancel', { params: { path: { id } } }).catch(() => undefined);
  };
  for (const name of SIGNALS) process.once(name, cancel);
  try {
    return { execution: await end(), signal };
  } catch (error) {
    if (error instanceof Failure) {
      throw new Failure(error.status, `${error.message}; execution ${id} may still run: treebox wait ${id}`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, cancel);
  }
}
