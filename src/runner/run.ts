/**
 * One run from mount to commit. Layer 3.
 *
 * Order: mount, compile, run, result, commit; a run that does not complete commits nothing. The isolate is gone when
 * this is done, whatever happened.
 */
import { performance } from 'node:perf_hooks';
import { FsError } from '../../vfs/errno.ts';
import { Volume } from '../../vfs/volume.ts';
import type { Compiled, CompileFailure } from '../compiler/protocol.ts';
import { EMPTY_TREE, type Oid } from '../core/ids.ts';
import { RESULT_MAX_BYTES } from '../core/limits.ts';
import type { ObjectReader } from '../git/objects/objects.ts';
import { PackWriter } from '../git/packs/pack-writer.ts';
import type { HostFailure, HostValue } from '../guest/host.ts';
import type { ConsoleOutput } from './console-output.ts';
import { MAIN_FILE, sourcePositions, userStack } from './guest-error.ts';
import { Exited, type GuestFailure, OutOfMemory, Uncaught } from './guest-failure.ts';
import { GuestSources } from './guest-sources.ts';
import { createHostCalls } from './host-calls.ts';
import { createHostFs } from './host-fs.ts';
import { ImportQueue } from './import-queue.ts';
import { InvalidSource, type LinkableModule, ModuleGraph } from './module-graph.ts';
import { PendingWork } from './pending-work.ts';
import { outOfMemoryText, type RunEnd, type RunnerConfig, type RunOutcome, type RunRequest } from './protocol.ts';
import { ModuleNotFound } from './resolve.ts';
import type { Sandbox } from './sandbox.ts';
import { type RunnableSource, readSource } from './source.ts';
import { volumeFiles } from './volume-files.ts';

/** Where the submitted source stands in the volume, for what it imports. */
const MAIN_PATH = '/main.ts';

const NEVER_SETTLES =
  'Error: the top-level await can never settle: nothing that is left to run could resolve its promise';

/** How many callbacks may run before the process looks at its messages again. */
const STEPS_PER_TURN = 1_000;

/** What a run needs of its process. */
export interface RunEnvironment {
  readonly config: RunnerConfig;
  readonly objects: ObjectReader;
  /** An isolate with at least the library booted and the heap bound that the request asks for. */
  readonly sandbox: Sandbox;
  readonly console: ConsoleOutput;
  /** Asks the compiler process. */
  compile(source: string, file: string): Promise<Compiled | CompileFailure>;
  /** Aborted when the server wants the run to end. */
  readonly stop: AbortSignal;
  /** Told whenever the bytes that the volume holds have changed much. */
  meter(bytes: number): void;
}

/** What a source became: a script, or a module with all that it imports. */
interface Program {
  readonly source: RunnableSource;
  readonly module?: LinkableModule;
}

/** An end other than completion, thrown to leave the phases early. */
class Ended extends Error {
  readonly outcome: RunOutcome;
  readonly text: string | null;

  constructor(outcome: RunOutcome, text: string | null) {
    super(outcome);
    this.outcome = outcome;
    this.text = text;
  }
}

/**
 * Runs one request to its end.
 * @returns how it ended; failures of the guest are part of the answer
 * @throws what is wrong with treebox itself, such as an object that can't be read
 */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<RunEnd> {
  const execution = new Run(request, environment);
  let isSpent = false;
  const end = await execution.complete().finally(() => {
    isSpent = execution.close();
  });
  return { ...end, isSpent };
}

class Run {
  readonly #request: RunRequest;
  readonly #environment: RunEnvironment;
  readonly #console: ConsoleOutput;
  readonly #volume: Volume;
  readonly #calls: ReturnType<typeof createHostCalls>;
  readonly #timings = { mount: 0, compile: 0, run: 0, commit: 0 };
  readonly #sources = new GuestSources();
  readonly #graph: ModuleGraph;
  readonly #pending = new PendingWork();
  readonly #imports: ImportQueue;
  /** Why the tree can't be mounted. */
  #refusal: Ended | undefined;
  #started = false;

  constructor(request: RunRequest, environment: RunEnvironment) {
    const { config, objects } = environment;
    this.#request = request;
    this.#environment = environment;
    this.#console = environment.console;
    this.#console.begin(request.outputPath, config.outputBytes);
    const mountedAt = performance.now();
    this.#volume = this.#mount(objects, request.tree ?? EMPTY_TREE);
    this.#timings.mount = performance.now() - mountedAt;
    const settle = (id: number, answer: HostValue | HostFailure) => environment.sandbox.settle(id, answer);
    this.#calls = createHostCalls(this.#pending, settle, this.#sources);
    this.#graph = new ModuleGraph(volumeFiles(this.#volume), environment.compile, this.#sources);
    this.#imports = new ImportQueue(this.#graph, environment.sandbox, this.#pending);
  }

