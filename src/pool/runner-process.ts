/**
 * One runner process as seen from the server. Layer 4.
 *
 * Life: started, ready once it has the guest library, then one run at a time until it is ended. The wall around it is
 * Node's permission model (no network, no child, no worker, no reading or writing but what a run needs), an empty
 * environment, and this side's readiness to kill it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiled, CompileFailure, GuestLibrary } from '../compiler/protocol.ts';
import {
  type FromRunner,
  OUT_OF_MEMORY_MARK,
  type RunEnd,
  type RunnerConfig,
  type RunRequest,
  type ToRunner,
} from '../runner/protocol.ts';
import { ResidentSize } from './resident-size.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SETPRIV = '/usr/bin/setpriv';
const MAIN = join(ROOT, 'src/runner/main.ts');

/**
 * What makes a command end with this process, however that ends: a runner in an endless loop would not notice. Only
 * Linux has it, through util-linux; elsewhere a runner ends when it next looks at its messages.
 * @see PR_SET_PDEATHSIG in prctl(2), setpriv(1)
 */
const DYING_WITH_PARENT = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL'] : [];

/** How much of a runner's stderr is kept for telling why it died, in bytes. */
const STDERR_TAIL = 4096;

/** What every runner of a pool shares. */
export interface RunnerSettings extends Omit<RunnerConfig, 'incoming'> {
  /** Folder that output files are made in. */
  readonly outputRoot: string;
}

/** How a runner's process ended. */
export interface RunnerDeath {
  /** A signal's name or an exit code. */
  readonly cause: string;
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

export class RunnerProcess {
  readonly incoming: string;
  /** Settles when the process is gone. */
  readonly exited: Promise<RunnerDeath>;
  readonly #process: ChildProcess;
  readonly #meterFd: number;
  readonly #meter = Buffer.alloc(8);
  readonly #resident: ResidentSize | undefined;
  readonly #ready = Promise.withResolvers<void>();
  readonly #compile: (source: string, file: string) => Promise<Compiled | CompileFailure>;
  #run: PromiseWithResolvers<RunEnd> | undefined;
  #stderr = '';
  #dead = false;

  /**
   * Starts a process.
   * @param incoming absolute path of its own folder for new packs, which the caller removes when the process is gone
   * @param compile answers its requests to the compiler
   */
  constructor(
    incoming: string,
    settings: RunnerSettings,
    compile: (source: string, file: string) => Promise<Compiled | CompileFailure>,
  ) {
    const { outputRoot, ...bounds } = settings;
    this.#compile = compile;
    this.incoming = incoming;
    this.#meterFd = openSync(join(this.incoming, 'meter'), 'w+');
    const [command, ...first] = [...DYING_WITH_PARENT, process.execPath];
    this.#process = spawn(
      command as string,
      [
        ...first,
        '--no-node-snapshot',
        // Functions compiled ahead go into the code cache, which saves a fifth of a short run.
        '--no-lazy',
        // isolated-vm holds a rejected promise weakly until guest code returns: a collection before that loses the rejection.
        // With so much room, in MiB, a short stretch of code meets none.
        '--min-semi-space-size=4',
        '--max-semi-space-size=4',
        '--disable-warning=SecurityWarning',
        '--permission',
        '--allow-addons',
        // For the thread that writes output.
        '--allow-worker',
        ...[join(ROOT, 'src'), join(ROOT, 'vfs'), join(ROOT, 'node_modules'), join(ROOT, 'package.json')].map(
          allowRead,
        ),
        // Asked for by the loader of isolated-vm's binary.
        allowRead('/etc/alpine-release'),
        allowRead(bounds.repository),
        ...[this.incoming, outputRoot].flatMap((path) => [allowRead(path), `--allow-fs-write=${path}`]),
        MAIN,
        JSON.stringify({ ...bounds, incoming: this.incoming } satisfies RunnerConfig),
      ],
      { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe', 'ipc', this.#meterFd] },
    );
    this.exited = this.#watch();
    try {
      this.#resident = new ResidentSize(this.#process.pid);
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  /** Whether the process can still be used. */
  get isAlive(): boolean {
    return !this.#dead;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resident size of the process in bytes; zero where the system does not tell. */
  get residentBytes(): number {
    return this.#dead ? 0 : (this.#resident?.read() ?? 0);
  }

  /** Bytes that the volume of the present run holds, as the runner last told. */
  get volumeBytes(): number {
    const read = readSync(this.#meterFd, this.#meter, 0, this.#meter.length, 0);
    return read < this.#meter.length ? 0 : Number(this.#meter.readBigUInt64LE());
  }

  /** Hands over the guest library and waits until the first isolate stands. @throws RunnerDied */
  async prepare(library: GuestLibrary): Promise<void> {
    this.#send({ type: 'library', library });
    await this.#ready.promise;
  }

  /** Runs one request. @throws RunnerDied when the process ends before the run does */
  async run(request: RunRequest): Promise<RunEnd> {
    this.#run = Promise.withResolvers();
    this.#send(request);
    try {
      return await this.#run.promise;
    } finally {
      this.#run = undefined;
    }
  }

  /** Asks the runner to end its present run; it can't hear that while guest code is executing. */
  stop(): void {
    this.#send({ type: 'stop' });
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #send(message: ToRunner): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  async #answer(message: FromRunner): Promise<void> {
    if (message.type === 'ready') this.#ready.resolve();
    else if (message.type === 'done') this.#run?.resolve(message);
    else this.#send({ type: 'compiled', compiled: await this.#compile(message.source, message.file) });
  }

  #watch(): Promise<RunnerDeath> {
    const { promise, resolve } = Promise.withResolvers<RunnerDeath>();
    const child = this.#process;
    child.on('message', (message: FromRunner) => void this.#answer(message));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.#dead) return;
      this.#dead = true;
      this.#resident?.close();
      closeSync(this.#meterFd);
      const death = {
        cause: String(signal ?? code),
        outOfMemory: this.#stderr.includes(OUT_OF_MEMORY_MARK) || /out of memory/i.test(this.#stderr),
        stderr: this.#stderr,
      };
      const error = new RunnerDied(death);
      this.#ready.promise.catch(() => undefined);
      this.#ready.reject(error);
      this.#run?.reject(error);
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

function allowRead(path: string): string {
  return `--allow-fs-read=${path}`;
}
