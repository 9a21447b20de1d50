/**
 * A worker as the server sees it. It answers one question at a time, and is killed when a question takes too much time or
 * memory. Its end refuses only the current question.
 */
import { join } from 'node:path';
import { type ErrorCode, TreeboxError } from '../../core/errors.ts';
import type { Check } from '../../core/shape.ts';
import { AskedProcess, type EndReason, type KillReason, ProcessDied } from '../../processes/asked-process.ts';
import { PROGRAM_FILES } from '../../processes/program-files.ts';
import type { Walls } from '../../walls/policy.ts';
import { FROM_WORKER_BOUNDS, READY, replyWith, type WorkerReply } from './worker-protocol.ts';

/** Settings that all workers of a server share. */
export interface WorkerSettings {
  readonly walls: Walls;
  /** Called when a worker has ended for no reason that its question explains. */
  readonly onProblem: (error: unknown) => void;
  /** Absolute path of another program, for tests. */
  readonly main?: string;
}

/** Limits of a worker. */
export interface WorkerLimits {
  /** Maximum time for one request, in ms. */
  readonly timeoutMs: number;
  /** JavaScript heap, in MiB. */
  readonly heapMiB: number;
  /** Resident memory of the whole process, in MiB: buffers are not part of the heap. */
  readonly memoryMiB: number;
  /** Time without a question after which the process ends, in ms. */
  readonly idleMs: number;
}

export interface WorkerPlan {
  /** Adjective for the log, such as `merge`. */
  readonly name: string;
  readonly main: string;
  /** Absolute path of the bare repository, whose objects the worker reads. */
  readonly gitDir: string;
  /** The only folder to which it writes, and the size of its largest file in bytes; undefined for a worker that only reads. */
  readonly writes?: { readonly folder: string; readonly fileBytes: number };
  /** Makes the error for a refused question. */
  readonly refuse: (code: ErrorCode, why: string) => TreeboxError;
  /** Advice to a client whose question exceeds a limit. */
  readonly advice: { readonly time: string; readonly memory: string };
}

export const STOPPING = 'the server is stopping';
const ENDED = 'the process that was to do it has ended; try again';
const NOT_STARTED = "the process that is to do it can't be started; try again later";

/** Reasons for an end that the server's operator must know. */
const UNEXPLAINED: ReadonlySet<EndReason> = new Set(['ended', 'distrusted']);

/** The stack, in KiB, lets a merge go into folders of `COMPARED_DEPTH_MAX` levels. A main thread has 8 MiB on Linux. */
const FLAGS = ['--stack-size=3900'];

/** Size above which a process is not used again, in bytes. */
const REUSED_MAX_BYTES = 512 * 1024 * 1024;

/** Time limit of a start, in ms: on a busy machine it takes some seconds. */
const START_MAX_MS = 60_000;

const isReadyReply = replyWith((value) => value);

export class WorkerProcess {
  readonly #plan: WorkerPlan;
  readonly #limits: WorkerLimits;
  readonly #settings: WorkerSettings;
  readonly #process: AskedProcess | undefined;
  #isReady = false;

