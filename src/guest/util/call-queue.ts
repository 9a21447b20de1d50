/**
 * The queue that `util.debounce` and `util.throttle` share: the waiting calls, their timer, and the signal that ends
 * them.
 */
import { Fifo } from '../fifo.ts';
import { bareObject, dataDescriptor } from '../primordials.ts';
import { whenSettled } from '../settled.ts';
import { AbortError, invalidArgument } from '../web/errors.ts';

export type Callable = (this: unknown, ...args: unknown[]) => unknown;

interface Timer {
  ref(): Timer;
  unref(): Timer;
}

/** Timer functions that the queue uses. */
export interface RateTimers {
  setTimeout(callback: () => void, ms: number): Timer;
  clear(timer: Timer): void;
  now(): number;
}

interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options: { once: boolean }): void;
}

/** A waiting call. */
export interface Call {
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const { apply, defineProperty, ownKeys } = Reflect;
const PromiseType = Promise;
const { withResolvers } = Promise;
/** Attributes of a property that is configurable, but not writable or enumerable. */
const FIXED = 4;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

/** Makes a waiting call. */
export function callWith(args: readonly unknown[]): Call {
  const { promise, resolve, reject } = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<unknown>;
  return { args, promise, resolve, reject };
}

/**
 * Returns a rejected promise.
 * @param isHandled whether to mark the rejection as handled, so that it can't fail the run
 */
export function rejectedWith(reason: unknown, isHandled = false): Promise<unknown> {
  const { promise, reject } = callWith([]);
  reject(reason);
  if (isHandled) ignoreFailure(promise);
  return promise;
}

export function ignoreFailure(promise: Promise<unknown>): void {
  whenSettled(promise, nothing, nothing);
}

function nothing(): void {}

function needSignal(signal: unknown): Signal | undefined {
  if (signal === undefined) return undefined;
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw invalidArgument('options.signal', 'an instance of AbortSignal', signal);
  }
  const { aborted, reason } = signal as Signal;
  if (aborted) throw new AbortError(undefined, reason);
  return signal as Signal;
}

export class CallQueue {
  readonly #timers: RateTimers;
  readonly #waiting = new Fifo<Call>();
  readonly #onEnd: () => void;
  #latest: Call | undefined;
  #timer: Timer | undefined;
  #isReferenced = true;
  #ended: Error | undefined;

  /**
   * @param signal signal of the caller's options; it ends the waiting calls and all later ones
   * @param onEnd called after the signal or `cancel` has rejected the waiting calls
   * @throws TypeError if it is not a signal; AbortError if it has aborted
   */
  constructor(timers: RateTimers, signal: unknown, onEnd: () => void) {
    this.#timers = timers;
    this.#onEnd = onEnd;
    const given = needSignal(signal);
    given?.addEventListener(
      'abort',
      () => {
        this.#ended = new AbortError(undefined, given.reason);
        this.giveUp(this.#ended);
      },
      { once: true },
    );
  }

  /** The error for new calls after the signal has aborted; undefined before. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** The most recent waiting call. */
  get latest(): Call | undefined {
    return this.#waiting.size > 0 ? this.#latest : undefined;
  }

  get isTimed(): boolean {
    return this.#timer !== undefined;
  }

  push(call: Call): void {
    this.#latest = call;
    this.#waiting.push(call);
  }

  shift(): Call | undefined {
    return this.#waiting.shift();
  }

  /** Restarts the timer. */
  wait(ms: number, work: () => void): void {
    this.stop();
    this.#timer = this.#timers.setTimeout(() => {
      this.#timer = undefined;
      work();
    }, ms);
    if (!this.#isReferenced) this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) this.#timers.clear(this.#timer);
    this.#timer = undefined;
  }

  /** Rejects all waiting calls. */
  giveUp(reason: Error): void {
    this.stop();
    this.rejectAll(reason);
    this.#onEnd();
  }

  rejectAll(reason: Error): void {
    for (let call = this.shift(); call; call = this.shift()) call.reject(reason);
  }

  /**
   * Adds the members of debounced and throttled functions to a function, and the name and length of the original
   * function.
   * @param form the function that the caller gets
   * @param fn the original function
   * @param methods additional methods
   * @param counters additional getters
   */
  dress(form: Callable, fn: Callable, methods: Record<string, Callable>, counters: Record<string, () => unknown>) {
    const refer = (isReferenced: boolean) => {
      this.#isReferenced = isReferenced;
      if (isReferenced) this.#timer?.ref();
      else this.#timer?.unref();
      return form;
    };
    const all: Record<string, Callable> = {
      __proto__: null as never,
      cancel: (reason) => this.giveUp(new AbortError(undefined, reason)),
      ...methods,
      ref: () => refer(true),
      unref: () => refer(false),
    };
    const names = ownKeys(all) as string[];
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      defineProperty(form, name, dataDescriptor(all[name], PLAIN));
    }
    const getters: Record<string, () => unknown> = {
      __proto__: null as never,
      pending: () => this.latest?.promise ?? null,
      pendingCount: () => this.size,
      ...counters,
    };
    const counted = ownKeys(getters) as string[];
    for (let at = 0; at < counted.length; at += 1) {
      const name = counted[at] as string;
      const attributes = bareObject<unknown>();
      attributes.get = getters[name];
      defineProperty(form, name, attributes as PropertyDescriptor);
    }
    defineProperty(form, 'length', dataDescriptor(fn.length, FIXED));
    defineProperty(form, 'name', dataDescriptor(fn.name, FIXED));
    return form;
  }
}
