/**
 * One runner process as seen from the server.
 *
 * Life: started, ready once it has the guest library, then one run at a time until it is ended. The walls around it are
 * those of `src/walls`, Node's permission model (no network, no child, no reading or writing but what a run needs), an
 * empty environment, and this side's readiness to kill it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Compiled, CompileFailure, GuestLibrary } from '../compiler/protocol.ts';
import { FrameChannel } from '../core/frame-channel.ts';
import { encodeFrame, MalformedFrame } from '../core/frames.ts';
import { CLEAN_CONTENT_BYTES, HYDRATED_BYTES } from '../core/limits.ts';
import { WrongShape } from '../core/shape.ts';
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
import { type Rights, walledNode } from './launch.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { openResidentSize, readResidentBytes } from './resident-size.ts';
import { RunOutput } from './run-output.ts';
import type { Gauges } from './watchdog-protocol.ts';

const MAIN = new URL('../runner/main.ts', import.meta.url).pathname;

const NODE_FLAGS = [
  '--no-node-snapshot',
  // Functions compiled ahead go into the code cache, which saves a fifth of a short run.
  '--no-lazy',
  // isolated-vm holds a rejected promise weakly until guest code returns: a collection before that loses the rejection.
  // With so much room, in MiB, a short stretch of code meets none.
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  // Far more, in KiB, than the isolate's stack, which the runner sets: host code that a guest calls at the end of its own
  // stack has room, and can't fail anywhere. Of 8 MiB, which a main thread has on Linux.
  '--stack-size=3900',
  // It opens files without asking Node's permission model.
  '--no-experimental-sqlite',
  '--disable-warning=SecurityWarning',
];

/** What a pack may be longer than the content in it, in bytes: headers, trees, and what does not compress. */
const FILE_SLACK_BYTES = 256 * 1024 * 1024;

/** How much of a runner's stderr is kept for telling why it died, in bytes. */
const STDERR_TAIL = 4096;

/** What every runner of a pool shares. */
export interface RunnerSettings extends Omit<RunnerConfig, 'incoming'> {
  /** Folder that output files are made in. */
  readonly outputRoot: string;
  readonly walls: Walls;
  /** Program of the process, an absolute path, and further flags of Node's, where a test has its own. */
  readonly main?: string;
  readonly flags?: readonly string[];
}

/** Asks a compiler. @param signal aborted when the answer is no longer wanted */
export type Compile = (
  source: string,
  file: string,
  tsconfig: string | null,
  signal: AbortSignal,
) => Promise<Compiled | CompileFailure>;

/** How a runner's process ended. */
export interface RunnerDeath {
  /** A signal's name, an exit code, or why it was not believed any more. */
  readonly cause: string;
  /** Whether it was ended since it broke the protocol or named what is not there. */
  readonly isDistrusted: boolean;
  readonly outOfMemory: boolean;
  readonly stderr: string;
}

/** Rejects the promise of a run whose process died under it. */
export class RunnerDied extends Error {
  override readonly name = 'RunnerDied';
  readonly death: RunnerDeath;

  constructor(death: RunnerDeath) {
    super(`the runner process died (${death.cause})`);
    this.death = death;
  }
}

/** Makes the message that hands the guest library to a runner: made once for all of them, since it takes tens of ms. */
export function encodeLibrary(library: GuestLibrary): Buffer {
  return encodeFrame({ type: 'library', library } satisfies ToRunner);
}

export class RunnerProcess {
  readonly incoming: string;
  /** Where its runs print. */
  readonly output: RunOutput;
  /** How it is measured. The descriptors stay open when the process is gone: the caller closes them. */
  readonly gauges: Gauges;
  /** Settles when the process is gone. */
  readonly exited: Promise<RunnerDeath>;
  readonly #process: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #compile: Compile;
  #channel: FrameChannel | undefined;
  #isReady = false;
  #run: { readonly request: RunRequest; readonly end: PromiseWithResolvers<RunEnd> } | undefined;
  /** Aborted when the answer to the runner's present question to the compiler is no longer wanted. */
  #compiling: AbortController | undefined;
  #compilerFault: string | undefined;
  /** Why the runner is not believed any more. */
  #distrust: string | undefined;
  #stderr = '';
  #dead = false;
  #isEnded = false;

  /**
   * Starts a process.
   * @param incoming absolute path of its own folder for new packs, which the caller removes when the process is gone
   * @param compile answers its requests to the compiler
   */
  constructor(incoming: string, settings: RunnerSettings, compile: Compile) {
    const { outputRoot, walls, main = MAIN, flags = [], ...bounds } = settings;
    this.#compile = compile;
    this.incoming = incoming;
    const meterFd = openSync(join(this.incoming, 'meter'), 'w+');
    this.output = new RunOutput(outputRoot, basename(incoming));
    const rights = rightsOf(settings, [incoming, this.output.folder]);
    const config = JSON.stringify({ ...bounds, incoming } satisfies RunnerConfig);
    const nodeArgs = [...NODE_FLAGS, ...permissionFlags(rights), ...flags, main, config];
    const [command, ...args] = walledNode(walls, rights, nodeArgs);
    // A thread may read its process's working folder, whatever it may read else.
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', meterFd] as const;
    this.#process = spawn(command, args, { cwd: incoming, env: {}, stdio: [...stdio] });
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

  /** Whether the process can still be used. */
  get isAlive(): boolean {
    return !this.#dead && this.#distrust === undefined;
  }

  /** Whether this side has ended it, or will not have it any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resident size of the process in bytes; zero where the system does not tell. */
  get residentBytes(): number {
    const { residentFd } = this.gauges;
    return this.#dead || residentFd === null ? 0 : readResidentBytes(residentFd);
  }

  /**
   * Hands over the guest library and waits until the first isolate stands.
   * @param library what `encodeLibrary` made of it; kept until it is sent, and not changed
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

  /** Why a source of the present run, or of the last one, has cost its compiler the life, if one has. */
  get compilerFault(): string | undefined {
    return this.#compilerFault;
  }

  /** Asks the runner to end its present run; it can't hear that while guest code is executing. */
  stop(): void {
    this.#send({ type: 'stop' });
  }

  /** Ends the process at once. */
  kill(): void {
    this.#isEnded = true;
    this.#process.kill('SIGKILL');
  }

  /**
   * Ends a process that has said what no runner says: its guest may be the one who speaks.
   * @returns what its run ends with
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

  /** Answers a question to the compiler. Never rejects. */
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
    // Without descriptors left there is no pipe, and the error comes as an event.
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
        // On a disk that fails. The next start removes what is left.
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
      // One that never was closes nothing.
      if (child.pid === undefined) ended(null, null);
    });
    return promise;
  }
}

/** What a runner may do: read the program and the objects, write to its own folders. */
function rightsOf({ repository, main = MAIN, volumeBytes, outputBytes }: RunnerSettings, own: string[]): Rights {
  return {
    // The loader of isolated-vm's binary asks for the release of Alpine.
    read: [main, ...PROGRAM_FILES, join(repository, 'objects'), '/etc/alpine-release'],
    write: own,
    execute: [],
    startsProcesses: false,
    fileBytes: Math.max(volumeBytes, outputBytes) + FILE_SLACK_BYTES,
    inherited: [CHANNEL_FD, METER_FD],
  };
}

/** The same for Node's permission model, which refuses earlier and says more. */
function permissionFlags({ read, write }: Rights): string[] {
  return [
    '--permission',
    // Both rights are given up once the runner stands.
    '--allow-addons',
    '--allow-worker',
    ...[...read, ...write].map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
  ];
}
