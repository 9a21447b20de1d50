/**
 * The handles by which the code of a file calls the run: for `import()`, `import.meta` and its declarations.
 */

import { directory } from './commonjs-module.ts';
import type { DynamicImports } from './dynamic-imports.ts';
import { toError } from './host-error.ts';
import { LANGUAGE } from './language.ts';
import type { Modules } from './modules.ts';
import { bareObject, dataDescriptor } from './primordials.ts';
import type { Binding } from './state/scope.ts';

/**
 * The handle of one file. Calling it is `import()`, and its `meta` is `import.meta`: the host has replaced the word
 * `import` of both by the name of the handle.
 */
export interface FileHandle {
  (specifier: unknown, options?: unknown): Promise<unknown>;
  readonly meta: object;
  /** `import.source()`. */
  readonly source: (specifier: unknown) => Promise<never>;
  /** Receives a top-level binding of the run's source. */
  readonly declare: Declare;
  /** The value of a module's closing expression. */
  value: unknown;
  /** Edits the argument of a direct `eval` so that an `import()` in it works. */
  readonly code: (text: unknown) => unknown;
}

/** Receives a top-level binding. */
type Declare = (name: string, binding: Binding, isGlobal: boolean) => void;

const { apply, assign, defineProperty, mapGet: get, mapSet: set, withResolvers } = LANGUAGE;
const { Map: MapType, Promise: PromiseType, encodeURI: escapeUri, encodeURIComponent: escapePart } = LANGUAGE;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

export class SourceHandles {
  readonly #modules: Modules;
  readonly #imports: DynamicImports;
  readonly #runnable: (text: unknown) => unknown;
  readonly #metas = new MapType<string, object>();

  /** @param runnable edits a text so that an `import()` in it works */
  constructor(modules: Modules, imports: DynamicImports, runnable: (text: unknown) => unknown) {
    this.#modules = modules;
    this.#imports = imports;
    this.#runnable = runnable;
  }

  /** Makes the handle of one file. */
  make(path: string, declare: Declare): FileHandle {
    const load = (specifier: unknown, options?: unknown) => this.#imports.begin(path, specifier, options);
    const accessor = { get: () => this.#meta(path) };
    defineProperty(load, 'meta', assign(bareObject<never>(), accessor));
    const source = (specifier: unknown) => this.source(path, specifier);
    defineProperty(load, 'source', dataDescriptor(source, 0));
    defineProperty(load, 'code', dataDescriptor(this.#runnable, 0));
    defineProperty(load, 'declare', dataDescriptor(declare, 0));
    return defineProperty(load, 'value', dataDescriptor(undefined, PLAIN)) as FileHandle;
  }

  /** Implements `import.source()`: returns a rejected promise, because no module has a source phase. */
  source(from: string, specifier: unknown): Promise<never> {
    const pending = apply(withResolvers, PromiseType, []) as unknown as PromiseWithResolvers<never>;
    try {
      const { 0: kind, 1: target } = this.#modules.resolve(`${specifier}`, from, 'source');
      const message = `Source phase import object is not defined for module '${urlOf(kind, target)}'`;
      pending.reject(toError({ name: 'SyntaxError', message, code: 'ERR_SOURCE_PHASE_NOT_DEFINED' }));
    } catch (error) {
      pending.reject(error);
    }
    return pending.promise;
  }

  /** Returns `import.meta` of one file. @param path absolute, or a URL */
  #meta(path: string): object {
    const known = apply(get, this.#metas, [path]) as object | undefined;
    if (known) return known;
    const resolve = (specifier: string) => {
      const { 0: kind, 1: target } = this.#modules.resolve(`${specifier}`, path, 'meta');
      return urlOf(kind, target);
    };
    const meta = bareObject<unknown>();
    if (path[0] === '/') {
      meta.dirname = directory(path);
      meta.filename = path;
    }
    meta.main = path === this.#modules.mainPath;
    meta.resolve = resolve;
    meta.url = path[0] === '/' ? fileUrl(path) : path;
    apply(set, this.#metas, [path, meta]);
    return meta;
  }
}

/** Returns the URL of a resolved specifier. */
function urlOf(kind: string, target: string): string {
  return kind === 'builtin' ? `node:${target}` : kind === 'file' ? fileUrl(target) : target;
}

/** Returns the URL of a file. */
function fileUrl(path: string): string {
  const text = escapeUri(path);
  let escaped = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    escaped += character === '?' || character === '#' ? escapePart(character) : character;
  }
  return `file://${escaped}`;
}
