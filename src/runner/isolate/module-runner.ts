/**
 * Evaluates modules and CommonJS files in one isolate, and gives the guest what they come to.
 */
import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import type { HostFailure, Rejection } from '../../guest/border.ts';
import type { Engine, LinkableModule } from '../linkable-module.ts';
import { RUN_MODULE } from '../source.ts';
import { copied, type GuestIsolate } from './guest-isolate.ts';
import { compileLazily, GUEST_LIBRARY_FILE } from './library-code.ts';
import { ModuleLinker } from './module-linker.ts';

export class ModuleRunner implements Engine {
  readonly #isolate: GuestIsolate;
  readonly #linker: ModuleLinker;
  /** Wrappers of CommonJS files, by path. */
  readonly #scripts = new Map<string, ivm.Script>();

  constructor(isolate: GuestIsolate) {
    this.#isolate = isolate;
    this.#linker = new ModuleLinker(isolate);
  }

  /**
   * Links the module that the run starts with, with all that it imports, and evaluates it up to its first wait.
   * @throws SyntaxError for an early error that only V8 finds; OutOfMemory; Exited; Uncaught
   */
  evaluate(module: LinkableModule): void {
    this.#evaluate(around('main', module, 'import * as namespace', 'run.ended(namespace)'));
  }

  /** Evaluates a module for the `import()` numbered `id` and gives the guest its namespace. @throws as `evaluate` does */
  import(id: number, module: LinkableModule): void {
    this.#evaluate(around('import', module, 'import * as namespace', `run.imported(${id},namespace)`), id);
  }

  #evaluate(module: LinkableModule, id?: number): void {
    const linked = this.#linker.link(module);
    // What comes out before the module has come to its end is its own failure, or can't be told from it.
    const hasEnded = () => this.#isolate.enter('ended', id);
    this.#isolate.forgiving(undefined, () => linked.evaluateSync() as undefined, hasEnded);
  }

  /** Tells the guest that the `import()` numbered `id` has failed. @returns whether it still waited */
  refuseImport(id: number, failure: HostFailure | Rejection): boolean {
    const copy = copied(failure);
    return this.#isolate.forgiving(true, () => this.#isolate.enter('refuse', id, copy));
  }

  checkModule(file: string, text: string): void {
    const compile = () => this.#isolate.isolate.compileModuleSync(text, { filename: file });
    this.#isolate.compile(() => compileLazily(text, compile)).release();
  }

  compileModule(module: LinkableModule): void {
    this.#linker.compile(module);
  }

  compileCommonJs(path: string, code: string): void {
    const compile = () => this.#isolate.isolate.compileScriptSync(code, { filename: path, lineOffset: -1 });
    this.#scripts.set(
      path,
      this.#isolate.compile(() => compileLazily(code, compile)),
    );
  }

  /**
   * Hands a CommonJS file's wrapper function to the guest, once it has been compiled.
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
   * Evaluates a module that `require` asked for, within the call, and hands the guest its namespace or what it threw.
   * @throws SyntaxError when it can't be linked
   */
  load(module: LinkableModule): void {
    // Reading a deferred namespace is the one way to evaluate a module that throws to guest code what the module threw.
    setFlagsFromString('--js-defer-import-eval');
    try {
      const outer = around('require', module, 'import defer * as namespace', 'run.evaluated(()=>namespace.$)');
      this.#linker.link(outer).evaluateSync();
    } finally {
      setFlagsFromString('--no-js-defer-import-eval');
    }
    if (this.#isolate.enter('evaluated')) this.receive(module);
  }

  /** Hands the guest the namespace of a module that does not wait for anything. */
  receive(module: LinkableModule): void {
    const outer = around('require', module, 'import * as namespace', 'run.received(namespace)');
    this.#linker.link(outer).evaluateSync();
  }
}

/**
 * A module of ours that imports one of the guest's and calls the run's handle.
 * @param name in the name of its file
 */
function around(name: string, module: LinkableModule, importing: string, call: string): LinkableModule {
  return {
    file: `${GUEST_LIBRARY_FILE}${name}`,
    code: `import run from '${RUN_MODULE}';${importing} from 'target';\n${call};`,
    links: new Map([['target', module]]),
  };
}
