/**
 * The part that holds the harmless parts of Node's `process`.
 * @see https://nodejs.org/api/process.html
 */
import EventEmitter from 'node:events';
import type { Host } from '../host.ts';
import type { Internals } from '../internals.ts';
import { refusal, refusals } from '../not-here.ts';
import { processClock } from '../process/clock.ts';
import { identity } from '../process/identity.ts';
import { type StandardStreams, standardStreams } from '../process/streams.ts';
import { type Warned, warnings } from '../process/warnings.ts';
import { codedError, invalidArgument } from '../web/errors.ts';

const SECOND_MS = 1000;

const UMASK = 0o022;

/** Modules whose constants `process.binding('constants')` contains. */
const CONSTANTS = ['os', 'fs', 'crypto', 'zlib'];

const refuseBinding = refusal('process', 'binding', 'a run can not reach the engine that runs it');

interface Emitting {
  emit(name: string, ...args: unknown[]): boolean;
  listenerCount(name: string): number;
}

export default function create({ builtin, given, host, load, timers, languageProxy, addNative }: Internals) {
  const startedAt = Date.now() - host.now();
  const state: ExitState = { isExiting: false, exitCode: undefined };

  const constantsOf = (name: string) => (builtin(name) as { constants: object }).constants;
  /** Implements `process.binding`. Only the constants are available: every other binding gives access to the engine. */
  function binding(name: unknown): object {
    if (`${name as string}` !== 'constants') return refuseBinding();
    const { os, fs, crypto, zlib } = Object.fromEntries(CONSTANTS.map((module) => [module, constantsOf(module)]));
    return { __proto__: null, os, fs, crypto, zlib };
  }

  const clock = processClock(host);
  const zero = () => 0;
  const ends = endings(() => process as unknown as Emitting, state, host);

  const process = Object.assign(emptyProcess(addNative), {
    ...identity(given(), languageProxy),
    abort: () => host.exit(134),
    availableMemory: zero,
    constrainedMemory: zero,
    cpuUsage: clock.cpuUsage,
    threadCpuUsage: clock.cpuUsage,
    cwd: () => '/',
    emitWarning: warnings(() => process as unknown as Warned, host, timers),
    exit: (code?: number | string) => {
      if (code !== undefined) process.exitCode = code;
      ends.tellExit();
      return host.exit(Number(state.exitCode ?? 0));
    },
    getActiveResourcesInfo: () => [],
    getBuiltinModule: (id: unknown) => {
      if (typeof id !== 'string') throw invalidArgument('id', 'of type string', id);
      return builtin(id.startsWith('node:') ? id.slice('node:'.length) : id);
    },
    getegid: zero,
    geteuid: zero,
    getgid: zero,
    getgroups: () => [0],
    getuid: zero,
    hasUncaughtExceptionCaptureCallback: () => false,
    hrtime: clock.hrtime,
    loadEnvFile: (path: unknown = '.env') => {
      const { fs } = load('fs') as { fs: { readFileSync(path: unknown, encoding: 'utf8'): string } };
      const { util } = load('util') as { util: { parseEnv(text: string): Record<string, string> } };
      const env = process.env as Record<string, string>;
      for (const [name, value] of Object.entries(util.parseEnv(fs.readFileSync(path, 'utf8')))) env[name] ??= value;
    },
    memoryUsage: clock.memoryUsage,
    nextTick: (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => {
      if (typeof callback === 'function') return timers.nextTick(callback, args);
      throw invalidArgument('callback', 'of type function', callback);
    },
    ref: (value?: object) => referenced(value, 'ref'),
    resourceUsage: clock.resourceUsage,
    umask: (mask?: unknown) => {
      if (mask === undefined) return UMASK;
      throw codedError(
        Error,
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'process.umask() can not be set here: the mask of a run is always 0o022',
      );
    },
    unref: (value?: object) => referenced(value, 'unref'),
    uptime: () => (Date.now() - startedAt) / SECOND_MS,
    _rawDebug: (...args: unknown[]) => host.write(args.join(' '), true, 2),
    binding,
    ...refusals('process'),
  }) as unknown as Record<string, unknown> & { exitCode: unknown; env: object };

  defineAccessors(process, state, standardStreams(load, host, given().stdin));
  Reflect.apply(EventEmitter, process, []);
  for (const name of ['_events', '_eventsCount', '_maxListeners']) {
    Object.defineProperty(process, name, { enumerable: false });
  }
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', writable: true });
  return { process, ending: ends.ending, hears: ends.hears, tells: ends.tells };
}

/** Makes an emitter whose constructor has the name `process`, as in Node. */
function emptyProcess(addNative: Internals['addNative']): object {
  function process() {}
  Object.setPrototypeOf(process.prototype, EventEmitter.prototype);
  addNative(process);
  return Object.create(process.prototype) as object;
}

/** Makes the functions that report the run's end and other events to `process`. */
function endings(process: () => Emitting, state: ExitState, host: Host) {
  /** Emits `exit`, once. */
  const tellExit = () => {
    if (state.isExiting) return;
    state.isExiting = true;
    process().emit('exit', Number(state.exitCode ?? 0));
  };
  /**
   * Called when the run has nothing left to do.
   * @param worked whether any work was done since the last call
   * @returns whether listeners may have added work
   */
  const ending = (worked: boolean): boolean => {
    if (state.isExiting) return false;
    if (worked) process().emit('beforeExit', Number(state.exitCode ?? 0));
    else {
      tellExit();
      // If the run has set an exit status, end with it, as `process.exit` does.
      if (Number(state.exitCode ?? 0) !== 0) host.exit(Number(state.exitCode));
    }
    return true;
  };
  const hears = (event: string) => process().listenerCount(event) > 0;
  const tells = (event: string, ...args: unknown[]) => process().emit(event, ...args);
  return { tellExit, ending, hears, tells };
}

function isExitCode(code: unknown): boolean {
  return Number.isInteger(code) || (typeof code === 'string' && code !== '' && Number.isInteger(Number(code)));
}

/** The exit status that the run has set. */
interface ExitState {
  isExiting: boolean;
  exitCode: number | string | undefined;
}

function defineAccessors(process: object, state: ExitState, streams: StandardStreams): void {
  const accessors = {
    get exitCode() {
      return state.exitCode;
    },
    set exitCode(code: unknown) {
      if (code !== undefined && code !== null && !isExitCode(code))
        throw invalidArgument('code', 'of type number', code);
      state.exitCode = (code ?? undefined) as number | string | undefined;
    },
    get allowedNodeEnvironmentFlags() {
      return new Set();
    },
    get _exiting() {
      return state.isExiting;
    },
    get stdin() {
      return streams.stdin();
    },
    get stdout() {
      return streams.stdout();
    },
    get stderr() {
      return streams.stderr();
    },
  };
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
    Object.defineProperty(process, name, { ...descriptor, enumerable: true, configurable: true });
  }
}

/** Calls the `ref` or `unref` of a value, if it has one. */
function referenced(value: object | undefined, name: 'ref' | 'unref'): void {
  const own = value as Record<PropertyKey, unknown> | undefined;
  const call = own?.[Symbol.for(`nodejs.${name}`)] ?? own?.[name];
  if (typeof call === 'function') Reflect.apply(call, value, []);
}
