/**
 * The three forms of a call of `fs`: synchronous, with a callback, as a promise.
 */
import type { FsNeeds, Operation } from './context.ts';
import { abortError } from './errors.ts';
import { apply, define, defineProperty, PromiseType } from './primordials.ts';

type Defer = FsNeeds['defer'];
type Callback = (...args: unknown[]) => unknown;
export type Form = (...args: unknown[]) => unknown;

/** Outcome of a call. */
type Outcome = { readonly failed: false; readonly value: unknown } | { readonly failed: true; readonly error: unknown };

/** Calls whose options may contain a signal, with the index of the options in the arguments. */
const SIGNAL_AT = { __proto__: null, readFile: 1, writeFile: 2, appendFile: 2 } as unknown as Record<string, number>;

/** Names of the results of calls whose callbacks get more than one, as `util.promisify` uses them. */
const RESULT_NAMES = {
  __proto__: null,
  read: ['bytesRead', 'buffer'],
  write: ['bytesWritten', 'buffer'],
  readv: ['bytesRead', 'buffers'],
  writev: ['bytesWritten', 'buffers'],
} as unknown as Record<string, readonly [string, string]>;

/** Makes the synchronous form. */
export function synchronous(name: string, operation: Operation): Form {
  return named(`${name}Sync`, (...args) => apply(operation, undefined, args)());
}

/** Makes the form of `fs/promises`. */
export function promised(name: string, operation: Operation, defer: Defer): Form {
  return named(name, (...args) => {
    const signal = signalOf(name, args);
    return new PromiseType((resolve, reject) => {
      const outcome = signal?.aborted ? abortedBy(signal) : attempt(() => apply(operation, undefined, args)());
      defer(() => {
        if (outcome.failed) reject(outcome.error);
        else if (signal?.aborted) reject(abortError(signal.reason));
        else resolve(outcome.value);
      });
    });
  });
}

/**
 * Makes the form with a callback as last argument. Without a callback, it returns a promise.
 * @param asPromise the promise form to use; the operation's own if undefined
 */
export function asynchronous(name: string, operation: Operation, defer: Defer, asPromise?: Form): Form {
  const promise = asPromise ?? promised(name, operation, defer);
  return named(name, (...args) => {
    const callback = args.length > 0 ? args[args.length - 1] : undefined;
    if (typeof callback !== 'function') return promisedWithNames(name, promise, args);
    args.length -= 1;
    const signal = signalOf(name, args);
    // Argument errors are thrown synchronously, as in Node.
    const work = apply(operation, undefined, args);
    const outcome = signal?.aborted ? abortedBy(signal) : attempt(work);
    defer(() => {
      const isAborted = signal?.aborted && !outcome.failed;
      deliver(name, callback as Callback, isAborted ? abortedBy(signal) : outcome, args);
    });
    return undefined;
  });
}

/** Makes a form that calls `work` if the last argument is a callback, else `asPromise`. */
export function withCallback(name: string, asPromise: Form, work: (args: unknown[], done: Callback) => unknown): Form {
  return named(name, (...args) => {
    const callback = args.length > 0 ? args[args.length - 1] : undefined;
    if (typeof callback !== 'function') return apply(asPromise, undefined, args);
    args.length -= 1;
    return work(args, callback as Callback);
  });
}

/** Calls the promise form. If the call has two results, they become the properties of one object. */
function promisedWithNames(name: string, asPromise: Form, args: unknown[]): unknown {
  const promise = apply(asPromise, undefined, args) as Promise<unknown>;
  const names = RESULT_NAMES[name];
  if (!names) return promise;
  return (async () => {
    const value = await promise;
    const result = {};
    define(result, names[0] as string, value);
    define(result, names[1] as string, args[1]);
    return result;
  })();
}

function attempt(work: () => unknown): Outcome {
  try {
    return { failed: false, value: work() };
  } catch (error) {
    return { failed: true, error };
  }
}

interface SignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
}

function signalOf(name: string, args: readonly unknown[]): SignalLike | undefined {
  const at = SIGNAL_AT[name];
  const options = at === undefined ? undefined : args[at];
  if (typeof options !== 'object' || options === null) return undefined;
  const { signal } = options as { signal?: unknown };
  return typeof signal === 'object' && signal !== null && 'aborted' in signal ? (signal as SignalLike) : undefined;
}

function abortedBy({ reason }: SignalLike): Outcome {
  return { failed: true, error: abortError(reason) };
}

/** The descriptor that `named` fills. */
const naming = { __proto__: null, value: '' } as { value: string };

/** Sets the name of a form. */
export function named(name: string, form: Form): Form {
  naming.value = name;
  return defineProperty(form, 'name', naming);
}

function deliver(name: string, callback: Callback, outcome: Outcome, args: readonly unknown[]): void {
  if (name === 'exists') callback(outcome.failed ? false : outcome.value);
  else if (outcome.failed) callback(outcome.error);
  else if (RESULT_NAMES[name]) callback(null, outcome.value, args[1]);
  else if (outcome.value === undefined) callback(null);
  else callback(null, outcome.value);
}
