/**
 * Evaluates modules and CommonJS files in one isolate, and passes their results to the guest.
 */
import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import type { HostFailure, Rejection } from '../../guest/border.ts';
import { toldOf } from '../guest-failure.ts';
import type { Engine, LinkableModule } from '../linkable-module.ts';
import { RUN_MODULE } from '../source.ts';
import { copied, type GuestIsolate } from './guest-isolate.ts';
import { GUEST_LIBRARY_FILE } from './library-code.ts';
import { ModuleLinker } from './module-linker.ts';

export class ModuleRunner implements Engine {
  readonly #isolate: GuestIsolate;
  readonly #linker: ModuleLinker;
  /** Wrappers of CommonJS files, by path. */
  readonly #scripts = new Map<string, ivm.Script>();
  /** Modules that pending `import()` calls wait for, by the number of the call. */
  readonly #waiting = new Map<number, LinkableModule>();
  /** The module that the run started with. */
  #main: LinkableModule | undefined;

  constructor(isolate: GuestIsolate) {
    this.#isolate = isolate;
    isolate.settleRejection = (error) => this.#settleRejection(error);
    this.#linker = new ModuleLinker(isolate);
  }

  /**
   * Links the module that the run starts with, with all that it imports, and evaluates it up to its first wait.
   * @throws SyntaxError for an early error that only V8 finds; OutOfMemory; Exited; Uncaught
   */
  evaluate(module: LinkableModule): void {
    this.#main = module;
    const linked = this.#linker.link(around('main', module, 'import * as namespace', 'run.ended(namespace)'));
    // An error before the end of the module is the module's own failure, or can't be distinguished from it.
    const hasEnded = () => this.#isolate.enter('ended');
    this.#isolate.forgiving(undefined, () => linked.evaluateSync() as undefined, hasEnded);
  }

  /**
   * Evaluates a module for the `import()` numbered `id` and passes its namespace, or the error that it throws, to the
   * guest.
   * @throws SyntaxError when it can't be linked; OutOfMemory; Exited; Uncaught for an error that is not the module's
   */
  import(id: number, module: LinkableModule): void {
    const outer = around('import', module, 'import * as namespace', `run.imported(${id},namespace)`);
    const linked = this.#linker.link(outer);
    this.#waiting.set(id, module);
    this.#isolate.forgiving(undefined, () => linked.evaluateSync() as undefined);
    if (this.#isolate.enter('ended', id)) this.#waiting.delete(id);
  }

  /** Tells the guest that `import()`s have failed. */
  refuseImports(refusals: [id: number, failure: HostFailure | Rejection][]): void {
    const copy = copied(refusals);
    this.#isolate.forgiving(undefined, () => this.#isolate.enter('refuse', copy));
  }

  /**
   * Ends the `import()`s whose modules have failed. isolated-vm reports only the first of several simultaneous
   * rejections, so each awaited module must be checked.
   * @param error the rejection that came out
   * @returns whether it came from an import that one of our modules was waiting for
   */
  #settleRejection(error: unknown): boolean {
    const refusals: [id: number, failure: Rejection][] = [];
    for (const [id, module] of this.#waiting) {
      const hasEnded = this.#isolate.enter('ended', id);
      const failure = hasEnded ? undefined : this.#failureOf(module);
      if (failure) refusals.push([id, failure]);
      if (hasEnded || failure) this.#waiting.delete(id);
    }
    if (refusals.length === 0) return false;
    this.refuseImports(refusals);
    if (this.#main && this.#failureOf(this.#main)) return false;
    const told = JSON.stringify(toldOf(error));
    return refusals.some(([, failure]) => JSON.stringify(failure) === told);
  }

  /** Returns the failure of a module that is being evaluated, if it has failed. */
  #failureOf(module: LinkableModule): Rejection | undefined {
    const probe = this.#linkDeferred(module, 'run.probed(()=>namespace.$)');
    try {
      probe.evaluateSync();
      return undefined;
    } catch (error) {
      if (this.#isolate.isOver) throw error;
      return toldOf(error);
    } finally {
      probe.release();
    }
  }

  /** Links one of our modules, which evaluates a guest module when it reads the namespace. */
  #linkDeferred(module: LinkableModule, call: string): ivm.Module {
    setFlagsFromString('--js-defer-import-eval');
    try {
      return this.#linker.link(around('require', module, 'import defer * as namespace', call));
    } finally {
      setFlagsFromString('--no-js-defer-import-eval');
    }
  }

  checkModule(file: string, text: string): void {
    this.#isolate.compile(() => this.#isolate.isolate.compileModuleSync(text, { filename: file })).release();
  }

  compileModule(module: LinkableModule): void {
    this.#linker.compile(module);
  }

  compileCommonJs(path: string, code: string): void {
    const compile = () => this.#isolate.isolate.compileScriptSync(code, { filename: path, lineOffset: -1 });
    this.#scripts.set(path, this.#isolate.compile(compile));
  }

  /**
   * Passes the compiled wrapper function of a CommonJS file to the guest.
   * @param handle name of the file's handle; null when its text needs none
   */
  provide(path: string, handle: string | null): void {
    const script = this.#scripts.get(path) as ivm.Script;
    let wrapper = script.runSync(this.#isolate.context, { reference: true });
    if (handle !== null) {
      const outer = wrapper as ivm.Reference<(handle: unknown) => () => unknown>;
      const own = this.#isolate.enter('file', path, handle).derefInto({ release: true });
      wrapper = outer.applySync(undefined, [own], { result: { reference: true } }) as ivm.Reference;
      outer.release();
    }
    this.#isolate.enter('wrapper', path, wrapper.derefInto({ release: true }));
  }

  /**
   * Evaluates a module for `require`, within the call, and passes its namespace or its error to the guest.
   * @returns false when nothing was done because the module, or one of its imports, is being evaluated
   * @throws SyntaxError when it can't be linked
   */
  load(module: LinkableModule): boolean {
    // Only reading a deferred namespace evaluates a module so that guest code gets the module's own error.
    this.#linkDeferred(module, 'run.evaluated(()=>namespace.$)').evaluateSync();
    const end = this.#isolate.enter('evaluated');
    if (end === 'done') this.receive(module);
    return end !== 'cycle';
  }

  /** Passes the namespace of a module without top-level `await` to the guest. */
  receive(module: LinkableModule): void {
    const outer = around('require', module, 'import * as namespace', 'run.received(namespace)');
    this.#linker.link(outer).evaluateSync();
  }
}

/**
 * Makes one of our modules, which imports a guest module and calls the run's handle.
 * @param name part of its file name
 */
function around(name: string, module: LinkableModule, importing: string, call: string): LinkableModule {
  return {
    file: `${GUEST_LIBRARY_FILE}${name}`,
    code: `import run from '${RUN_MODULE}';${importing} from 'target';\n${call};`,
    links: new Map([['target', module]]),
  };
}
