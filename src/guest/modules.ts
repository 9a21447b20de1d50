/**
 * CommonJS inside the isolate, and the guest's side of `import()`. Guest side.
 *
 * Finding and reading files is the host's; running them, caching them and giving cycles a half-filled `exports` is done
 * here, as Node does.
 */
import { BUILTINS, type PartMember } from './builtins.ts';
import { CommonJsModule, directory, packageFolders } from './commonjs-module.ts';
import { errorType } from './error-types.ts';
import type { Binding } from './heap/scope.ts';
import { failed, type Host, type HostFailure, type HostValue } from './host.ts';
import { attributesOf } from './import-attributes.ts';
import { bareObject, dataDescriptor, uncurry } from './primordials.ts';

/**
 * The host's side of modules:
 * - `resolve` answers `['builtin', name]`, `['file', path]` or `['url', text]`;
 * - `load` answers `['json', text]`, `['commonjs']` after it has handed the file's wrapper to `receive`, or `['module']`
 *   after it has handed the outcome of the module to `loaded`;
 * - `facade` makes the namespace that `require` gives for a module with a default export, handed to `loaded` too;
 * - `import` answers later, through `settle`;
 * - `code` answers a text in which `import()` is led to the run;
 * - `position` answers where in its source a place of a file is, as `ToSubmitted` of `stack.ts` says.
 */
export type ModuleCalls = (
  call: 'resolve' | 'load' | 'facade' | 'import' | 'code' | 'position',
  ...args: HostValue[]
) => HostValue | HostFailure;

type Wrapper = (
  exports: unknown,
  require: unknown,
  module: CommonJsModule,
  filename: string,
  dirname: string,
) => unknown;

/**
 * What a file's text reaches of its run: called, it is `import()`; its `meta` is `import.meta`. The word `import` of both
 * has become its name.
 */
export interface FileHandle {
  (specifier: unknown, options?: unknown): Promise<unknown>;
  readonly meta: object;
  /** Takes a top-level binding of the run's source. */
  readonly declare: Declare;
  /** The value of a module's closing expression. */
  value: unknown;
  /** Makes what a direct `eval` is given runnable. */
  readonly code: (text: unknown) => unknown;
}

/** Takes a top-level binding. */
export type Declare = (name: string, binding: Binding, isGlobal: boolean) => void;

/** `require` of one file. */
export interface Require {
  (specifier: string): unknown;
  readonly resolve: unknown;
  readonly main: unknown;
  readonly extensions: object;
  readonly cache: object;
}

/** How the evaluation of a module that `require` asked for has ended. */
type Loaded = { readonly namespace: object } | { readonly thrown: unknown };

const { apply } = Reflect;
const { get, set, has, delete: remove } = Map.prototype;
const { withResolvers } = Promise;
const PromiseType = Promise;
const TypeErrorType = TypeError;
const SyntaxErrorType = SyntaxError;
const parseJson = JSON.parse;
const { assign, defineProperty, hasOwn } = Object;
const { isArray } = Array;
/** Attributes of a property as an assignment makes it, and of one that is not enumerable. */
const PLAIN = 7;
const HIDDEN = 5;
/** What stands before the files that required each other, in an error's message. */
const REQUIRE_STACK = '\nRequire stack:\n';
const includes = uncurry(String.prototype.includes);
const startsWith = uncurry(String.prototype.startsWith);
const slice = uncurry(String.prototype.slice);
const escapeUri = encodeURI;
const escapePart = encodeURIComponent;

/** A failure of the host as an error of this realm. */
export function toError(failure: HostFailure): Error {
  const error = new (errorType(failure.name))(failure.message);
  const { code } = failure;
  if (hasOwn(failure, 'stack')) defineProperty(error, 'stack', dataDescriptor(failure.stack, HIDDEN));
  if (code === undefined) return error;
  // What is an error of Node's own has its code in the stack.
  if (startsWith(code, 'ERR_') && typeof error.stack === 'string') {
    const stack = `${failure.name} [${code}]${slice(error.stack, failure.name.length)}`;
    defineProperty(error, 'stack', dataDescriptor(stack, HIDDEN));
  }
  defineProperty(error, 'code', dataDescriptor(code, PLAIN));
  return error;
}

export class Modules {
  /** What `require` has loaded, by absolute path; the guest may change it. */
  readonly cache = bareObject<CommonJsModule>();
  readonly extensions = bareObject<unknown>();
  readonly #calls: ModuleCalls;
  readonly #load: Host['load'];
  readonly #runnable: (text: unknown) => unknown;
  readonly #wrappers = new Map<string, Wrapper>();
  readonly #imports = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #metas = new Map<string, object>();
  #loaded: Loaded | undefined;
  #importIds = 0;
  #importing = 0;
  #mainPath = '/main.ts';
  #main: CommonJsModule | undefined;

