/**
 * Node's `util.debounce` and `util.throttle`: how often a function is called. Layer 0, guest side.
 * @see https://nodejs.org/api/util.html
 */
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

interface Timer {
  ref(): Timer;
  unref(): Timer;
  refresh(): Timer;
}

/** What is used of the timers. */
export interface RateTimers {
  setTimeout(callback: () => void, ms: number, args: unknown[]): Timer;
  clear(timer: Timer): void;
  now(): number;
}

interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options: { once: boolean }): void;
}

interface Call extends PromiseWithResolvers<unknown> {
  readonly args: unknown[];
}

const DELAY_MAX_MS = 2 ** 31 - 1;
const { apply } = Reflect;

/** Keeps a rejection that nobody may look at from failing the run. */
function handled(promise: Promise<unknown>): Promise<unknown> {
  promise.catch(() => undefined);
  return promise;
}

function abortError(message?: string, cause?: unknown): Error {
  const error = codedError(Error, 'ABORT_ERR', message ?? 'The operation was aborted');
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
  return Object.defineProperty(error, 'name', { value: 'AbortError', writable: true, configurable: true });
}

function checkInteger(value: unknown, name: string, low: number, high = Number.MAX_SAFE_INTEGER): void {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < low || value > high) throw outOfRange(name, `>= ${low} && <= ${high}`, value);
}

function checkCount(value: unknown, name: string, low: number): void {
  if (value !== Infinity) checkInteger(value, name, low);
}

function checkBoolean(value: unknown, name: string): void {
  if (typeof value !== 'boolean') throw invalidArgument(name, 'of type boolean', value);
}

function checkFunction(value: unknown): asserts value is Callable {
  if (typeof value !== 'function') throw invalidArgument('fn', 'of type function', value);
}

function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw invalidArgument('options', 'of type object', options);
}

function checkSignal(signal: unknown): asserts signal is Signal | undefined {
  if (signal === undefined) return;
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw invalidArgument('options.signal', 'an instance of AbortSignal', signal);
  }
  if ((signal as Signal).aborted) throw abortError(undefined, (signal as Signal).reason);
}

/** Gives the function that is handed out its methods, and the name and length of the one that it stands for. */
function dress(form: Callable, fn: Callable, methods: object, counters: Record<string, () => unknown>): Callable {
  Object.assign(form, methods);
  for (const [name, get] of Object.entries(counters)) Object.defineProperty(form, name, { get, enumerable: false });
  Object.defineProperty(form, 'length', { value: fn.length, configurable: true });
  return Object.defineProperty(form, 'name', { value: fn.name, configurable: true });
}

interface DebounceOptions {
  readonly leading?: boolean;
  readonly rejectOnCancel?: boolean;
  readonly signal?: unknown;
}

/** A function that calls `fn` once it has not been called for a while, with the latest arguments. */
export function debounce(timers: RateTimers, fn: unknown, wait: unknown, options: DebounceOptions = {}): Callable {
  checkFunction(fn);
  checkInteger(wait, 'wait', 0, DELAY_MAX_MS);
  checkOptions(options);
  const { leading = false, rejectOnCancel = false, signal } = options;
  checkBoolean(leading, 'options.leading');
  checkBoolean(rejectOnCancel, 'options.rejectOnCancel');
  checkSignal(signal);
  let waiting: Call[] = [];
  let timer: Timer | undefined;
  let referenced = true;
  let ended: Error | undefined;

  const takeWaiting = () => {
    const calls = waiting;
    waiting = [];
    return calls;
  };
  const call = (args: unknown[], calls: readonly Call[]) => {
    try {
      const result = apply(fn, form, args);
      for (const each of calls) each.resolve(result);
    } catch (error) {
      for (const each of calls) each.reject(error);
    }
  };
  const run = () => {
    const calls = takeWaiting();
    if (calls.length > 0) call((calls.at(-1) as Call).args, calls);
  };
  const stopTimer = () => {
    if (timer) timers.clear(timer);
    timer = undefined;
  };
  const end = (error: Error) => {
    if (!timer) return;
    stopTimer();
    for (const each of takeWaiting()) each.reject(error);
  };
  signal?.addEventListener(
    'abort',
    () => {
      ended = abortError(undefined, signal.reason);
      end(ended);
    },
    { once: true },
  );

  const form: Callable = (...args) => {
    if (ended) return Promise.reject(ended);
    const isFirst = timer === undefined;
    if (timer) {
      const last = waiting.at(-1);
      if (last) handled(last.promise);
      if (rejectOnCancel)
        for (const each of takeWaiting()) each.reject(abortError('The debounced call was superseded'));
      timer.refresh();
    } else {
      timer = timers.setTimeout(
        () => {
          timer = undefined;
          run();
        },
        wait as number,
        [],
      );
      if (!referenced) timer.unref();
    }
    const made: Call = { ...Promise.withResolvers<unknown>(), args };
    if (leading && isFirst) call(args, [made]);
    else waiting.push(made);
    return made.promise;
  };
  const methods = {
    cancel: (reason?: unknown) => end(abortError(undefined, reason)),
    flush: () => {
      if (waiting.length === 0) return;
      stopTimer();
      run();
    },
    ref: () => {
      referenced = true;
      timer?.ref();
      return form;
    },
    unref: () => {
      referenced = false;
      timer?.unref();
      return form;
    },
  };
  return dress(form, fn, methods, {
    pending: () => waiting.at(-1)?.promise ?? null,
    pendingCount: () => waiting.length,
  });
}

