/**
 * CommonJS inside the isolate, and the guest's side of `import()`. Layer 0, guest side.
 *
 * Finding and reading files is the host's; running them, caching them and giving cycles a half-filled `exports` is done
 * here, as Node does.
 */
import { BUILTINS, type PartMember } from './builtins.ts';
import { errorType } from './error-types.ts';
import type { Binding } from './heap/scope.ts';
import { failed, type Host, type HostFailure, type HostValue } from './host.ts';
import { bareObject, dataDescriptor, uncurry } from './primordials.ts';

/**
 * The host's side of modules: `resolve` answers `['builtin', name]` or `['file', path]`; `load` answers `['json', text]`,
 * or `['commonjs']` after it has handed the file's wrapper to `receive`; `import` answers later, through `settle`;
 * `position` answers where in its source a place of a file is, as `ToSubmitted` of `stack.ts` says.
 */
export type ModuleCalls = (
  call: 'resolve' | 'load' | 'import' | 'position',
  ...args: HostValue[]
) => HostValue | HostFailure;

type Wrapper = (
  exports: unknown,
  require: unknown,
  module: CommonJsModule,
  filename: string,
  dirname: string,
) => unknown;

interface CommonJsModule {
  exports: unknown;
  readonly id: string;
  readonly filename: string;
  loaded: boolean;
  readonly children: CommonJsModule[];
  readonly paths: string[];
}

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
}

/** Takes a top-level binding. */
export type Declare = (name: string, binding: Binding, isGlobal: boolean) => void;

type Require = ((specifier: string) => unknown) & { resolve: (specifier: string) => string; cache: object };

const { apply } = Reflect;
const { get, set, has, delete: remove } = Map.prototype;
const { withResolvers } = Promise;
const PromiseType = Promise;
const TypeErrorType = TypeError;
const parseJson = JSON.parse;
const { assign, defineProperty, hasOwn } = Object;
/** Attributes of a property as an assignment makes it, and of one that is not enumerable. */
const PLAIN = 7;
const HIDDEN = 5;
const { max } = Math;
const includes = uncurry(String.prototype.includes);
const lastIndexOf = uncurry(String.prototype.lastIndexOf);
const slice = uncurry(String.prototype.slice);
const escapeUri = encodeURI;
const escapePart = encodeURIComponent;

/** A failure of the host as an error of this realm. */
export function toError(failure: HostFailure): Error {
  const error = new (errorType(failure.name))(failure.message);
  if (hasOwn(failure, 'stack')) defineProperty(error, 'stack', dataDescriptor(failure.stack, HIDDEN));
  if (hasOwn(failure, 'code')) defineProperty(error, 'code', dataDescriptor(failure.code, PLAIN));
  return error;
}

export class Modules {
  readonly #calls: ModuleCalls;
  readonly #load: Host['load'];
  readonly #modules = new Map<string, CommonJsModule>();
  readonly #wrappers = new Map<string, Wrapper>();
  readonly #imports = new Map<number, PromiseWithResolvers<unknown>>();
  #importIds = 0;
  #importing = 0;

  constructor(calls: ModuleCalls, load: Host['load']) {
    this.#calls = calls;
    this.#load = load;
  }

  /** The handle of one file. */
  handle(path: string, declare: Declare): FileHandle {
    let meta: object | undefined;
    const load = (specifier: unknown) => this.import(path, specifier);
    const accessor = {
      get: () => {
        meta ??= this.meta(path);
        return meta;
      },
    };
    defineProperty(load, 'meta', assign(bareObject<never>(), accessor));
    defineProperty(load, 'declare', dataDescriptor(declare, 0));
    return defineProperty(load, 'value', dataDescriptor(undefined, PLAIN)) as FileHandle;
  }

  /** Takes a file's wrapper function from the host. */
  receive(path: string, wrapper: Wrapper): void {
    apply(set, this.#wrappers, [path, wrapper]);
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

  /** The `require` of one file. */
  requireFrom(from: string): Require {
    const require = (specifier: string) => {
      const { 0: kind, 1: target } = this.#resolve(specifier, from);
      return kind === 'builtin' ? this.builtin(target) : this.requireFile(target);
    };
    const resolve = (specifier: string) => {
      const { 0: kind, 1: target } = this.#resolve(specifier, from);
      return kind === 'builtin' && !includes(specifier, ':') ? specifier : target;
    };
    return assign(require, { resolve, cache: bareObject() });
  }

  /** The exports of a CommonJS or JSON file. */
  requireFile(path: string): unknown {
    const known = apply(get, this.#modules, [path]) as CommonJsModule | undefined;
    if (known) return known.exports;
    const module: CommonJsModule = { exports: {}, id: path, filename: path, loaded: false, children: [], paths: [] };
    apply(set, this.#modules, [path, module]);
    try {
      this.#run(path, module);
    } catch (error) {
      apply(remove, this.#modules, [path]);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  /** `import()`: the namespace, once the host has found, linked and evaluated the module. */
  import(from: string, specifier: unknown): Promise<unknown> {
    const pending = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<unknown>;
    const id = ++this.#importIds;
    try {
      const answer = this.#calls('import', id, `${specifier}`, from);
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

  /** `import.meta` of one file. */
  meta(path: string): object {
    const dirname = directory(path);
    const resolve = (specifier: string) => {
      const { 0: kind, 1: target } = this.#resolve(specifier, path, 'import');
      return kind === 'builtin' ? `node:${target}` : fileUrl(target);
    };
    return assign(bareObject<unknown>(), { dirname, filename: path, resolve, url: fileUrl(path) });
  }

  #resolve(specifier: string, from: string, how = 'require'): [string, string] {
    if (typeof specifier !== 'string') {
      const error = new TypeErrorType(`The "id" argument must be of type string. Received ${typeof specifier}`);
      throw assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
    }
    const answer = this.#calls('resolve', specifier, from, how);
    if (failed(answer)) throw toError(answer);
    return answer as [string, string];
  }

  #run(path: string, module: CommonJsModule): void {
    const answer = this.#calls('load', path);
    if (failed(answer)) throw toError(answer);
    const { 0: kind, 1: text } = answer as [string, string];
    if (kind === 'json') {
      module.exports = parseJson(text);
      return;
    }
    const wrapper = apply(get, this.#wrappers, [path]) as Wrapper;
    apply(wrapper, module.exports, [module.exports, this.requireFrom(path), module, path, directory(path)]);
  }
}

function directory(path: string): string {
  return slice(path, 0, max(1, lastIndexOf(path, '/')));
}

function fileUrl(path: string): string {
  const text = escapeUri(path);
  let escaped = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    escaped += character === '?' || character === '#' ? escapePart(character) : character;
  }
  return `file://${escaped}`;
}
