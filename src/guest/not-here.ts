/**
 * Parts of Node's built-in modules that a run lacks, with the reasons.
 *
 * Each name exists, so that a library that only refers to it works. Calling it throws an error with the reason.
 */
import { codedError } from './web/errors.ts';

const NO_PROCESSES = 'a run can start or signal no processes';
const NO_USERS = 'a run has no users and no groups to change to';
const NO_RESOURCES = 'a run does not follow asynchronous resources';
const NO_ENGINE = 'a run can not reach the engine that runs it';
const NO_WATCH = 'nothing but the run itself changes its files';
const NO_ARCHIVES = 'a run can not reach the files of its host, which ZIP archives need';
const ONE_THREAD = 'a run can start no threads';
const NO_HISTOGRAMS = 'a run keeps no histograms';
const NO_HOOKS = 'modules are found and loaded by the host';
const NO_FUNCTIONS = 'a run has no inspector';
const INTERNAL = 'only the internals of Node use it';

/** Reasons by module and name. */
export const NOT_HERE = {
  async_hooks: { createHook: NO_RESOURCES },
  console: { context: NO_FUNCTIONS },
  module: {
    _findPath: NO_HOOKS,
    _readPackage: NO_HOOKS,
    _resolveLookupPaths: NO_HOOKS,
    _stat: NO_HOOKS,
    findPackageJSON: NO_HOOKS,
    register: NO_HOOKS,
    registerHooks: NO_HOOKS,
    runMain: NO_HOOKS,
    SourceMap: 'a run reads no source maps',
    stripTypeScriptTypes: 'sources are compiled by the host, before they run',
  },
  perf_hooks: {
    createHistogram: NO_HISTOGRAMS,
    createSlidingWindowHistogram: NO_HISTOGRAMS,
    importHistogram: NO_HISTOGRAMS,
    monitorEventLoopDelay: NO_ENGINE,
  },
  test: { run: 'a run is one file; require it, and its tests run' },
  vm: { measureMemory: NO_ENGINE },
  worker_threads: {
    BroadcastChannel: ONE_THREAD,
    moveMessagePortToContext: ONE_THREAD,
    postMessageToThread: ONE_THREAD,
    Worker: ONE_THREAD,
  },
  crypto: {
    setEngine: 'it would load code into the host',
    setFips: 'it would change the host',
  },
  fs: { unwatchFile: NO_WATCH, watch: NO_WATCH, watchFile: NO_WATCH },
  'fs/promises': { watch: NO_WATCH },
  os: { setPriority: NO_PROCESSES },
  process: {
    _debugEnd: NO_ENGINE,
    _debugProcess: NO_ENGINE,
    _fatalException: INTERNAL,
    _getActiveHandles: INTERNAL,
    _getActiveRequests: INTERNAL,
    _kill: NO_PROCESSES,
    _linkedBinding: NO_ENGINE,
    _startProfilerIdleNotifier: NO_ENGINE,
    _stopProfilerIdleNotifier: NO_ENGINE,
    _tickCallback: INTERNAL,
    chdir: "a run's working folder is always /",
    dlopen: 'a run can load no native code',
    execve: NO_PROCESSES,
    initgroups: NO_USERS,
    addUncaughtExceptionCaptureCallback: 'an exception that nothing catches ends the run',
    kill: NO_PROCESSES,
    openStdin: 'a run has no standard input',
    reallyExit: INTERNAL,
    setUncaughtExceptionCaptureCallback: 'an exception that nothing catches ends the run',
    setegid: NO_USERS,
    seteuid: NO_USERS,
    setgid: NO_USERS,
    setgroups: NO_USERS,
    setuid: NO_USERS,
    setSourceMapsEnabled: 'stacks are always in the coordinates of the source',
  },
  util: {
    setTraceSigInt: 'a run gets no signals',
  },
  zlib: {
    ZipBuffer: NO_ARCHIVES,
    ZipEntry: NO_ARCHIVES,
    ZipFile: NO_ARCHIVES,
    createZipArchive: NO_ARCHIVES,
    createZipArchiveSync: NO_ARCHIVES,
    getMaxZipContentSize: NO_ARCHIVES,
    setMaxZipContentSize: NO_ARCHIVES,
    zipFiles: NO_ARCHIVES,
  },
} as const satisfies Record<string, Record<string, string>>;

/**
 * Makes a function that throws an error with the reason.
 *
 * It stands for classes too, so it is no arrow function: `new` and `extends` must reach its error.
 * @param name the function's name; the error shows `of.name`
 */
export function refusal(of: string, name: string, reason: string): () => never {
  function refuse(): never {
    throw codedError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `${of}.${name} is not available here: ${reason}`);
  }
  return Object.defineProperty(refuse, 'name', { value: name, configurable: true });
}

/** Returns a throwing function for each missing name of a module. */
export function refusals(of: keyof typeof NOT_HERE): Record<string, () => never> {
  const found: Record<string, () => never> = {};
  for (const [name, reason] of Object.entries(NOT_HERE[of])) found[name] = refusal(of, name, reason);
  return found;
}
