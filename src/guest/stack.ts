/**
 * `Error.prepareStackTrace` as Node has it by default, without our own frames and in the coordinates of the sources as
 * they were written.
 *
 * V8 calls it when a stack is first read, so an error that nobody looks at costs nothing.
 *
 * A guest may put its own in place and is then given call sites of our code too. They tell file and function names and
 * nothing else, since all of it is strict: V8 gives no function and no receiver for strict code.
 * @see https://v8.dev/docs/stack-trace-api
 */
import { bareArray, dataDescriptor, uncurry } from './primordials.ts';

/** How the file names of the guest library start. */
const OWN_FILES = 'treebox:';
/** Attributes of a property as an assignment makes it. */
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

/** A place in what runs as `[line, column]` of the source; null for one that no source has, undefined when unknown. */
export type ToSubmitted = (file: string, line: number, column: number) => readonly [number, number] | null | undefined;

/** Methods of call sites. They must be read before `tellStacks` is called. */
export function callSitePrototype(): CallSite {
  const errors = Error as unknown as { prepareStackTrace?: PrepareStackTrace };
  errors.prepareStackTrace = (_error, sites) => getPrototypeOf(sites[0] as CallSite);
  const prototype = new Error().stack as unknown as CallSite;
  delete errors.prepareStackTrace;
  return prototype;
}

/** So many errors are known by their stacks. */
const KNOWN_MAX = 16;

const WeakRefType = WeakRef;
const deref = uncurry(WeakRef.prototype.deref as (this: WeakRef<object>) => object | undefined);

/**
 * Has every stack that is read from now on told in the user's terms, the guest library left out.
 * @returns finds the error whose stack was told last as this text; undefined when there is none left
 */
export function tellStacks(prototype: CallSite, toSubmitted: ToSubmitted): (stack: string) => unknown {
  const fileOf = uncurry(prototype.getFileName as (this: CallSite) => unknown);
  const lineOf = uncurry(prototype.getLineNumber as (this: CallSite) => number | null);
  const columnOf = uncurry(prototype.getColumnNumber as (this: CallSite) => number | null);
  const textOf = uncurry(prototype.toString as (this: CallSite) => string);

  /** One frame's text; undefined for a frame that its user has not written. */
  const frameOf = (site: CallSite): string | undefined => {
    const file = fileOf(site);
    const text = textOf(site);
    if (typeof file !== 'string') return text;
    if (startsWith(file, OWN_FILES)) return undefined;
    const line = lineOf(site);
    const column = columnOf(site);
    if (line === null || column === null) return text;
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

/** So many calls are looked through for the file of a caller. */
const CALLS_MAX = 50;

/** Finds the file whose code is running, our own left out; undefined when none is near. */
export function callerFinder(prototype: CallSite): () => string | undefined {
  const fileOf = uncurry(prototype.getFileName as (this: CallSite) => unknown);
  const errors = Error as unknown as { stackTraceLimit: number };
  return () => {
    const prepare = getOwnPropertyDescriptor(errors, 'prepareStackTrace') as PropertyDescriptor;
    const limit = getOwnPropertyDescriptor(errors, 'stackTraceLimit') as PropertyDescriptor;
    let found: string | undefined;
    const look: PrepareStackTrace = (_error, sites) => {
      for (let at = 0; at < sites.length && found === undefined; at += 1) {
        const file = fileOf(sites[at] as CallSite);
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

/** The first line of a stack, as V8 makes it. */
function headOf(error: unknown): string {
  try {
    return toText(error as Error);
  } catch {
    return '<error>';
  }
}
