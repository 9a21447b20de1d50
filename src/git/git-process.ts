/**
 * Starts the system's git on the repository. Layer 1. The only place that does.
 *
 * Nothing of the user's or the system's git settings reaches it, and of the environment only `PATH`. Arguments are the
 * caller's own constants and oids; nothing that a client sent becomes one.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { OBJECT_MAX_BYTES } from '../core/limits.ts';
import { IDENTITY } from './commit-codec.ts';

/** After SIGTERM, which lets git remove its lock files, SIGKILL follows. In ms. */
const TERMINATE_MS = 2_000;
/** What is kept of git's complaints, in characters. */
const STDERR_MAX = 4_096;

export interface GitExit {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

export interface GitProcess {
  readonly stdin: ChildProcessWithoutNullStreams['stdin'];
  readonly stdout: ChildProcessWithoutNullStreams['stdout'];
  /** Settles when the process has ended and its streams are closed. Rejects when git could not be started. */
  readonly exit: Promise<GitExit>;
  /** Ends the process, and those that it started, when it has not ended yet. */
  readonly kill: () => void;
}

/**
 * Starts `git <args>` on the repository `gitDir`.
 * @param env variables beside the fixed ones, such as GIT_PROTOCOL
 */
export function startGit(
  gitDir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): GitProcess {
  // A group of its own: a signal to the server's group is the server's to handle, and the whole group can be ended.
  const child = spawn('git', ['-c', `safe.directory=${gitDir}`, ...args], {
    cwd: gitDir,
    detached: true,
    env: { ...fixedEnvironment(), GIT_DIR: gitDir, ...env },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_MAX);
  });
  // What git does not read is no error of ours: its exit says what was wrong.
  child.stdin.on('error', () => {});
  const exit = new Promise<GitExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
  exit.catch(() => {});
  let ended = false;
  let killing: NodeJS.Timeout | undefined;
  child.once('close', () => {
    ended = true;
    clearTimeout(killing);
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    exit,
    kill: () => {
      if (child.pid === undefined || ended || killing !== undefined) return;
      signalGroup(child.pid, 'SIGTERM');
      killing = setTimeout(signalGroup, TERMINATE_MS, child.pid, 'SIGKILL');
    },
  };
}

/**
 * Runs git to its end.
 * @returns what it wrote to stdout
 * @throws Error with its complaints when it fails
 */
export async function runGit(gitDir: string, args: readonly string[], input = ''): Promise<string> {
  const git = startGit(gitDir, args);
  git.stdin.end(input);
  let output = '';
  git.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const { code, stderr } = await git.exit;
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}: ${stderr.trim()}`);
  return output;
}

function fixedEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    // One object of a hostile pack can't take more memory than this.
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
