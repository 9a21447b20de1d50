/**
 * Node's `util.debounce` and `util.throttle`, which limit how often a function is called.
 * @see https://nodejs.org/api/util.html
 */
import { Fifo } from '../fifo.ts';
import { whenSettled } from '../settled.ts';
import { AbortError, codedError, invalidArgument, outOfRange } from '../web/errors.ts';
import {
  type Call,
  type Callable,
  CallQueue,
  callWith,
  ignoreFailure,
  type RateTimers,
  rejectedWith,
} from './call-queue.ts';

const DELAY_MAX_MS = 2 ** 31 - 1;
const { apply } = Reflect;
const { isArray } = Array;
const { isInteger, MAX_SAFE_INTEGER } = Number;
const toText = String;

function checkInteger(value: unknown, name: string, low: number, high = MAX_SAFE_INTEGER): asserts value is number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!isInteger(value)) throw outOfRange(name, 'an integer', value);
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
  if (typeof options === 'object' && options !== null && !isArray(options)) return;
  throw invalidArgument('options', 'of type object', options);
}

interface DebounceOptions {
  readonly leading?: boolean;
  readonly rejectOnCancel?: boolean;
  readonly signal?: unknown;
}

/** Makes a function that calls `fn` with the latest arguments once it was not called for `wait` ms. */
export function debounce(timers: RateTimers, fn: unknown, wait: unknown, options: DebounceOptions = {}): Callable {
  checkFunction(fn);
  checkInteger(wait, 'wait', 0, DELAY_MAX_MS);
  checkOptions(options);
  const { leading = false, rejectOnCancel = false, signal } = options;
  checkBoolean(leading, 'options.leading');
  checkBoolean(rejectOnCancel, 'options.rejectOnCancel');
  const queue = new CallQueue(timers, signal, () => undefined);

  /** Calls the function, and settles all waiting calls with its outcome. */
  const run = () => {
    const { latest } = queue;
    if (!latest) return;
    const calls = new Fifo<Call>();
    for (let call = queue.shift(); call; call = queue.shift()) calls.push(call);
    try {
      const result = apply(fn, form, latest.args);
      for (let call = calls.shift(); call; call = calls.shift()) call.resolve(result);
    } catch (error) {
      for (let call = calls.shift(); call; call = calls.shift()) call.reject(error);
    }
  };

  const form: Callable = (...args) => {
    if (queue.ended) return rejectedWith(queue.ended);
    const isFirst = !queue.isTimed;
    // Callers are expected to handle only the latest promise, so ignore failures of the earlier ones.
    if (queue.latest) ignoreFailure(queue.latest.promise);
    if (!isFirst && rejectOnCancel) queue.rejectAll(new AbortError('The debounced call was superseded'));
    queue.wait(wait, run);
    const made = callWith(args);
    queue.push(made);
    if (leading && isFirst) run();
    return made.promise;
  };
  const flush = () => {
    if (queue.size === 0) return;
    queue.stop();
    run();
  };
  return queue.dress(form, fn, { flush }, {});
}

interface ThrottleOptions {
  readonly concurrency?: number;
  readonly maxPending?: number;
  readonly overflow?: 'queue' | 'drop';
  readonly signal?: unknown;
  readonly strict?: boolean;
}

/** Makes a function that calls `fn` at most `limit` times in each `interval` ms; further calls wait. */
export function throttle(
  timers: RateTimers,
  fn: unknown,
  limit: unknown,
  interval: unknown,
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
    const message = `The property 'options.overflow' must be one of: 'queue', 'drop'. Received ${toText(overflow)}`;
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', message);
  }
  let window = new Window(strict, interval);
  const queue = new CallQueue(timers, signal, () => {
    window = new Window(strict, interval);
  });
  checkBoolean(strict, 'options.strict');
  let active = 0;

  const hasRoom = () => active < concurrency && window.count(timers.now()) < limit;
  const start = ({ args, resolve, reject }: Call) => {
    window.begin(timers.now());
    active += 1;
    const result = (async () => apply(fn, form, args))();
    const ended = (settle: (value: unknown) => void) => (value: unknown) => {
      settle(value);
      active -= 1;
      drain();
    };
    whenSettled(result, ended(resolve), ended(reject));
  };
  const drain = () => {
    while (queue.size > 0 && hasRoom()) start(queue.shift() as Call);
    if (queue.isTimed || queue.size === 0 || active >= concurrency) return;
    queue.wait(window.ends - timers.now(), drain);
  };
  const hasImmediateCapacity = () => !queue.ended && queue.size === 0 && hasRoom();

  const form: Callable = (...args) => {
    if (queue.ended) return rejectedWith(queue.ended);
    const isNow = hasImmediateCapacity();
    if (!isNow && (overflow === 'drop' || queue.size >= maxPending)) {
      return rejectedWith(codedError(Error, 'ERR_THROTTLED', 'The throttled call was dropped'), true);
    }
    const made = callWith(args);
    if (isNow) start(made);
    else {
      queue.push(made);
      drain();
    }
    return made.promise;
  };
  return queue.dress(form, fn, { hasImmediateCapacity }, { activeCount: () => active });
}

/** Counts the calls that began within an interval. It starts with its first call; a sliding interval ends now. */
class Window {
  readonly #slides: boolean;
  readonly #interval: number;
  #begun = new Fifo<number>();
  /** Start of the oldest call that counts. */
  #start: number | undefined;

  constructor(slides: boolean, interval: number) {
    this.#slides = slides;
    this.#interval = interval;
  }

  get ends(): number {
    return (this.#start ?? 0) + this.#interval;
  }

  begin(now: number): void {
    this.#start ??= now;
    this.#begun.push(now);
  }

  count(now: number): number {
    if (this.#start === undefined || now - this.#start < this.#interval) return this.#begun.size;
    if (!this.#slides) {
      this.#begun = new Fifo();
      this.#start = now;
      return 0;
    }
    this.#begun.shift();
    this.#start = this.#begun.peek();
    return this.count(now);
  }
}
