/**
 * `AbortController` and `AbortSignal`.
 * @see https://dom.spec.whatwg.org/#aborting-ongoing-activities
 */
import { DOMExceptionType } from './dom-exceptions.ts';
import { codedError, invalidArgument } from './errors.ts';
import { Event } from './event.ts';
import { defineHandler, EventTarget, fire, knowSignals, listenerCount } from './event-target.ts';
import { internals } from './realm.ts';
import { INSPECT, type Inspect, type InspectOptions, inspectAttributes, isObject, shapeInterface } from './webidl.ts';

const iterator: typeof Symbol.iterator = Symbol.iterator;

/** Maximum delay of `AbortSignal.timeout`, and maximum delay of a timer, in ms. */
const DELAY_MAX = 2 ** 32 - 1;
const TIMER_MAX = 2 ** 31 - 1;

/** Token without which the constructor throws, so that only this module makes signals. */
const KEY = Symbol('AbortSignal');

interface SignalState {
  aborted: boolean;
  reason: unknown;
  readonly algorithms: Set<() => void>;
  /** Signals that follow this one; and, if this signal follows others, the signals that it follows. */
  readonly dependents: Set<AbortSignal>;
  sources: Set<AbortSignal> | undefined;
}

let stateOf: (signal: AbortSignal) => SignalState;

/** Returns whether a value is a signal. */
export let isSignal: (value: unknown) => value is AbortSignal;

function makeSignal(): AbortSignal {
  return new (AbortSignal as unknown as new (key: symbol) => AbortSignal)(KEY);
}

/** Aborts a signal and the signals that follow it; does nothing if the signal is aborted already. */
export function abortSignal(signal: AbortSignal, reason: unknown): void {
  const state = stateOf(signal);
  if (state.aborted) return;
  state.aborted = true;
  state.reason = reason === undefined ? aborted() : reason;
  const followers = [...state.dependents].filter((dependent) => !stateOf(dependent).aborted);
  for (const follower of followers) {
    stateOf(follower).aborted = true;
    stateOf(follower).reason = state.reason;
  }
  for (const each of [signal, ...followers]) runAbortSteps(each);
}

function runAbortSteps(signal: AbortSignal): void {
  const { algorithms } = stateOf(signal);
  const planned = [...algorithms];
  algorithms.clear();
  for (const algorithm of planned) algorithm();
  fire(signal, new Event('abort'));
}

function aborted(): Error {
  return new (DOMExceptionType())('This operation was aborted', 'AbortError');
}

/** Returns why a signal was aborted; undefined if it was not. */
export function abortOf(signal: AbortSignal): { readonly reason: unknown } | undefined {
  const { aborted: isAborted, reason } = stateOf(signal);
  return isAborted ? { reason } : undefined;
}

/** Adds a function to call when a signal aborts, before its listeners are called. */
export function onAbort(signal: AbortSignal, algorithm: () => void): void {
  if (!stateOf(signal).aborted) stateOf(signal).algorithms.add(algorithm);
}

/** Undoes `onAbort`. */
export function offAbort(signal: AbortSignal, algorithm: () => void): void {
  stateOf(signal).algorithms.delete(algorithm);
}

/** Makes a signal that aborts as soon as one of the given signals does. */
export function followSignals(signals: readonly AbortSignal[]): AbortSignal {
  const made = makeSignal();
  const state = stateOf(made);
  const done = signals.find((signal) => stateOf(signal).aborted);
  if (done) {
    state.aborted = true;
    state.reason = stateOf(done).reason;
    return made;
  }
  state.sources = new Set();
  for (const signal of signals) {
    for (const source of stateOf(signal).sources ?? [signal]) {
      state.sources.add(source);
      stateOf(source).dependents.add(made);
    }
  }
  return made;
}

export class AbortSignal extends EventTarget {
  readonly #state: SignalState = {
    aborted: false,
    reason: undefined,
    algorithms: new Set(),
    dependents: new Set(),
    sources: undefined,
  };

  static {
    stateOf = (signal) => signal.#state;
    isSignal = (value): value is AbortSignal => isObject(value) && #state in value;
  }

  constructor() {
    if (arguments[0] !== KEY) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }

  static abort(reason: unknown = undefined): AbortSignal {
    const signal = makeSignal();
    stateOf(signal).aborted = true;
    stateOf(signal).reason = reason === undefined ? aborted() : reason;
    return signal;
  }

  static timeout(milliseconds: unknown): AbortSignal {
    if (typeof milliseconds !== 'number') throw invalidArgument('delay', 'of type number', milliseconds);
    if (!(milliseconds >= 0 && milliseconds <= DELAY_MAX)) {
      const range = `It must be >= 0 && <= ${DELAY_MAX}. Received ${milliseconds}`;
      throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `The value of "delay" is out of range. ${range}`);
    }
    const signal = makeSignal();
    const expire = () =>
      abortSignal(signal, new (DOMExceptionType())('The operation was aborted due to timeout', 'TimeoutError'));
    const isAwaited = () => [signal, ...stateOf(signal).dependents].some((each) => listenerCount(each, 'abort') > 0);
    internals.timers.setQuietTimeout(expire, Math.min(milliseconds, TIMER_MAX), isAwaited);
    return signal;
  }

  static any(signals: unknown): AbortSignal {
    if (!isObject(signals) || typeof (signals as Partial<Iterable<unknown>>)[iterator] !== 'function') {
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'signals cannot be converted to sequence.');
    }
    const list = [...(signals as Iterable<unknown>)];
    for (const [at, signal] of list.entries()) {
      if (isSignal(signal)) continue;
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `signals[${at}] is not of type AbortSignal.`);
    }
    return followSignals(list as AbortSignal[]);
  }

  get aborted(): boolean {
    return this.#state.aborted;
  }

  get reason(): unknown {
    return this.#state.reason;
  }

  throwIfAborted(): void {
    if (this.#state.aborted) throw this.#state.reason;
  }

  override [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    return inspectAttributes(this, { aborted: this.aborted }, depth, options, inspect);
  }
}

shapeInterface(AbortSignal, 'AbortSignal', ['aborted', 'reason', 'throwIfAborted'], ['abort', 'timeout', 'any']);
defineHandler(AbortSignal, 'abort');
knowSignals({
  is: isSignal,
  aborted: (signal) => stateOf(signal as AbortSignal).aborted,
  onAbort: (signal, algorithm) => onAbort(signal as AbortSignal, algorithm),
});

export class AbortController {
  readonly #signal = makeSignal();

  get signal(): AbortSignal {
    return this.#signal;
  }

  abort(reason: unknown = undefined): void {
    abortSignal(this.#signal, reason);
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    return inspectAttributes(this, { signal: this.#signal }, depth, options, inspect);
  }
}

shapeInterface(AbortController, 'AbortController', ['signal', 'abort']);
