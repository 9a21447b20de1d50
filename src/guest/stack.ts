/**
 * Node's default `Error.prepareStackTrace`, but without frames of the guest library, and with positions in the original
 * sources.
 *
 * V8 calls it when a stack is first read, so an error whose stack nobody reads costs nothing.
 *
 * Guest code may replace it, and then also gets call sites of the guest library. These show only file and function
 * names: the library's code is strict, and V8 gives no function and no receiver for strict code.
 * @see https://v8.dev/docs/stack-trace-api
 */
import { bareArray, dataDescriptor, uncurry } from './primordials.ts';

/** How the file names of the guest library start. */
const OWN_FILES = 'treebox:';
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

interface CallSite {
  getColumnNumber(): number | null;
  getFileName(): unknown;
  getLineNumber(): number | null;
  toString(): string;
}

type PrepareStackTrace = (error: unknown, sites: readonly CallSite[]) => unknown;

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const ErrorType = Error;
const toText = uncurry(Error.prototype.toString);
const lastIndexOf = uncurry(String.prototype.lastIndexOf);
const slice = uncurry(String.prototype.slice);
const startsWith = uncurry(String.prototype.startsWith);

/**
 * Maps a position in running code to `[line, column]` of its source; null if no source contains it, undefined if
 * unknown.
 */
export type ToSubmitted = (file: string, line: number, column: number) => readonly [number, number] | null | undefined;

/** The methods of call sites. */
interface SiteMethods {
  fileOf(site: CallSite): unknown;
  lineOf(site: CallSite): number | null;
  columnOf(site: CallSite): number | null;
  textOf(site: CallSite): string;
}

let methods: SiteMethods | undefined;

/**
 * Takes the methods of call sites from the first one that is seen. To make a stack at boot would cost each run 50 us (bench
 * row `throughput`). A guest that changed the methods before can mislead only itself.
 */
function methodsOf(site: CallSite): SiteMethods {
  if (methods) return methods;
  const prototype = getPrototypeOf(site) as CallSite;
  methods = {
    fileOf: uncurry(prototype.getFileName as (this: CallSite) => unknown),
    lineOf: uncurry(prototype.getLineNumber as (this: CallSite) => number | null),
    columnOf: uncurry(prototype.getColumnNumber as (this: CallSite) => number | null),
    textOf: uncurry(prototype.toString as (this: CallSite) => string),
  };
  return methods;
}

/** Number of most recent errors that can be found by their stacks. */
const KNOWN_MAX = 16;

const WeakRefType = WeakRef;
const deref = uncurry(WeakRef.prototype.deref as (this: WeakRef<object>) => object | undefined);

/**
 * Installs `prepareStackTrace`: from now on, stacks show positions in the user's sources, without the guest library.
 * @returns a function that finds the most recent error with this stack; undefined if it is no longer known
 */
export function tellStacks(toSubmitted: ToSubmitted): (stack: string) => unknown {
  /** Returns the text of one frame; undefined for a frame of code that the user has not written. */
  const frameOf = (site: CallSite): string | undefined => {
    const { fileOf, lineOf, columnOf, textOf } = methodsOf(site);
    const file = fileOf(site);
    const text = textOf(site);
    if (typeof file !== 'string') return text;
    if (startsWith(file, OWN_FILES)) return undefined;
    const line = lineOf(site);
    const column = columnOf(site);
    // A guest's method may return anything.
    if (typeof line !== 'number' || typeof column !== 'number') return text;
    const place = toSubmitted(file, line, column);
    if (!place) return place === null ? undefined : text;
    const shown = `${file}:${line}:${column}`;
    const at = lastIndexOf(text, shown);
    if (at < 0) return text;
    return `${slice(text, 0, at)}${file}:${place[0]}:${place[1]}${slice(text, at + shown.length)}`;
  };
  const texts: string[] = bareArray();
  const errors: WeakRef<object>[] = bareArray();
  let told = 0;
  const prepareStackTrace: PrepareStackTrace = (error, sites) => {
    let text = headOf(error);
    for (let at = 0; at < sites.length; at += 1) {
      const frame = frameOf(sites[at] as CallSite);
      if (frame !== undefined) text += `\n    at ${frame}`;
    }
    if (typeof error === 'object' && error !== null) {
      texts[told % KNOWN_MAX] = text;
      errors[told % KNOWN_MAX] = new WeakRefType(error);
      told += 1;
    }
    return text;
  };
  defineProperty(Error, 'prepareStackTrace', dataDescriptor(prepareStackTrace, PLAIN));
  return (stack) => {
    for (let ago = 1; ago <= KNOWN_MAX && ago <= told; ago += 1) {
      const at = (told - ago) % KNOWN_MAX;
      if (texts[at] === stack) return deref(errors[at] as WeakRef<object>);
    }
    return undefined;
  };
}

/** Maximum number of frames in which to look for the caller's file. */
const CALLS_MAX = 50;

/**
 * Returns a function that finds the file whose code is running, ignoring the guest library; undefined if none is near.
 */
export function callerFinder(): () => string | undefined {
  const errors = Error as unknown as { stackTraceLimit: number };
  return () => {
    const prepare = getOwnPropertyDescriptor(errors, 'prepareStackTrace') as PropertyDescriptor;
    const limit = getOwnPropertyDescriptor(errors, 'stackTraceLimit') as PropertyDescriptor;
    let found: string | undefined;
    const look: PrepareStackTrace = (_error, sites) => {
      for (let at = 0; at < sites.length && found === undefined; at += 1) {
        const site = sites[at] as CallSite;
        const file = methodsOf(site).fileOf(site);
        if (typeof file === 'string' && !startsWith(file, OWN_FILES)) found = file;
      }
    };
    try {
      defineProperty(errors, 'prepareStackTrace', dataDescriptor(look, PLAIN));
      defineProperty(errors, 'stackTraceLimit', dataDescriptor(CALLS_MAX, PLAIN));
      void new ErrorType().stack;
    } finally {
      if (prepare) defineProperty(errors, 'prepareStackTrace', prepare);
      if (limit) defineProperty(errors, 'stackTraceLimit', limit);
    }
    return found;
  };
}

/** Returns the first line of a stack, as V8 writes it. */
function headOf(error: unknown): string {
  try {
    return toText(error as Error);
  } catch {
    return '<error>';
  }
}