  /** A volume of the tree; an empty one when the tree can't be mounted, which ends the run before it starts. */
  #mount(objects: ObjectReader, tree: Oid): Volume {
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
      const source = await this.#timed('compile', () => this.#compile());
      const result = await this.#timed('run', () => this.#execute(source));
      const committed = await this.#timed('commit', () => this.#commit(this.#keptState()));
      return this.#end('completed', { result, ...committed });
    } catch (error) {
      if (error instanceof Ended) return this.#end(error.outcome, { error: error.text });
      throw error;
    }
  }

  /** @returns whether work of the run's is left that can't be stopped */
  close(): boolean {
    this.#environment.sandbox.dispose();
    this.#console.end();
    return this.#calls.close();
  }

  async #timed<T>(phase: keyof RunEnd['timings'], work: () => Promise<T> | T): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#timings[phase] = performance.now() - from;
    }
  }

  async #compile(): Promise<Program> {
    const source = await this.#readSource();
    if (source.kind === 'script') return { source };
    try {
      return { source, module: await this.#graph.entry(source, MAIN_PATH, MAIN_FILE) };
    } catch (error) {
      if (error instanceof InvalidSource) throw syntaxError(error.file, error.failure);
      if (error instanceof ModuleNotFound) throw new Ended('threw', `Error [${error.code}]: ${error.message}`);
      throw error;
    }
  }

  async #readSource(): Promise<RunnableSource> {
    const plain = readSource(this.#request.source, MAIN_PATH);
    if (plain) return this.#withPositions(plain);
    const compiled = await this.#environment.compile(this.#request.source, MAIN_FILE);
    if (!compiled.ok) throw syntaxError(MAIN_FILE, compiled);
    const source = readSource(compiled.code, MAIN_PATH);
    if (source) return this.#withPositions(source, compiled.map);
    const message = 'nested too deeply, or of a form that is not known here';
    throw syntaxError(MAIN_FILE, { ok: false, message, line: 1, column: 1 });
  }

  #withPositions(source: RunnableSource, map?: string): RunnableSource {
    this.#graph.positions.set(MAIN_FILE, sourcePositions(source.mapPosition, map));
    return source;
  }

  async #execute({ source, module }: Program): Promise<string | null> {
    const { sandbox } = this.#environment;
    sandbox.connect({
      fs: createHostFs(this.#volume),
      call: this.#calls.call,
      write: (text) => this.#console.write(text),
      lend: () => this.#console.lend(),
      modules: (call, ...args) => this.#imports.answer(call, args),
    });
    try {
      this.#sources.add(source.code, source.mode);
      if (source.mayLeaveState || this.#request.heap !== null) sandbox.carryState(this.#heapText());
      // What a heap brings or a module does is not seen in the source.
      sandbox.prepare(source.names, source.mayChangeLanguage || module !== undefined || this.#request.heap !== null);
      this.#started = true;
      if (module) sandbox.evaluate(module);
      else sandbox.start(source, MAIN_FILE);
      await this.#settle();
      return this.#result();
    } catch (error) {
      if (error instanceof Exited && error.exitCode === 0) return null;
      throw this.#explain(error);
    }
  }

  /** Runs everything that is due until nothing is left to do. */
  async #settle(): Promise<void> {
    const { sandbox, stop } = this.#environment;
    for (let steps = 1; ; steps += 1) {
      const progress = sandbox.step();
      this.#console.flush();
      if (progress.state === 'failed') throw this.#failure(sandbox.failure());
      if (progress.state === 'again') {
        if (steps % STEPS_PER_TURN !== 0) continue;
        await new Promise(setImmediate);
        this.#pending.check();
      } else if (progress.state === 'waiting') {
        await this.#pending.wait(stop, progress.ms);
      } else if (this.#pending.isBusy) {
        await this.#pending.wait(stop);
      } else if (progress.state === 'idle') {
        return;
      } else {
        throw new Ended('threw', NEVER_SETTLES);
      }
      if (stop.aborted) throw new Ended('stopped', null);
    }
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

  /** The text of the heap that the run starts from. */
  #heapText(): string | null {
    const { heap } = this.#request;
    if (heap === null) return null;
    const object = this.#environment.objects.read(heap);
    if (object?.type !== 'blob') throw new Error(`heap ${heap} is not in the store`);
    return object.data.toString();
  }

  /** The text of the heap that the run leaves; what can't be kept is named in the output. */
  #keptState(): string | null {
    try {
      const left = this.#environment.sandbox.leftState();
      if (left && left.leftOut !== '') this.#console.write(`[WARN] not kept in the heap: ${left.leftOut}\n`);
      return left?.text ?? null;
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #commit(heapText: string | null): Pick<RunEnd, 'tree' | 'heap' | 'pack'> {
    const { tree: mounted } = this.#request;
    if (mounted === null && heapText === null) return { tree: null, heap: null, pack: null };
    const writer = new PackWriter(this.#environment.config.incoming);
    try {
      const tree = mounted === null ? null : this.#volume.snapshot(writer);
      const heap = heapText === null ? null : writer.write('blob', Buffer.from(heapText));
      return { tree, heap, pack: writer.finish() };
    } catch (error) {
      writer.abandon();
      // What the run left is no tree that git would take: the run's own fault.
      if (error instanceof FsError && error.code === 'EINVAL') throw new Ended('threw', `Error: ${error.message}`);
      throw error;
    }
  }

  #explain(error: unknown): unknown {
    if (error instanceof Uncaught) return this.#failure(error.failure);
    if (error instanceof Exited) return new Ended('threw', error.message);
    if (error instanceof OutOfMemory) return new Ended('out_of_memory', outOfMemoryText(this.#request.heapMiB));
    if (error instanceof SyntaxError) {
      this.#started = false;
      return new Ended('syntax_error', this.#userText(error.stack ?? String(error), false));
    }
    return error;
  }

  #failure({ text, code }: GuestFailure): Ended {
    return new Ended(code === 'ENOSPC' ? 'quota_exceeded' : 'threw', this.#userText(text, true));
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
      tree: null,
      heap: null,
      pack: null,
      isSpent: false,
      ...parts,
      timings: this.#timings,
    };
  }
}

function syntaxError(file: string, { message, line, column }: CompileFailure): Ended {
  return new Ended('syntax_error', `SyntaxError: ${message}\n    at ${file}:${line}:${column}`);
}