  /** Starts a process. */
  constructor(plan: WorkerPlan, limits: WorkerLimits, settings: WorkerSettings) {
    this.#plan = plan;
    this.#limits = limits;
    this.#settings = settings;
    const { name, gitDir, writes } = plan;
    const { main = plan.main, walls } = settings;
    try {
      this.#process = new AskedProcess({
        name,
        main,
        args: [gitDir, ...(writes ? [writes.folder] : [])],
        flags: [...FLAGS, `--max-old-space-size=${limits.heapMiB}`],
        walls,
        rights: {
          read: [...PROGRAM_FILES, join(gitDir, 'objects')],
          write: writes ? [writes.folder] : [],
          execute: [],
          startsProcesses: false,
          fileBytes: writes?.fileBytes ?? 0,
        },
        bounds: FROM_WORKER_BOUNDS,
        residentMaxMiB: limits.memoryMiB,
        idleMaxMs: limits.idleMs,
        stderr: 'pipe',
      });
      void this.#process.exited.then((died) => {
        if (UNEXPLAINED.has(died.reason)) settings.onProblem(died);
      });
    } catch (error) {
      // The system has no memory for another process.
      settings.onProblem(error);
    }
  }

  get isAlive(): boolean {
    return this.#process?.isAlive ?? false;
  }

  /** True when the process was killed or has ended because it took too much memory. */
  get ranOutOfMemory(): boolean {
    return this.#process?.died?.reason === 'memory';
  }

  /** Returns whether the process should be replaced: its memory would count against the next question. */
  get isLarge(): boolean {
    return (this.#process?.seenBytes ?? 0) > REUSED_MAX_BYTES;
  }

  /** Settles when the process is gone. */
  get exited(): Promise<unknown> {
    return this.#process?.exited ?? Promise.resolve();
  }

  /**
   * Waits until the process can answer questions. This time does not count for the limit of a question.
   * @throws TreeboxError `busy`, `stopping`
   */
  async ready(): Promise<void> {
    if (this.#isReady) return;
    const { refuse } = this.#plan;
    if (!this.#process) throw refuse('busy', NOT_STARTED);
    try {
      await this.#process.ask(READY, isReadyReply, AbortSignal.timeout(START_MAX_MS));
      this.#isReady = true;
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
      if (error.reason === 'stopping') throw refuse('stopping', STOPPING);
      if (!UNEXPLAINED.has(error.reason)) this.#settings.onProblem(error);
      throw refuse('busy', NOT_STARTED);
    }
  }

  /** Returns the deadline of a request that begins now, which may be several questions. It is a time of `performance.now`. */
  deadline(): number {
    return performance.now() + this.#limits.timeoutMs;
  }

  /**
   * Asks a question. The next one may be asked only after the answer.
   * @param check reads the reply; the process must be ready
   * @param deadline of the question, see `deadline`
   * @throws TreeboxError as the worker refuses; `too_large` above the limits; `busy` when the process has ended; `stopping`
   */
  async ask<Answer>(
    question: object,
    check: Check<WorkerReply<Answer>>,
    deadline: number = this.deadline(),
  ): Promise<Answer> {
    const reply = await this.#reply(question, check, deadline);
    if ('answer' in reply) return reply.answer;
    if ('tooLarge' in reply) throw this.#tooMuch();
    throw 'refusal' in reply ? new TreeboxError(reply.refusal.code, reply.refusal.message) : new Error(reply.failure);
  }

  kill(reason: KillReason): void {
    this.#process?.kill(reason);
  }

  /**
   * Kills the process, because what it answered is not true: a tree may have taken it over.
   * @param why clause that follows the process's name in the log
   * @returns the error for its request
   */
  distrust(why: string): TreeboxError {
    this.#process?.distrust(why);
    return this.#plan.refuse('busy', ENDED);
  }

  async #reply<Answer>(
    question: object,
    check: Check<WorkerReply<Answer>>,
    deadline: number,
  ): Promise<WorkerReply<Answer>> {
    // It may have ended because of another question.
    if (!this.#process?.isAlive) throw this.#plan.refuse('busy', ENDED);
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), deadline - performance.now());
    try {
      return await this.#process.ask(question, check, giveUp.signal);
    } catch (error) {
      throw error instanceof ProcessDied ? this.#refusalFor(error) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  #refusalFor(died: ProcessDied): TreeboxError {
    const { refuse, advice } = this.#plan;
    switch (died.reason) {
      case 'unwanted':
        return refuse('too_large', `it takes too long; ${advice.time}`);
      case 'memory':
        return this.#tooMuch();
      case 'stopping':
        return refuse('stopping', STOPPING);
      default:
        return refuse('busy', ENDED);
    }
  }

  #tooMuch(): TreeboxError {
    return this.#plan.refuse('too_large', `it takes too much memory; ${this.#plan.advice.memory}`);
  }
}
