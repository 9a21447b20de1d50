/**
 * One run's isolate, as the rest of the runner drives it.
 *
 * The isolate runs on the process's main thread: entering it and calling back from it cost about a microsecond each,
 * and nothing else runs meanwhile. So nothing here can interrupt guest code; only the server's watchdog can, by killing
 * the process.
 */
import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import { STATE_BOUNDS, type StateBounds } from '../../core/limits.ts';
import {
  type Collect,
  type GivenRun,
  type HostCallbacks,
  type HostFailure,
  type HostValue,
  type Inside,
  PROGRESS,
  type Rejection,
} from '../../guest/border.ts';
import { INSIDE_CODE } from '../../guest/vm/contexts.ts';
import { type GuestFailure, toldOf } from '../guest-failure.ts';
import { bodyCode, type RunnableSource, type SourceForm } from '../source.ts';
import { CarriedState, type LeftState } from './carried-state.ts';
import { type Callbacks, copied, GuestIsolate } from './guest-isolate.ts';
import { GUEST_LIBRARY_FILE, type LibraryCode } from './library-code.ts';
import { ModuleRunner } from './module-runner.ts';
import { UsedParts } from './used-parts.ts';

/** The callbacks that a run answers in this process; the sandbox answers the others itself. None of them may throw. */
export interface HostFunctions extends Pick<HostCallbacks, 'fs' | 'call' | 'write' | 'modules'> {
  /** Shared memory for output; without it every text is written by a call. */
  lend?(): SharedArrayBuffer;
}

/** State of a run after a step. */
export type Progress =
  | { readonly state: 'again' | 'idle' | 'stuck' | 'failed' }
  | { readonly state: 'waiting'; readonly ms: number };

const STATES = new Map<number, Exclude<Progress['state'], 'waiting'>>([
  [PROGRESS.again, 'again'],
  [PROGRESS.idle, 'idle'],
  [PROGRESS.failed, 'failed'],
  [PROGRESS.stuck, 'stuck'],
]);

const NO_HOST: HostFunctions = {
  fs: () => ({ name: 'Error', message: 'no volume is mounted' }),
  call: () => ({ name: 'Error', message: 'no run is going on' }),
  write: () => undefined,
  modules: () => ({ name: 'Error', message: 'no run is going on' }),
};

export class Sandbox {
  readonly heapMiB: number;
  /** Evaluates the modules that the run's source imports and requires. */
  readonly modules: ModuleRunner;
  readonly #library: LibraryCode;
  readonly #isolate: GuestIsolate;
  readonly #parts: UsedParts;
  readonly #state: CarriedState;
  #host: HostFunctions = NO_HOST;
  #origin = performance.now();
  /** The source that the run starts with, when it is a script. */
  #main: RunnableSource | undefined;
  #mainScript: ivm.Script | undefined;

