/**
 * `Error.prepareStackTrace` as Node has it by default, without our own frames. Layer 0, guest side.
 *
 * A guest may put its own in place and is then given call sites of our code too. They tell file and function names and
 * nothing else, since all of it is strict: V8 gives no function and no receiver for strict code.
 * @see https://v8.dev/docs/stack-trace-api
 */
import { dataDescriptor, uncurry } from './primordials.ts';

/** How the file names of the guest library start. */
const OWN_FILES = 'treebox:';
/** Attributes of a property as an assignment makes it. */
const PLAIN = 7;

interface CallSite {
  getFileName(): unknown;
  toString(): string;
}

type PrepareStackTrace = (error: unknown, sites: readonly CallSite[]) => unknown;

const { defineProperty, getPrototypeOf } = Reflect;
const toText = uncurry(Error.prototype.toString);
const startsWith = uncurry(String.prototype.startsWith);

/** Any call site, for what its prototype has. */
function someSite(): CallSite {
  const errors = Error as unknown as { prepareStackTrace?: PrepareStackTrace };
  errors.prepareStackTrace = (_error, sites) => sites[0];
  const site = new Error().stack as unknown as CallSite;
  delete errors.prepareStackTrace;
  return site;
}

/** Leaves the guest library out of every stack that is read from now on. */
export function hideOwnFrames(): void {
  const prototype = getPrototypeOf(someSite()) as CallSite;
  const fileOf = uncurry(prototype.getFileName as (this: CallSite) => unknown);
  const textOf = uncurry(prototype.toString as (this: CallSite) => string);
  const prepareStackTrace: PrepareStackTrace = (error, sites) => {
    let text = headOf(error);
    for (let at = 0; at < sites.length; at += 1) {
      const site = sites[at] as CallSite;
      const file = fileOf(site);
      if (typeof file !== 'string' || !startsWith(file, OWN_FILES)) text += `\n    at ${textOf(site)}`;
    }
    return text;
  };
  defineProperty(Error, 'prepareStackTrace', dataDescriptor(prepareStackTrace, PLAIN));
}

/** The first line of a stack, as V8 makes it. */
function headOf(error: unknown): string {
  try {
    return toText(error as Error);
  } catch {
    return '<error>';
  }
}
