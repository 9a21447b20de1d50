/**
 * Implements CommonJS inside the isolate.
 *
 * The host finds and reads files. This module runs and caches them, and handles cycles as Node does: with the
 * unfinished `exports`.
 */

import type { HostFailure, ModuleCalls, Wrapper } from './border.ts';
import { builtins } from './builtins.ts';
import { CommonJsModule, directory, packageFolders } from './commonjs-module.ts';
import { failed } from './host.ts';
import { toError } from './host-error.ts';
import type { Internals } from './internals.ts';
import { LANGUAGE } from './language.ts';
import { append, bareObject, dataDescriptor, uncurry } from './primordials.ts';
import type { ImportLoader } from './state/imports.ts';

/** `require` of one file. */
export interface Require {
  (specifier: string): unknown;
  readonly resolve: unknown;
  readonly main: unknown;
  readonly extensions: object;
  readonly cache: object;
}

/** The names that a script has besides its globals. */
interface ScriptScope {
  readonly require: Require;
  readonly module: CommonJsModule;
  readonly exports: unknown;
  readonly __filename: string;
  readonly __dirname: string;
}

/** How the evaluation of a module that `require` asked for has ended. */
type Loaded = { readonly namespace: object } | { readonly thrown: unknown };

const { apply, assign, defineProperty, hasOwn, isArray, parseJson, mapGet: get, mapSet: set } = LANGUAGE;
const { Map: MapType, TypeError: TypeErrorType, SyntaxError: SyntaxErrorType } = LANGUAGE;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;
/** Head of the list of requiring files in an error's message. */
const REQUIRE_STACK = '\nRequire stack:\n';
const includes = uncurry(LANGUAGE.includes);
const startsWith = uncurry(LANGUAGE.startsWith);
const slice = uncurry(LANGUAGE.slice);

export class Modules {
  /** Modules that `require` has loaded, by absolute path; the guest may change this object. */
  readonly cache = bareObject<CommonJsModule>();
  readonly extensions = bareObject<unknown>();
  readonly #calls: ModuleCalls;
  readonly #builtin: Internals['builtin'];
  readonly #mainPath: () => string;
  readonly #wrappers = new MapType<string, Wrapper>();
  /** CommonJS files that have started but not ended; and files that the host is reading or evaluating. */
  readonly #running: string[] = [];
  readonly #loading: string[] = [];
  #loaded: Loaded | undefined;
  #main: CommonJsModule | undefined;

  /** @param mainPath returns the absolute path of the source that the run starts with */
  constructor(calls: ModuleCalls, builtin: Internals['builtin'], mainPath: () => string) {
    this.#calls = calls;
    this.#builtin = builtin;
    this.#mainPath = mainPath;
    const extensions = ['.js', '.json', '.node'];
    for (let at = 0; at < extensions.length; at += 1) {
      this.extensions[extensions[at] as string] = (module: CommonJsModule, filename: string) =>
        this.#run(filename, module);
    }
  }

  /** Absolute path of the source that the run starts with. */
  get mainPath(): string {
    return this.#mainPath();
  }

