/**
 * The part that holds `timers` and `timers/promises`.
 */
import type { Internals } from '../internals.ts';
import { AbortError } from '../web/errors.ts';

/** The members of an `AbortSignal` that this module uses. */
interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options: { once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Options of the promise forms, besides the delay and the value. */
interface Options {
  readonly signal?: Signal;
  readonly ref?: boolean;
}

interface Handle {
  unref(): unknown;
}

export default function create({ timers }: Internals) {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } =
    globalThis as unknown as Record<string, unknown>;

  /** Returns a promise of `value`: `start` schedules its fulfilment, and aborting the signal rejects it. */
  const later = <T>(
    start: (done: () => void) => Handle,
    stop: (handle: Handle) => void,
    value: T,
    options?: Options,
  ) => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const onAbort = () => {
      stop(handle);
      reject(abortError(signal as Signal));
    };
    const handle = start(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    if (options?.ref === false) handle.unref();
    signal?.addEventListener('abort', onAbort, { once: true });
    return promise;
  };
  const wait = <T>(delay?: number, value?: T, options?: Options) =>
    later(
      (done) => timers.setTimeout(done, delay, []),
      (handle) => timers.clear(handle),
      value,
      options,
    );

  const promises = {
    setTimeout: wait,
    setImmediate: <T>(value?: T, options?: Options) =>
      later(
        (done) => timers.setImmediate(done, []),
        (handle) => timers.clearImmediate(handle),
        value,
        options,
      ),
    async *setInterval<T>(delay?: number, value?: T, options?: Options) {
      for (;;) yield await wait(delay, value, options);
    },
    scheduler: {
      wait: (delay: number, options?: Options) => wait(delay, undefined, options),
      yield: () => promises.setImmediate(),
    },
  };
  return {
    timers: { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises },
    promises,
  };
}

function abortError(signal: Signal): Error {
  return new AbortError(undefined, signal.reason);
}
