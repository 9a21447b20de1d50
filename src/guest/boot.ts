/**
 * The first code in every isolate: sets up the globals, then serves the host's calls.
 *
 * It runs in a fresh context before any guest code, keeps what it needs of the language in its own variables, and hands
 * the guest nothing but the globals. What is heavy comes up at first use, as a part.
 */
import { AsyncContext } from './async-context.ts';
import { BUILTINS } from './builtins.ts';
import { SHARED_HANDLE } from './code-marks.ts';
import { type MakeRunnable, replaceFunctionMakers, runnableBy } from './code-texts.ts';
import { createConsole, type Formatting } from './console.ts';
import { type Collect, countFormatters } from './formatter-memory.ts';
import { hideHandleNames } from './function-text.ts';
import { defineInput, type GivenRun, NOTHING_GIVEN } from './given.ts';
import { GLOBALS } from './globals.ts';
import { failed, type Host, type HostFailure, type HostValue, LATER, type Stream } from './host.ts';
import type { Internals } from './internals.ts';
import { type FileHandle, type ModuleCalls, Modules, toError } from './modules.ts';
import { createOutput } from './output.ts';
import type { HeapState } from './parts/heap.ts';
import { bareArray, dataDescriptor } from './primordials.ts';
import { type Rejection, reasonOf } from './rejection.ts';
import { describeThrown, type Thrown, toJson } from './result.ts';
import { whenSettled } from './settled.ts';
import { callerFinder, tellStacks } from './stack.ts';
import { STEP, Timers } from './timers.ts';
import type { Inside } from './vm/contexts.ts';
import type { GlobalHandler } from './web/global-scope.ts';
import { completeWebAssembly } from './web-assembly.ts';

/**
 * The host's functions as they cross the border, in this order. `load` evaluates a part and hands its factory to
 * `enter('part', name, factory)` before it returns; it answers false when there is no such part, and a failure when the
 * part could not be evaluated, as where the guest's stack is used up. `runScript` runs the source of the run and hands its
 * value to `enter('value', value)`; it answers what the source threw. `makeContext` makes another context of the
 * isolate, which has the language and nothing else, and answers with what acts inside it. `makeCollect` answers
 * V8's function for a collection. `setSharedHandle` gives the name `SHARED_HANDLE` its value.
 */
type HostFunctions = [
  fs: Host['fs'],
  call: Host['call'],
  now: Host['now'],
  write: (text: string, stream: Stream) => void,
  exit: Host['exit'],
  load: (part: string) => boolean | HostFailure,
  modules: ModuleCalls,
  lend: () => SharedArrayBuffer | undefined,
  runScript: () => Rejection | undefined,
  makeContext: () => Inside,
  makeCollect: () => Collect,
  setSharedHandle: (handle: unknown) => void,
];

/** What `util.promisify` makes of a function. */
const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

/** What a step tells, beside a number of ms to wait. */
export const PROGRESS = { ...STEP, failed: -3, stuck: -4 } as const;

/** What modules of ours get as their handle on the run; see `src/runner/sandbox.ts`. */
interface RunHandle {
  /** Takes the namespace of the module that the run started with, once it has been run to its end. */
  ended(namespace: object): void;
  /** Takes the namespace that an `import()` waits for. */
  imported(id: number, namespace: unknown): void;
  /** Evaluates a module that `require` asked for, and takes its namespace. */
  evaluated(evaluate: () => unknown): void;
  received(namespace: object): void;
  /** A property of what a CommonJS file exports; undefined where reading it throws. */
  member(exports: unknown, name: string): unknown;
  /** The handle of one file. @param name under which its text reaches it */
  file(path: string, name: string): object;
  require(path: string): unknown;
  builtin(name: string): unknown;
}

/** What the events of the global object do, once their part has been brought up. */
interface GlobalEvents {
  readonly globalHandlers: Readonly<Record<string, GlobalHandler>>;
  dispatchError(thrown: unknown): boolean;
  hearsRejections(): boolean;
  dispatchRejection(rejection: { readonly reason: unknown; readonly promise: Promise<unknown> }): boolean;
}

/** The name of the submitted source in stacks. */
const MAIN_FILE = 'main.ts';

/** Event handler attributes of the global object. */
const HANDLERS = ['onerror', 'onunhandledrejection', 'onrejectionhandled'] as const;

