/**
 * The part that holds the harmless parts of Node's `process`.
 * @see https://nodejs.org/api/process.html
 */
import EventEmitter from 'node:events';
import type { Internals } from '../internals.ts';
import { refusal, refusals } from '../not-here.ts';
import { textEnvironment } from '../process/environment.ts';
import { codedError, invalidArgument } from '../web/errors.ts';

const SECOND_MS = 1000;
const NS_PER_MS = 1_000_000;
const US_PER_MS = 1000;

/** What the guest's language and library are those of. */
const VERSION = 'v26.0.0';

const UMASK = 0o022;

/** What V8 can do is the engine's; the rest is what a run has. */
const FEATURES = {
  inspector: false,
  debug: false,
  uv: false,
  ipv6: false,
  tls_alpn: false,
  tls_sni: false,
  tls_ocsp: false,
  tls: false,
  cached_builtins: true,
  require_module: false,
  typescript: 'transform',
};

/** No counter of the machine's is shown. */
const NO_USAGE = {
  sharedMemorySize: 0,
  unsharedDataSize: 0,
  unsharedStackSize: 0,
  minorPageFault: 0,
  majorPageFault: 0,
  swappedOut: 0,
  fsRead: 0,
  fsWrite: 0,
  ipcSent: 0,
  ipcReceived: 0,
  signalsCount: 0,
  voluntaryContextSwitches: 0,
  involuntaryContextSwitches: 0,
};

/** Modules whose constants `process.binding('constants')` has. */
const CONSTANTS = ['os', 'fs', 'crypto', 'zlib'];

const refuseBinding = refusal('process', 'binding', 'a run can not reach the engine that runs it');

interface Emitting {
  emit(name: string, ...args: unknown[]): boolean;
  listenerCount(name: string): number;
}

type Stream = new (options: object) => object;

