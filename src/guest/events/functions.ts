/**
 * The functions of `node:events` besides `EventEmitter`. They work for emitters and for the web's event targets.
 * @see https://nodejs.org/api/events.html
 */
import { AbortError, invalidArgument, outOfRange } from '../web/errors.ts';
import { checkCount, type Emitter, type EmitterConstructor, type Listener, type Name } from './event-emitter.ts';

/** The exports of the part `events` for targets and signals. */
export interface TargetServices {
  listenersFor(target: unknown, type: Name): Listener[] | undefined;
  isSignal(value: unknown): value is Signal;
}

interface Target {
  addEventListener(type: Name, listener: unknown, options?: object): void;
  removeEventListener(type: Name, listener: unknown, options?: object): void;
}

interface Signal extends Target {
  readonly aborted: boolean;
  readonly reason: unknown;
}

interface OnOptions {
  readonly signal?: unknown;
  readonly close?: readonly Name[];
  readonly highWaterMark?: unknown;
  readonly highWatermark?: unknown;
  readonly lowWaterMark?: unknown;
  readonly lowWatermark?: unknown;
}

/** A source of `on` that may be able to pause. */
interface Pausable {
  pause?(): void;
  resume?(): void;
}

const { apply, getPrototypeOf } = Reflect;
const { shift, push } = Array.prototype;
const PromiseType = Promise;
const { withResolvers } = Promise;
const AsyncIteratorPrototype = getPrototypeOf(getPrototypeOf((async function* () {})()) as object) as object;
const AsyncIteratorRoot = getPrototypeOf(getPrototypeOf(AsyncIteratorPrototype) as object) as object;
const { isSafeInteger, MAX_SAFE_INTEGER } = Number;
const asyncIterator: typeof Symbol.asyncIterator = Symbol.asyncIterator;

/** Option with which Node's own library makes `on` yield only the first argument of an event. */
const FIRST_ARGUMENT = Symbol.for('nodejs.kFirstEventParam');

function abortError(signal: Signal): Error {
  return new AbortError(undefined, signal.reason);
}

function isEmitter(value: unknown): value is Emitter {
  return typeof (value as Emitter | null | undefined)?.on === 'function';
}

function isTarget(value: unknown): value is Target {
  return typeof (value as Target | null | undefined)?.addEventListener === 'function';
}

/** Checks a number of events, which must be a safe integer of at least 1. */
function watermark(value: unknown, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!isSafeInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 1) throw outOfRange(name, `>= 1 && <= ${MAX_SAFE_INTEGER}`, value);
  return value;
}

function checkOptions(options: unknown): void {
  if (options === null || typeof options !== 'object') throw invalidArgument('options', 'of type object', options);
}

function checkSignal(signal: unknown, name: string): asserts signal is Signal | undefined {
  if (signal === undefined) return;
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw invalidArgument(name, 'an instance of AbortSignal', signal);
  }
}

function needEmitter(value: unknown, expected = 'an instance of EventEmitter'): Error {
  return invalidArgument('emitter', expected, value);
}

function listen(emitter: unknown, name: Name, listener: Listener, once = false): () => void {
  if (isEmitter(emitter)) {
    if (once) emitter.once(name, listener);
    else emitter.on(name, listener);
    return () => void emitter.removeListener(name, listener);
  }
  if (!isTarget(emitter)) throw needEmitter(emitter);
  emitter.addEventListener(name, listener, { once });
  return () => emitter.removeEventListener(name, listener);
}

async function once(emitter: unknown, name: Name, options: { signal?: unknown } = {}): Promise<unknown[]> {
  checkOptions(options);
  const { signal } = options;
  checkSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal);
  const { promise, resolve, reject } = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<unknown[]>;
  const ends: (() => void)[] = [];
  const end = () => {
    for (let at = 0; at < ends.length; at += 1) (ends[at] as () => void)();
  };
  ends[0] = listen(
    emitter,
    name,
    (...args) => {
      end();
      resolve(args);
    },
    true,
  );
  if (name !== 'error' && isEmitter(emitter)) {
    ends[1] = listen(
      emitter,
      'error',
      (error) => {
        end();
        reject(error);
      },
      true,
    );
  }
  if (signal) {
    ends[ends.length] = listen(
      signal,
      'abort',
      () => {
        end();
        reject(abortError(signal));
      },
      true,
    );
  }
  return await promise;
}

/**
 * Makes the queue of events that `on` has received and not delivered yet.
 * @param ends functions that remove the listeners; called at the end
 * @param bounds number of queued events above which the emitter is paused, and below which it is resumed
 */