  constructor(calls: ModuleCalls, load: Host['load'], runnable: (text: unknown) => unknown) {
    this.#calls = calls;
    this.#load = load;
    this.#runnable = runnable;
    for (const extension of ['.js', '.json', '.node']) {
      this.extensions[extension] = (module: CommonJsModule, filename: string) => this.#run(filename, module);
    }
  }

  /** Absolute path of the source that the run starts with. */
  set mainPath(path: string) {
    this.#mainPath = path;
  }

  /** What a script has beside its globals, by name. */
  scriptScope(): Record<string, unknown> {
    const path = this.#mainPath;
    const main: CommonJsModule = new CommonJsModule('.', (specifier) => this.#require(specifier, path, main));
    main.filename = path;
    main.path = directory(path);
    main.paths = packageFolders(main.path);
    this.#main = main;
    const require = this.requireFrom(path, main);
    return { require, module: main, exports: main.exports, __filename: path, __dirname: main.path };
  }

  /** The handle of one file. */
  handle(path: string, declare: Declare): FileHandle {
    const load = (specifier: unknown, options?: unknown) => this.import(path, specifier, options);
    const accessor = { get: () => this.meta(path) };
    defineProperty(load, 'meta', assign(bareObject<never>(), accessor));
    defineProperty(load, 'code', dataDescriptor(this.#runnable, 0));
    defineProperty(load, 'declare', dataDescriptor(declare, 0));
    return defineProperty(load, 'value', dataDescriptor(undefined, PLAIN)) as FileHandle;
  }

  /** Takes a file's wrapper function from the host. */
  receive(path: string, wrapper: Wrapper): void {
    apply(set, this.#wrappers, [path, wrapper]);
  }

  /** Takes how the evaluation of a module has ended. @param evaluate evaluates it at the latest now */
  evaluated(evaluate: () => unknown): void {
    try {
      evaluate();
    } catch (thrown) {
      this.#loaded = { thrown };
    }
  }

  /** Takes the namespace of a module that has been evaluated. */
  received(namespace: object): void {
    this.#loaded ??= { namespace };
  }

  /** Whether the module that `evaluated` was told of has come to its end. */
  get hasEvaluated(): boolean {
    return this.#loaded === undefined;
  }

  /** How many `import()`s wait. */
  get importing(): number {
    return this.#importing;
  }

  /** A built-in module's exports. */
  builtin(name: string): unknown {
    const { part, member } = BUILTINS[name] as PartMember;
    return (this.#load(part) as Record<string, unknown>)[member];
  }

  /** The `require` of one file. @param module the file's own, which takes what it requires as its children */
  requireFrom(from: string, module?: CommonJsModule): Require {
    const require = (specifier: string) => this.#require(specifier, from, module);
    const resolve = (specifier: string, options?: { readonly paths?: string[] }) => {
      const folders = options?.paths;
      if (folders !== undefined && !isArray(folders))
        throw invalidArgument('options.paths', 'an instance of Array', folders);
      const { 0: kind, 1: target } = this.#resolve(specifier, from, 'find', folders);
      return kind === 'builtin' ? specifier : target;
    };
    const paths = (specifier: string) => this.#lookupPaths(specifier, from);
    defineProperty(resolve, 'paths', dataDescriptor(paths, PLAIN));
    return assign(require, { resolve, main: this.#main, extensions: this.extensions, cache: this.cache }) as Require;
  }

  /** The exports of a CommonJS, JSON or module file. */
  requireFile(path: string, parent?: CommonJsModule): unknown {
    const known = this.cache[path];
    if (known) {
      adopt(parent, known);
      return known.exports;
    }
    const module: CommonJsModule = new CommonJsModule(
      path,
      (specifier) => this.#require(specifier, path, module),
      parent,
    );
    module.filename = path;
    module.paths = packageFolders(module.path);
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

  /** `import()`: the namespace, once the host has found, linked and evaluated the module. */
  import(from: string, specifier: unknown, options?: unknown): Promise<unknown> {
    const pending = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<unknown>;
    const id = ++this.#importIds;
    try {
      const text = `${specifier}`;
      const answer = this.#calls('import', id, text, from, attributesOf(options));
      if (failed(answer)) throw toError(answer);
      apply(set, this.#imports, [id, pending]);
      this.#importing += 1;
    } catch (error) {
      pending.reject(error);
    }
    return pending.promise;
  }

  /** Whether an `import()` has not ended. */
  waits(id: number): boolean {
    return apply(has, this.#imports, [id]);
  }

  /** Ends an `import()`. @returns whether it had not ended before */
  settle(id: number, namespace: unknown, failure?: { readonly reason: unknown }): boolean {
    if (!this.waits(id)) return false;
    const pending = apply(get, this.#imports, [id]) as PromiseWithResolvers<unknown>;
    apply(remove, this.#imports, [id]);
    this.#importing -= 1;
    if (failure) pending.reject(failure.reason);
    else pending.resolve(namespace);
    return true;
  }

  /** `import.meta` of one file. @param path absolute, or a URL */
  meta(path: string): object {
    const known = apply(get, this.#metas, [path]) as object | undefined;
    if (known) return known;
    const resolve = (specifier: string) => {
      const { 0: kind, 1: target } = this.#resolve(`${specifier}`, path, 'meta');
      return kind === 'builtin' ? `node:${target}` : kind === 'file' ? fileUrl(target) : target;
    };
    const meta = bareObject<unknown>();
    if (path[0] === '/') {
      meta.dirname = directory(path);
      meta.filename = path;
    }
    meta.main = path === this.#mainPath;
    meta.resolve = resolve;
    meta.url = path[0] === '/' ? fileUrl(path) : path;
    apply(set, this.#metas, [path, meta]);
    return meta;
  }

  #require(specifier: string, from: string, parent: CommonJsModule | undefined): unknown {
    if (specifier === '') {
      const message = "The argument 'id' must be a non-empty string. Received ''";
      throw toError({ name: 'TypeError', message, code: 'ERR_INVALID_ARG_VALUE' });
    }
    const { 0: kind, 1: target } = this.#resolve(specifier, from, 'require');
    return kind === 'builtin' ? this.builtin(target) : this.requireFile(target, parent);
  }

  #resolve(specifier: string, from: string, how: string, folders?: string[]): [string, string] {
    if (typeof specifier !== 'string') throw invalidArgument('id', 'of type string', specifier);
    const answer =
      folders === undefined
        ? this.#calls('resolve', specifier, from, how)
        : this.#calls('resolve', specifier, from, how, folders);
    if (failed(answer)) throw this.#withStack(toError(answer), from);
    return answer as [string, string];
  }

  /** Adds to what `require` did not find who has required the file that asked. */
  #withStack(error: Error & { code?: string }, from: string): Error {
    if (error.code !== 'MODULE_NOT_FOUND' || !includes(error.message, REQUIRE_STACK)) return error;
    const requireStack = this.#requireStack(from);
    const whole = toError({ name: 'Error', message: error.message + listed(requireStack, 1), code: error.code });
    return defineProperty(whole, 'requireStack', dataDescriptor(requireStack, PLAIN));
  }

  /** A file, and who has required it. */
  #requireStack(from: string): string[] {
    const files = [from];
    let module = from === this.#mainPath ? this.#main : this.cache[from];
    for (module = module?.parent; module; module = module.parent) files[files.length] = module.filename ?? module.id;
    return files;
  }

  #lookupPaths(specifier: string, from: string): string[] | null {
    if (typeof specifier !== 'string') throw invalidArgument('request', 'of type string', specifier);
    const name = startsWith(specifier, 'node:') ? slice(specifier, 5) : specifier;
    if (hasOwn(BUILTINS, name)) return null;
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
    const answer = this.#calls('load', path);
    if (failed(answer)) throw this.#refused(answer, module.parent?.filename);
    const { 0: kind, 1: text } = answer as [string, string];
    if (kind === 'json') module.exports = jsonOf(text, path);
    else if (kind === 'module') module.exports = this.#exportsOf(path);
    else {
      const wrapper = apply(get, this.#wrappers, [path]) as Wrapper;
      const require = this.requireFrom(path, module);
      apply(wrapper, module.exports, [module.exports, require, module, path, directory(path)]);
    }
  }

  #refused(failure: HostFailure, from: string | null | undefined): Error {
    if (failure.code !== 'ERR_REQUIRE_ASYNC_MODULE' || typeof from !== 'string') return toError(failure);
    const message = `${failure.message}\nRequire stack:${listed(this.#requireStack(from), 0)}`;
    return toError({ name: failure.name, message, code: failure.code });
  }

  /** What `require` gives for a module that has been evaluated. */
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

/** Files as a list in an error's message, from one of them on. */
function listed(files: readonly string[], from: number): string {
  let list = '';
  for (let at = from; at < files.length; at += 1) list += `\n- ${files[at]}`;
  return list;
}

function adopt(parent: CommonJsModule | undefined, child: CommonJsModule): void {
  const children = parent?.children;
  if (!children) return;
  for (let at = 0; at < children.length; at += 1) if (children[at] === child) return;
  children[children.length] = child;
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

/** The URL of a file. */
export function fileUrl(path: string): string {
  const text = escapeUri(path);
  let escaped = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    escaped += character === '?' || character === '#' ? escapePart(character) : character;
  }
  return `file://${escaped}`;
}
