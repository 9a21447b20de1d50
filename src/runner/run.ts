/**
 * One run from mount to commit.
 *
 * Order: mount, compile, run, result, commit. A run that does not complete commits nothing, unless the request asks to
 * keep its tree. The caller disposes of the sandbox when it has sent the end.
 */
import { constants } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { FsError } from '../../vfs/errno.ts';
import { Volume } from '../../vfs/volume.ts';
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { cutText } from '../core/cut-text.ts';
import { msSince } from '../core/elapsed.ts';
import { EMPTY_TREE, type TreeId } from '../core/ids.ts';
import { ERROR_TEXT_MAX, RESULT_MAX_BYTES, STATE_BOUNDS } from '../core/limits.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import { type GivenRun, type HostFailure, type HostValue, NOTHING_GIVEN } from '../guest/border.ts';
import type { ConsoleOutput } from './console-output.ts';
import { drive } from './drive.ts';
import { Ended, syntaxError, volumeFailure } from './ended.ts';
import { writeGivenFiles } from './given-files.ts';
import { MAIN_FILE, placedError, userStack } from './guest-error.ts';
import { Exited, type GuestFailure, OutOfMemory, Uncaught } from './guest-failure.ts';
import { GuestSources } from './guest-sources.ts';
import { createHostCalls } from './host-calls.ts';
import { createHostFs } from './host-fs.ts';
import { ImportQueue } from './import-queue.ts';
import type { LeftState } from './isolate/carried-state.ts';
import type { Sandbox } from './isolate/sandbox.ts';
import { withImportPlace } from './link-errors.ts';
import { InvalidSource, type LinkableModule } from './linkable-module.ts';
import { ModuleGraph } from './module-graph.ts';
import { withoutEdits } from './module-syntax.ts';
import { PendingWork } from './pending-work.ts';
import { outOfMemoryText, type RunEnd, type RunnerConfig, type RunOutcome, type RunRequest } from './protocol.ts';
import { ModuleNotFound } from './resolve-errors.ts';
import { RunObjects, toStateEnd } from './run-objects.ts';
import { ScratchFolder } from './scratch-folder.ts';
import type { RunnableSource } from './source.ts';
import { RefusedSource, readSubmitted, type SourceReaders } from './submitted-source.ts';
import { Tsconfigs } from './tsconfig.ts';
import { volumeFiles } from './volume-files.ts';

/** Path of the submitted source in the volume, the base of its imports. */
const MAIN_PATH = NOTHING_GIVEN.main;

const NEVER_SETTLES =
  'Error: the top-level await can never settle: nothing that is left to run could resolve its promise';

const US_PER_MS = 1000;

/**
 * A run that took longer than this, in ms, disposes of its isolate before it sends its end: the isolate may be large, and the
 * server reads the size of the process when the end arrives. The server does not wait for the isolate of a shorter run
 * (bench row `latency`).
 */
const SHORT_RUN_MS = 20;

/** The state left by a run that carries none. */
const NOTHING_LEFT: LeftState = { text: null, leftOut: [], reason: null };

/** Services that a run gets from its process. */
export interface RunEnvironment {
  readonly config: RunnerConfig;
  readonly objects: ObjectReader;
  /** An isolate with the booted library and the heap limit that the request asks for. */
  readonly sandbox: Sandbox;
  readonly console: ConsoleOutput;
  /** Sends a source to the compiler process and waits for the answer: `require` and linking are synchronous. */
  compile(source: string, file: string, tsconfig: string | null): Compiled | CompileFailure;
  /** Aborted when the server wants the run to end. */
  readonly stop: AbortSignal;
  /** Called when the size of the volume has changed considerably. */
  meter(bytes: number): void;
}

/** A source ready to run: a script, or a module with all its imports. */
interface Program {
  readonly source: RunnableSource;
  readonly module?: LinkableModule;
}

