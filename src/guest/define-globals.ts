/**
 * Defines the globals that every run has from its start. Globals that a part provides are loaded at first use.
 */
import type { AsyncContext } from './async-context.ts';
import type { MakeRunnable } from './code-texts.ts';
import { createConsole, type Formatting } from './console.ts';
import { defineInput } from './given.ts';
import { eachGlobal, SCRIPT_GLOBALS } from './globals.ts';
import type { Host } from './host.ts';
import type { PartLoader } from './part-loader.ts';
import { dataDescriptor } from './primordials.ts';
import { whenSettled } from './settled.ts';
import type { Timers } from './timers.ts';

/** Services that the globals use. */
interface GlobalNeeds {
  readonly host: Host;
  readonly parts: PartLoader;
  readonly timers: Timers;
  readonly context: AsyncContext;
  readonly runnable: MakeRunnable;
  /** Reports an uncaught exception. */
  report(thrown: unknown): void;
  /** The JSON text of the global `input`; null when the run has none. */
  input(): string | null;
}

/** Event handler attributes of the global object. */
const HANDLERS = ['onerror', 'onunhandledrejection', 'onrejectionhandled'] as const;
/** Key of a function's own promisified form. */
const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');
/** Attributes of a global: writable and configurable. */
const HIDDEN = 5;

const { assign, defineProperty } = Object;
const globalObject = globalThis;
const resolved = Promise.resolve();
const TypeErrorType = TypeError;
/** `eval` under another name is an indirect `eval`, which sees only the global scope. */
// biome-ignore lint/security/noGlobalEval: the guest has it, and a timer's text is the guest's
const evaluate = globalThis.eval as (code: string) => unknown;

/** Defines a global as an ordinary property. */
export function define(name: string, value: unknown): void {
  defineProperty(globalObject, name, dataDescriptor(value, HIDDEN));
}

/** Defines all globals. */
export function defineGlobals(needs: GlobalNeeds): void {
  const { host, parts } = needs;
  defineTasks(needs);
  defineInput(() => needs.input());
  define('self', globalObject);
  for (const name of HANDLERS) {
    const handler = () => parts.load('events').globalHandlers[name] as { get(): unknown; set(value: unknown): void };
    const set = (value: unknown) => handler().set(value);
    defineProperty(globalObject, name, { get: () => handler().get(), set, enumerable: true, configurable: true });
  }
  define('global', globalObject);
  const formatting = () => (parts.load('inspect') as { forConsole: Formatting }).forConsole;
  define(
    'console',
    createConsole(host, formatting, () => parts.peek('util') !== undefined),
  );
  eachGlobal((name, part) => defineLazily(parts, name, part));
}

/** Defines the globals that scripts have but modules do not. */
export function defineScriptScope(parts: PartLoader): void {
  for (let at = 0; at < SCRIPT_GLOBALS.length; at += 1) defineLazily(parts, SCRIPT_GLOBALS[at] as string, 'modules');
}

/** Defines the globals that schedule callbacks. */
function defineTasks({ parts, timers, context, runnable, report }: GlobalNeeds): void {
  const globals: Record<string, unknown> = {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      timers.setTimeout(taskOf(callback, runnable), delay, args),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      timers.setInterval(taskOf(callback, runnable), delay, args),
    setImmediate: (callback: unknown, ...args: unknown[]) => {
      requireFunction(callback, 'callback');
      return timers.setImmediate(callback, args);
    },
    clearTimeout: (timer: unknown) => timers.clear(timer),
    clearInterval: (timer: unknown) => timers.clear(timer),
    clearImmediate: (immediate: unknown) => timers.clearImmediate(immediate),
    queueMicrotask: (callback: unknown) => {
      requireFunction(callback, 'callback');
      const bound = context.bind(callback);
      whenSettled(resolved, () => {
        try {
          bound();
        } catch (thrown) {
          report(thrown);
        }
      });
    },
  };
  for (const name of Object.keys(globals)) define(name, globals[name]);
  for (const name of ['setTimeout', 'setImmediate']) {
    const get = () => (parts.load('timers') as { promises: Record<string, unknown> }).promises[name];
    defineProperty(globals[name] as object, PROMISIFIED, { get, enumerable: true, configurable: true });
  }
}

/** Defines a global that is loaded at first use and then becomes an ordinary property. */
function defineLazily(parts: PartLoader, name: string, part: string): void {
  defineProperty(globalObject, name, {
    get() {
      const value = (parts.load(part) as Record<string, unknown>)[name];
      define(name, value);
      return value;
    },
    set: (value: unknown) => define(name, value),
    enumerable: false,
    configurable: true,
  });
}

function requireFunction(value: unknown, name: string): asserts value is (...args: unknown[]) => unknown {
  if (typeof value === 'function') return;
  const error = new TypeErrorType(`The "${name}" argument must be of type function.`);
  throw assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

/**
 * Returns the function that a timer calls. A string, or an object that converts to one, runs as a script when the timer
 * fires, as on the web.
 */
function taskOf(callback: unknown, runnable: MakeRunnable): (...args: unknown[]) => unknown {
  if (typeof callback !== 'string' && (typeof callback !== 'object' || callback === null)) {
    requireFunction(callback, 'callback');
    return callback;
  }
  const text = `${callback as string}`;
  return () => evaluate(runnable(text) as string);
}
