/**
 * One run's isolate, as the rest of the runner drives it.
 *
 * The isolate runs on the process's main thread: entering it and calling back from it cost about a microsecond each, and
 * nothing else runs meanwhile. So nothing here can interrupt guest code; the server's watchdog does, by ending the
 * process.
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
  /** Memory for text; without it every text is written by a call. */
  lend?(): SharedArrayBuffer;
}

/** How a run stands after a step. */
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
  /** Evaluates what the run's source imports and requires. */
  readonly modules: ModuleRunner;
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
    this.#isolate = new GuestIsolate(library, heapMiB, onCatastrophe, this.#callbacks());
    this.#parts = new UsedParts(library, this.#isolate);
    this.#state = new CarriedState(this.#isolate);
    this.modules = new ModuleRunner(this.#isolate);
  }

  /** Loads a part of the guest library before a run is there. @param part one of `usedParts` */
  loadAhead(part: string): void {
    this.#isolate.guard(() => this.#isolate.enter('load', part));
  }

  /** The parts of the guest library that a run like this one will use, as far as they can be loaded before it. */
  get usedParts(): string[] {
    return this.#parts.ahead;
  }

  /** Tells the library what of its boot text is called. No guest's code may have run in this process. */
  keepBoot(): void {
    this.#isolate.keepBoot();
  }

  /**
   * Hands the run what was given beside its source.
   * @param given undefined for nothing
   * @param input JSON text of the global `input`; null for none
   * @param isScript whether `require`, `module` and what else a script has are on the global object
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
   * Loads the parts of the guest library whose globals a source names, before its code can change what they build on.
   * @param names identifiers and string literals of the source
   * @param mayChangeLanguage whether it might: then also what its calls would load at first use
   */
  prepare(names: ReadonlySet<string>, mayChangeLanguage: boolean): void {
    this.#isolate.guard(() => this.#parts.prepare(names, mayChangeLanguage));
  }

  /**
   * Loads what carries state from run to run, before guest code is there, and brings back an earlier run's.
   * @param bounds what keeping the state may take
   */
  carryState(state: string | null, bounds: StateBounds = STATE_BOUNDS.wanted): void {
    this.#state.carry(state, bounds);
  }

  /** Returns the state that the run leaves; undefined when it was not carried. Never throws for what the guest does. */
  leftState(): LeftState | undefined {
    return this.#state.left();
  }

  /**
   * Compiles a script and runs it up to its first wait.
   * @param file the name that stack frames carry
   * @param path where its relative imports start from
   * @throws SyntaxError for an early error that only V8 finds; OutOfMemory; Exited; Uncaught
   */
  start(source: RunnableSource, file: string, path = '/main.ts'): void {
    const { isolate, context } = this.#isolate;
    const { code, lineOffset, handle } = source;
    const script = this.#isolate.compile(() => isolate.compileScriptSync(code, { filename: file, lineOffset }));
    this.#main = source;
    this.#isolate.forgiving(undefined, () => {
      if (handle !== null) this.#declareHandle(handle, path);
      this.#state.begin(source);
      if (source.form === 'body') {
        const program = script.runSync(context, { reference: true, release: true });
        this.#isolate.enter('run', program.derefInto({ release: true }));
      } else {
        this.#mainScript = script;
        this.#isolate.enter('run');
      }
    });
  }

  /** Why V8 does not compile a text; undefined when it does. */
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

  /** Gives the guest the answer to the host call numbered `id`. @throws OutOfMemory; Exited; Uncaught */
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

  /** Why the last step answered `failed`. */
  failure(): GuestFailure {
    const [text, code] = this.#isolate.guard(() => this.#isolate.enter('failure')) as [string, string | null];
    return { text, code };
  }

  /** The result's JSON text; undefined when making it threw, which `failure` then tells. */
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

  /** Runs the script that the run starts with. @returns what it threw */
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

  /** Makes a name of the script scope lead to the handle of a file. */
  #declareHandle(name: string, path: string): void {
    const { isolate, context } = this.#isolate;
    const set = isolate
      .compileScriptSync(`let ${name};(value=>{${name}=value})`, { filename: `${GUEST_LIBRARY_FILE}handle` })
      .runSync(context, { reference: true, release: true }) as ivm.Reference<(handle: unknown) => void>;
    set.applySync(undefined, [this.#isolate.enter('file', path, name).derefInto({ release: true })]);
    set.release();
  }

  /** V8's function for a collection, out of a context of its own: where it is, it can't be taken away. */
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

  /** Makes another context of the isolate, which has the language and nothing else. */
  #makeContext(): ivm.Dereference<Inside> {
    const context = this.#isolate.isolate.createContextSync();
    const inside = context.evalSync(INSIDE_CODE, { reference: true }) as ivm.Reference<Inside>;
    return inside.derefInto({ release: true });
  }

  /** Ends the run. A getter that state is read through does not end a run that has ended. */
  #exit(given: number): void {
    // An exit status is a whole number; the guest's own part has seen to it, but not everything that calls this is ours.
    const code = Math.trunc(Number(given)) | 0;
    if (this.#state.isCapturing) {
      this.#state.abandon(code);
      return;
    }
    if (code === 0) this.#state.keep();
    this.#isolate.exit(code);
  }
}