/**
 * Runs one request to its end.
 * @returns the end of the run; failures of the guest are part of it
 * @throws an error for a fault of treebox itself, such as an unreadable object
 */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<RunEnd> {
  const execution = new Run(request, environment);
  let isSpent = false;
  const end = await execution.complete().finally(() => {
    isSpent = execution.close();
  });
  return { ...end, isSpent, outputTruncated: environment.console.isCut };
}

class Run {
  readonly #request: RunRequest;
  readonly #environment: RunEnvironment;
  readonly #console: ConsoleOutput;
  readonly #volume: Volume;
  readonly #scratch: ScratchFolder;
  readonly #objects: RunObjects;
  readonly #calls: ReturnType<typeof createHostCalls>;
  readonly #timings = { mount: 0, compile: 0, run: 0, commit: 0 };
  readonly #sources = new GuestSources();
  readonly #compileSource: SourceReaders['compile'];
  readonly #graph: ModuleGraph;
  readonly #pending = new PendingWork();
  readonly #imports: ImportQueue;
  /** CPU time of the process when the run began. */
  readonly #cpu = process.cpuUsage();
  /** Path of the source in the volume, and its name in errors. */
  readonly #path: string;
  readonly #file: string;
  /** The end of the run when its tree can't be mounted. */
  #refusal: Ended | undefined;
  #started = false;

  constructor(request: RunRequest, environment: RunEnvironment) {
    const { config, objects } = environment;
    this.#request = request;
    this.#path = request.given.file ?? MAIN_PATH;
    this.#file = request.given.file ?? MAIN_FILE;
    this.#environment = environment;
    this.#console = environment.console;
    this.#console.begin(request.outputPath, config.outputBytes);
    const mountedAt = performance.now();
    this.#volume = this.#mount(objects, request.tree ?? EMPTY_TREE);
    this.#scratch = new ScratchFolder(this.#volume);
    this.#objects = new RunObjects(this.#volume, this.#scratch, config.incoming);
    this.#timings.mount = msSince(mountedAt);
    const settle = (id: number, answer: HostValue | HostFailure) => environment.sandbox.settle(id, answer);
    this.#calls = createHostCalls(this.#pending, settle, this.#sources, this.#objects.artifacts);
    const files = volumeFiles(this.#volume);
    const tsconfigs = new Tsconfigs(files);
    this.#compileSource = (text, file) => environment.compile(text, file, tsconfigs.optionsFor(file));
    this.#graph = new ModuleGraph(files, this.#compileSource, environment.sandbox.modules, this.#sources);
    this.#imports = new ImportQueue(this.#graph, environment.sandbox.modules, this.#pending);
  }

  /**
   * Mounts the tree. If that is impossible, mounts an empty volume instead and sets the refusal that ends the run
   * before it starts.
   */
  #mount(objects: ObjectReader, tree: TreeId): Volume {
    const { config, meter } = this.#environment;
    try {
      const limits = { bytes: config.volumeBytes, files: config.volumeFiles };
      return new Volume({ objects, tree, limits, onBytes: meter });
    } catch (error) {
      if (!(error instanceof FsError) || error.code !== 'ENOTSUP') throw error;
      this.#refusal = new Ended('threw', `Error: ${error.message}`);
      return this.#mount(objects, EMPTY_TREE);
    }
  }