function eventQueue(
  emitter: Pausable,
  ends: readonly (() => void)[],
  { high, low, isSingle }: { readonly high: number; readonly low: number; readonly isSingle: boolean },
) {
  const events: unknown[] = [];
  const waiting: PromiseWithResolvers<object>[] = [];
  let paused = false;
  let finished = false;
  let failure: { readonly error: unknown } | undefined;

  const close = () => {
    for (let at = 0; at < ends.length; at += 1) (ends[at] as () => void)();
    finished = true;
    for (let next = apply(shift, waiting, []); next; next = apply(shift, waiting, [])) {
      (next as PromiseWithResolvers<object>).resolve({ value: undefined, done: true });
    }
    return PromiseType.resolve({ value: undefined, done: true });
  };
  const fail = (error: unknown) => {
    const next = apply(shift, waiting, []) as PromiseWithResolvers<object> | undefined;
    if (next) next.reject(error);
    else failure = { error };
    void close();
  };
  const take: Listener = (...given) => {
    const args = (isSingle ? given[0] : given) as unknown[];
    const next = apply(shift, waiting, []) as PromiseWithResolvers<object> | undefined;
    if (next) {
      next.resolve({ value: args, done: false });
      return;
    }
    apply(push, events, [args]);
    if (paused || events.length <= high) return;
    paused = true;
    emitter.pause?.();
  };
  const iterator = {
    __proto__: AsyncIteratorRoot,
    next() {
      if (events.length > 0) {
        const value = apply(shift, events, []);
        if (paused && events.length < low) {
          emitter.resume?.();
          paused = false;
        }
        return PromiseType.resolve({ value, done: false });
      }
      if (failure) {
        const { error } = failure;
        failure = undefined;
        return PromiseType.reject(error);
      }
      if (finished) return PromiseType.resolve({ value: undefined, done: true });
      const next = apply(withResolvers, PromiseType, []) as PromiseWithResolvers<object>;
      apply(push, waiting, [next]);
      return next.promise;
    },
    return: close,
    throw(error: unknown) {
      if (!(error instanceof Error)) throw invalidArgument('EventEmitter.AsyncIterator', 'an instance of Error', error);
      fail(error);
    },
    [asyncIterator]() {
      return this;
    },
  };
  return { iterator, take, fail, close };
}

function on(emitter: unknown, name: Name, options: OnOptions = {}): object {
  checkOptions(options);
  const { signal } = options;
  checkSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal);
  const high = watermark(options.highWaterMark ?? options.highWatermark, 'options.highWaterMark', MAX_SAFE_INTEGER);
  const low = watermark(options.lowWaterMark ?? options.lowWatermark, 'options.lowWaterMark', 1);

  const isSingle = Boolean((options as Record<symbol, unknown> | undefined)?.[FIRST_ARGUMENT]);
  const ends: (() => void)[] = [];
  const { iterator, take, fail, close } = eventQueue(emitter as Pausable, ends, { high, low, isSingle });
  ends[0] = listen(emitter, name, take);
  if (name !== 'error' && isEmitter(emitter)) ends[1] = listen(emitter, 'error', fail);
  const closing = options.close ?? [];
  for (let at = 0; at < closing.length; at += 1)
    ends[ends.length] = listen(emitter, closing[at] as Name, () => void close());
  if (signal) ends[ends.length] = listen(signal, 'abort', () => fail(abortError(signal)), true);
  return iterator;
}

function addAbortListener(signal: unknown, listener: unknown): object {
  if (signal === undefined) throw invalidArgument('signal', 'an instance of AbortSignal', signal);
  checkSignal(signal, 'signal');
  if (typeof listener !== 'function') throw invalidArgument('listener', 'of type function', listener);
  let end: (() => void) | undefined;
  if (signal.aborted) void PromiseType.resolve().then(() => void listener());
  else end = listen(signal, 'abort', listener as Listener, true);
  return { __proto__: null, [Symbol.dispose]: () => end?.() };
}

/** Makes the functions. @param targets loads the part for event targets */
export function createEventFunctions(EventEmitter: EmitterConstructor, targets: () => TargetServices): object {
  /** Limits that `setMaxListeners` has set on event targets. */
  const limits = new WeakMap<object, number>();

  function getEventListeners(emitter: unknown, type: Name): Listener[] {
    if (typeof (emitter as Emitter | null)?.listeners === 'function') return (emitter as Emitter).listeners(type);
    const found = targets().listenersFor(emitter, type);
    if (found) return found;
    throw needEmitter(emitter, 'an instance of EventEmitter or EventTarget');
  }

  function getMaxListeners(emitter: unknown): number {
    if (typeof (emitter as Emitter | null)?.getMaxListeners === 'function')
      return (emitter as Emitter).getMaxListeners();
    if (isTarget(emitter)) {
      return limits.get(emitter) ?? (targets().isSignal(emitter) ? 0 : EventEmitter.defaultMaxListeners);
    }
    throw needEmitter(emitter, 'an instance of EventEmitter or EventTarget');
  }

  function setMaxListeners(count: unknown = EventEmitter.defaultMaxListeners, ...emitters: unknown[]): void {
    checkCount(count, 'setMaxListeners');
    if (emitters.length === 0) EventEmitter.defaultMaxListeners = count;
    for (let at = 0; at < emitters.length; at += 1) {
      const emitter = emitters[at];
      if (typeof (emitter as Emitter | null)?.setMaxListeners === 'function')
        (emitter as Emitter).setMaxListeners(count);
      else if (isTarget(emitter)) limits.set(emitter, count);
      else throw invalidArgument('eventTargets', 'an instance of EventEmitter or EventTarget', emitter);
    }
  }

  function listenerCount(emitter: unknown, type: Name): number {
    if (typeof (emitter as Emitter | null)?.listenerCount === 'function')
      return (emitter as Emitter).listenerCount(type);
    return getEventListeners(emitter, type).length;
  }

  return { addAbortListener, once, on, getEventListeners, getMaxListeners, listenerCount, setMaxListeners };
}
