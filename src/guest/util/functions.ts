/**
 * The small functions of Node's `util`.
 * @see https://nodejs.org/api/util.html
 */
import { dataDescriptor } from '../primordials.ts';
import { ask } from '../web/ask.ts';
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Services of the run that these functions need. */
export interface UtilServices {
  nextTick(callback: Callable, ...args: unknown[]): void;
  process(): {
    readonly argv: readonly string[];
    readonly env: Record<string, string | undefined>;
    readonly stdout: unknown;
    emitWarning(message: string, type: string, code: string | undefined): void;
  };
  format(...args: unknown[]): string;
  /** Prints a line as `console.error` does. */
  print(line: string): void;
}

const { apply, getOwnPropertyDescriptor } = Reflect;
const { isArray } = Array;
const { parse: parseJson, stringify } = JSON;
const { assign, defineProperties, defineProperty, getOwnPropertyDescriptors, setPrototypeOf } = Object;

/** Attributes of a property that is writable and configurable, but not enumerable. */
const HIDDEN = 5;

function needFunction(value: unknown, name: string): asserts value is Callable {
  if (typeof value !== 'function') throw invalidArgument(name, 'of type function', value);
}

function needString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgument(name, 'of type string', value);
}

export function inherits(ctor: unknown, superCtor: unknown): void {
  if (ctor === undefined || ctor === null) throw invalidArgument('ctor', 'of type function', ctor);
  if (superCtor === undefined || superCtor === null) throw invalidArgument('superCtor', 'of type function', superCtor);
  const { prototype } = superCtor as { prototype?: object };
  if (prototype === undefined) throw invalidArgument('superCtor.prototype', 'of type object', prototype);
  defineProperty(ctor as object, 'super_', dataDescriptor(superCtor, HIDDEN));
  setPrototypeOf((ctor as { prototype: object }).prototype, prototype);
}

/** Node's predecessor of `Object.assign`. */
export function _extend(target: Record<string, unknown>, source: unknown): object {
  if (source === null || typeof source !== 'object') return target;
  return assign(target, source);
}

/** Compares two texts or lists of lines. @returns `[operation, line]` pairs */
export function diff(actual: unknown, expected: unknown): unknown {
  needLines(actual, 'actual');
  needLines(expected, 'expected');
  return parseJson(ask('util.diff', stringify(actual), stringify(expected)) as string);
}

function needLines(value: unknown, name: string): void {
  if (!isArray(value)) needString(value, name);
  else for (let at = 0; at < value.length; at += 1) needString(value[at], `${name}[${at}]`);
}

export function parseEnv(content: unknown): Record<string, string> {
  needString(content, 'content');
  const parsed = Object.fromEntries(JSON.parse(ask('util.parseEnv', content) as string) as [string, string][]);
  return setPrototypeOf(parsed, null) as Record<string, string>;
}

/** Resolves once a signal aborts. */
export async function aborted(signal: unknown, resource: unknown): Promise<void> {
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw invalidArgument('signal', 'an instance of AbortSignal', signal);
  }
  if (resource === null || (typeof resource !== 'object' && typeof resource !== 'function')) {
    throw invalidArgument('resource', 'of type object', resource);
  }
  const target = signal as EventTargetLike;
  if (target.aborted) return;
  await new Promise<void>((resolve) => target.addEventListener('abort', () => resolve(), { once: true }));
}

interface EventTargetLike {
  readonly aborted: boolean;
  addEventListener(type: string, listener: () => void, options: object): void;
}

/** Returns the exit status of a process that a signal has terminated. @param name name of the signal */
export function convertProcessSignalToExitCode(signals: Readonly<Record<string, number>>, name: unknown): number {
  const number = typeof name === 'string' && Object.hasOwn(signals, name) ? signals[name] : undefined;
  if (number !== undefined) return 128 + number;
  const known = Object.keys(signals)
    .map((each) => `'${each}'`)
    .join(', ');
  const message = `The argument 'signalCode' must be one of: ${known}. Received ${typeof name === 'string' ? `'${name}'` : String(name)}`;
  throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
}

const FRAME = /^ {4}at (?:(.*) \()?(.*?):(\d+):(\d+)\)?$/;
const FRAMES_MAX = 200;

/** Returns the positions of the caller and of its callers. */
export function getCallSites(given: unknown = 10, options?: unknown): object[] {
  const count = typeof given === 'object' ? 10 : given;
  if (options !== undefined && (options === null || typeof options !== 'object')) {
    throw invalidArgument('options', 'of type object', options);
  }
  if (typeof count !== 'number') throw invalidArgument('frameCount', 'of type number', count);
  if (count < 1 || count > FRAMES_MAX) throw outOfRange('frameCount', `>= 1 && <= ${FRAMES_MAX}`, count);
  const errors = Error as unknown as { stackTraceLimit: number };
  const limit = errors.stackTraceLimit;
  errors.stackTraceLimit = FRAMES_MAX;
  const { stack = '' } = new Error();
  errors.stackTraceLimit = limit;
  const sites = stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const [, functionName = '', scriptName, row, column] = match;
    const place = { lineNumber: Number(row), columnNumber: Number(column), column: Number(column) };
    return [{ functionName, scriptId: '0', scriptName, ...place }];
  });
  return sites.slice(0, count);
}

