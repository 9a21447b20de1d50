/**
 * The command line as a user starts it: the program of the checkout in a process of its own.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { CHECKOUT } from './checkout.ts';

export const PROGRAM = join(CHECKOUT, 'bin/treebox');

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  /** Another program than the checkout's. */
  readonly program?: string;
  readonly cwd?: string;
  /** Is given what has been printed on stdout so far, and how to send a signal. */
  readonly onOutput?: (printed: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** A way to run verbs against one server. */
export type Cli = (args: readonly string[], options?: CliOptions) => Promise<CliResult>;

/** Runs verbs against the server at `url`. */
export function cliFor(url: string): Cli {
  return (args, options = {}) => runCli(args, { ...options, env: { TREEBOX_SERVER: url, ...options.env } });
}

/** What the environment of whoever runs the tests may hold, and what would change how a program prints. */
const UNSET = Object.fromEntries(
  ['TREEBOX_SERVER', 'TREEBOX_TOKEN', 'CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS'].map((name) => [
    name,
    undefined,
  ]),
);

/** Runs the command line to its end, without the variables that the caller's environment may hold. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(options.program ?? PROGRAM, args, {
    env: { ...process.env, ...UNSET, ...options.env },
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
    options.onOutput?.(printed, (signal) => child.kill(signal));
  });
  // A program that refuses its arguments does not read what it is given.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, status] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  return { status, stdout: stdout.toString(), stderr };
}
