/**
 * One run's isolate. The only importer of isolated-vm.
 *
 * The isolate runs on the process's main thread: entering it and calling back from it cost about a microsecond each, and
 * nothing else runs meanwhile. So nothing here can interrupt guest code; the server's watchdog does, by ending the
 * process. Guest code never holds an isolated-vm object: what it can call are functions of its own realm, made from
 * `Callback`s, which copy what crosses. A host function that threw would carry host frames, so each one answers failures
 * as values.
 */
import { setFlagsFromString } from 'node:v8';
import ivm from 'isolated-vm';
import type { GuestLibrary } from '../compiler/protocol.ts';
import { STATE_BOUNDS, type StateBounds } from '../core/limits.ts';
import { BUILTINS } from '../guest/builtins.ts';
import { SHARED_HANDLE } from '../guest/code-marks.ts';
import type { Collect } from '../guest/formatter-memory.ts';
import type { GivenRun } from '../guest/given.ts';
import { GLOBALS } from '../guest/globals.ts';
import type { HostFailure, HostValue } from '../guest/host.ts';
import { INSIDE_CODE, type Inside } from '../guest/vm/contexts.ts';
import { Exited, type GuestFailure, OutOfMemory, toldOf, uncaught } from './guest-failure.ts';
import { type Engine, exportingModule, HIDING_MODULE, type LinkableModule } from './module-graph.ts';
import { bodyCode, declaringScript, isGlobal, RUN_MODULE, type RunnableSource, type SourceForm } from './source.ts';

/** What the guest's host calls reach in this process. None of them may throw. */
export interface HostFunctions {
  fs(call: string, ...args: HostValue[]): HostValue | HostFailure;
  call(name: string, ...args: HostValue[]): HostValue | HostFailure;
  /** Appends text to the stream of that descriptor; what follows in lent memory goes there too. */
  write(text: string, stream: number): void;
  /** Memory for text, as `src/guest/output.ts` uses it; without it every text is written by a call. */
  lend?(): SharedArrayBuffer;
  /** What the guest's modules ask; see `ModuleCalls` of the guest library. */
  modules(call: string, ...args: HostValue[]): HostValue | HostFailure;
}

/** How far a run has come after a step. */
export type Progress =
  | { readonly state: 'again' | 'idle' | 'stuck' | 'failed' }
  | { readonly state: 'waiting'; readonly ms: number };

/** State that outlives a run. */
export interface LeftState {
  /** The heap's text; null when there is nothing to keep. */
  readonly text: string | null;
  /** What could not be kept, and why. */
  readonly leftOut: readonly (readonly [name: string, why: string])[];
  /** Why nothing could be kept; null when that was possible. */
  readonly reason: string | null;
}

/** File names of our own guest code, so that its frames can be left out of what users see. */
export const GUEST_LIBRARY_FILE = 'treebox:';

/** What the console brings up as soon as it prints more than a string: what formats, and the class it looks for. */
const CONSOLE_PARTS: readonly string[] = ['inspect', 'url'];

/** Names in a source, each with the part that it brings up as soon as it is used. */
const USED_BY_NAME = Object.entries(GLOBALS);
/** Names with the parts that calls behind them bring up. */
const USED_BY_CALLS = [
  ...CONSOLE_PARTS.map((part) => ['console', part] as const),
  ...Object.entries(BUILTINS).flatMap(([name, { part }]) => [[name, part] as const, [`node:${name}`, part] as const]),
];
const USED = [...USED_BY_NAME, ...USED_BY_CALLS];
/** The same for a likely run: what is read from a file is a `Buffer`. */
const LIKELY = [...USED, ...USED.filter(([, part]) => part === 'fs').map(([name]) => [name, 'buffer'] as const)];

/** Parts that can be brought up before a run is there, since they ask nothing of its host. */
export const AHEAD = ['fs', 'buffer', 'inspect', 'url'] as const;

/** Compiled texts of the guest library, shared by the isolates of this process through V8's code cache. */
export class LibraryCode {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #caches = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();