/** Makes the functions that need services of the run. */
export function createUtilFunctions({ nextTick, process, format, print }: UtilServices) {
  const warned = new Set<string>();

  function callbackify(original: unknown): Callable {
    needFunction(original, 'original');
    const form = function (this: unknown, ...args: unknown[]) {
      const callback = args[args.length - 1];
      needFunction(callback, 'last argument');
      args.length -= 1;
      const done = (...results: unknown[]) => nextTick(() => apply(callback, this, results));
      (apply(original, this, args) as Promise<unknown>).then(
        (value) => done(null, value),
        (reason) => done(reason || falsyRejection(reason)),
      );
    };
    const descriptors = getOwnPropertyDescriptors(original) as unknown as Record<string, PropertyDescriptor>;
    const { length, name } = descriptors;
    if (length && typeof length.value === 'number') length.value += 1;
    if (name && typeof name.value === 'string') name.value += 'Callbackified';
    return defineProperties(form, descriptors);
  }

  function deprecate(fn: unknown, message: string, code?: unknown): unknown {
    if (code !== undefined) needString(code, 'code');
    if (typeof fn !== 'function') throw invalidArgument('fn', 'of type function', fn);
    let told = false;
    const deprecated = function (this: unknown, ...args: unknown[]): unknown {
      if (!told && !(code !== undefined && warned.has(code as string))) {
        if (code !== undefined) warned.add(code as string);
        process().emitWarning(message, 'DeprecationWarning', code as string | undefined);
      }
      told = true;
      return new.target ? Reflect.construct(fn, args, new.target) : apply(fn, this, args);
    };
    setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
    defineProperty(deprecated, 'length', { ...(getOwnPropertyDescriptor(fn, 'length') as PropertyDescriptor) });
    return deprecated;
  }

  function debuglog(set: string, callback?: (debug: Callable) => void): Callable {
    const name = `${set}`.toUpperCase();
    const isWanted = () => matchesSection(process().env.NODE_DEBUG ?? '', name);
    let told = false;
    const log: Callable = (...args) => {
      if (!isWanted()) return;
      if (!told) callback?.(log);
      told = true;
      print(`${name} 1: ${format(...args)}`);
    };
    return defineProperty(log, 'enabled', { get: isWanted, enumerable: true, configurable: true });
  }

  function parseArgs(config: { args?: unknown; options?: unknown } = {}): object {
    if (config === null || typeof config !== 'object') throw invalidArgument('config', 'of type object', config);
    const { args = process().argv.slice(2) } = config;
    const found = JSON.parse(ask('util.parseArgs', JSON.stringify({ ...config, args })) as string) as object;
    setPrototypeOf((found as { values: object }).values, null);
    return found;
  }

  function styleText(wanted: unknown, text: unknown, options?: { validateStream?: unknown; stream?: unknown }): string {
    needString(text, 'text');
    if (options !== undefined && (options === null || typeof options !== 'object')) {
      throw invalidArgument('options', 'of type object', options);
    }
    const { validateStream = true, stream = process().stdout } = options ?? {};
    if (typeof validateStream !== 'boolean') {
      throw invalidArgument('options.validateStream', 'of type boolean', validateStream);
    }
    if (validateStream && !isStream(stream)) {
      throw invalidArgument('stream', 'an instance of ReadableStream, WritableStream, or Stream', stream);
    }
    const styled = ask('util.styleText', JSON.stringify(wanted) ?? 'null', text) as string;
    return validateStream && !takesColours(stream, process().env) ? text : styled;
  }

  return { callbackify, deprecate, debuglog, parseArgs, styleText };
}

function falsyRejection(reason: unknown): Error {
  const error = codedError(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value');
  return assign(error, { reason });
}

/** Returns whether `NODE_DEBUG` names a section; `*` matches any letters. */
function matchesSection(wanted: string, name: string): boolean {
  return wanted
    .toUpperCase()
    .split(',')
    .some((pattern) => {
      const parts = pattern.split('*').map((part) => part.replace(/[|\\{}()[\]^$+?.]/g, '\\$&'));
      return pattern !== '' && new RegExp(`^${parts.join('.*')}$`).test(name);
    });
}

function isStream(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { pipe, write, on, getReader, getWriter } = value as Record<string, unknown>;
  const isNodes = typeof on === 'function' && (typeof pipe === 'function' || typeof write === 'function');
  return isNodes || typeof getReader === 'function' || typeof getWriter === 'function';
}

function takesColours(stream: unknown, env: Record<string, string | undefined>): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0';
  const { isTTY } = stream as { isTTY?: unknown };
  return isTTY === true && env.NO_COLOR === undefined && env.NODE_DISABLE_COLORS === undefined;
}