/** What the `process` part tells this one. */
interface ProcessPart {
  ending(worked: boolean): boolean;
  hears(event: string): boolean;
  /** Gives an event to its listeners. @returns whether there were any */
  tells(event: string, ...args: unknown[]): boolean;
}

type Program = () => Promise<unknown>;
type Factory = (internals: Internals) => unknown;

const { apply } = Reflect;
const { assign, defineProperty, hasOwn, keys } = Object;
const { isArray } = Array;
const PromiseType = Promise;
const ProxyType = Proxy;
const globalObject = globalThis;
/** Attributes of a global: writable and configurable. */
const HIDDEN = 5;
const { reject: rejected, withResolvers } = Promise;
const nothing = () => undefined;
/** What `await` gives: of a promise of the language it asks for no `then` that the guest may have replaced. */
const awaited = async (value: unknown): Promise<unknown> => await value;
const resolved = Promise.resolve();
const TypeErrorType = TypeError;
const RangeErrorType = RangeError;
const parseJson = JSON.parse;
/** Called by another name, it sees the global scope alone. */
// biome-ignore lint/security/noGlobalEval: the guest has it, and a timer's text is the guest's
const evaluate = globalThis.eval as (code: string) => unknown;

function define(name: string, value: unknown): void {
  defineProperty(globalObject, name, dataDescriptor(value, HIDDEN));
}

