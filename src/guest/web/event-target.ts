/**
 * `EventTarget`. Targets have no parents here, so an event's path contains only its target.
 * @see https://dom.spec.whatwg.org/#interface-eventtarget
 */
import { DOMExceptionType } from './dom-exceptions.ts';
import { codedError, invalidArgument, needArguments } from './errors.ts';
import { type Event, isEvent, PHASE, stateOf } from './event.ts';
import { internals } from './realm.ts';
import { INSPECT, type Inspect, type InspectOptions, inspectAttributes, isObject, shapeInterface } from './webidl.ts';

const { apply } = Reflect;
const { defineProperty } = Object;
const globalObject = globalThis;

type Callback = ((event: Event) => unknown) | { handleEvent?: unknown };

interface Listener {
  readonly callback: Callback;
  readonly capture: boolean;
  readonly once: boolean;
  readonly passive: boolean;
  removed: boolean;
}

/** Functions of abort signals, which `addEventListener` needs for its option `signal`. */
export interface ListenerSignal {
  is(value: unknown): boolean;
  aborted(signal: object): boolean;
  onAbort(signal: object, algorithm: () => void): void;
}

let signals: ListenerSignal;

/** Sets the functions of abort signals. This module can't import them, because `AbortSignal` extends `EventTarget`. */
export function knowSignals(given: ListenerSignal): void {
  signals = given;
}

/** Dispatches an event that the runtime has made. @returns false if it was canceled */
export let fire: (target: EventTarget, event: Event) => boolean;
/** Returns the number of listeners that a target has for a type. */
export let listenerCount: (target: EventTarget, type: string) => number;
/** Returns the listeners of a target for a type, in order; undefined for any other object. */
export let listenersFor: (target: unknown, type: string) => unknown[] | undefined;

export class EventTarget {
  readonly #listeners = new Map<string, Listener[]>();