  /** Makes an isolate and boots the guest library in it; see `GuestIsolate`. */
  constructor(library: LibraryCode, heapMiB: number, onCatastrophe: (message: string) => void) {
    this.heapMiB = heapMiB;
    this.#library = library;
    this.#isolate = new GuestIsolate(library, heapMiB, onCatastrophe, this.#callbacks());
    this.#parts = new UsedParts(library, this.#isolate);
    this.#state = new CarriedState(this.#isolate);
    this.modules = new ModuleRunner(this.#isolate);
  }

  /** Loads a part of the guest library before a run begins. @param part one of `usedParts` */
  loadAhead(part: string): void {
    this.#isolate.guard(() => this.#isolate.enter('load', part));
  }

  /** Returns the parts of the guest library that a similar run will use and that can be loaded before it. */
  get usedParts(): string[] {
    return this.#parts.ahead;
  }

  /** Caches the functions of the boot text that this isolate has called. No guest code may have run in this process. */
  keepBoot(): void {
    this.#library.keepBoot(this.#isolate.isolate);
  }

  /**
   * Passes the input of the run to the guest.
   * @param given undefined for nothing
   * @param input JSON text of the global `input`; null for none
   * @param isScript whether `require`, `module` and the other names of a script are on the global object
   */
  give(given: GivenRun | undefined, input: string | null, isScript: boolean): void {
    const text = given ? JSON.stringify(given) : null;
    this.#isolate.guard(() => this.#isolate.enter('given', text, input, isScript));
  }

  /** Attaches the run's host side and starts its clock. */
  connect(host: HostFunctions): void {
    this.#host = host;
    this.#origin = performance.now();
  }

  /**
   * Loads the parts of the guest library whose globals a source names, before its code can change the built-in objects
   * that the parts use.
   * @param names identifiers and string literals of the source
   * @param mayChangeLanguage whether the source may change built-in objects; then the parts that its calls would load
   * at first use are loaded too
   */
  prepare(names: ReadonlySet<string>, mayChangeLanguage: boolean): void {
    this.#isolate.guard(() => this.#parts.prepare(names, mayChangeLanguage));
  }

  /**
   * Loads the part that carries state, before guest code runs, and restores the state of an earlier run.
   * @param bounds limits for keeping the state
   */
  carryState(state: string | null, bounds: StateBounds = STATE_BOUNDS.wanted): void {
    this.#state.carry(state, bounds);
  }

  /** Returns the state that the run leaves; undefined when it was not carried. An error of the guest is not thrown. */
  leftState(): LeftState | undefined {
    return this.#state.left();
  }

  /**
   * Compiles a script and runs it up to its first wait.
   * @param file its name in stack frames
   * @param path base of its relative imports
   * @throws SyntaxError for an early error that only V8 finds; OutOfMemory; Exited; Uncaught
   */
  start(source: RunnableSource, file: string, path = '/main.ts'): void {
    const { isolate, context } = this.#isolate;
    const { code, lineOffset } = source;
    const script = this.#isolate.compile(() => isolate.compileScriptSync(code, { filename: file, lineOffset }));
    this.#main = source;
    this.#isolate.forgiving(undefined, () => {
      const handle = this.#makeHandle(source, path);
      if (handle && source.form === 'script') this.#declareHandle(source.handle as string, handle);
      this.#state.begin(source);
      if (source.form === 'body') {
        const program = script.runSync(context, { reference: true, release: true });
        this.#isolate.enter('run', program.derefInto({ release: true }), handle);
      } else {
        this.#mainScript = script;
        this.#isolate.enter('run');
      }
    });
  }

  /** Returns V8's error for a text; undefined when V8 compiles it. */
  refusal(text: string, form: SourceForm, filename: string): Error | undefined {
    const { isolate } = this.#isolate;
    try {
      if (form === 'module') isolate.compileModuleSync(text, { filename });
      else if (form === 'script') isolate.compileScriptSync(text, { filename }).release();
      else isolate.compileScriptSync(bodyCode('', text), { filename, lineOffset: -1 }).release();
      return undefined;
    } catch (error) {
      if (isolate.isDisposed) throw this.#isolate.explain(error);
      return error as Error;
    }
  }

  /** Passes the answer to the host call numbered `id` to the guest. @throws OutOfMemory; Exited; Uncaught */
  settle(id: number, answer: HostValue | HostFailure): void {
    const copy = copied(answer);
    this.#isolate.forgiving(undefined, () => this.#isolate.enter('settle', id, copy));
  }

  /** Runs the next callback that is due, if any. @throws OutOfMemory; Exited; Uncaught */
  step(): Progress {
    const code = this.#isolate.forgiving<number>(PROGRESS.again, () => this.#isolate.enter('step'));
    const state = STATES.get(code);
    return state === undefined ? { state: 'waiting', ms: code } : { state };
  }

  /** Returns why the last step answered `failed`. */
  failure(): GuestFailure {
    const [text, code] = this.#isolate.guard(() => this.#isolate.enter('failure')) as [string, string | null];
    return { text, code };
  }

  /** Returns the result's JSON text; undefined when making it threw, for which `failure` has the error. */
  result(): string | undefined {
    const [made, text] = this.#isolate.guard(() => this.#isolate.enter('result'));
    return made ? text : undefined;
  }

  /** Frees the isolate. */
  dispose(): void {
    this.#host = NO_HOST;
    this.#isolate.dispose();
  }

  #callbacks(): Callbacks {
    return {
      fs: (call, ...args) => this.#host.fs(call, ...args),
      call: (name, ...args) => this.#host.call(name, ...args),
      now: () => performance.now() - this.#origin,
      write: (text, stream) => this.#host.write(text, stream),
      exit: (code) => this.#exit(code) as never,
      load: (part) => this.#parts.evaluate(part),
      modules: (call, ...args) => this.#host.modules(call, ...args),
      lend: () => {
        const memory = this.#host.lend?.();
        return memory && copied(memory);
      },
      runScript: () => this.#runMain(),
      makeContext: () => this.#makeContext(),
      makeCollect: () => this.#makeCollect(),
    };
  }

  /** Runs the script that the run starts with. @returns the value that it threw; undefined when it threw none */
  #runMain(): ivm.Copy<Rejection> | undefined {
    try {
      const value = this.#mainScript?.runSync(this.#isolate.context, { reference: true, release: true });
      this.#mainScript = undefined;
      if (value && this.#main?.hasValue) this.#isolate.enter('value', value.derefInto({ release: true }));
      else this.#isolate.enter('value');
      return undefined;
    } catch (error) {
      return copied(toldOf(error));
    }
  }

  /** Makes the handle that a source needs; undefined for none. */
  #makeHandle({ handle, reachesFiles }: RunnableSource, path: string): ivm.Dereference<object> | undefined {
    if (handle === null) return undefined;
    const made = reachesFiles ? this.#isolate.enter('file', path, handle) : this.#isolate.enter('bindings', handle);
    return made.derefInto({ release: true });
  }

  /** Binds a name of the script scope to the handle of a file. */
  #declareHandle(name: string, handle: ivm.Dereference<object>): void {
    const { isolate, context } = this.#isolate;
    const set = isolate
      .compileScriptSync(`let ${name};(value=>{${name}=value})`, { filename: `${GUEST_LIBRARY_FILE}handle` })
      .runSync(context, { reference: true, release: true }) as ivm.Reference<(handle: unknown) => void>;
    set.applySync(undefined, [handle]);
    set.release();
  }

  /** Returns V8's garbage collection function from a separate context, where guest code can't reach it. */
  #makeCollect(): ivm.Dereference<Collect> {
    setFlagsFromString('--expose-gc');
    try {
      const context = this.#isolate.isolate.createContextSync();
      const collect = context.evalSync('gc', { reference: true }) as ivm.Reference<Collect>;
      return collect.derefInto({ release: true });
    } finally {
      setFlagsFromString('--no-expose-gc');
    }
  }

  /** Makes another context of the isolate, with only the built-in objects of the language. */
  #makeContext(): ivm.Dereference<Inside> {
    const context = this.#isolate.isolate.createContextSync();
    const inside = context.evalSync(INSIDE_CODE, { reference: true }) as ivm.Reference<Inside>;
    return inside.derefInto({ release: true });
  }

  /** Ends the run. A getter that runs while the state is read can't end the run, which has already ended. */
  #exit(given: number): void {
    // An exit status is an integer. The guest library ensures that, but other code may call this too.
    const code = Math.trunc(Number(given)) | 0;
    if (this.#state.isCapturing) {
      this.#state.abandon(code);
      return;
    }
    if (code === 0) this.#state.keep();
    this.#isolate.exit(code);
  }
}