  constructor(library: GuestLibrary) {
    // The last argument gives the name of the script scope its value.
    const boot = `let ${SHARED_HANDLE};(boot=>(...host)=>boot(...host,handle=>{${SHARED_HANDLE}=handle}))(${library.boot})`;
    this.#texts = new Map([['boot', boot], ...Object.entries(library.parts)]);
  }

  has(part: string): boolean {
    return this.#texts.has(part);
  }

  /** @internal */
  compile(isolate: ivm.Isolate, part: string): ivm.Script {
    const filename = `${GUEST_LIBRARY_FILE}${part}`;
    const cachedData = this.#caches.get(part);
    if (cachedData) return isolate.compileScriptSync(this.#texts.get(part) ?? '', { filename, cachedData });
    const script = isolate.compileScriptSync(this.#texts.get(part) ?? '', { filename, produceCachedData: true });
    const { cachedData: produced } = script as ivm.Script & { cachedData?: ivm.ExternalCopy<ArrayBuffer> };
    if (produced) this.#caches.set(part, produced);
    return script;
  }
}

// A context that a run makes with `vm` belongs to the same run: code may be evaluated in it from outside. V8 would compare
// tokens that nothing here can set.
setFlagsFromString('--allow-unsafe-function-constructor');

/** What a step answers when there is more to run. */
const PROGRESS_AGAIN = -1;

/** The boot function's answer: the one way into the isolate. */
type Enter = (operation: string, argument?: unknown, extra?: unknown) => unknown;

const NO_HOST: HostFunctions = {
  fs: () => ({ name: 'Error', message: 'no volume is mounted' }),
  call: () => ({ name: 'Error', message: 'no run is going on' }),
  write: () => undefined,
  modules: () => ({ name: 'Error', message: 'no run is going on' }),
};

/** Names of a script's, undefined as in any module. */
const HIDING_CODE = 'export let require, module, exports, __filename, __dirname;';

export class Sandbox implements Engine {
  readonly heapMiB: number;
  readonly #library: LibraryCode;
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #enter: ivm.Reference<Enter>;
  readonly #modules = new Map<LinkableModule, ivm.Module>();
  readonly #linkables = new Map<ivm.Module, LinkableModule>();
  readonly #linked = new Set<LinkableModule>();
  /** Wrappers of CommonJS files, by path. */
  readonly #scripts = new Map<string, ivm.Script>();
  #runModule: ivm.Module | undefined;
  #hidingModule: ivm.Module | undefined;
  #host: HostFunctions = NO_HOST;
  #origin = performance.now();
  #exitCode: number | undefined;
  /** What host code threw while the guest was calling it. */
  #hostFailure: { readonly error: unknown } | undefined;
  #carriesState = false;
  #isCapturing = false;
  #stateBounds: StateBounds = STATE_BOUNDS.wanted;
  #left: LeftState | undefined;
  /** The source that the run starts with, when it is a script. */
  #main: RunnableSource | undefined;
  #mainScript: ivm.Script | undefined;
  readonly #loaded = new Set<string>();
  #names: ReadonlySet<string> = new Set();

  /**
   * Makes an isolate and boots the guest library in it; about 2 ms.
   * @param heapMiB bound on the V8 heap in MiB; loose, since allocation can pass it before V8 notices
   * @param onCatastrophe called when V8 gives up on the isolate; must end the process
   */
  constructor(library: LibraryCode, heapMiB: number, onCatastrophe: (message: string) => void) {
    this.heapMiB = heapMiB;
    this.#library = library;
    this.#isolate = new ivm.Isolate({ memoryLimit: heapMiB, onCatastrophicError: onCatastrophe });
    this.#context = this.#isolate.createContextSync();
    const boot = library.compile(this.#isolate, 'boot').runSync(this.#context, { reference: true });
    this.#enter = boot.applySync(undefined, this.#functions(), { result: { reference: true } }) as ivm.Reference<Enter>;
    boot.release();
  }

  /** Brings up a part of the guest library before a run is there. @param part one of `usedParts` */
  bringUp(part: string): void {
    this.#guard(() => this.#enter.applySync(undefined, ['load', part]));
  }

  /** The parts of the guest library that a run like this one will use, as far as they can be brought up before it. */
  get usedParts(): string[] {
    const likely = new Set(LIKELY.filter(([name]) => this.#names.has(name)).map(([, part]) => part));
    return AHEAD.filter((part) => this.#loaded.has(part) && likely.has(part));
  }

  /**
   * Hands the run what was given beside its source.
   * @param input JSON text of the global `input`; null for none
   */
  give(given: GivenRun, input: string | null): void {
    this.#guard(() => this.#enter.applySync(undefined, ['given', JSON.stringify(given), input]));
  }

  /** Puts `require`, `module` and what else a script has on the global object. */
  openScriptScope(): void {
    this.#guard(() => this.#enter.applySync(undefined, ['scope']));
  }

  /** Attaches the run's host side and starts its clock. */
  connect(host: HostFunctions): void {
    this.#host = host;
    this.#origin = performance.now();
  }

  /**
   * Brings up the parts of the guest library whose globals a source names, before its code can change what they build on.
   * @param names identifiers and string literals of the source
   * @param mayChangeLanguage whether it might: then also what its calls would bring up at first use
   */
  prepare(names: ReadonlySet<string>, mayChangeLanguage: boolean): void {
    this.#names = names;
    this.#guard(() => {
      for (const [name, part] of mayChangeLanguage ? USED : USED_BY_NAME)
        if (names.has(name)) this.#enter.applySync(undefined, ['load', part]);
    });
  }

  /**
   * Compiles a script and runs it up to its first wait.
   * @param file the name that stack frames carry
   * @param path where its relative imports start from
   * @throws SyntaxError for an early error that only V8 finds; OutOfMemory; Exited; Uncaught
   */
  start(source: RunnableSource, file: string, path = '/main.ts'): void {
    const { code, lineOffset, handle } = source;
    const script = this.#compile(() => this.#isolate.compileScriptSync(code, { filename: file, lineOffset }));
    this.#main = source;
    this.#forgiving(undefined, () => {
      if (handle !== null) this.#declareHandle(handle, path);
      if (this.#carriesState) this.#yieldNames(source);
      if (source.form === 'body') {
        const program = script.runSync(this.#context, { reference: true, release: true });
        this.#enter.applySync(undefined, ['run', program.derefInto({ release: true })]);
      } else {
        this.#mainScript = script;
        this.#enter.applySync(undefined, ['run']);
      }
    });
  }

  /** Why V8 does not compile a text; undefined when it does. */
  refusal(text: string, form: SourceForm, filename: string): Error | undefined {
    try {
      if (form === 'module') this.#isolate.compileModuleSync(text, { filename });
      else if (form === 'script') this.#isolate.compileScriptSync(text, { filename }).release();
      else this.#isolate.compileScriptSync(bodyCode('', text), { filename, lineOffset: -1 }).release();
      return undefined;
    } catch (error) {
      if (this.#isolate.isDisposed) throw this.#explain(error);
      return error as Error;
    }
  }

  /**
   * Links the module that the run starts with, with all that it imports, and evaluates it up to its first wait.
   * @throws as `start` does
   */
  evaluate(module: LinkableModule): void {
    const code = `import run from '${RUN_MODULE}';import * as namespace from 'target';\nrun.ended(namespace);`;
    this.#evaluate({ file: `${GUEST_LIBRARY_FILE}main`, code, links: new Map([['target', module]]) });
  }

  /** Evaluates a module for the `import()` numbered `id` and gives the guest its namespace. @throws as `start` does */
  import(id: number, module: LinkableModule): void {
    const code = `import run from '${RUN_MODULE}';import * as namespace from 'target';\nrun.imported(${id},namespace);`;
    this.#evaluate({ file: `${GUEST_LIBRARY_FILE}import`, code, links: new Map([['target', module]]) }, id);
  }

  #evaluate(module: LinkableModule, id?: number): void {
    const linked = this.#link(module);
    // What comes out before the module has come to its end is its own failure, or can't be told from it.
    const hasEnded = () => this.#enter.applySync(undefined, ['ended', id]) as boolean;
    this.#forgiving(undefined, () => linked.evaluateSync() as undefined, hasEnded);
  }

  /** Tells the guest that the `import()` numbered `id` has failed. @returns whether it still waited */
  refuseImport(id: number, failure: HostFailure | readonly unknown[]): boolean {
    const copy = new ivm.ExternalCopy(failure).copyInto({ release: true });
    return this.#forgiving(true, () => this.#enter.applySync(undefined, ['refuse', id, copy]) as boolean);
  }

  /** Gives the guest the answer to the host call numbered `id`. @throws OutOfMemory; Exited; Uncaught */
  settle(id: number, answer: HostValue | HostFailure): void {
    const copy = new ivm.ExternalCopy(answer).copyInto({ release: true });
    this.#forgiving(undefined, () => this.#enter.applySync(undefined, ['settle', id, copy]));
  }

  compileCommonJs(path: string, code: string): void {
    this.#scripts.set(
      path,
      this.#compile(() =>
        lazily(code, () => this.#isolate.compileScriptSync(code, { filename: path, lineOffset: -1 })),
      ),
    );
  }

  compileModule(module: LinkableModule): void {
    this.#compile(() => this.#moduleFor(module));
  }

  /**
   * Hands a CommonJS file's wrapper function to the guest, once it has been compiled.
   * @param handle name of the file's handle; null when its text needs none
   */
  provide(path: string, handle: string | null): void {
    const script = this.#scripts.get(path) as ivm.Script;
    let wrapper = script.runSync(this.#context, { reference: true });
    if (handle !== null) {
      const outer = wrapper as ivm.Reference<(handle: unknown) => () => unknown>;
      const taken = this.#enter.applySync(undefined, ['file', path, handle], { result: { reference: true } });
      const copy = (taken as ivm.Reference).derefInto({ release: true });
      wrapper = outer.applySync(undefined, [copy], { result: { reference: true } }) as ivm.Reference;
      outer.release();
    }
    this.#enter.applySync(undefined, ['wrapper', path, wrapper.derefInto({ release: true })]);
  }

  /**
   * Evaluates a module that `require` asked for, within the call, and hands the guest its namespace or what it threw.
   * @throws SyntaxError when it can't be linked
   */
  load(module: LinkableModule): void {
    // Reading a deferred namespace is the one way to evaluate a module that throws to guest code what the module threw.
    setFlagsFromString('--js-defer-import-eval');
    const code = `import run from '${RUN_MODULE}';import defer * as namespace from 'target';\nrun.evaluated(()=>namespace.$);`;
    try {
      this.#link({ file: `${GUEST_LIBRARY_FILE}require`, code, links: new Map([['target', module]]) }).evaluateSync();
    } finally {
      setFlagsFromString('--no-js-defer-import-eval');
    }
    if (this.#enter.applySync(undefined, ['evaluated'])) this.receive(module);
  }

  /** Hands the guest the namespace of a module that does not wait for anything. */
  receive(module: LinkableModule): void {
    const code = `import run from '${RUN_MODULE}';import * as namespace from 'target';\nrun.received(namespace);`;
    this.#link({ file: `${GUEST_LIBRARY_FILE}require`, code, links: new Map([['target', module]]) }).evaluateSync();
  }

  /** Runs the next callback that is due, if any. @throws OutOfMemory; Exited; Uncaught */
  step(): Progress {
    const code = this.#forgiving(PROGRESS_AGAIN, () => this.#enter.applySync(undefined, ['step']) as number);
    if (code >= 0) return { state: 'waiting', ms: code };
    return { state: code === PROGRESS_AGAIN ? 'again' : code === -2 ? 'idle' : code === -3 ? 'failed' : 'stuck' };
  }

  /** Why the last step answered `failed`. */
  failure(): GuestFailure {
    const [text, code] = this.#guard(
      () => this.#enter.applySync(undefined, ['failure'], { result: { copy: true } }) as [string, string | null],
    );
    return { text, code };
  }

  /** The result's JSON text; undefined when making it threw, which `failure` then tells. */
  result(): string | undefined {
    const [made, text] = this.#guard(
      () => this.#enter.applySync(undefined, ['result'], { result: { copy: true } }) as [boolean, string?],
    );
    return made ? text : undefined;
  }

  /**
   * Brings up what carries state from run to run, before guest code is there, and brings back an earlier run's.
   * @param bounds what keeping the state may take
   */
  carryState(heap: string | null, bounds: StateBounds = STATE_BOUNDS.wanted): void {
    this.#stateBounds = bounds;
    this.#guard(() => {
      this.#enter.applySync(undefined, ['load', 'heap']);
      if (heap !== null) this.#enter.applySync(undefined, ['restore', heap]);
    });
    this.#carriesState = true;
  }

  /** The state that the run leaves; undefined when it was not carried. Never throws for what the guest does. */
  leftState(): LeftState | undefined {
    if (!this.#carriesState || this.#isolate.isDisposed) return this.#left;
    return this.#captureState();
  }

  /** Frees the isolate. */
  dispose(): void {
    this.#host = NO_HOST;
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  /** In the order in which the boot function takes them. */
  #functions(): ivm.Callback[] {
    return [
      this.#callback((call: string, ...args: HostValue[]) => this.#host.fs(call, ...args)),
      this.#callback((name: string, ...args: HostValue[]) => this.#host.call(name, ...args)),
      this.#callback(() => performance.now() - this.#origin),
      this.#callback((text: string, stream: number) => this.#host.write(text, stream)),
      this.#callback((code: number) => this.#exit(code)),
      this.#callback((part: string) => this.#load(part)),
      this.#callback((call: string, ...args: HostValue[]) => this.#host.modules(call, ...args)),
      this.#callback(() => this.#lend()),
      this.#callback(() => this.#runMain()),
      this.#callback(() => this.#makeContext()),
      this.#callback(() => this.#makeCollect()),
    ];
  }

  /**
   * A function for the guest. What it throws would carry host frames to the guest, and is a failure of treebox itself: it
   * ends the isolate and becomes the run's own failure.
   */
  #callback<A extends unknown[], R>(work: (...args: A) => R): ivm.Callback {
    return new ivm.Callback((...args: A) => {
      try {
        return work(...args);
      } catch (error) {
        if (this.#isolate.isDisposed) return undefined;
        this.#hostFailure = { error };
        this.#isolate.dispose();
        return undefined;
      }
    });
  }

  /** Runs the script that the run starts with. @returns what it threw */
  #runMain(): ivm.Copy<readonly unknown[]> | undefined {
    try {
      const value = this.#mainScript?.runSync(this.#context, { reference: true, release: true });
      this.#mainScript = undefined;
      if (value && this.#main?.hasValue)
        this.#enter.applySync(undefined, ['value', value.derefInto({ release: true })]);
      else this.#enter.applySync(undefined, ['value']);
      return undefined;
    } catch (error) {
      return new ivm.ExternalCopy(toldOf(error)).copyInto({ release: true });
    }
  }

  /** Makes a name of the script scope lead to the handle of a file. */
  #declareHandle(name: string, path: string): void {
    const set = this.#isolate
      .compileScriptSync(`let ${name};(value=>{${name}=value})`, { filename: `${GUEST_LIBRARY_FILE}handle` })
      .runSync(this.#context, { reference: true, release: true }) as ivm.Reference<(handle: unknown) => void>;
    const handle = this.#enter.applySync(undefined, ['file', path, name], { result: { reference: true } });
    set.applySync(undefined, [(handle as ivm.Reference).derefInto({ release: true })]);
    set.release();
  }

  /** Has names that an earlier run left make way for globals that a script declares. */
  #yieldNames({ form, bindings }: RunnableSource): void {
    const names = form === 'script' ? bindings.filter(({ kind }) => isGlobal(kind)).map(({ name }) => name) : [];
    if (names.length === 0) return;
    this.#enter.applySync(undefined, ['yield', new ivm.ExternalCopy(names).copyInto({ release: true })]);
  }

  /** Tells the state of what the script declares, which it does not do itself. */
  #declareBindings(): void {
    const bindings = this.#main?.form === 'script' ? this.#main.bindings : [];
    if (bindings.length === 0) return;
    const declare = this.#isolate
      .compileScriptSync(declaringScript(bindings), { filename: `${GUEST_LIBRARY_FILE}bindings` })
      .runSync(this.#context, { reference: true, release: true });
    this.#enter.applySync(undefined, ['declare', declare.derefInto({ release: true })]);
  }

  #lend(): ivm.Copy<SharedArrayBuffer> | undefined {
    const memory = this.#host.lend?.();
    return memory && new ivm.ExternalCopy(memory).copyInto({ release: true });
  }

