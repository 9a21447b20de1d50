/**
 * The global `console`: Node's methods and formatting, printing to the run's output.
 *
 * A call that prints only primitives costs one host call. Any other call loads the part `inspect`, which takes some
 * milliseconds. `error`, `warn`, `trace` and `assert` print to stderr, all others to stdout.
 * @see https://nodejs.org/api/console.html
 */
import type { Stream } from './border.ts';
import type { Host } from './host.ts';
import { bareArray } from './primordials.ts';

/** Services of the `inspect` part for the console. */
export interface Formatting {
  /** Node's `util.format`, without colours. */
  format(...args: unknown[]): string;
  inspect(value: unknown, options?: object): string;
  table(value: unknown, properties?: readonly string[]): string | undefined;
}

const GROUP_INDENT = '  ';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const { defineProperty, is, setPrototypeOf } = Object;
const { apply } = Reflect;
const { includes, replaceAll, slice, padStart } = String.prototype;
const { toFixed } = Number.prototype;
const { unshift } = Array.prototype;
const { get, set, delete: remove, has } = Map.prototype;
const { floor } = Math;
const MapType = Map;
const toText = String;

/**
 * Makes the console of a run.
 * @param load loads the formatting part
 * @param isLent returns whether guest code may have changed the formatting options, which apply to everything printed
 */
export function createConsole(host: Host, load: () => Formatting, isLent: () => boolean): object {
  /** True after a value was formatted: a custom inspect function gets the options and may have changed them. */
  let hasFormatted = false;
  const formatting = () => {
    hasFormatted = true;
    return load();
  };
  let indent = '';

  const print = (stream: Stream, args: readonly unknown[]) => {
    const text = plainText(args, hasFormatted || isLent()) ?? apply(formatting().format, undefined, args);
    const placed = indent === '' ? text : indent + apply(replaceAll, text, ['\n', `\n${indent}`]);
    host.write(placed, true, stream);
  };
  const log = (...args: unknown[]) => print(1, args);
  const warn = (...args: unknown[]) => print(2, args);

  const counting = lazily(() => countingMethods(log, warn));
  const timing = lazily(() => timingMethods(host, print));
  const group = (...args: unknown[]) => {
    if (args.length > 0) print(1, args);
    indent += GROUP_INDENT;
  };
  // V8 fills an object without a prototype fastest (bench row `throughput`).
  const console = {
    __proto__: null,
    log,
    warn,
    debug: (...args: unknown[]) => print(1, args),
    trace: (...args: unknown[]) => print(2, args),
    info: (...args: unknown[]) => print(1, args),
    error: (...args: unknown[]) => print(2, args),
    // In the standard, all arguments of these methods are optional. Default values keep `length` at 0.
    dir: (value: unknown = undefined, options: object | undefined = undefined) =>
      log(formatting().inspect(value, { customInspect: false, ...options })),
    dirxml: (...args: unknown[]) => print(1, args),
    assert: (...args: unknown[]) => assertion(args, print),
    table: (value: unknown = undefined, properties: readonly string[] | undefined = undefined) =>
      log(formatting().table(value, properties) ?? value),
    count: (name: unknown = 'default') => counting().count(toText(name)),
    countReset: (name: unknown = 'default') => counting().countReset(toText(name)),
    group,
    groupCollapsed: (...args: unknown[]) => apply(group, undefined, args),
    // Without a terminal and an inspector, these methods of Node do nothing either.
    clear: () => undefined,
    profile: () => undefined,
    profileEnd: () => undefined,
    timeStamp: () => undefined,
    groupEnd: () => {
      indent = apply(slice, indent, [GROUP_INDENT.length]);
    },
    time: (name: unknown = 'default') => timing().time(toText(name)),
    timeLog: (name: unknown = 'default', ...args: unknown[]) => timing().timeLog(toText(name), args),
    timeEnd: (name: unknown = 'default') => timing().timeEnd(toText(name)),
  };
  defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
  // In the standard, the prototype of this namespace object is an empty object that inherits from `Object.prototype`.
  return setPrototypeOf(console, {});
}

