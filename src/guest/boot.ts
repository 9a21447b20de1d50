/**
 * The first code in every isolate: sets up the globals, then serves the host's operations.
 *
 * It runs in a fresh context before any guest code, keeps the functions of the language that it needs in its own
 * variables, and gives the guest only the globals. Heavy code is loaded at first use, as a part.
 */
import { AsyncContext } from './async-context.ts';
import { CALLBACKS, type HostCallbacks, NOTHING_GIVEN, type Operation } from './border.ts';
import { builtinOf } from './builtins.ts';
import { SHARED_HANDLE } from './code-marks.ts';
import { type MakeRunnable, replaceFunctionMakers, runnableBy } from './code-texts.ts';
import { defineGlobals } from './define-globals.ts';
import { replaceFunctionText } from './function-text.ts';
import { failed, type Host } from './host.ts';
import type { Internals } from './internals.ts';
import { LANGUAGE } from './language.ts';
import { LaterCalls } from './later-calls.ts';
import { createEntrance } from './operations.ts';
import { createOutput } from './output.ts';
import { PartLoader } from './part-loader.ts';
import { dataDescriptor } from './primordials.ts';
import { RunState } from './run-state.ts';
import { callerFinder, tellStacks } from './stack.ts';
import { Steps } from './steps.ts';
import { Timers } from './timers.ts';
import type { WebAssemblyNamespace } from './web-assembly.ts';

/** The name of the submitted source in stacks. */
const MAIN_FILE = 'main.ts';

const { defineProperty } = LANGUAGE;
const ProxyType = Proxy;
const languageWebAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly;

/**
 * Sets up the context.
 * @param setSharedHandle gives the name `SHARED_HANDLE` its value
 * @param functions in the order of `CALLBACKS`
 * @returns the one function through which the host enters the isolate
 */
export default function boot(
  setSharedHandle: (handle: unknown) => void,
  ...functions: unknown[]
): (...operation: Operation) => unknown {
  const callbacks = callbacksOf(functions);
  const { fs, call, now, exit, modules: askModules, makeContext, runScript } = callbacks;
  const runnable: MakeRunnable = runnableBy(editedBy(askModules));
  const functionText = replaceFunctionText();
  replaceFunctionMakers(runnable, functionText.addNative);
  const callerFile = callerFinder();
  const errorOf = tellStacks((file, line, column) => {
    const place = askModules('position', file, line, column);
    return failed(place) ? undefined : place;
  });

  const parts = new PartLoader(callbacks.load);
  const load = (part: string) => parts.load(part);
  const later = new LaterCalls(call);
  const write = createOutput(callbacks.write, callbacks.lend);
  const host: Host = { fs, call, later: (name, ...args) => later.ask(name, args), now, write, exit, load };
  const context = new AsyncContext();
  const timers = new Timers(host, context);
  const run = new RunState(parts, errorOf);
  const report = (thrown: unknown) => run.report(thrown);
  let given = NOTHING_GIVEN;
  let input: string | null = null;
  const internals = {
    __proto__: null,
    runnable,
    given: () => given,
    host,
    language: LANGUAGE,
    load,
    peek: (part) => parts.peek(part),
    timers,
    report,
    languageProxy: ProxyType,
    languageWebAssembly,
    makeCollect: callbacks.makeCollect,
    addNative: functionText.addNative,
    context,
    makeContext,
    builtin: (name) => builtinOf(name, load),
    run,
    askModules,
    hideName: functionText.hide,
  } as Internals;
  parts.internals = internals;

  /** Returns the file whose code is running: imports in code that is made from a text are relative to it. */
  const runningFile = () => {
    const file = callerFile();
    return file === undefined || file === MAIN_FILE ? given.main : file;
  };
  const shared = (specifier: unknown, options?: unknown) =>
    parts.load('modules').imports.begin(runningFile(), specifier, options);
  const source = (specifier: unknown) => parts.load('modules').handles.source(runningFile(), specifier);
  defineProperty(shared, 'source', dataDescriptor(source, 0));
  setSharedHandle(defineProperty(shared, 'code', dataDescriptor(runnable, 0)));
  functionText.hide(SHARED_HANDLE);

  const steps = new Steps(run, parts, timers, later);
  defineGlobals({ host, parts, timers, context, runnable, report, input: () => input });
  const give = (handed: typeof given, json: string | null) => {
    given = handed;
    input = json;
  };
  return createEntrance({ parts, later, timers, run, steps, runScript, give });
}

/** Returns a function that has the host edit a text, and returns the text unchanged if the host can't edit it. */
function editedBy(askModules: HostCallbacks['modules']): (text: string) => string {
  return (text) => {
    const edited = askModules('code', text);
    return typeof edited === 'string' ? edited : text;
  };
}

/** Returns the host's functions by name. */
function callbacksOf(functions: readonly unknown[]): HostCallbacks {
  const callbacks = { __proto__: null } as unknown as Record<string, unknown>;
  for (let at = 0; at < CALLBACKS.length; at += 1) callbacks[CALLBACKS[at] as string] = functions[at];
  return callbacks as unknown as HostCallbacks;
}