  /** V8's function for a collection, out of a context of its own: where it is, it can't be taken away. */
  #makeCollect(): ivm.Dereference<Collect> {
    setFlagsFromString('--expose-gc');
    try {
      const collect = this.#isolate.createContextSync().evalSync('gc', { reference: true }) as ivm.Reference<Collect>;
      return collect.derefInto({ release: true });
    } finally {
      setFlagsFromString('--no-expose-gc');
    }
  }

  /** Makes another context of the isolate, which has the language and nothing else. */
  #makeContext(): ivm.Dereference<Inside> {
    const context = this.#isolate.createContextSync();
    const inside = context.evalSync(INSIDE_CODE, { reference: true }) as ivm.Reference<Inside>;
    return inside.derefInto({ release: true });
  }

  /** Ends guest execution for good: nothing that the guest wrote, not even a `finally`, runs after this. */
  #exit(code: number): void {
    // A getter that state is read through does not end a run that has ended.
    if (this.#isCapturing) {
      this.#isolate.dispose();
      return;
    }
    // An exit status is a whole number; the guest's own part has seen to it, but not everything that calls this is ours.
    this.#exitCode = Math.trunc(Number(code)) | 0;
    if (code === 0 && this.#carriesState) this.#left = this.#captureState();
    this.#isolate.dispose();
  }

  #captureState(): LeftState {
    const { text: textMax, ms } = this.#stateBounds;
    this.#isCapturing = true;
    try {
      this.#declareBindings();
      const [text, leftOut, reason] = this.#enter.applySync(undefined, ['capture', textMax, ms], {
        result: { copy: true },
      }) as [string | null, LeftState['leftOut'], string | null];
      return { text, leftOut, reason };
    } catch (error) {
      const why = this.#isolate.isDisposed
        ? 'it took too much memory'
        : `reading it failed: ${uncaught(error).message}`;
      return { text: null, leftOut: [], reason: why };
    } finally {
      this.#isCapturing = false;
    }
  }

  /** @returns whether there is such a part; what evaluating it threw, as it does where the guest's stack ends */
  #load(part: string): boolean | HostFailure {
    if (!this.#library.has(part)) return false;
    try {
      const factory = this.#library.compile(this.#isolate, part).runSync(this.#context, { reference: true });
      this.#enter.applySync(undefined, ['part', part, factory.derefInto({ release: true })]);
    } catch (error) {
      if (!(error instanceof Error) || this.#isolate.isDisposed) throw error;
      return { name: error.name, message: error.message };
    }
    this.#loaded.add(part);
    return true;
  }

  /** Links a module with all that it imports. @throws SyntaxError */
  #link(module: LinkableModule): ivm.Module {
    const reached = new Set<LinkableModule>();
    collect(module, reached);
    try {
      return this.#compile(() => {
        const entry = this.#moduleFor(module);
        entry.instantiateSync(this.#context, (specifier, referrer) => this.#resolve(specifier, referrer));
        for (const one of reached) this.#linked.add(one);
        return entry;
      });
    } catch (error) {
      // isolated-vm does not link again what a failed link has begun with: those are compiled anew when they are wanted.
      for (const one of reached) if (!this.#linked.has(one)) this.#forget(one);
      throw error;
    }
  }

  #forget(linkable: LinkableModule): void {
    const module = this.#modules.get(linkable);
    if (module) this.#linkables.delete(module);
    this.#modules.delete(linkable);
  }

  #moduleFor(linkable: LinkableModule): ivm.Module {
    const known = this.#modules.get(linkable);
    if (known) return known;
    const code = linkable.code ?? this.#builtinCode(linkable.file);
    const module = lazily(code, () =>
      this.#isolate.compileModuleSync(code, { filename: linkable.file, lineOffset: -1 }),
    );
    this.#modules.set(linkable, module);
    this.#linkables.set(module, linkable);
    return module;
  }

  #resolve(specifier: string, referrer: ivm.Module): ivm.Module {
    if (specifier === RUN_MODULE) {
      this.#runModule ??= this.#makeRunModule();
      return this.#runModule;
    }
    if (specifier === HIDING_MODULE) {
      this.#hidingModule ??= this.#isolate.compileModuleSync(HIDING_CODE);
      return this.#hidingModule;
    }
    if (specifier.startsWith(RUN_MODULE))
      return this.#handleModule(decodeURIComponent(specifier.slice(RUN_MODULE.length)));
    const target = this.#linkables.get(referrer)?.links.get(specifier);
    if (!target) throw new Error(`the module graph lacks '${specifier}'`);
    return this.#moduleFor(target);
  }

  /** The text of a built-in module: what it exports is known only inside. */
  #builtinCode(file: string): string {
    const name = file.slice('node:'.length);
    const names = this.#enter.applySync(undefined, ['names', name], { result: { copy: true } }) as string[];
    return exportingModule(`builtin(${JSON.stringify(name)})`, names);
  }

  /** The module whose default export is the handle of a file. @param path the file's, then a space and the handle's name */
  #handleModule(path: string): ivm.Module {
    const at = path.lastIndexOf(' ');
    const call = `run.file(${JSON.stringify(path.slice(0, at))},${JSON.stringify(path.slice(at + 1))})`;
    const code = `import run from '${RUN_MODULE}';export default ${call};`;
    return this.#isolate.compileModuleSync(code, { filename: `${GUEST_LIBRARY_FILE}handle` });
  }

  /** The module through which others reach the run's handle. */
  #makeRunModule(): ivm.Module {
    const code = 'let run; export { run as default }; export const set = (value) => { run = value; };';
    const module = this.#isolate.compileModuleSync(code, { filename: `${GUEST_LIBRARY_FILE}run` });
    module.instantiateSync(this.#context, () => module);
    module.evaluateSync();
    const handle = this.#enter.applySync(undefined, ['handle'], { result: { reference: true } }) as ivm.Reference;
    const set = module.namespace.getSync('set', { reference: true });
    set.applySync(undefined, [handle.derefInto({ release: true })]);
    return module;
  }

  /** Runs a compilation; a `SyntaxError` of the guest's source passes through. */
  #compile<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      throw this.#explain(error);
    }
  }

  /** Runs what enters the isolate, and tells apart the ways in which that can end. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /**
   * The same for what runs guest code: a rejection that nothing handles ends in `otherwise` where the guest's own listeners
   * have dealt with it.
   * @param isRejection whether what came out is a rejection, and not what the work itself has failed with
   */
  #forgiving<T>(otherwise: T, work: () => T, isRejection: () => boolean = () => true): T {
    try {
      return work();
    } catch (error) {
      const isOver = this.#exitCode !== undefined || this.#isolate.isDisposed;
      if (!isOver && isRejection() && this.#isForgiven(error)) return otherwise;
      throw this.#explain(error);
    }
  }

  #isForgiven(error: unknown): boolean {
    const copy = new ivm.ExternalCopy(toldOf(error)).copyInto({ release: true });
    return this.#guard(() => this.#enter.applySync(undefined, ['forgives', copy]) as boolean);
  }

  #explain(error: unknown): unknown {
    if (this.#hostFailure) return this.#hostFailure.error;
    if (this.#exitCode !== undefined) return new Exited(this.#exitCode);
    if (this.#isolate.isDisposed) return new OutOfMemory();
    return uncaught(error);
  }
}

/** Texts from this length on, in characters, have functions compiled when they are called: most never are. */
const LAZY_LENGTH = 32_768;
/** Whether this process compiles all functions ahead, which is for the guest library. */
const IS_EAGER = process.execArgv.includes('--no-lazy');

function lazily<T>(code: string, compile: () => T): T {
  if (!IS_EAGER || code.length < LAZY_LENGTH) return compile();
  setFlagsFromString('--lazy');
  try {
    return compile();
  } finally {
    setFlagsFromString('--no-lazy');
  }
}

function collect(module: LinkableModule, into: Set<LinkableModule>): void {
  if (into.has(module)) return;
  into.add(module);
  for (const linked of module.links.values()) collect(linked, into);
}