  static {
    fire = (target, event) => {
      stateOf(event).trusted = true;
      return target.#dispatch(event);
    };
    listenerCount = (target, type) => target.#listeners.get(type)?.length ?? 0;
    listenersFor = (target, type) => {
      if (!isObject(target) || !(#listeners in target)) return undefined;
      return (target.#listeners.get(type) ?? []).map(({ callback }) => callback);
    };
  }

  addEventListener(type: unknown, callback: unknown, options: unknown = undefined): void {
    const target = targetOf(this);
    const listeners = listenersOf(#listeners in target && target.#listeners);
    needArguments(arguments.length, 'type', 'listener');
    const name = `${type as string}`;
    const { capture, once, passive, signal } = readOptions(options);
    if (!isCallback(callback)) return;
    if (signal && signals.aborted(signal)) return;
    const known = listeners.get(name) ?? [];
    if (known.some((listener) => listener.callback === callback && listener.capture === capture)) return;
    const listener = { callback, capture, once, passive, removed: false };
    // Make a new list: a dispatch may be iterating the old one.
    listeners.set(name, [...known, listener]);
    if (signal) signals.onAbort(signal, () => remove(listeners, name, listener));
  }

  removeEventListener(type: unknown, callback: unknown, options: unknown = undefined): void {
    const target = targetOf(this);
    const listeners = listenersOf(#listeners in target && target.#listeners);
    needArguments(arguments.length, 'type', 'listener');
    const name = `${type as string}`;
    const capture = isObject(options) ? !!(options as { capture?: unknown }).capture : !!options;
    if (!isCallback(callback)) return;
    const found = listeners.get(name)?.find((each) => each.callback === callback && each.capture === capture);
    if (found) remove(listeners, name, found);
  }

  dispatchEvent(event: unknown): boolean {
    const target = targetOf(this);
    listenersOf(#listeners in target && target.#listeners);
    needArguments(arguments.length, 'event');
    if (!isEvent(event)) throw invalidArgument('event', 'an instance of Event', event);
    const state = stateOf(event);
    if (state.dispatching || !state.initialized) {
      throw new (DOMExceptionType())('The event is already being dispatched', 'InvalidStateError');
    }
    state.trusted = false;
    return target.#dispatch(event);
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    return inspectAttributes(this, {}, depth, options, inspect);
  }

  #dispatch(event: Event): boolean {
    const state = stateOf(event);
    state.dispatching = true;
    state.target = faceOf(this);
    state.currentTarget = state.target;
    state.phase = PHASE.atTarget;
    const listeners = this.#listeners.get(state.type) ?? [];
    for (const capture of [true, false]) {
      if (!state.stopped) this.#invoke(event, listeners, capture);
    }
    state.phase = PHASE.none;
    state.currentTarget = null;
    state.dispatching = false;
    state.stopped = false;
    state.stoppedAtOnce = false;
    return !state.canceled;
  }

  #invoke(event: Event, listeners: readonly Listener[], capture: boolean): void {
    const state = stateOf(event);
    for (const listener of listeners) {
      if (listener.removed || listener.capture !== capture) continue;
      if (listener.once) remove(this.#listeners, state.type, listener);
      state.inPassiveListener = listener.passive;
      try {
        call(listener.callback, faceOf(this), event);
      } catch (error) {
        internals.report(error);
      }
      state.inPassiveListener = false;
      if (state.stoppedAtOnce) return;
    }
  }
}

/** Holds the listeners of the global object. */
export const scope = new EventTarget();

/** Returns the target of a method: the global scope if `this` is undefined or the global object. */
function targetOf(self: EventTarget | undefined): EventTarget {
  return self === undefined || (self as unknown) === globalObject ? scope : self;
}

/** Returns the object that listeners see as the target. */
function faceOf(target: EventTarget): object {
  return target === scope ? globalObject : target;
}

shapeInterface(EventTarget, 'EventTarget', ['addEventListener', 'removeEventListener', 'dispatchEvent']);

function listenersOf(listeners: Map<string, Listener[]> | false): Map<string, Listener[]> {
  if (listeners) return listeners;
  throw codedError(TypeError, 'ERR_INVALID_THIS', 'Value of "this" must be of type EventTarget');
}

function isCallback(callback: unknown): callback is Callback {
  if (callback === null || callback === undefined) return false;
  if (isObject(callback)) return true;
  throw invalidArgument('listener', 'an instance of EventListener', callback);
}

function readOptions(options: unknown): {
  capture: boolean;
  once: boolean;
  passive: boolean;
  signal: object | undefined;
} {
  if (!isObject(options)) return { capture: !!options, once: false, passive: false, signal: undefined };
  const { capture, once, passive, signal } = options as Record<string, unknown>;
  if (signal !== undefined && !signals.is(signal)) {
    throw invalidArgument('options.signal', 'an instance of AbortSignal', signal);
  }
  return { capture: !!capture, once: !!once, passive: !!passive, signal: signal as object | undefined };
}

function remove(listeners: Map<string, Listener[]>, name: string, listener: Listener): void {
  listener.removed = true;
  const rest = (listeners.get(name) ?? []).filter((each) => each !== listener);
  if (rest.length > 0) listeners.set(name, rest);
  else listeners.delete(name);
}

function call(callback: Callback, target: object, event: Event): void {
  if (typeof callback === 'function') {
    apply(callback, target, [event]);
    return;
  }
  const { handleEvent } = callback;
  if (typeof handleEvent !== 'function') throw new TypeError('The listener has no method "handleEvent"');
  apply(handleEvent, callback, [event]);
}

/**
 * Gives an interface an event handler attribute, such as `onabort` for `abort`.
 * @see https://html.spec.whatwg.org/#event-handler-idl-attributes
 */
export function defineHandler(
  type: { readonly prototype: object },
  event: string,
  onSet?: (target: object) => void,
): void {
  const handlers = new WeakMap<object, { value: object; readonly listener: (event: Event) => void }>();
  const name = `on${event}`;
  const accessors = {
    get [name](): unknown {
      return handlers.get(this)?.value ?? null;
    },
    set [name](value: unknown) {
      const target = this as unknown as EventTarget;
      const known = handlers.get(target);
      if (!isObject(value)) {
        if (known) target.removeEventListener(event, known.listener);
        handlers.delete(target);
      } else if (known) {
        known.value = value;
      } else {
        const listener = (fired: Event) => {
          const handler = handlers.get(target)?.value;
          if (typeof handler === 'function' && apply(handler, target, [fired]) === false) fired.preventDefault();
        };
        handlers.set(target, { value, listener });
        target.addEventListener(event, listener);
      }
      onSet?.(target);
    },
  };
  const descriptor = Object.getOwnPropertyDescriptor(accessors, name) as PropertyDescriptor;
  defineProperty(type.prototype, name, { ...descriptor, enumerable: true, configurable: true });
}
