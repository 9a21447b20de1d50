/**
 * One runner process as the server sees it.
 *
 * A process is started, becomes ready when it has the guest library, and then serves one run at a time until it is
 * ended. Around it are the walls of `src/walls`, Node's permission model (no network, no child processes, only the
 * files that a run needs), an empty environment, and a server that kills it when needed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Compiled, CompileFailure, GuestLibrary } from '../compiler/protocol.ts';
import { FrameChannel } from '../core/frame-channel.ts';
import { encodeFrame, MalformedFrame } from '../core/frames.ts';
import { CLEAN_CONTENT_BYTES, HYDRATED_BYTES } from '../core/limits.ts';
import { lowerPriority } from '../core/lower-priority.ts';
import { WrongShape } from '../core/shape.ts';
import { permissionFlags, type Rights, walledNode } from '../processes/launch.ts';
import { PROGRAM_FILES } from '../processes/program-files.ts';
import { openResidentSize, readResidentBytes } from '../processes/resident-size.ts';
import {
  assertEndFits,
  CHANNEL_FD,
  FROM_RUNNER_BOUNDS,
  type FromRunner,
  METER_FD,
  OUT_OF_MEMORY_MARK,
  type RunEnd,
  type RunnerConfig,
  type RunRequest,
  readFromRunner,
  type ToRunner,
} from '../runner/protocol.ts';
import type { Walls } from '../walls/policy.ts';
import { RunOutput } from './run-output.ts';
import type { Gauges } from './watchdog-protocol.ts';

const NODE_FLAGS = [
  '--no-node-snapshot',
  // Isolates keep the hash seed of V8's snapshot. With a new random one V8 hashes the snapshot again for each isolate and
  // context: 5 % of the time to make them (bench row `throughput`). Who knows the seed can make only their own run slower.
  '--no-rehash-snapshot',
  // isolated-vm holds a rejected promise weakly until guest code returns, and a garbage collection before that loses
  // the rejection. With a young generation of this size, in MiB, short stretches of code see no collection.
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  // Batches of this size, four times V8's, reach V8's baseline compiler. A short run would not use what it compiles, and
  // it takes 0.4 ms of a second processor (bench row `mounted run`).
  '--baseline-batch-compilation-threshold=16384',
  // This stack, in KiB, is far larger than the isolate's, which the runner sets. Host code that a guest calls at the
  // end of its own stack therefore has room and can't fail at an arbitrary place. A main thread has 8 MiB on Linux.
  '--stack-size=3900',
  // isolated-vm opens files without asking Node's permission model.
  '--no-experimental-sqlite',
  // The runner gives up both rights once it is ready.
  '--allow-addons',
  '--allow-worker',
];

/** Bytes by which a pack may exceed its content: headers, trees, and incompressible data. */
const FILE_SLACK_BYTES = 256 * 1024 * 1024;

/** Bytes of a runner's stderr that are kept to explain its death. */
const STDERR_TAIL = 4096;

/** Settings that all runners of a pool share. */
export interface RunnerSettings extends Omit<RunnerConfig, 'incoming'> {
  /** Folder of the output files. */
  readonly outputRoot: string;
  readonly walls: Walls;
  /** Absolute path of the process's program, and further flags for Node, for tests that replace it. */
  readonly main?: string;
  readonly flags?: readonly string[];
}

/** Sends a source to a compiler. @param signal aborted when the answer is no longer wanted */
export type Compile = (
  source: string,
  file: string,
  tsconfig: string | null,
  signal: AbortSignal,
) => Promise<Compiled | CompileFailure>;

/** The end of a runner's process. */
export interface RunnerDeath {
  /** A signal's name, an exit code, or the reason for distrusting it. */
  readonly cause: string;
  /** True when it was killed because it broke the protocol or named a missing object. */
  readonly isDistrusted: boolean;
  readonly outOfMemory: boolean;
  readonly stderr: string;
}

/** Rejects a run whose process died. */
export class RunnerDied extends Error {
  override readonly name = 'RunnerDied';
  readonly death: RunnerDeath;

  constructor(death: RunnerDeath) {
    super(`the runner process died (${death.cause})`);
    this.death = death;
  }
}

/**
 * Makes the message that gives a runner the guest library. It is made once for all runners, since it takes tens of ms.
 */
