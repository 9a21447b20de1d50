/**
 * The part that holds Node's `util`.
 */
import comparisons from 'node-library/internal/util/comparisons';
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { promisify } from '../promisify.ts';
import { whenSettled } from '../settled.ts';
import type { RateTimers } from '../util/call-queue.ts';
import {
  _extend,
  aborted,
  convertProcessSignalToExitCode,
  createUtilFunctions,
  diff,
  getCallSites,
  inherits,
  parseEnv,
  type UtilServices,
} from '../util/functions.ts';
import { MIMEParams, MIMEType } from '../util/mime.ts';
import { typesOf } from '../util/own-types.ts';
import { debounce, throttle } from '../util/rates.ts';
import {
  errnoException,
  exceptionWithHostPort,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
} from '../util/system-errors.ts';
import { invalidArgument } from '../web/errors.ts';
import { adopt } from '../web/realm.ts';

/** Functions of the `inspect` part. */
interface Formatting {
  format(...args: unknown[]): string;
  readonly formatWithOptions: unknown;
  readonly inspect: unknown;
  readonly stripVTControlCharacters: unknown;
}

type Loaded = Record<string, never>;

const { apply } = Reflect;
const { toWellFormed } = String.prototype;

/** Converts a value to text, and replaces each lone surrogate by U+FFFD. */
function toUSVString(value: unknown): string {
  return apply(toWellFormed, `${value as string}`, []);
}

function nothing(): void {}

function markPromiseAsHandled(promise: unknown): void {
  if (!(promise instanceof Promise)) throw invalidArgument('promise', 'an instance of Promise', promise);
  whenSettled(promise, nothing, nothing);
}

export default function create(internals: Internals) {
  adopt(internals);
  const { host, load, timers } = internals;
  const { format, formatWithOptions, inspect, stripVTControlCharacters } = load('inspect') as Formatting;
  const types = typesOf(internals);
  const process = () => (load('process') as { process: ReturnType<UtilServices['process']> }).process;
  const rateTimers: RateTimers = {
    setTimeout: (callback, ms) => timers.setTimeout(callback, ms, []),
    clear: (timer) => timers.clear(timer),
    now: () => host.now(),
  };
  const { callbackify, debuglog, deprecate, parseArgs, styleText } = createUtilFunctions({
    nextTick: (callback, ...args) => timers.nextTick(callback, args),
    process,
    format,
    print: (line) => host.write(line, true, 2),
  });
  const signals = () => (load('os') as { os: { constants: { signals: Record<string, number> } } }).os.constants.signals;
  const isSignal = (value: unknown) => (load('events') as { isSignal(value: unknown): boolean }).isSignal(value);
  const util = {
    _errnoException: errnoException,
    _exceptionWithHostPort: exceptionWithHostPort,
    _extend,
    callbackify,
    convertProcessSignalToExitCode: (name: unknown) => convertProcessSignalToExitCode(signals(), name),
    debug: debuglog,
    debuglog,
    deprecate,
    format,
    styleText,
    formatWithOptions,
    getCallSites,
    getSystemErrorMap,
    getSystemErrorName,
    getSystemErrorMessage,
    inherits,
    inspect,
    isArray: Array.isArray,
    isDeepStrictEqual: comparisons.isDeepStrictEqual,
    markPromiseAsHandled,
    promisify,
    stripVTControlCharacters,
    toUSVString,
    transferableAbortSignal: (signal: unknown) => {
      if (!isSignal(signal)) throw invalidArgument('signal', 'an instance of AbortSignal', signal);
      return signal;
    },
    transferableAbortController: () => new (load('events') as { AbortController: new () => object }).AbortController(),
    aborted,
    types,
    parseEnv,
    parseArgs,
    get TextDecoder() {
      return (load('encoding') as Loaded).TextDecoder;
    },
    get TextEncoder() {
      return (load('encoding') as Loaded).TextEncoder;
    },
    MIMEType,
    MIMEParams,
    diff,
    debounce: (fn: unknown, wait: unknown, options?: object) => debounce(rateTimers, fn, wait, options),
    throttle: (fn: unknown, limit: unknown, interval: unknown, options?: object) =>
      throttle(rateTimers, fn, limit, interval, options),
    ...refusals('util'),
  };
  return { util, types };
}