  async complete(): Promise<RunEnd> {
    try {
      if (this.#refusal) throw this.#refusal;
      this.#placeFiles();
      const source = await this.#timed('compile', () => this.#compile());
      const result = await this.#timed('run', () => this.#execute(source));
      const left = this.#environment.sandbox.leftState() ?? NOTHING_LEFT;
      const stateEnd = toStateEnd(left, this.#request.given.wantsState === true);
      const committed = await this.#timed('commit', () => this.#objects.commit(this.#request.tree, left.text));
      // If the state could not be kept, the earlier one stays.
      const state = stateEnd.reason === null ? committed.state : this.#request.state;
      return this.#end('completed', { result, exitCode: 0, ...committed, state, stateEnd });
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      const { outcome, text, exitCode } = error;
      const kept = await this.#keptTree();
      return this.#end(outcome, { error: text, exitCode, pack: this.#objects.finish(), ...kept });
    }
  }

  /** Returns what a run that did not complete leaves: nothing, unless the request asked for its tree. */
  async #keptTree(): Promise<Partial<RunEnd>> {
    if (!this.#request.given.keepTree) return {};
    try {
      return await this.#timed('commit', () => this.#objects.commit(this.#request.tree, null));
    } catch (error) {
      // Report the run's own failure, not this one.
      if (error instanceof Ended) return {};
      throw error;
    }
  }

  #placeFiles(): void {
    try {
      for (const { path, tree } of this.#request.given.mounts ?? []) {
        this.#scratch.prepare([path]);
        this.#volume.graft(path, tree);
      }
      this.#volume.files.openStdin(Buffer.from(this.#request.given.stdin ?? ''));
      writeGivenFiles(this.#volume, this.#request.given.files ?? {});
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      throw volumeFailure(error);
    }
  }

  /** @returns whether work of the run remains that can't be stopped */
  close(): boolean {
    const { compile, run } = this.#timings;
    if (compile + run > SHORT_RUN_MS) this.#environment.sandbox.dispose();
    this.#console.end();
    this.#objects.drop();
    return this.#calls.close();
  }

  async #timed<T>(phase: keyof RunEnd['timings'], work: () => Promise<T> | T): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#timings[phase] = msSince(from);
    }
  }

  #compile(): Program {
    const source = this.#readSource();
    // Functions that a script of an earlier run left may still use the names of a script.
    this.#graph.hidesScriptNames = source.kind === 'script' || this.#request.state !== null;
    if (source.kind === 'script') return { source };
    try {
      return { source, module: this.#graph.entry(source, this.#path, this.#file) };
    } catch (error) {
      if (error instanceof InvalidSource) throw syntaxError(error.file, error.failure);
      if (error instanceof ModuleNotFound) throw new Ended('threw', `Error [${error.code}]: ${error.message}`);
      throw error;
    }
  }

