/**
 * Services that a part of the guest library gets when it is loaded.
 */

import type { AsyncContext } from './async-context.ts';
import type { Collect, GivenRun, Inside, ModuleCalls, Rejection } from './border.ts';
import type { Host } from './host.ts';
import type { LANGUAGE } from './language.ts';
import type { Timers } from './timers.ts';
import type { WebAssemblyNamespace } from './web-assembly.ts';

/** Progress of the run. */
export interface RunEnding {
  /** True when the source has ended. */
  readonly hasEnded: boolean;
  /** Records the value with which the source ended. */
  finish(value: unknown): void;
  /** Returns the thrown value of which the host has a copy. */
  reasonOf(rejection: Rejection): unknown;
}

export interface Internals {
  /** Returns the input of the run, once the run has begun. */
  given(): GivenRun;
  readonly host: Host;
  /** The original functions of the language. In the bundle of a part, this object replaces `language.ts`. */
  readonly language: typeof LANGUAGE;
  /** Returns another part's exports, and loads the part if needed. */
  load(part: string): unknown;
  /** Returns another part's exports if it is loaded, else undefined. */
  peek(part: string): unknown;
  readonly timers: Timers;
  /** The asynchronous context that `AsyncLocalStorage` follows. */
  readonly context: AsyncContext;
  /** The language's own `Proxy`, whose global is in a part. */
  readonly languageProxy: ProxyConstructor;
  /** The language's own `WebAssembly`, whose global is also in a part. */
  readonly languageWebAssembly: WebAssemblyNamespace;
  /** Returns V8's function that runs a garbage collection. */
  makeCollect(): Collect;
  /** Makes `Function.prototype.toString` show a function as native. */
  addNative(native: object): void;
  /** Edits a text so that an `import()` in it works. */
  runnable(text: unknown): unknown;
  /** Makes another context, with only the globals of the language. */
  makeContext(): Inside;
  /** Returns a built-in module by its name without `node:`; undefined if there is none. */
  builtin(name: string): unknown;
  readonly run: RunEnding;
  /** The host's functions for modules. */
  readonly askModules: ModuleCalls;
  /** Hides the name of a file's handle in the texts of functions. */
  hideName(name: string): void;
  /** Reports an uncaught exception to the guest's listeners. If there are none, the run fails. */
  report(thrown: unknown): void;
}