export default function create({ builtin, given, host, load, timers, languageProxy }: Internals) {
  const startedAt = Date.now() - host.now();
  let isExiting = false;
  let exitCode: number | string | undefined;

  const hrtime = (since?: readonly [number, number]): [number, number] => {
    if (since !== undefined) checkTuple(since);
    const now = host.now();
    const seconds = Math.floor(now / SECOND_MS);
    const nanoseconds = Math.floor((now % SECOND_MS) * NS_PER_MS);
    if (!since) return [seconds, nanoseconds];
    const borrow = nanoseconds < since[1] ? 1 : 0;
    return [seconds - since[0] - borrow, nanoseconds - since[1] + borrow * SECOND_MS * NS_PER_MS];
  };
  hrtime.bigint = () => BigInt(Math.floor(host.now() * NS_PER_MS));

  /** A stream of Node's, brought up when it is asked for. */
  const lazily = (make: () => object) => {
    let made: object | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const streams = () => (load('stream') as { stream: Record<'Readable' | 'Writable', Stream> }).stream;
  const output = (fd: 1 | 2) =>
    lazily(() => {
      const { Writable } = streams();
      const write = (chunk: string | Uint8Array, _encoding: string, done: () => void) => {
        host.write(`${chunk as string}`, false, fd);
        done();
      };
      const stream = new Writable({ decodeStrings: false, write, emitClose: false });
      return Object.assign(stream, { fd, isTTY: false, _type: 'fs', _isStdio: true, destroySoon: undefined });
    });
  let { stdin } = given();
  const input = lazily(() => {
    const { Readable } = streams();
    const stream = new Readable({
      read(this: { push(chunk: string | null): void }) {
        if (stdin !== '') this.push(stdin);
        stdin = '';
        this.push(null);
      },
    });
    return Object.assign(stream, { fd: 0, isTTY: false });
  });

  const constantsOf = (name: string) => (builtin(name) as { constants: object }).constants;
  /** Node's constants by module are plain values; every other binding reaches the engine. */
  function binding(name: unknown): object {
    if (`${name as string}` !== 'constants') return refuseBinding();
    const { os, fs, crypto, zlib } = Object.fromEntries(CONSTANTS.map((module) => [module, constantsOf(module)]));
    return { __proto__: null, os, fs, crypto, zlib };
  }

  const cpuUsage = (since?: { user: number; system: number }) => {
    const user = Math.floor(host.now() * US_PER_MS);
    return { user: user - (since?.user ?? 0), system: 0 - (since?.system ?? 0) };
  };
  const memoryUsage = () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 });
  memoryUsage.rss = () => 0;
  const zero = () => 0;
  const referenced = (value: object | undefined, name: 'ref' | 'unref') => {
    const own = value as Record<PropertyKey, unknown> | undefined;
    const call = own?.[Symbol.for(`nodejs.${name}`)] ?? own?.[name];
    if (typeof call === 'function') Reflect.apply(call, value, []);
  };

  function emitWarning(warning: unknown, given?: unknown, code?: unknown): void {
    const options =
      typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : { type: given, code };
    const { type, detail } = options;
    let error: Error & { code?: unknown; detail?: unknown };
    if (warning instanceof Error) error = warning;
    else {
      if (typeof warning !== 'string')
        throw invalidArgument('warning', 'of type string or an instance of Error', warning);
      if (type !== undefined && typeof type !== 'function' && typeof type !== 'string') {
        throw invalidArgument('type', 'of type string', type);
      }
      error = new Error(warning);
      const name = typeof type === 'string' ? type : 'Warning';
      Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true });
      if (typeof options.code === 'string') error.code = options.code;
      if (typeof detail === 'string') error.detail = detail;
    }
    if (error.name === 'DeprecationWarning' && (process as { noDeprecation?: unknown }).noDeprecation) return;
    timers.nextTick(() => {
      const prefix = error.code ? `[${String(error.code)}] ` : '';
      const shown = `(node:${process.pid}) ${prefix}${error.name}: ${error.message}`;
      host.write(error.detail ? `${shown}\n${String(error.detail)}` : shown, true, 2);
      (process as unknown as Emitting).emit('warning', error);
    }, []);
  }

  /** Tells those who listen for the end; once. */
  const tellExit = () => {
    if (isExiting) return;
    isExiting = true;
    (process as unknown as Emitting).emit('exit', Number(exitCode ?? 0));
  };

  const process = Object.assign(Object.create(EventEmitter.prototype) as object, {
    arch: 'x64',
    argv: ['node', given().main, ...given().args],
    argv0: 'node',
    config: { target_defaults: {}, variables: {} },
    debugPort: 9229,
    domain: null,
    env: textEnvironment(given().env, languageProxy),
    execArgv: [],
    execPath: '/node',
    features: FEATURES,
    moduleLoadList: [],
    mainModule: undefined,
    pid: 1,
    ppid: 0,
    platform: 'linux',
    release: { name: 'node' },
    sourceMapsEnabled: true,
    title: 'node',
    version: VERSION,
    versions: { node: VERSION.slice(1) },
    abort: () => host.exit(134),
    availableMemory: zero,
    constrainedMemory: zero,
    cpuUsage,
    threadCpuUsage: cpuUsage,
    cwd: () => '/',
    emitWarning,
    exit: (code?: number | string) => {
      if (code !== undefined) process.exitCode = code;
      tellExit();
      return host.exit(Number(exitCode ?? 0));
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
    hrtime,
    loadEnvFile: (path: unknown = '.env') => {
      const { fs } = load('fs') as { fs: { readFileSync(path: unknown, encoding: 'utf8'): string } };
      const { util } = load('util') as { util: { parseEnv(text: string): Record<string, string> } };
      const env = process.env as Record<string, string>;
      for (const [name, value] of Object.entries(util.parseEnv(fs.readFileSync(path, 'utf8')))) env[name] ??= value;
    },
    memoryUsage,
    nextTick: (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => {
      if (typeof callback === 'function') return timers.nextTick(callback, args);
      throw invalidArgument('callback', 'of type function', callback);
    },
    ref: (value?: object) => referenced(value, 'ref'),
    resourceUsage: () => ({ userCPUTime: cpuUsage().user, systemCPUTime: 0, maxRSS: 0, ...NO_USAGE }),
    umask: (mask?: unknown) => {
      if (mask === undefined) return UMASK;
      throw codedError(
        Error,
        'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        'process.umask() can not be set here: modes are as set',
      );
    },
    unref: (value?: object) => referenced(value, 'unref'),
    uptime: () => (Date.now() - startedAt) / SECOND_MS,
    _rawDebug: (...args: unknown[]) => host.write(args.join(' '), true, 2),
    binding,
    ...refusals('process'),
  }) as unknown as Record<string, unknown> & { exitCode: unknown; env: object };

  const accessors = {
    get exitCode() {
      return exitCode;
    },
    set exitCode(code: unknown) {
      if (code !== undefined && code !== null && !isExitCode(code))
        throw invalidArgument('code', 'of type number', code);
      exitCode = (code ?? undefined) as number | string | undefined;
    },
    get allowedNodeEnvironmentFlags() {
      return new Set();
    },
    get _exiting() {
      return isExiting;
    },
    get stdin() {
      return input();
    },
    get stdout() {
      return stdout();
    },
    get stderr() {
      return stderr();
    },
  };
  const stdout = output(1);
  const stderr = output(2);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
    Object.defineProperty(process, name, { ...descriptor, enumerable: true, configurable: true });
  }
  Reflect.apply(EventEmitter, process, []);
  for (const name of ['_events', '_eventsCount', '_maxListeners']) {
    Object.defineProperty(process, name, { enumerable: false });
  }
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });

  /**
   * Called when nothing is left to do.
   * @param worked whether something was done since the last call
   * @returns whether somebody may have given the run more to do
   */
  const ending = (worked: boolean): boolean => {
    if (isExiting) return false;
    if (worked) (process as unknown as Emitting).emit('beforeExit', Number(exitCode ?? 0));
    else {
      tellExit();
      // The status that the run has given itself counts at its own end as in `exit`.
      if (Number(exitCode ?? 0) !== 0) host.exit(Number(exitCode));
    }
    return true;
  };
  const hears = (event: string) => (process as unknown as Emitting).listenerCount(event) > 0;
  const tells = (event: string, ...args: unknown[]) => (process as unknown as Emitting).emit(event, ...args);
  return { process, ending, hears, tells };
}

function isExitCode(code: unknown): boolean {
  return Number.isInteger(code) || (typeof code === 'string' && code !== '' && Number.isInteger(Number(code)));
}

function checkTuple(value: unknown): void {
  if (!Array.isArray(value)) throw invalidArgument('time', 'an instance of Array', value);
  if (value.length !== 2) {
    throw codedError(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "time" is out of range. It must be 2. Received ${value.length}`,
    );
  }
}
