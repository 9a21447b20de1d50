/**
 * Starts the system's git on the repository. No other module starts git.
 *
 * The git process ignores the settings of the user and the system. Of the server's environment it gets only `PATH`. Its
 * arguments are constants and oids, never text from a client.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { TreeboxError } from '../core/errors.ts';
import { OBJECT_MAX_BYTES } from '../core/limits.ts';
import { lowerPriority } from '../core/lower-priority.ts';
import { type Steps, slow } from '../core/steps.ts';
import { IDENTITY } from './format/commit-codec.ts';

/** Time between SIGTERM, after which git removes its lock files, and SIGKILL. In ms. */
const TERMINATE_MS = 2_000;
/** Number of characters of git's stderr that are kept. */
const STDERR_MAX = 4_096;

/** Bounds of a git process. */
export interface GitBounds {
  readonly memoryBytes: number;
  readonly cpuSecs: number;
}

/** A program of util-linux that limits the command after it. On systems without it, git runs without limits. */
const PRLIMIT = '/usr/bin/prlimit';
const HAS_PRLIMIT = existsSync(PRLIMIT);

/**
 * Settings that limit git's memory for large objects: git streams them, and uses one thread and small caches.
 */
const SMALL = [
  ['pack.threads', '1'],
  ['pack.windowMemory', '32m'],
  ['pack.deltaCacheSize', '16m'],
  ['core.bigFileThreshold', '16m'],
  ['core.deltaBaseCacheLimit', '16m'],
  ['core.packedGitWindowSize', '16m'],
  ['core.packedGitLimit', '128m'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

export interface GitExit {
  /** Exit code, or null when a signal ended the process. */
  readonly code: number | null;
  /** The last `STDERR_MAX` characters of stderr. */
  readonly stderr: string;
}

export interface GitProcess {
  /** Undefined when git could not be started. */
  readonly pid: number | undefined;
  readonly stdin: ChildProcessWithoutNullStreams['stdin'];
  readonly stdout: ChildProcessWithoutNullStreams['stdout'];
  /** Settles when the process has ended and its streams are closed. Rejects when git could not be started. */
  readonly exit: Promise<GitExit>;
  /** Waits until the process has ended. Throws an Error with git's stderr unless the exit code is 0. */
  success(): Promise<void>;
  /** Writes to stdin. Returns when stdin accepts more data, or is closed. */
  feed(data: string | Buffer): Promise<void>;
  /** Ends the process and its child processes. Does nothing when the process has ended already. */
  readonly kill: () => void;
}

/**
 * Starts `git <args>` on the repository `gitDir`.
 * @param options `env`: variables in addition to the fixed ones, such as GIT_PROTOCOL; `signal` ends the process; `bounds`
 *   limits a process whose work depends on a client's request
 */
export function startGit(
  gitDir: string,
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; signal?: AbortSignal; bounds?: GitBounds } = {},
): GitProcess {
  // Use a separate process group: the server alone handles signals to its own group, and `kill` can end all of git's.
  const { cwd, env, args: all } = invocation(gitDir, args);
  const [command = 'git', ...rest] = [...boundedBy(options.bounds), 'git', ...all];
  const child = spawn(command, rest, { cwd, detached: true, env: { ...env, ...options.env } });
  const { stdin, stdout } = child;
  // The pipes are missing when the server has no free file descriptors.
  if (!stdin || !stdout || !child.stderr) throw unstartable(child);
  if (options.bounds) lowerPriority(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_MAX);
  });
  // Ignore errors of stdin, such as EPIPE: git's exit code and stderr report the reason.
  stdin.on('error', () => {});

  let ended = false;
  let killing: NodeJS.Timeout | undefined;
  const kill = () => {
    if (child.pid === undefined || ended || killing !== undefined) return;
    signalGroup(child.pid, 'SIGTERM');
    killing = setTimeout(signalGroup, TERMINATE_MS, child.pid, 'SIGKILL');
  };
  const exit = new Promise<GitExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
    // Processes that a killed git started keep its streams open, so kill them too.
    child.once('exit', (code) => code === null && child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
  }).finally(() => {
    ended = true;
    clearTimeout(killing);
    options.signal?.removeEventListener('abort', kill);
  });
  exit.catch(() => {});
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted) kill();

  return {
    pid: child.pid,
    stdin,
    stdout,
    exit,
    kill,
    async success() {
      const { code } = await exit;
      if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    },
    async feed(data) {
      if (stdin.writable && !stdin.write(data)) await drained(stdin);
    },
  };
}

/**
 * Runs git to its end.
 * @returns its stdout
 * @throws Error with git's stderr when git fails
 */
export async function runGit(gitDir: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return await outputOf(startGit(gitDir, args, signal === undefined ? {} : { signal }));
}

/** Returns the stdout of a started git process that needs no input. Throws an Error when git fails. */
export async function outputOf(git: GitProcess): Promise<string> {
  git.stdin.end();
  let output = '';
  for await (const text of git.stdout.setEncoding('utf8')) output += text;
  await git.success();
  return output;
}

/**
 * Runs git to its end.
 * @param signal ends git; used only in the form that does not block the thread
 * @returns whether the exit code is 0
 * @throws Error when git could not be started, or a signal ended it: then the result is unknown
 */
export function gitSucceeds(gitDir: string, args: readonly string[], signal?: AbortSignal): Steps<boolean> {
  return slow(
    () => succeedsNow(gitDir, args),
    () => succeedsAside(gitDir, args, signal),
  );
}

async function succeedsAside(gitDir: string, args: readonly string[], signal?: AbortSignal): Promise<boolean> {
  const git = startGit(gitDir, args, signal === undefined ? {} : { signal });
  lowerPriority(git);
  git.stdin.end();
  git.stdout.resume();
  const { code } = await git.exit;
  if (code === null) throw new Error(`git ${args.join(' ')} was ended`, { cause: signal?.reason });
  return code === 0;
}

function succeedsNow(gitDir: string, args: readonly string[]): boolean {
  const { cwd, env, args: all } = invocation(gitDir, args);
  const { status, signal, error } = spawnSync('git', all, { cwd, env, stdio: 'ignore' });
  if (status === null) throw error ?? new Error(`git ${args.join(' ')} ended with ${signal}`);
  return status === 0;
}

/** Returns when `stdin` accepts more data, or is closed. */
function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stdin.off('drain', done).off('close', done);
      resolve();
    };
    stdin.on('drain', done).on('close', done);
  });
}

function boundedBy(bounds: GitBounds | undefined): string[] {
  if (!bounds || !HAS_PRLIMIT) return [];
  return [PRLIMIT, `--data=${bounds.memoryBytes}`, `--cpu=${bounds.cpuSecs}`, '--core=0'];
}

/** Returns the error for a child process without pipes. Node also emits an `error` event, which is ignored. */
function unstartable(child: ChildProcess): Error {
  child.on('error', () => {});
  child.kill('SIGKILL');
  return new TreeboxError('busy', 'the server has too many files open to start git: try again later');
}

function invocation(gitDir: string, args: readonly string[]) {
  return {
    cwd: gitDir,
    env: { ...fixedEnvironment(), GIT_DIR: gitDir },
    args: ['-c', `safe.directory=${gitDir}`, ...SMALL, ...args],
  };
}

function fixedEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    // Limits the memory that a single object of a hostile pack can take.
    GIT_ALLOC_LIMIT: String(OBJECT_MAX_BYTES),
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