  #readSource(): RunnableSource {
    const { sandbox } = this.#environment;
    const refusal: SourceReaders['refusal'] = (text, form, file) => sandbox.refusal(text, form, file);
    try {
      const { source, positions } = readSubmitted(this.#submitted(), this.#path, this.#file, {
        refusal,
        compile: this.#compileSource,
      });
      this.#graph.positions.set(this.#file, positions);
      return source;
    } catch (error) {
      throw error instanceof RefusedSource ? new Ended('syntax_error', error.message) : error;
    }
  }

  /** Returns the text to run: the submitted source, or a file of the volume. */
  #submitted(): string {
    const { source, given } = this.#request;
    if (given.file === undefined) return source;
    try {
      return this.#volume.files.readFile(given.file, constants.O_RDONLY).toString();
    } catch (error) {
      if (error instanceof FsError) throw new Ended('threw', `Error: ${error.message}`);
      throw error;
    }
  }

  async #execute({ source, module }: Program): Promise<string | null> {
    const { sandbox } = this.#environment;
    const hostFs = createHostFs(this.#volume);
    sandbox.connect({
      fs: (call, ...args) => {
        this.#scratch.prepare(args);
        return hostFs(call, ...args);
      },
      call: this.#calls.call,
      write: (text, stream) => this.#console.write(text, stream),
      lend: () => this.#console.lend(),
      modules: this.#imports.answer,
    });
    sandbox.give(this.#given(), this.#request.given.input ?? null, this.#graph.hidesScriptNames);
    try {
      const { code, handle, mode } = source;
      // The texts of functions are looked up in these sources, and `toString` returns the text that the author wrote.
      this.#sources.add(handle === null ? code : withoutEdits(code, handle), mode);
      if (source.mayLeaveState || this.#request.state !== null) {
        sandbox.carryState(this.#stateText(), STATE_BOUNDS[this.#request.given.wantsState ? 'wanted' : 'unasked']);
      }
      // The names in the source do not show which parts a restored state or a module will use.
      sandbox.prepare(source.names, source.mayChangeLanguage || module !== undefined || this.#request.state !== null);
      this.#started = true;
      if (module) this.#evaluate(module);
      else sandbox.start(source, this.#file, this.#path);
      await this.#settle();
      return this.#result();
    } catch (error) {
      if (error instanceof Exited && error.exitCode === 0) return null;
      throw this.#explain(error);
    }
  }

  /** Returns the run's input besides its source; undefined when there is none. */
  #given(): GivenRun | undefined {
    const { args, env, stdin } = this.#request.given;
    if (this.#path === MAIN_PATH && !args && !env && !stdin) return undefined;
    return { main: this.#path, args: args ?? [], env: env ?? {}, stdin: stdin ?? '' };
  }

  #evaluate(module: LinkableModule): void {
    try {
      this.#environment.sandbox.modules.evaluate(module);
    } catch (error) {
      throw error instanceof SyntaxError ? withImportPlace(error, module) : error;
    }
  }

  /** Runs the event loop until nothing is left to do. */
  async #settle(): Promise<void> {
    const { sandbox, stop } = this.#environment;
    const end = await drive(sandbox, this.#pending, { stop, onStep: () => this.#console.flush() });
    if (end.state === 'failed') throw this.#failure(end.failure);
    if (end.state === 'stopped') throw new Ended('stopped', null);
    if (end.state === 'stuck') throw new Ended('threw', NEVER_SETTLES);
  }

  #result(): string {
    const { sandbox } = this.#environment;
    const json = sandbox.result();
    if (json === undefined) throw this.#failure(sandbox.failure());
    const bytes = Buffer.byteLength(json);
    if (bytes <= RESULT_MAX_BYTES) return json;
    throw new Ended(
      'threw',
      `RangeError: the result is ${bytes} bytes of JSON and at most ${RESULT_MAX_BYTES} are kept: write large data to a file`,
    );
  }

  /** Returns the text of the state that the run starts from. */
  #stateText(): string | null {
    const { state } = this.#request;
    if (state === null) return null;
    const object = this.#environment.objects.read(state);
    if (object?.type !== 'blob') throw new Error(`state ${state} is not in the store`);
    return object.data.toString();
  }

  #explain(error: unknown): unknown {
    if (error instanceof Uncaught) return this.#failure(error.failure);
    if (error instanceof Exited) return new Ended('exited', error.message, error.exitCode);
    if (error instanceof OutOfMemory) return new Ended('out_of_memory', outOfMemoryText(this.#request.heapMiB));
    if (error instanceof SyntaxError) {
      this.#started = false;
      return new Ended('syntax_error', placedError(error, this.#graph.positions));
    }
    return error;
  }

  #failure({ text, code }: GuestFailure): Ended {
    return new Ended(code === 'ENOSPC' ? 'quota_exceeded' : 'threw', this.#userText(text, true));
  }

  /** Returns the CPU time since the run began, in milliseconds. */
  #cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / US_PER_MS;
  }

  #userText(text: string, isMapped: boolean): string {
    return userStack(text, this.#graph.positions, isMapped);
  }

  #end(outcome: RunOutcome, parts: Partial<RunEnd>): RunEnd {
    return {
      type: 'done',
      outcome,
      started: this.#started,
      result: null,
      error: null,
      exitCode: null,
      cpuMs: this.#cpuMs(),
      outputTruncated: false,
      tree: null,
      state: null,
      stateEnd: null,
      artifacts: this.#objects.artifacts.list,
      pack: null,
      isSpent: false,
      ...parts,
      ...(parts.error != null && { error: cutText(parts.error, ERROR_TEXT_MAX) }),
      timings: this.#timings,
    };
  }
}