type Log = (...args: unknown[]) => void;
type Print = (stream: Stream, args: readonly unknown[]) => void;

/** Returns a function that makes a value at its first call. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Implements `console.assert`. @param args the condition, then the values to print if it is false */
function assertion(args: unknown[], print: Print): void {
  if (args.length > 0 && args[0]) return;
  const told = bareArray<unknown>();
  for (let at = 1; at < args.length; at += 1) told[at - 1] = args[at];
  const first = told[0];
  if (told.length === 0) told[0] = 'Assertion failed';
  else if (typeof first === 'string') told[0] = `Assertion failed: ${first}`;
  else apply(unshift, told, ['Assertion failed:']);
  print(2, told);
}

/** Makes `count` and `countReset`. */
function countingMethods(log: Log, warn: Log) {
  const counts = new MapType<string, number>();
  return {
    count: (label: string) => {
      const count = ((apply(get, counts, [label]) as number | undefined) ?? 0) + 1;
      apply(set, counts, [label, count]);
      log(`${label}: ${count}`);
    },
    countReset: (label: string) => {
      if (!apply(remove, counts, [label])) warn(`Warning: Count for '${label}' does not exist`);
    },
  };
}

/** Makes `time`, `timeLog` and `timeEnd`. */
function timingMethods(host: Host, print: Print) {
  const clocks = new MapType<string, number>();
  const warn = (text: string) => print(2, [text]);
  const elapsed = (label: string, method: string): string | undefined => {
    if (apply(has, clocks, [label])) return formatTime(host.now() - (apply(get, clocks, [label]) as number));
    warn(`Warning: No such label '${label}' for console.${method}()`);
    return undefined;
  };

  return {
    time: (label: string) => {
      if (apply(has, clocks, [label])) warn(`Warning: Label '${label}' already exists for console.time()`);
      else apply(set, clocks, [label, host.now()]);
    },
    timeLog: (label: string, args: unknown[]) => {
      const time = elapsed(label, 'timeLog');
      if (time === undefined) return;
      apply(unshift, args, [`${label}: ${time}`]);
      print(1, args);
    },
    timeEnd: (label: string) => {
      const time = elapsed(label, 'timeEnd');
      if (time !== undefined) print(1, [`${label}: ${time}`]);
      apply(remove, clocks, [label]);
    },
  };
}

/**
 * Returns the text of values that need no formatting.
 * @param stringOnly whether to accept nothing but a single string
 * @returns undefined if a value needs formatting, or the first value is a format string
 */
function plainText(values: readonly unknown[], stringOnly: boolean): string | undefined {
  const first = values.length > 0 ? values[0] : '';
  if (typeof first === 'string' && values.length <= 1) return first;
  if (stringOnly || (typeof first === 'string' && apply(includes, first, ['%']))) return undefined;
  let text = '';
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (typeof value === 'symbol' || typeof value === 'function' || (typeof value === 'object' && value !== null))
      return undefined;
    const shown = is(value, -0) ? '-0' : typeof value === 'bigint' ? `${value}n` : `${value as string}`;
    text += at === 0 ? shown : ` ${shown}`;
  }
  return text;
}

/** Formats a duration as `console.timeEnd` does. */
function formatTime(ms: number): string {
  const pad = (value: number) => apply(padStart, toText(value), [2, '0']);
  const fixed = (value: number) => apply(toFixed, value, [3]) as string;
  if (ms >= HOUR_MS)
    return `${floor(ms / HOUR_MS)}:${pad(floor((ms % HOUR_MS) / MINUTE_MS))}:${pad(floor((ms % MINUTE_MS) / SECOND_MS))} (h:mm:ss)`;
  if (ms >= MINUTE_MS)
    return `${floor(ms / MINUTE_MS)}:${apply(padStart, fixed((ms % MINUTE_MS) / SECOND_MS), [6, '0'])} (m:ss.mmm)`;
  if (ms >= SECOND_MS) return `${fixed(ms / SECOND_MS)}s`;
  return `${Number(fixed(ms))}ms`;
}
