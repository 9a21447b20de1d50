/**
 * One compiler process as the server sees it. It gets one request at a time, and is killed when a request takes too
 * much time or memory.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import {
  CHANNEL_FD,
  type CompilerReply,
  type CompilerRequest,
  FROM_COMPILER_BOUNDS,
  readReply,
} from '../compiler/protocol.ts';
import { FrameChannel } from '../core/frame-channel.ts';
import { MalformedFrame } from '../core/frames.ts';
import { lowerPriority } from '../core/lower-priority.ts';
import { WrongShape } from '../core/shape.ts';
import type { Walls } from '../walls/policy.ts';
import { type Rights, walledNode } from './launch.ts';
import { PACKAGE_FOLDERS, PROGRAM_FILES, ROOT } from './program-files.ts';
import { residentBytesOf } from './resident-size.ts';

const MAIN = new URL('../compiler/main.ts', import.meta.url).pathname;

/** Rights of a compiler: it reads the program, whose guest library it bundles, and runs esbuild's binary. */
const RIGHTS: Rights = {
  read: [...PROGRAM_FILES, join(ROOT, 'tsconfig.json')],
  write: [],
  execute: PACKAGE_FOLDERS.flatMap((folder) => [join(folder, '@esbuild'), join(folder, 'esbuild')]),
  startsProcesses: true,
  fileBytes: 0,
  inherited: [CHANNEL_FD],
};
const PERMISSIONS = [
  '--disable-warning=SecurityWarning',
  '--permission',
  '--allow-child-process',
  ...RIGHTS.read.map((path) => `--allow-fs-read=${path}`),
];

const MiB = 1024 * 1024;
/**
 * Memory that a process and its esbuild may hold together, in bytes: ten times what bundling the guest library takes.
 */
const RESIDENT_MAX_BYTES = 512 * MiB;
/** Interval of the memory check, in ms: most requests are answered earlier. */
const LOOK_EVERY_MS = 20;

/** Rejects a request whose process died before it answered. */
export class CompilerDied extends Error {
  override readonly name = 'CompilerDied';
}

export class CompilerProcess {
  readonly #process: ChildProcess;
  readonly #channel: FrameChannel | undefined;
  readonly #exited = Promise.withResolvers<void>();
  #answer: PromiseWithResolvers<CompilerReply> | undefined;
  /** The reason why the process was killed or has ended. */
  #fault: string | undefined;
  #dead = false;

  /** @param main path of the program, which the process may read; tests pass another one */
  constructor(walls: Walls, main = MAIN) {
    const rights = { ...RIGHTS, read: [main, ...RIGHTS.read] };
    const [command, ...args] = walledNode(walls, rights, [...PERMISSIONS, `--allow-fs-read=${main}`, main]);
    const stdio = ['ignore', 'ignore', 'inherit', 'pipe'] as const;
    const child = spawn(command, args, { cwd: join(ROOT, 'src'), env: {}, stdio: [...stdio] });
    lowerPriority(child);
    this.#process = child;
    child.on('error', (error) => this.#gone(error.message));
    child.on('exit', (code, signal) => this.#gone(`the compiler process ended (${signal ?? code})`));
    // When the server has no descriptors left there is no pipe, and the error arrives as an event.
    const pipe = child.stdio?.[CHANNEL_FD] as Duplex | undefined;
    if (!pipe) return;
    this.#channel = new FrameChannel(pipe, FROM_COMPILER_BOUNDS, {
      onMessage: (message) => this.#hear(message),
      onFault: (reason) => this.#end(`the compiler process broke the protocol: ${reason}`),
    });
  }

  get isAlive(): boolean {
    return !this.#dead && this.#fault === undefined;
  }

  /** Settles when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise;
  }

  /** Memory that the process and its children hold now, in bytes; zero where the system does not report it. */
  get residentBytes(): number {
    return this.#dead ? 0 : residentBytesOf(this.#process.pid);
  }

  /**
   * Sends a request. The next one may be sent only after the answer.
   * @param signal ends the process when the answer is no longer wanted
   * @throws CompilerDied
   */
  async ask(request: CompilerRequest, signal: AbortSignal): Promise<CompilerReply> {
    this.#answer = Promise.withResolvers();
    const look = setInterval(() => {
      if (this.residentBytes > RESIDENT_MAX_BYTES) this.#end(`it took more than ${RESIDENT_MAX_BYTES / MiB} MiB`);
    }, LOOK_EVERY_MS);
    const giveUp = () => this.#end('it was no longer wanted');
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else if (this.#dead) this.#answer.reject(new CompilerDied(this.#fault));
    else this.#channel?.send(request);
    try {
      return await this.#answer.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearInterval(look);
      this.#answer = undefined;
    }
  }

  kill(): void {
    this.#end('the server is stopping');
  }

  #hear(message: unknown): void {
    try {
      const reply = readReply(message);
      if (!this.#answer) throw new MalformedFrame('it was not asked');
      this.#answer.resolve(reply);
    } catch (error) {
      if (error instanceof WrongShape) throw new MalformedFrame(error.message, { cause: error });
      throw error;
    }
  }

  #end(why: string): void {
    this.#fault ??= why;
    // Reject the request immediately: the kernel may need long to free gigabytes.
    this.#answer?.reject(new CompilerDied(this.#fault));
    this.#process.kill('SIGKILL');
  }

  #gone(why: string): void {
    this.#dead = true;
    this.#fault ??= why;
    this.#answer?.reject(new CompilerDied(this.#fault));
    this.#exited.resolve();
  }
}
