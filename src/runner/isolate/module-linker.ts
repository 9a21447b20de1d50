/**
 * Modules of one isolate: compiled once, and linked with their imports.
 *
 * Our own modules connect guest modules to the run. One exports the handle of the run. For each file, one exports the
 * handle of that file. For each built-in module, one exports its exports.
 */
import type ivm from 'isolated-vm';
import { exportingModule, HIDING_MODULE, type LinkableModule } from '../linkable-module.ts';
import { RUN_MODULE } from '../source.ts';
import type { GuestIsolate } from './guest-isolate.ts';
import { GUEST_LIBRARY_FILE } from './library-code.ts';

/** Exports the names of a script as undefined. */
const HIDING_CODE = 'export let require, module, exports, __filename, __dirname;';

export class ModuleLinker {
  readonly #isolate: GuestIsolate;
  readonly #modules = new Map<LinkableModule, ivm.Module>();
  readonly #linkables = new Map<ivm.Module, LinkableModule>();
  readonly #linked = new Set<LinkableModule>();
  #runModule: ivm.Module | undefined;
  #hidingModule: ivm.Module | undefined;

  constructor(isolate: GuestIsolate) {
    this.#isolate = isolate;
  }

  /** Compiles a module and keeps it. @throws SyntaxError */
  compile(module: LinkableModule): void {
    this.#isolate.compile(() => this.#moduleFor(module));
  }

  /** Links a module with all that it imports. @throws SyntaxError */
  link(module: LinkableModule): ivm.Module {
    const reached = new Set<LinkableModule>();
    collect(module, reached);
    try {
      return this.#isolate.compile(() => {
        const entry = this.#moduleFor(module);
        entry.instantiateSync(this.#isolate.context, (specifier, referrer) => this.#resolve(specifier, referrer));
        for (const one of reached) this.#linked.add(one);
        return entry;
      });
    } catch (error) {
      // isolated-vm does not link a module again after a failed link, so these modules are compiled again when needed.
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
    const module = this.#isolate.isolate.compileModuleSync(code, { filename: linkable.file, lineOffset: -1 });
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
      this.#hidingModule ??= this.#isolate.isolate.compileModuleSync(HIDING_CODE);
      return this.#hidingModule;
    }
    if (specifier.startsWith(RUN_MODULE))
      return this.#handleModule(decodeURIComponent(specifier.slice(RUN_MODULE.length)));
    const target = this.#linkables.get(referrer)?.links.get(specifier);
    if (!target) throw new Error(`the module graph lacks '${specifier}'`);
    return this.#moduleFor(target);
  }

  /** Returns the text of a built-in module: its exports are known only inside the isolate. */
  #builtinCode(file: string): string {
    const name = file.slice('node:'.length);
    return exportingModule(`builtin(${JSON.stringify(name)})`, this.#isolate.enter('names', name));
  }

  /**
   * Returns the module whose default export is the handle of a file.
   * @param path path of the file, a space, and the handle's name
   */
  #handleModule(path: string): ivm.Module {
    const at = path.lastIndexOf(' ');
    const call = `run.file(${JSON.stringify(path.slice(0, at))},${JSON.stringify(path.slice(at + 1))})`;
    const code = `import run from '${RUN_MODULE}';export default ${call};`;
    return this.#isolate.isolate.compileModuleSync(code, { filename: `${GUEST_LIBRARY_FILE}handle` });
  }

  /** Returns the module through which others reach the run's handle. */
  #makeRunModule(): ivm.Module {
    const code = 'let run; export { run as default }; export const set = (value) => { run = value; };';
    const module = this.#isolate.isolate.compileModuleSync(code, { filename: `${GUEST_LIBRARY_FILE}run` });
    module.instantiateSync(this.#isolate.context, () => module);
    module.evaluateSync();
    const handle = this.#isolate.enter('handle');
    const set = module.namespace.getSync('set', { reference: true });
    set.applySync(undefined, [handle.derefInto({ release: true })]);
    return module;
  }
}

function collect(module: LinkableModule, into: Set<LinkableModule>): void {
  if (into.has(module)) return;
  into.add(module);
  for (const linked of module.links.values()) collect(linked, into);
}
