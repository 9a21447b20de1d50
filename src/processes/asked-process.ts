/**
 * A process that answers requests, as the server sees it. It gets one request at a time, and is killed when it takes too much
 * memory or its answer is no longer wanted. Code that has taken it over may go on after an answer, so it is also watched
 * while nothing is asked of it.
 *
 * The process handles data of guests and clients, so the server reads its answers only through a check.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { FrameChannel } from '../core/frame-channel.ts';
import { type FrameBounds, MalformedFrame } from '../core/frames.ts';
import { lowerPriority } from '../core/lower-priority.ts';
import { type Check, WrongShape } from '../core/shape.ts';
import type { Walls } from '../walls/policy.ts';
import { CHANNEL_FD } from './answer-requests.ts';
import { IDLE_LOOK_EVERY_MS, IdleLook } from './idle-look.ts';
import { permissionFlags, type Rights, walledNode } from './launch.ts';
import { ROOT } from './program-files.ts';
import { residentBytesOf } from './resident-size.ts';

const MiB = 1024 * 1024;
/** Interval of the memory check, in ms: most requests are answered earlier. */
const LOOK_EVERY_MS = 20;
/** Characters of stderr that are kept to explain an end: the stack of a fatal error of V8 fits. */
const STDERR_TAIL = 16_384;
/**
 * Time for the last bytes of a process that has ended, in ms. After it the pipes are closed: a child of the process may hold
 * their other ends for ever.
 */
const LAST_BYTES_MS = 1_000;
/** The reasons that V8 and the C++ library print before they end a process that has too little memory. */
const OUT_OF_MEMORY = /out of memory|bad_alloc/i;

export interface ProcessPlan {
  /** Adjective for error texts, such as `compiler`. */
  readonly name: string;
  /** Absolute path of the program, which the process may read. */
  readonly main: string;
  readonly args?: readonly string[];
  /** Flags for Node besides those of its permission model. */
  readonly flags?: readonly string[];
  readonly walls: Walls;
  readonly rights: Omit<Rights, 'inherited'>;
  /** Limits of its messages. */
  readonly bounds: FrameBounds;
  /** Memory that the process and its children may hold together, in MiB. */
  readonly residentMaxMiB: number;
  /** Time without a request after which the process ends, in ms; undefined when it does not. */
  readonly idleMaxMs?: number;
  /** Where its stderr goes: to the server's, or into the `ProcessDied`. */
  readonly stderr: 'inherit' | 'pipe';
}

/** Why the server may kill a process of which nothing is asked: it is stopping, or the process is not needed any more. */
export type KillReason = 'stopping' | 'surplus';

/** The reason why a process was killed, or `ended` when it ended by itself. */
export type EndReason = KillReason | 'memory' | 'unwanted' | 'distrusted' | 'ended';

const KILL_TEXTS: Readonly<Record<KillReason, string>> = {
  stopping: 'the server is stopping',
  surplus: 'it was not needed any more',
};

/** Rejects a request whose process died before it answered. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
  readonly reason: EndReason;
  /** The last text that it has printed on stderr, if that is a pipe. */
  readonly stderr: string;

  constructor(reason: EndReason, message: string, stderr = '') {
    super(message);
    this.reason = reason;
    this.stderr = stderr;
  }
}

export class AskedProcess {
  readonly #plan: ProcessPlan;
  readonly #process: ChildProcess;
  readonly #channel: FrameChannel | undefined;
  readonly #exited = Promise.withResolvers<ProcessDied>();
  /** Takes the answer of the current request. */
  #answer: ((message: unknown) => void) | undefined;
  #reject: ((died: ProcessDied) => void) | undefined;
  /** The reason why the process was killed or has ended. */
  #died: ProcessDied | undefined;
  /** True as soon as the process has ended, although its last bytes may be on the way. */
  #hasExited = false;
  readonly #idle: IdleLook;
  readonly #idleLooks: NodeJS.Timeout;
  #stderr = '';
  #seenBytes = 0;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    const { main, args = [], flags = [], walls } = plan;
    const rights = { ...plan.rights, read: [main, ...plan.rights.read], inherited: [CHANNEL_FD] };
    const [command, ...rest] = walledNode(walls, rights, [...flags, ...permissionFlags(rights), main, ...args]);
    const stdio = ['ignore', 'ignore', plan.stderr, 'pipe'] as const;
    const child = spawn(command, rest, { cwd: join(ROOT, 'src'), env: {}, stdio: [...stdio] });
    lowerPriority(child);
    this.#process = child;
    this.#idle = new IdleLook(child.pid);
    this.#idleLooks = setInterval(() => this.#lookWhileIdle(), IDLE_LOOK_EVERY_MS).unref();
    child.on('error', (error) => this.#gone(error.message));
    child.on('exit', () => this.#readLastBytes());
    child.on('close', (code, signal) => this.#gone(`the ${plan.name} process ended (${signal ?? code})`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    // When the server has no descriptors left there is no pipe, and the error arrives as an event.
    const pipe = child.stdio?.[CHANNEL_FD] as Duplex | undefined;
    if (!pipe) return;
    this.#channel = new FrameChannel(pipe, plan.bounds, {
      onMessage: (message) => this.#hear(message),
      onFault: (reason) => this.#end('distrusted', `the ${plan.name} process broke the protocol: ${reason}`),
    });
  }