  /** Makes the names that a script has besides its globals. */
  scriptScope(): ScriptScope {
    const path = this.mainPath;
    const main: CommonJsModule = new CommonJsModule('.', (specifier) => this.#require(specifier, path, main));
    main.filename = path;
    main.path = directory(path);
    main.paths = packageFolders(main.path);
    this.#main = main;
    const require = this.requireFrom(path, main);
    return { require, module: main, exports: main.exports, __filename: path, __dirname: main.path };
  }

  /** Loads the imports of an earlier run again. */
  readonly again: ImportLoader = {
    find: (how, specifier, from) => {
      if (how !== 'createRequire') this.resolve(specifier, from, how);
    },
    canLoad: (how, specifier, from) => how !== 'import' || !failed(this.#calls('importable', specifier, from)),
    load: (how, specifier, from) => {
      if (how === 'createRequire') return this.requireFrom(from);
      return how === 'require' ? this.#require(specifier, from, undefined) : this.#namespace(specifier, from);
    },
  };

  /** Receives a file's wrapper function from the host. */
  receive(path: string, wrapper: Wrapper): void {
    apply(set, this.#wrappers, [path, wrapper]);
  }

  /**
   * Records the error of a module's evaluation, if there is one.
   * @param evaluate evaluates the module, unless that was done
   */
  evaluated(evaluate: () => unknown): void {
    try {
      evaluate();
    } catch (thrown) {
      this.#loaded = { thrown };
    }
  }

  /**
   * Throws the error with which a module failed; does nothing if the module is not ready.
   * @param evaluate reads the deferred namespace of the module
   */
  probed(evaluate: () => unknown): void {
    try {
      evaluate();
    } catch (thrown) {
      if (!isNotReady(thrown)) throw thrown;
    }
  }

  /** Receives the namespace of an evaluated module. */
  received(namespace: object): void {
    this.#loaded ??= { namespace };
  }

  /**
   * Returns how the evaluation in `evaluated` ended. V8 refuses to start the evaluation of a module that is in
   * progress.
   */
  takeEvaluated(): 'done' | 'cycle' | 'thrown' {
    if (this.#loaded === undefined) return 'done';
    if (!isNotReady((this.#loaded as { thrown: unknown }).thrown)) return 'thrown';
    this.#loaded = undefined;
    return 'cycle';
  }

  /** Makes the `require` of one file. @param module the file's own, which gets the required modules as children */
  requireFrom(from: string, module: CommonJsModule = this.#moduleOf(from)): Require {
    const require = (specifier: string) => this.#require(specifier, from, module);
    const resolve = (specifier: string, options?: { readonly paths?: string[] }) => {
      const folders = options?.paths;
      if (folders !== undefined && !isArray(folders))
        throw invalidArgument('options.paths', 'an instance of Array', folders);
      const { 0: kind, 1: target } = this.resolve(specifier, from, 'find', folders);
      return kind === 'builtin' ? specifier : target;
    };
    const paths = (specifier: string) => this.#lookupPaths(specifier, from);
    defineProperty(resolve, 'paths', dataDescriptor(paths, PLAIN));
    return assign(require, { resolve, main: this.#main, extensions: this.extensions, cache: this.cache }) as Require;
  }

  /** Returns the exports of a CommonJS, JSON or ES module file. */
  requireFile(path: string, parent?: CommonJsModule): unknown {
    const known = this.cache[path];
    if (known) {
      adopt(parent, known);
      // An ES module that is still loading has no exports yet.
      if (!known.loaded && holds(this.#loading, path)) throw cycle(path, known.parent?.filename);
      return known.exports;
    }
    const module = this.#moduleOf(path, parent);
    adopt(parent, module);
    this.cache[path] = module;
    let isDone = false;
    try {
      this.#run(path, module);
      isDone = true;
    } finally {
      if (!isDone) this.#drop(path, module, parent);
    }
    module.loaded = true;
    return module.exports;
  }

  /** Resolves a specifier. @throws the error that Node throws if there is no such module */
  resolve(
    specifier: string,
    from: string,
    how: 'require' | 'find' | 'import' | 'meta' | 'source',
    folders?: string[],
  ): [string, string] {
    if (typeof specifier !== 'string') throw invalidArgument('id', 'of type string', specifier);
    const answer =
      folders === undefined
        ? this.#calls('resolve', specifier, from, how)
        : this.#calls('resolve', specifier, from, how, folders);
    if (failed(answer)) throw this.#withStack(toError(answer), from);
    return answer;
  }

  #moduleOf(path: string, parent?: CommonJsModule): CommonJsModule {
    const module: CommonJsModule = new CommonJsModule(
      path,
      (specifier) => this.#require(specifier, path, module),
      parent,
    );
    module.filename = path;
    module.paths = packageFolders(module.path);
    return module;
  }

  #require(specifier: string, from: string, parent: CommonJsModule | undefined): unknown {
    if (specifier === '') {
      const message = "The argument 'id' must be a non-empty string. Received ''";
      throw toError({ name: 'TypeError', message, code: 'ERR_INVALID_ARG_VALUE' });
    }
    const { 0: kind, 1: target } = this.resolve(specifier, from, 'require');
    return kind === 'builtin' ? this.#builtin(target) : this.requireFile(target, parent);
  }

  /**
   * Returns the namespace that an `import` of the specifier gives.
   * @throws Error for a module with top-level `await`
   */
  #namespace(specifier: string, from: string): object {
    const answer = this.#calls('namespace', specifier, from);
    if (failed(answer)) throw toError(answer);
    return this.#takeLoaded();
  }

  /** Adds the chain of requiring files to the error for a module that `require` did not find. */
  #withStack(error: Error & { code?: string }, from: string): Error {
    if (error.code !== 'MODULE_NOT_FOUND' || !includes(error.message, REQUIRE_STACK)) return error;
    const requireStack = this.#requireStack(from);
    const whole = toError({ name: 'Error', message: error.message + listed(requireStack, 1), code: error.code });
    return defineProperty(whole, 'requireStack', dataDescriptor(requireStack, PLAIN));
  }

  /** Returns a file and the chain of files that required it, nearest first. */
  #requireStack(from: string): string[] {
    const files = [from];
    let module = from === this.mainPath ? this.#main : this.cache[from];
    for (module = module?.parent; module; module = module.parent) append(files, module.filename ?? module.id);
    return files;
  }

  #lookupPaths(specifier: string, from: string): string[] | null {
    if (typeof specifier !== 'string') throw invalidArgument('request', 'of type string', specifier);
    const name = startsWith(specifier, 'node:') ? slice(specifier, 5) : specifier;
    if (hasOwn(builtins(), name)) return null;
    const isRelative =
      specifier === '.' || specifier === '..' || startsWith(specifier, './') || startsWith(specifier, '../');
    return isRelative ? [directory(from)] : packageFolders(directory(from));
  }

  #drop(path: string, module: CommonJsModule, parent: CommonJsModule | undefined): void {
    delete this.cache[path];
    const children = parent?.children;
    if (children && children[children.length - 1] === module) children.length -= 1;
  }

  #run(path: string, module: CommonJsModule): void {
    const from = module.parent?.filename ?? null;
    append(this.#loading, path);
    const answer = this.#calls('load', path, from, this.#running);
    this.#loading.length -= 1;
    if (failed(answer)) throw this.#refused(answer, from);
    const { 0: kind, 1: text } = answer as [string, string];
    if (kind === 'json') module.exports = jsonOf(text, path);
    else if (kind === 'module') module.exports = this.#exportsOf(path);
    else {
      const wrapper = apply(get, this.#wrappers, [path]) as Wrapper;
      const require = this.requireFrom(path, module);
      append(this.#running, path);
      try {
        apply(wrapper, module.exports, [module.exports, require, module, path, directory(path)]);
      } finally {
        this.#running.length -= 1;
      }
    }
  }

  #refused(failure: HostFailure, from: string | null | undefined): Error {
    if (failure.code !== 'ERR_REQUIRE_ASYNC_MODULE' || typeof from !== 'string') return toError(failure);
    const message = `${failure.message}\nRequire stack:${listed(this.#requireStack(from), 0)}`;
    return toError({ name: failure.name, message, code: failure.code });
  }

  /** Returns the result of `require` for an evaluated module. */
  #exportsOf(path: string): unknown {
    const namespace = this.#takeLoaded() as Record<string, unknown>;
    if (hasOwn(namespace, 'module.exports')) return namespace['module.exports'];
    if (!hasOwn(namespace, 'default') || hasOwn(namespace, '__esModule')) return namespace;
    const answer = this.#calls('facade', path);
    if (failed(answer)) throw toError(answer);
    return this.#takeLoaded();
  }

  #takeLoaded(): object {
    const loaded = this.#loaded as Loaded;
    this.#loaded = undefined;
    if (hasOwn(loaded, 'thrown')) throw (loaded as { thrown: unknown }).thrown;
    return (loaded as { namespace: object }).namespace;
  }
}

/** Lists files for an error's message. @param from index of the first file */
function listed(files: readonly string[], from: number): string {
  let list = '';
  for (let at = from; at < files.length; at += 1) list += `\n- ${files[at]}`;
  return list;
}

function holds(paths: readonly string[], path: string): boolean {
  for (let at = 0; at < paths.length; at += 1) if (paths[at] === path) return true;
  return false;
}

/**
 * Returns whether V8 refused to evaluate a deferred module because it, or a module that it imports, is in evaluation.
 */
function isNotReady(thrown: unknown): boolean {
  return thrown instanceof TypeErrorType && thrown.message === 'Deferred module is not ready for sync execution';
}

function cycle(path: string, from: string | null | undefined): Error {
  const message = `Cannot require() ES Module ${path} in a cycle.${from == null ? '' : ` (from ${from})`}`;
  return toError({ name: 'Error', message, code: 'ERR_REQUIRE_CYCLE_MODULE' });
}

function adopt(parent: CommonJsModule | undefined, child: CommonJsModule): void {
  const children = parent?.children;
  if (!children) return;
  for (let at = 0; at < children.length; at += 1) if (children[at] === child) return;
  append(children, child);
}

function jsonOf(text: string, path: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new SyntaxErrorType(`${path}: ${(error as Error).message}`);
  }
}

function invalidArgument(name: string, wanted: string, value: unknown): Error {
  const received = value === null ? 'null' : typeof value;
  const message = `The "${name}" ${name.length > 8 ? 'property' : 'argument'} must be ${wanted}. Received ${received}`;
  return toError({ name: TypeErrorType.name, message, code: 'ERR_INVALID_ARG_TYPE' });
}