/** A global that comes up at first touch and is an ordinary property from then on. */
function defineLazily(name: string, make: () => unknown): void {
  defineProperty(globalObject, name, {
    get() {
      const value = make();
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

/** What a timer calls. A text, or an object that becomes one, is run as a script when its time comes, as on the web. */
function taskOf(callback: unknown, runnable: MakeRunnable): (...args: unknown[]) => unknown {
  if (typeof callback !== 'string' && (typeof callback !== 'object' || callback === null)) {
    requireFunction(callback, 'callback');
    return callback;
  }
  const text = `${callback as string}`;
  return () => evaluate(runnable(text) as string);
}

/**
 * Sets up the context.
 * @returns the one function through which the host enters the isolate
 */
export default function boot(
  ...[
    fs,
    call,
    now,
    writeText,
    exit,
    loadPart,
    moduleCalls,
    lend,
    runScript,
    makeContext,
    makeCollect,
    setSharedHandle,
  ]: HostFunctions
): (operation: string, argument?: unknown, extra?: unknown) => unknown {
  const runnable: MakeRunnable = runnableBy((text) => {
    const edited = moduleCalls('code', text);
    return typeof edited === 'string' ? edited : text;
  });
  const hideHandleName = hideHandleNames(countFormatters(makeCollect, replaceFunctionMakers(runnable)));
  const callerFile = callerFinder();
  const errorOf = tellStacks((file, line, column) => {
    const place = moduleCalls('position', file, line, column);
    return failed(place) ? undefined : (place as [number, number] | null | undefined);
  });
  const factories = new Map<string, Factory>();
  const exports = new Map<string, unknown>();
  const { get, set, has, delete: remove } = Map.prototype;

  const load = (part: string): unknown => {
    if (apply(has, exports, [part])) return apply(get, exports, [part]);
    const loaded = loadPart(part);
    if (failed(loaded)) throw new RangeErrorType(loaded.message);
    if (!loaded) throw new TypeErrorType(`The guest library has no part "${part}".`);
    const value = (apply(get, factories, [part]) as Factory)(internals);
    apply(set, exports, [part, value]);
    return value;
  };

  const answers = new Map<number, (answer: HostValue | HostFailure) => void>();
  let laterIds = 0;
  /** Calls that the host has not answered yet. */
  let unanswered = 0;
  const later: Host['later'] = (name, ...args) => {
    const { promise, resolve } = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<HostValue | HostFailure>;
    const id = ++laterIds;
    apply(set, answers, [id, resolve]);
    unanswered += 1;
    call(LATER, id, name, ...args);
    return promise;
  };

  const write = createOutput(writeText, lend);
  const host: Host = { fs, call, later, now, write, exit, load };
  const context = new AsyncContext();
  const timers = new Timers(host, context);
  const peek = (part: string) => apply(get, exports, [part]) as unknown;
  const builtin = (name: string) => (hasOwn(BUILTINS, name) ? modules.builtin(name) : undefined);
  const processPart = () => peek('process') as ProcessPart | undefined;
  /** Treats a value as thrown past every handler. What those who hear of it throw in turn fails the run. */
  const report = (thrown: unknown) => {
    try {
      const events = peek('events') as GlobalEvents | undefined;
      if (events?.dispatchError(thrown)) return;
      if (!processPart()?.tells('uncaughtException', thrown, 'uncaughtException')) fail(thrown);
    } catch (second) {
      fail(second);
    }
  };
  let given = NOTHING_GIVEN;
  let inputText: string | null = null;
  const internals: Internals = {
    runnable,
    given: () => given,
    host,
    apply,
    load,
    peek,
    timers,
    builtin,
    report,
    languageProxy: ProxyType,
    context,
    makeContext,
    requireFrom: (path) => modules.requireFrom(path),
  };
  const modules = new Modules(moduleCalls, load, runnable);

  /** The handle of code that was made from a text: it imports from the file whose code is running. */
  const shared = (specifier: unknown, options?: unknown) => {
    const file = callerFile();
    return modules.import(file === undefined || file === MAIN_FILE ? given.main : file, specifier, options);
  };
  setSharedHandle(defineProperty(shared, 'code', dataDescriptor(runnable, 0)));
  hideHandleName(SHARED_HANDLE);

  let failure: Thrown | null = null;
  let settled = false;
  let value: unknown;

  const fail = (thrown: unknown) => {
    failure ??= describeSafely(thrown, (part) =>
      (load('inspect') as { forConsole: Formatting }).forConsole.inspect(part),
    );
  };
  const heap = () => load('heap') as HeapState;
  /** Takes the value of what was run to its end, or what it comes to when it is a promise. */
  const finish = (result: unknown) => {
    if ((typeof result !== 'object' && typeof result !== 'function') || result === null) {
      value = result;
      settled = true;
      return;
    }
    whenSettled(
      awaited(result),
      (outcome) => {
        value = outcome;
        settled = true;
      },
      failWith,
    );
  };
  const failWith = (thrown: unknown) => {
    settled = true;
    report(thrown);
  };
  /** The handle of the source that the run starts with. */
  let mainHandle: FileHandle | undefined;
  const fileHandle = (path: string, name: string) => {
    hideHandleName(name);
    const made = modules.handle(path, (binding, access, isGlobal) => heap().declare(binding, access, isGlobal));
    if (path === given.main) mainHandle ??= made;
    return made;
  };
  const handle: RunHandle = {
    ended: (namespace) =>
      finish(hasOwn(namespace, 'default') ? (namespace as { default: unknown }).default : mainHandle?.value),
    evaluated: (evaluate) => modules.evaluated(evaluate),
    received: (namespace) => modules.received(namespace),
    member: (exports, name) => {
      try {
        return (exports as Record<string, unknown> | null | undefined)?.[name];
      } catch {
        return undefined;
      }
    },
    imported: (id, namespace) => void modules.settle(id, namespace),
    file: fileHandle,
    require: (path) => modules.requireFile(path),
    builtin: (name) => modules.builtin(name),
  };

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
    const get = () => (load('timers') as { promises: Record<string, unknown> }).promises[name];
    defineProperty(globals[name] as object, PROMISIFIED, { get, enumerable: true, configurable: true });
  }
  defineInput(() => inputText);
  completeWebAssembly();
  define('self', globalObject);
  for (const name of HANDLERS) {
    const handler = () => (load('events') as GlobalEvents).globalHandlers[name] as GlobalHandler;
    const set = (value: unknown) => handler().set(value);
    defineProperty(globalObject, name, { get: () => handler().get(), set, enumerable: true, configurable: true });
  }
  define('global', globalObject);
  define(
    'console',
    createConsole(
      host,
      () => (load('inspect') as { forConsole: Formatting }).forConsole,
      () => peek('util') !== undefined,
    ),
  );
  for (const name in GLOBALS) {
    const part = GLOBALS[name] as string;
    defineLazily(name, () => (load(part) as Record<string, unknown>)[name]);
  }

  /** Whether something has been done since `process` was last told that nothing is left. */
  let worked = true;
  /** Tells `process`, if there is one, that nothing is left to do. @returns whether its listeners may have given more */
  const isTold = (): boolean => {
    const had = worked;
    worked = false;
    return processPart()?.ending(had) ?? false;
  };
  const step = (): number => {
    if (failure) return PROGRESS.failed;
    try {
      const next = timers.step(!settled);
      if (next !== STEP.idle) worked = true;
      else if (!settled) return PROGRESS.stuck;
      else if (unanswered === 0 && modules.importing === 0 && isTold()) return STEP.again;
      return next;
    } catch (thrown) {
      report(thrown);
      return failure ? PROGRESS.failed : PROGRESS.again;
    }
  };

  /** Whether the guest has dealt with a rejection that nothing handled, of which the host has seen what it tells. */
  const forgives = (rejection: Rejection): boolean => {
    const events = peek('events') as GlobalEvents | undefined;
    const hears = events?.hearsRejections() ?? false;
    if (!hears && !processPart()?.hears('unhandledRejection')) return false;
    const reason = reasonOf(rejection, errorOf);
    const promise = apply(rejected, PromiseType, [reason]) as Promise<unknown>;
    whenSettled(promise, nothing, nothing);
    try {
      if (hears && events?.dispatchRejection({ reason, promise })) return true;
      return processPart()?.tells('unhandledRejection', reason, promise) ?? false;
    } catch (thrown) {
      report(thrown);
      return true;
    }
  };

  /** Runs a script that the host holds. */
  const runMain = () => {
    const thrown = runScript();
    if (thrown !== undefined) failWith(reasonOf(thrown, errorOf));
  };

  return (operation, argument, extra) => {
    switch (operation) {
      case 'run':
        try {
          if (typeof argument === 'function') whenSettled((argument as Program)(), finish, failWith);
          else runMain();
          // Before the microtasks of what has just run, as after any callback.
          timers.runTicks();
        } catch (thrown) {
          failWith(thrown);
        }
        return undefined;
      case 'value':
        finish(argument);
        return undefined;
      case 'threw':
        failWith(reasonOf(argument as Rejection, errorOf));
        return undefined;
      case 'file':
        return fileHandle(argument as string, extra as string);
      case 'yield':
        heap().yieldNames(argument as string[]);
        return undefined;
      case 'declare':
        (argument as (scope: HeapState) => void)(heap());
        return undefined;
      case 'step':
        return step();
      case 'scope': {
        const scope = modules.scriptScope();
        for (const name in scope) define(name, scope[name]);
        return undefined;
      }
      case 'evaluated':
        return modules.hasEvaluated;
      case 'given':
        given = parseJson(argument as string) as GivenRun;
        modules.mainPath = given.main;
        inputText = extra as string | null;
        return undefined;
      case 'failure':
        return failure && [failure.text, failure.code, failure.isSyntaxError];
      case 'forgives':
        return failure === null && forgives(argument as Rejection);
      case 'result':
        try {
          return [true, toJson(value)];
        } catch (thrown) {
          fail(thrown);
          return [false];
        }
      case 'handle':
        return handle;
      case 'load':
        load(argument as string);
        return undefined;
      case 'restore':
        heap().restore(argument as string);
        return undefined;
      case 'capture': {
        const { text, leftOut, reason } = heap().capture(argument as number, extra as number);
        return [text, leftOut, reason];
      }
      case 'names':
        return namesOf(modules.builtin(argument as string));
      case 'wrapper':
        modules.receive(argument as string, extra as Parameters<Modules['receive']>[1]);
        return undefined;
      case 'refuse':
        return modules.settle(argument as number, undefined, {
          reason: isArray(extra) ? reasonOf(extra as unknown as Rejection, errorOf) : toError(extra as HostFailure),
        });
      case 'ended':
        return argument === undefined ? settled : !modules.waits(argument as number);
      case 'settle':
        apply(get, answers, [argument])(extra);
        apply(remove, answers, [argument]);
        unanswered -= 1;
        return undefined;
      case 'part':
        apply(set, factories, [argument, extra]);
        return undefined;
      default:
        throw new TypeErrorType(`unknown operation ${operation}`);
    }
  };
}

/** The names under which a built-in module's exports can be imported. */
function namesOf(exports: unknown): string[] {
  const found = keys(exports as object);
  const names: string[] = bareArray();
  for (let at = 0; at < found.length; at += 1) if (found[at] !== 'default') names[names.length] = found[at] as string;
  return names;
}

function describeSafely(thrown: unknown, show: (value: unknown) => string): Thrown {
  try {
    return describeThrown(thrown, show);
  } catch {
    return { text: 'Uncaught object', code: null, isSyntaxError: false };
  }
}
