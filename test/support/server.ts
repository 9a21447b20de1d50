/**
 * A real server in a process of its own, on a free port and a data folder that goes with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from './checkout.ts';
import { judgeRepository, toldLogs } from './repository-judge.ts';

export interface ServerOptions {
  /** Further flags. */
  readonly args?: readonly string[];
  /** A data folder to use; without it a new one is made, and removed at the end. */
  readonly data?: string;
  /** Most descriptors that it may have open, hard and soft. */
  readonly descriptors?: number;
  /** Bound of its heap's old space. Not with `npm`. */
  readonly heapMiB?: number;
  /** The Node.js that runs it, an absolute path; the test's own when absent. */
  readonly node?: string;
  /** A command that starts the server in its own process: it gets the server's command as further arguments. */
  readonly wrapper?: readonly string[];
  /** Through `npm start` as a user would; else the program alone. */
  readonly npm?: boolean;
}

export class TestServer {
  readonly url: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** What it prints before it is ready: what it has put right, among others. */
  readonly printed: string;
  readonly #ownsData: boolean;
  readonly #token: string | undefined;

  private constructor(
    url: string,
    printed: string,
    data: string,
    process: ChildProcess,
    ownsData: boolean,
    token: string | undefined,
  ) {
    this.url = url;
    this.printed = printed;
    this.data = data;
    this.process = process;
    this.#ownsData = ownsData;
    this.#token = token;
  }

  /** Starts a server and waits for its ready line. */
  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const { args = [], data, npm = false, descriptors, heapMiB, node = process.execPath, wrapper = [] } = options;
    const folder = data ?? (await mkdtemp(join(tmpdir(), 'treebox-')));
    const flags = ['--port', '0', '--data', folder, ...args];
    const bounds = descriptors === undefined ? [] : ['prlimit', `--nofile=${descriptors}:${descriptors}`];
    const heap = heapMiB === undefined ? [] : [`--max-old-space-size=${heapMiB}`];
    const program = npm ? ['npm', 'start', '--', ...flags] : [node, ...heap, 'src/main.ts', ...flags];
    const [command, ...rest] = [...wrapper, ...bounds, ...program];
    const child = spawn(command as string, rest, { cwd: CHECKOUT, stdio: ['ignore', 'pipe', 'pipe'] });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let printed = '';
    const read = (text: string) => {
      printed += text;
      const address = /https?:\/\/[^\s"]+/.exec(printed);
      if (!address) return;
      resolve(address[0].replace(/\/$/, ''));
      // What it prints from now on is read, or it would wait, and not kept: that costs a bench's own process the most.
      child.stdout?.off('data', read).resume();
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.on('exit', (code, signal) => reject(new Error(`the server ended (${signal ?? code}): ${printed}`)));
    const token = args[args.indexOf('--token') + 1];
    const url = await promise;
    return new TestServer(
      url,
      printed,
      folder,
      child,
      data === undefined,
      args.includes('--token') ? token : undefined,
    );
  }

  get #isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async #get(path: string): Promise<object> {
    const headers: Record<string, string> = this.#token ? { authorization: `Bearer ${this.#token}` } : {};
    const answer = await fetch(`${this.url}${path}`, { headers: { ...headers, connection: 'close' } });
    return (await answer.json()) as object;
  }

  get repository(): string {
    return join(this.data, 'snapshots.git');
  }

  /** Sends a signal and waits for the process to end; answers its exit code, or null when it died of a signal. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.#isRunning) return this.process.exitCode;
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', (code) => resolve(code)));
    this.process.kill(signal);
    return await ended;
  }

  /** Ends the server, has real git judge what it leaves, and removes its data folder if it was made for it. */
  async close(): Promise<void> {
    const logs = this.#isRunning ? await toldLogs((path) => this.#get(path)) : [];
    await this.end();
    judgeRepository(this.repository, logs);
    if (this.#ownsData) await rm(this.data, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
