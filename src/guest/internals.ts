/**
 * Services that a part of the guest library gets when it is loaded.
 */

import type { AsyncContext } from './async-context.ts';
import type { Collect, GivenRun, Inside, ModuleCalls, Rejection } from './border.ts';
import type { Host } from './host.ts';
import type { LANGUAGE } from './language.ts';
import type { Timers } from './timers.ts';
import type { WebAssemblyNamespace } from './web-assembly.ts';

/** How far the run has come. */
export interface RunEnding {
  /** True when the source has ended. */
  readonly hasEnded: boolean;
  /** Takes the value that the source has ended with. */
  finish(value: unknown): void;
  /** Returns what was thrown, of which the host has a copy. */
  reasonOf(rejection: Rejection): unknown;
}

export interface Internals {
  /** Returns the input of the run, once the run has begun. */
  given(): GivenRun;
  readonly host: Host;
  /** The language as it was before guest code ran; see `language.ts`, which is this in a part's bundle. */
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
  /** The language's own `WebAssembly`, likewise. */
  readonly languageWebAssembly: WebAssemblyNamespace;
  /** Makes V8's function for a collection. */
  makeCollect(): Collect;
  /** Has a function told as the language's own. */
  addNative(native: object): void;
  /** Makes a text runnable in which `import()` may stand. */
  runnable(text: unknown): unknown;
  /** Makes a context of its own, which has the language and nothing else. */
  makeContext(): Inside;
  /** A built-in module by its name without `node:`; undefined when it is not here. */
  builtin(name: string): unknown;
  readonly run: RunEnding;
  /** The host's functions for modules. */
  readonly askModules: ModuleCalls;
  /** Keeps the name of a file's handle out of the texts of functions. */
  hideName(name: string): void;
  /** Treats a value as thrown past every handler: the global scope's listeners hear of it, else the run fails. */
  report(thrown: unknown): void;
}
