/**
 * Services that a part of the guest library gets when it is loaded.
 */

import type { AsyncContext } from './async-context.ts';
import type { Collect, GivenRun, Inside } from './border.ts';
import type { Host } from './host.ts';
import type { ImportLoader } from './state/imports.ts';
import type { Timers } from './timers.ts';

export interface Internals {
  /** Returns the input of the run, once the run has begun. */
  given(): GivenRun;
  readonly host: Host;
  /**
   * The language's own `Reflect.apply`, taken before guest code was there: another would be handed the host's
   * functions.
   */
  readonly apply: typeof Reflect.apply;
  /** Returns another part's exports, and loads the part if needed. */
  load(part: string): unknown;
  /** Returns another part's exports if it is loaded, else undefined. */
  peek(part: string): unknown;
  readonly timers: Timers;
  /** The asynchronous context that `AsyncLocalStorage` follows. */
  readonly context: AsyncContext;
  /** The language's own `Proxy`, whose global is in a part. */
  readonly languageProxy: ProxyConstructor;
  /** Makes V8's function for a collection. */
  makeCollect(): Collect;
  /** Has a function told as the language's own. */
  addNative(native: object): void;
  /** Makes a text runnable in which `import()` may stand. */
  runnable(text: unknown): unknown;
  /** Makes a context of its own, which has the language and nothing else. */
  makeContext(): Inside;
  /** Finds and loads what a binding of an earlier run imports. */
  readonly imports: ImportLoader;
  /** The `require` of the file at a path. */
  requireFrom(path: string): unknown;
  /** A built-in module by its name without `node:`; undefined when it is not here. */
  builtin(name: string): unknown;
  /** Treats a value as thrown past every handler: the global scope's listeners hear of it, else the run fails. */
  report(thrown: unknown): void;
}