interface ThrottleOptions {
  readonly concurrency?: number;
  readonly maxPending?: number;
  readonly overflow?: 'queue' | 'drop';
  readonly signal?: unknown;
  readonly strict?: boolean;
}

/** A function that calls `fn` at most `limit` times in each `interval` ms; what comes earlier waits. */
export function throttle(
  timers: RateTimers,
  fn: unknown,
  limit: number,
  interval: number,
  options: ThrottleOptions = {},
): Callable {
  checkFunction(fn);
  checkInteger(limit, 'limit', 1);
  checkInteger(interval, 'interval', 0, DELAY_MAX_MS);
  checkOptions(options);
  const { concurrency = Infinity, maxPending = Infinity, overflow = 'queue', signal, strict = false } = options;
  checkCount(concurrency, 'options.concurrency', 1);
  checkCount(maxPending, 'options.maxPending', 0);
  if (overflow !== 'queue' && overflow !== 'drop') {
    const message = `The property 'options.overflow' must be one of: 'queue', 'drop'. Received ${String(overflow)}`;
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
  }
  checkSignal(signal);
  checkBoolean(strict, 'options.strict');
  let waiting: Call[] = [];
  /** When the calls of the window began; of all of them when the window slides. */
  let begun: number[] = [];
  let windowStart: number | undefined;
  let active = 0;
  let timer: Timer | undefined;
  let referenced = true;
  let ended: Error | undefined;

  const hasRoom = () => {
    const now = timers.now();
    if (strict) {
      begun = begun.filter((start) => now - start < interval);
    } else if (windowStart === undefined || now - windowStart >= interval) {
      begun = [];
      windowStart = now;
    }
    return begun.length < limit;
  };
  const start = ({ args, resolve }: Call) => {
    begun.push(timers.now());
    active += 1;
    const result = (async () => apply(fn, form, args))();
    resolve(result);
    const settled = () => {
      active -= 1;
      drain();
    };
    result.then(settled, settled);
  };
  const drain = () => {
    while (waiting.length > 0 && active < concurrency && hasRoom()) start(waiting.shift() as Call);
    if (timer || waiting.length === 0 || active >= concurrency) return;
    const from = strict ? (begun[0] as number) : (windowStart as number);
    timer = timers.setTimeout(
      () => {
        timer = undefined;
        drain();
      },
      from + interval - timers.now(),
      [],
    );
    if (!referenced) timer.unref();
  };
  const end = (error: Error) => {
    if (timer) timers.clear(timer);
    timer = undefined;
    begun = [];
    windowStart = undefined;
    const calls = waiting;
    waiting = [];
    for (const each of calls) each.reject(error);
  };
  signal?.addEventListener(
    'abort',
    () => {
      ended = abortError(undefined, signal.reason);
      end(ended);
    },
    { once: true },
  );

  const form: Callable = (...args) => {
    if (ended) return Promise.reject(ended);
    const now = waiting.length === 0 && active < concurrency && hasRoom();
    if (!now && (overflow === 'drop' || waiting.length >= maxPending)) {
      return handled(Promise.reject(codedError(Error, 'ERR_THROTTLED', 'The throttled call was dropped')));
    }
    const made: Call = { ...Promise.withResolvers<unknown>(), args };
    if (now) start(made);
    else {
      waiting.push(made);
      drain();
    }
    return made.promise;
  };
  const methods = {
    cancel: (reason?: unknown) => end(abortError(undefined, reason)),
    hasImmediateCapacity: () => !ended && waiting.length === 0 && active < concurrency && hasRoom(),
    ref: () => {
      referenced = true;
      timer?.ref();
      return form;
    },
    unref: () => {
      referenced = false;
      timer?.unref();
      return form;
    },
  };
  return dress(form, fn, methods, {
    pending: () => waiting.at(-1)?.promise ?? null,
    pendingCount: () => waiting.length,
    activeCount: () => active,
  });
}
