/**
 * The compiler processes of a pool.
 *
 * Each request has a process to itself until it is answered. A source that hangs, grows or kills its compiler
 * therefore fails alone, and its caller can stop it by killing the process. A runner sends one request at a time, so
 * as many processes as runners are enough. One process is nearly always sufficient; the others are started and ended
 * as needed.
 */

import {
  type Compiled,
  type CompileFailure,
  type CompilerReply,
  type CompilerRequest,
  type GuestLibrary,
  readReply,
} from '../compiler/protocol.ts';
import { type AskedProcess, ProcessDied } from '../processes/asked-process.ts';
import type { Walls } from '../walls/policy.ts';
import { startCompiler } from './compiler-process.ts';
import { guestLibrary } from './guest-library.ts';
import { runnerProgram } from './runner-program.ts';

const MiB = 1024 * 1024;
/** Time that a request waits for a busy process, in ms, before another one is started: most requests take 1 to 3 ms. */
const PATIENCE_MS = 30;
/** Time after which a process without work ends, in ms, unless it is the only one. */
const IDLE_MS = 10_000;
/** Size above which a process is not used again, in bytes: esbuild gives memory back late. */
const REUSED_MAX_BYTES = 256 * MiB;
/** Time limit for bundling, in ms: the guest library takes a second on a small machine. */
const BUNDLING_MAX_MS = 120_000;

export class Compilers {
  readonly #max: number;
  readonly #walls: Walls;
  readonly #onProblem: (error: unknown) => void;
  readonly #processes = new Set<AskedProcess>();
  readonly #idle: AskedProcess[] = [];
  readonly #waiting = new Set<(process: AskedProcess) => void>();
  #trim: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param max processes at a time
   * @param onProblem called when a bundle can't be cached
   */
  constructor(max: number, walls: Walls, onProblem: (error: unknown) => void) {
    this.#max = max;
    this.#walls = walls;
    this.#onProblem = onProblem;
  }

  /** Number of processes. */
  get size(): number {
    return this.#processes.size;
  }

  /**
   * Returns the guest library. If it must be bundled, a new process does so, which has seen no guest's source. Afterwards a
   * process is running, so that the first source does not wait for one.
   * @throws ProcessDied
   */
  async library(): Promise<GuestLibrary> {
    const library = await guestLibrary(async () => (await this.#bundle('library')).library, this.#onProblem);
    if (this.#processes.size === 0 && !this.#closed) this.#offer(this.#start());
    return library;
  }

  /** Returns the path of the runners' program. If it must be bundled, a new process does so. @throws ProcessDied */
  async runner(): Promise<string> {
    return await runnerProgram(async () => (await this.#bundle('runner')).files, this.#onProblem);
  }

  async #bundle<Kind extends 'library' | 'runner'>(kind: Kind): Promise<Extract<CompilerReply, { kind: Kind }>> {
    const process = this.#start();
    const reply = await this.#ask(process, { kind }, AbortSignal.timeout(BUNDLING_MAX_MS));
    if (reply.kind !== kind) throw new Error('the compiler process sent the wrong kind of answer');
    return reply as Extract<CompilerReply, { kind: Kind }>;
  }

  /**
   * Compiles TypeScript or JSX to JavaScript.
   * @param tsconfig text of the `tsconfig.json` that applies to it; null when none does
   * @param signal aborted when the run that needs the source is over
   * @throws ProcessDied when the source killed its compiler
   */
  async compile(
    source: string,
    file: string,
    tsconfig: string | null,
    signal: AbortSignal,
  ): Promise<Compiled | CompileFailure> {
    const process = await this.#take();
    if (signal.aborted) {
      this.#offer(process);
      throw new ProcessDied('unwanted', 'it was no longer wanted');
    }
    const reply = await this.#ask(process, { kind: 'source', source, file, tsconfig }, signal);
    if (reply.kind === 'library' || reply.kind === 'runner')
      throw new Error('the compiler process sent the wrong kind of answer');
    const { kind, ...compiled } = reply;
    return compiled;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#trim);
    for (const process of this.#processes) process.kill('stopping');
  }

  async #ask(process: AskedProcess, request: CompilerRequest, signal: AbortSignal): Promise<CompilerReply> {
    try {
      return await process.ask(request, readReply, signal);
    } finally {
      if (process.isAlive && process.residentBytes > REUSED_MAX_BYTES) process.kill('surplus');
      if (process.isAlive) this.#offer(process);
    }
  }

  async #take(): Promise<AskedProcess> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.isAlive) return idle;
    if (this.#processes.size === 0) return this.#start();
    const { promise, resolve } = Promise.withResolvers<AskedProcess>();
    this.#waiting.add(resolve);
    const patience = setTimeout(() => {
      if (this.#processes.size < this.#max && this.#waiting.delete(resolve)) resolve(this.#start());
    }, PATIENCE_MS);
    try {
      return await promise;
    } finally {
      clearTimeout(patience);
    }
  }

  #offer(process: AskedProcess): void {
    const [first] = this.#waiting;
    if (first) {
      this.#waiting.delete(first);
      first(process);
      return;
    }
    this.#idle.push(process);
    this.#trim ??= setTimeout(() => {
      this.#trim = undefined;
      for (const extra of this.#idle.splice(1)) extra.kill('surplus');
    }, IDLE_MS).unref();
  }

  #start(): AskedProcess {
    const process = startCompiler(this.#walls);
    this.#processes.add(process);
    void process.exited.then(() => {
      this.#processes.delete(process);
      const at = this.#idle.indexOf(process);
      if (at >= 0) this.#idle.splice(at, 1);
      // Requests may be waiting for this process.
      const [first] = this.#waiting;
      if (!first || this.#closed || this.#processes.size >= this.#max) return;
      this.#waiting.delete(first);
      first(this.#start());
    });
    return process;
  }
}