export function encodeLibrary(library: GuestLibrary): Buffer {
  return encodeFrame({ type: 'library', library } satisfies ToRunner);
}

export class RunnerProcess {
  readonly incoming: string;
  /** Output of its runs. */
  readonly output: RunOutput;
  /** Descriptors for measuring its size. They stay open when the process is gone; the caller closes them. */
  readonly gauges: Gauges;
  /** Settles when the process is gone. */
  readonly exited: Promise<RunnerDeath>;
  readonly #process: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #compile: Compile;
  #channel: FrameChannel | undefined;
  #isReady = false;
  #run: { readonly request: RunRequest; readonly end: PromiseWithResolvers<RunEnd> } | undefined;
  /** Aborted when the runner's current request to the compiler is no longer wanted. */
  #compiling: AbortController | undefined;
  #compilerFault: string | undefined;
  /** The reason for distrusting the runner, if there is one. */
  #distrust: string | undefined;
  #stderr = '';
  #dead = false;
  #isEnded = false;

  /**
   * Starts a process.
   * @param incoming absolute path of its own folder for new packs, which the caller removes when the process is gone
   * @param compile answers its requests to the compiler
   */
  constructor(incoming: string, settings: RunnerSettings & { readonly main: string }, compile: Compile) {
    const { outputRoot, walls, main, flags = [], ...bounds } = settings;
    this.#compile = compile;
    this.incoming = incoming;
    const meterFd = openSync(join(this.incoming, 'meter'), 'w+');
    this.output = new RunOutput(outputRoot, basename(incoming));
    const rights = rightsOf(settings, [incoming, this.output.folder]);
    const config = JSON.stringify({ ...bounds, incoming } satisfies RunnerConfig);
    const nodeArgs = [...NODE_FLAGS, ...permissionFlags(rights), ...flags, main, config];
    const [command, ...args] = walledNode(walls, rights, nodeArgs);
    // A thread may always read its process's working folder.
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', meterFd] as const;
    this.#process = spawn(command, args, { cwd: incoming, env: {}, stdio: [...stdio] });
    lowerPriority(this.#process);
    this.exited = this.#watch();
    try {
      const { pid = 0 } = this.#process;
      const volumeBytesMax = bounds.volumeBytes + CLEAN_CONTENT_BYTES + HYDRATED_BYTES;
      this.gauges = { pid, residentFd: openResidentSize(this.#process.pid), meterFd, volumeBytesMax };
    } catch (error) {
      this.kill();
      closeSync(meterFd);
      throw error;
    }
  }

  /** Returns whether the process can still be used. */
  get isAlive(): boolean {
    return !this.#dead && this.#distrust === undefined;
  }

  /** Returns whether the server has killed the process or distrusts it. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resident size of the process in bytes; zero where the system does not report it. */
  get residentBytes(): number {
    const { residentFd } = this.gauges;
    return this.#dead || residentFd === null ? 0 : readResidentBytes(residentFd);
  }

  /**
   * Sends the guest library and waits until the first isolate is ready.
   * @param library result of `encodeLibrary`; kept until it is sent, and not changed
   * @throws RunnerDied
   */
  async prepare(library: Buffer): Promise<void> {
    this.#channel?.sendFrame(library);
    await this.#ready.promise;
  }

  /** Runs one request. @throws RunnerDied when the process ends before the run does, or breaks the protocol */
  async run(request: RunRequest): Promise<RunEnd> {
    const run = { request, end: Promise.withResolvers<RunEnd>() };
    this.#run = run;
    this.#compilerFault = undefined;
    this.#send(request);
    try {
      return await run.end.promise;
    } finally {
      this.#run = undefined;
      this.#compiling?.abort();
    }
  }

  /** The reason why a source of the current or last run could not be compiled, if its compiler died. */
  get compilerFault(): string | undefined {
    return this.#compilerFault;
  }

  /** Asks the runner to end its current run. It can't receive that while guest code is executing. */
  stop(): void {
    this.#send({ type: 'stop' });
  }

  /** Kills the process immediately. */
  kill(): void {
    this.#isEnded = true;
    this.#process.kill('SIGKILL');
  }

  /**
   * Kills a process that broke the protocol or named a missing object: a guest may have taken it over.
   * @returns the error with which its run ends
   */
  distrust(reason: string): RunnerDied {
    this.#distrust ??= reason;
    this.kill();
    const died = new RunnerDied(this.#death(this.#distrust));
    this.#run?.end.reject(died);
    return died;
  }

  #send(message: ToRunner): void {
    this.#channel?.send(message);
  }

  #hear(message: FromRunner): void {
    switch (message.type) {
      case 'ready':
        if (this.#isReady) throw new WrongShape('it was ready before');
        this.#isReady = true;
        this.#ready.resolve();
        break;
      case 'printing':
        if (!this.#run) throw new WrongShape('no run could print now');
        this.output.show();
        break;
      case 'done':
        if (!this.#run || this.#compiling) throw new WrongShape('no run could end now');
        assertEndFits(message, this.#run.request);
        this.#run.end.resolve(message);
        break;
      case 'compile':
        if (!this.#run || this.#compiling) throw new WrongShape('nothing could need the compiler now');
        void this.#answer(message.source, message.file, message.tsconfig);
        break;
    }
  }

  /** Answers a request to the compiler. Never rejects. */
  async #answer(source: string, file: string, tsconfig: string | null): Promise<void> {
    const compiling = new AbortController();
    this.#compiling = compiling;
    let compiled: Compiled | CompileFailure;
    try {
      compiled = await this.#compile(source, file, tsconfig, compiling.signal);
    } catch (error) {
      const why = `${file} could not be compiled: ${(error as Error).message}`;
      this.#compilerFault = why;
      compiled = { ok: false, message: why, line: 1, column: 1, isTypeScript: true };
    }
    this.#compiling = undefined;
    this.#send({ type: 'compiled', compiled });
  }

  #connect(pipe: Duplex): FrameChannel {
    return new FrameChannel(pipe, FROM_RUNNER_BOUNDS, {
      onMessage: (message) => {
        if (this.#distrust !== undefined) return;
        try {
          this.#hear(readFromRunner(message));
        } catch (error) {
          if (!(error instanceof WrongShape)) throw error;
          throw new MalformedFrame(error.message, { cause: error });
        }
      },
      onFault: (reason) => void this.distrust(`it broke the protocol: ${reason}`),
    });
  }

  #death(cause: string): RunnerDeath {
    const outOfMemory =
      this.#distrust === undefined &&
      (this.#stderr.includes(OUT_OF_MEMORY_MARK) || /out of memory/i.test(this.#stderr));
    return { cause, isDistrusted: this.#distrust !== undefined, outOfMemory, stderr: this.#stderr };
  }

  #watch(): Promise<RunnerDeath> {
    const { promise, resolve } = Promise.withResolvers<RunnerDeath>();
    const child = this.#process;
    // When the server has no descriptors left there is no pipe, and the error arrives as an event.
    const pipe = child.stdio?.[CHANNEL_FD] as Duplex | undefined;
    if (pipe) this.#channel = this.#connect(pipe);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.#dead) return;
      this.#dead = true;
      try {
        this.output.close();
      } catch (error) {
        // The disk fails. The next start removes the remaining files.
        this.#stderr += `its output could not be removed: ${error}`;
      }
      this.#compiling?.abort();
      const death = this.#death(this.#distrust ?? String(signal ?? code));
      const error = new RunnerDied(death);
      this.#ready.promise.catch(() => undefined);
      this.#ready.reject(error);
      this.#run?.end.reject(error);
      resolve(death);
    };
    child.on('close', ended);
    child.on('error', (error) => {
      this.#stderr += error.message;
      // A process that never started emits no `close` event.
      if (child.pid === undefined) ended(null, null);
    });
    return promise;
  }
}

/** Returns the rights of a runner: it reads the program and the objects, and writes to its own folders. */
function rightsOf(
  { repository, main, volumeBytes, outputBytes }: RunnerSettings & { readonly main: string },
  own: string[],
): Rights {
  return {
    // The loader of isolated-vm's binary reads the release file of Alpine.
    read: [main, ...PROGRAM_FILES, join(repository, 'objects'), '/etc/alpine-release'],
    write: own,
    execute: [],
    startsProcesses: false,
    fileBytes: Math.max(volumeBytes, outputBytes) + FILE_SLACK_BYTES,
    inherited: [CHANNEL_FD, METER_FD],
  };
}