  get isAlive(): boolean {
    return this.#died === undefined && !this.#hasExited;
  }

  /** The reason why the process was killed or has ended; undefined before. */
  get died(): ProcessDied | undefined {
    return this.#died;
  }

  /** The reason why the process has died, once it is gone. */
  get exited(): Promise<ProcessDied> {
    return this.#exited.promise;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Memory that the process and its children hold now, in bytes; zero where the system does not report it. */
  get residentBytes(): number {
    return this.isAlive ? residentBytesOf(this.pid) : 0;
  }

  /** The same at the last look: to look again would cost more than a short request. */
  get seenBytes(): number {
    return this.isAlive ? this.#seenBytes : 0;
  }

  /**
   * Sends a request. The next one may be sent only after the answer.
   * @param request plain JSON values, see `encodeFrame`
   * @param check reads the answer; the process is killed when it throws WrongShape
   * @param signal ends the process when the answer is no longer wanted
   * @throws ProcessDied
   */
  async ask<Answer>(request: object, check: Check<Answer>, signal: AbortSignal): Promise<Answer> {
    if (!this.isAlive) throw this.#died ?? (await this.exited);
    this.#idle.reset();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#answer = (message) => resolve(check(message));
    this.#reject = reject;
    const look = setInterval(() => this.#lookAtMemory(), LOOK_EVERY_MS);
    const giveUp = () => this.#end('unwanted', 'it was no longer wanted');
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else this.#channel?.send(request);
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      clearInterval(look);
      this.#answer = undefined;
      this.#reject = undefined;
    }
  }

  kill(reason: KillReason): void {
    this.#end(reason, KILL_TEXTS[reason]);
  }

  /** Kills a process whose answer has the right shape but is not true. @param why clause that follows the process's name */
  distrust(why: string): void {
    this.#end('distrusted', `the ${this.#plan.name} process ${why}`);
  }

  #hear(message: unknown): void {
    // A process that was killed may have sent this before.
    if (this.#died) return;
    try {
      if (!this.#answer) throw new WrongShape('it was not asked');
      this.#answer(message);
      this.#answer = undefined;
    } catch (error) {
      if (error instanceof WrongShape) throw new MalformedFrame(error.message, { cause: error });
      throw error;
    }
  }

  #lookAtMemory(): void {
    const { residentMaxMiB } = this.#plan;
    this.#seenBytes = this.residentBytes;
    if (this.#seenBytes > residentMaxMiB * MiB) this.#end('memory', `it took more than ${residentMaxMiB} MiB`);
  }

  #lookWhileIdle(): void {
    const { name, idleMaxMs = Number.POSITIVE_INFINITY } = this.#plan;
    if (!this.isAlive || this.#reject) return;
    this.#lookAtMemory();
    this.#idle.look();
    if (this.#idle.isBusy) this.#end('distrusted', `the ${name} process worked although nothing was asked of it`);
    else if (this.#idle.idleMs > idleMaxMs) this.kill('surplus');
  }

  #end(reason: EndReason, why: string): void {
    this.#died ??= new ProcessDied(reason, why);
    // Reject the request immediately: the kernel may need long to free gigabytes.
    this.#reject?.(this.#died);
    this.#process.kill('SIGKILL');
  }

  /** Waits for `close`, which comes when the pipes have closed, but not for long. */
  #readLastBytes(): void {
    this.#hasExited = true;
    clearInterval(this.#idleLooks);
    const closing = setTimeout(() => {
      for (const pipe of this.#process.stdio) pipe?.destroy();
    }, LAST_BYTES_MS);
    this.#process.once('close', () => clearTimeout(closing));
  }

  #gone(why: string): void {
    this.#died ??= new ProcessDied(OUT_OF_MEMORY.test(this.#stderr) ? 'memory' : 'ended', why, this.#stderr);
    this.#reject?.(this.#died);
    clearInterval(this.#idleLooks);
    this.#exited.resolve(this.#died);
  }
}
