/**
 * Node's `EventEmitter`: a constructor that can be called, inherited from and mixed in as in Node.
 *
 * The fields of an emitter have Node's names and shapes, because libraries use them: `_events` maps a name to one
 * listener or to an array of several, `_eventsCount` is the number of names.
 * @see https://nodejs.org/api/events.html#class-eventemitter
 */
import { bareObject, dataDescriptor } from '../primordials.ts';
import { codedError, invalidArgument, outOfRange } from '../web/errors.ts';

export type Name = string | symbol;
export type Listener = ((this: unknown, ...args: unknown[]) => unknown) & { listener?: Listener };

/** Services of other parts that the emitter uses; each part is loaded when needed. */
export interface EmitterServices {
  inspect(value: unknown): string;
  warn(warning: Error): void;
  nextTick(callback: (...args: never[]) => void, ...args: unknown[]): void;
}

/** The members of an emitter that this module uses. */
export interface Emitter {
  _events: Record<Name, Listener | WarnedList> | undefined;
  _eventsCount: number;
  _maxListeners: number | undefined;
  [CAPTURE]: boolean;
  [SHAPE_MODE]: boolean;
  [REJECTION]?: (error: unknown, name: Name, ...args: unknown[]) => void;
  emit(name: Name, ...args: unknown[]): boolean;
  on(name: Name, listener: Listener): Emitter;
  once(name: Name, listener: Listener): Emitter;
  prependListener(name: Name, listener: Listener): Emitter;
  removeListener(name: Name, listener: Listener): Emitter;
  removeAllListeners(name?: Name): Emitter;
  getMaxListeners(): number;
  setMaxListeners(count: number): Emitter;
  listeners(name: Name): Listener[];
  listenerCount(name: Name, listener?: Listener): number;
}

/** Several listeners of one name; `warned` is true after a warning about too many. */
type WarnedList = Listener[] & { warned?: boolean };

export interface EmitterConstructor {
  new (options?: { captureRejections?: boolean }): Emitter;
  (this: unknown, options?: { captureRejections?: boolean }): void;
  prototype: Emitter;
  defaultMaxListeners: number;
  init(this: Emitter, options?: { captureRejections?: boolean }): void;
}

const { apply, defineProperty, getPrototypeOf, ownKeys } = Reflect;
const { slice, splice, push, unshift, shift, reverse } = Array.prototype;

const toText = String;
const ErrorType = Error;

/** Key of the method that handles the rejection of a listener, if rejections are captured. */
export const REJECTION: unique symbol = Symbol.for('nodejs.rejection') as never;
const CAPTURE: unique symbol = Symbol('kCapture') as never;
/** A field of Node's emitters. It has no effect here, but `util.inspect` shows it. */
const SHAPE_MODE: unique symbol = Symbol('shapeMode') as never;
/** Listeners of this name get every `error` event first, and do not count as handling it. */
export const ERROR_MONITOR: unique symbol = Symbol('events.errorMonitor') as never;
const WRITABLE = 1;
const CONFIGURABLE = 4;

/** Default number of listeners of one name that an emitter accepts without a warning. */
const MAX_LISTENERS = 10;

/** @throws TypeError ERR_INVALID_ARG_TYPE; RangeError ERR_OUT_OF_RANGE */
export function checkCount(count: unknown, name: string): asserts count is number {
  if (typeof count !== 'number') throw invalidArgument(name, 'of type number', count);
  if (!(count >= 0)) throw outOfRange(name, '>= 0', count);
}

function checkListener(listener: unknown): asserts listener is Listener {
  if (typeof listener !== 'function') throw invalidArgument('listener', 'of type function', listener);
}

export function checkBoolean(value: unknown, name: string): void {
  if (typeof value !== 'boolean') throw invalidArgument(name, 'of type boolean', value);
}

/** Methods of an emitter, to be put on the prototype. */
type Methods = Partial<Emitter> & Record<string, unknown>;

/** Makes a listener that removes itself before it is called. */
function onceWrapper(emitter: Emitter, name: Name, listener: Listener): Listener {
  let fired = false;
  const wrapper: Listener = function (this: unknown, ...args) {
    if (fired) return undefined;
    emitter.removeListener(name, wrapper);
    fired = true;
    return apply(listener, emitter, args);
  };
  wrapper.listener = listener;
  return wrapper;
}

function passRejection(emitter: Emitter, error: unknown, name: Name, args: unknown[]): void {
  if (typeof emitter[REJECTION] === 'function') {
    emitter[REJECTION](error, name, ...args);
    return;
  }
  // Don't capture rejections meanwhile: a listener of `error` that rejects would cause an endless loop.
  const before = emitter[CAPTURE];
  try {
    emitter[CAPTURE] = false;
    emitter.emit('error', error);
  } finally {
    emitter[CAPTURE] = before;
  }
}

function watchRejection(
  emitter: Emitter,
  result: unknown,
  name: Name,
  args: unknown[],
  nextTick: EmitterServices['nextTick'],
): void {
  if (!emitter[CAPTURE]) return;
  try {
    const { then } = result as { then?: unknown };
    if (typeof then !== 'function') return;
    apply(then, result, [
      undefined,
      // Use a separate tick, so that an error thrown there is not a rejection of this promise.
      (error: unknown) => nextTick(() => passRejection(emitter, error, name, args)),
    ]);
  } catch (error) {
    emitter.emit('error', error);
  }
}

function unhandled(value: unknown, inspect: EmitterServices['inspect']): unknown {
  if (value instanceof ErrorType) return value;
  let shown: unknown;
  try {
    shown = inspect(value);
  } catch {
    shown = value;
  }
  const error = codedError(ErrorType, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${toText(shown)})`);
  return Object.assign(error, { context: value });
}

function listenersOf(emitter: Emitter, name: Name, unwrap: boolean): Listener[] {
  const found = emitter._events?.[name];
  if (found === undefined) return [];
  const list = typeof found === 'function' ? [found] : (apply(slice, found, []) as Listener[]);
  if (unwrap) for (let at = 0; at < list.length; at += 1) list[at] = list[at]?.listener ?? (list[at] as Listener);
  return list;
}

function forget(emitter: Emitter, name: Name): void {
  emitter._eventsCount -= 1;
  if (emitter._eventsCount === 0) emitter._events = bareObject();
  else delete (emitter._events as NonNullable<Emitter['_events']>)[name];
}

/** Makes the method that passes an event to its listeners. */
function emitting({ inspect, nextTick }: EmitterServices): Methods {
  return {
    emit(this: Emitter, name: Name, ...args: unknown[]) {
      const events = this._events;
      const isError = name === 'error';
      if (isError && events?.[ERROR_MONITOR] !== undefined) apply(this.emit, this, [ERROR_MONITOR, ...args]);
      const found = events?.[name];
      if (found === undefined) {
        if (isError) throw unhandled(args[0], inspect);
        return false;
      }
      const list = typeof found === 'function' ? [found] : (apply(slice, found, []) as Listener[]);
      for (let at = 0; at < list.length; at += 1) {
        const result = apply(list[at] as Listener, this, args);
        if (result !== undefined && result !== null) watchRejection(this, result, name, args, nextTick);
      }
      return true;
    },
  };
}

/** Makes the methods that add listeners. @param limitOf returns the number of listeners of one name before a warning */
function adding({ inspect, warn }: EmitterServices, limitOf: (emitter: Emitter) => number): Methods {
  function warnOfMany(emitter: Emitter, name: Name, list: WarnedList, limit: number): void {
    list.warned = true;
    const warning = new ErrorType(
      `Possible EventEmitter memory leak detected. ${list.length} ${toText(name)} listeners added to ` +
        `${inspect(emitter)}. MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`,
    );
    warn(Object.assign(warning, { name: 'MaxListenersExceededWarning', emitter, type: name, count: list.length }));
  }

  function add(emitter: Emitter, name: Name, listener: Listener, first: boolean): Emitter {
    checkListener(listener);
    let events = emitter._events;
    if (events === undefined) {
      events = emitter._events = bareObject();
      emitter._eventsCount = 0;
    } else if (events.newListener !== undefined) {
      // Emit this first, so that a listener of `newListener` is not told about itself.
      emitter.emit('newListener', name, listener.listener ?? listener);
      events = emitter._events as NonNullable<Emitter['_events']>;
    }
    const found = events[name];
    if (found === undefined) {
      events[name] = listener;
      emitter._eventsCount += 1;
      return emitter;
    }
    let list: WarnedList;
    if (typeof found === 'function') events[name] = list = first ? [listener, found] : [found, listener];
    else {
      list = found;
      apply(first ? unshift : push, list, [listener]);
    }
    const limit = limitOf(emitter);
    if (limit > 0 && list.length > limit && !list.warned) warnOfMany(emitter, name, list, limit);
    return emitter;
  }

  return {
    addListener(this: Emitter, name: Name, listener: Listener) {
      return add(this, name, listener, false);
    },
    on: undefined as never,
    prependListener(this: Emitter, name: Name, listener: Listener) {
      return add(this, name, listener, true);
    },
    once(this: Emitter, name: Name, listener: Listener) {
      checkListener(listener);
      this.on(name, onceWrapper(this, name, listener));
      return this;
    },
    prependOnceListener(this: Emitter, name: Name, listener: Listener) {
      checkListener(listener);
      this.prependListener(name, onceWrapper(this, name, listener));
      return this;
    },
  };
}

const REMOVING: Methods = {
  removeListener(this: Emitter, name: Name, listener: Listener) {
    checkListener(listener);
    const found = this._events?.[name];
    if (found === undefined) return this;
    if (found === listener || (typeof found === 'function' && found.listener === listener)) {
      forget(this, name);
      if (this._events?.removeListener) this.emit('removeListener', name, (found as Listener).listener ?? listener);
    } else if (typeof found !== 'function') {
      let at = found.length - 1;
      while (at >= 0 && found[at] !== listener && found[at]?.listener !== listener) at -= 1;
      if (at < 0) return this;
      if (at === 0) apply(shift, found, []);
      else apply(splice, found, [at, 1]);
      const events = this._events as NonNullable<Emitter['_events']>;
      if (found.length === 1) events[name] = found[0] as Listener;
      if (events.removeListener !== undefined) this.emit('removeListener', name, listener);
    }
    return this;
  },
  off: undefined as never,
  removeAllListeners(this: Emitter, name?: Name) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener === undefined) {
      if (arguments.length === 0) {
        this._events = bareObject();
        this._eventsCount = 0;
      } else if (events[name as Name] !== undefined) forget(this, name as Name);
      return this;
    }
    // There are listeners of `removeListener`, so remove and report each listener.
    if (arguments.length === 0) {
      const names = ownKeys(events);
      for (let at = 0; at < names.length; at += 1) {
        if (names[at] !== 'removeListener') this.removeAllListeners(names[at] as Name);
      }
      this.removeAllListeners('removeListener');
      this._events = bareObject();
      this._eventsCount = 0;
      return this;
    }
    const list = apply(reverse, listenersOf(this, name as Name, false), []) as Listener[];
    for (let at = 0; at < list.length; at += 1) this.removeListener(name as Name, list[at] as Listener);
    return this;
  },
};

const LOOKING: Methods = {
  listeners(this: Emitter, name: Name) {
    return listenersOf(this, name, true);
  },
  rawListeners(this: Emitter, name: Name) {
    return listenersOf(this, name, false);
  },
  listenerCount(this: Emitter, name: Name, listener?: Listener) {
    const list = listenersOf(this, name, false);
    if (listener === undefined || listener === null) return list.length;
    let count = 0;
    for (let at = 0; at < list.length; at += 1) {
      if (list[at] === listener || list[at]?.listener === listener) count += 1;
    }
    return count;
  },
  eventNames(this: Emitter) {
    return this._eventsCount > 0 ? ownKeys(this._events as object) : [];
  },
};

/** Makes the class. */
export function createEventEmitter({ inspect, warn, nextTick }: EmitterServices): EmitterConstructor {
  let defaultMaxListeners = MAX_LISTENERS;

  const type: unknown = function EventEmitter(this: Emitter, options?: { captureRejections?: boolean }) {
    apply((type as EmitterConstructor).init, this, [options]);
  };
  const EventEmitter = type as EmitterConstructor;
  // The bundler removes the names of functions that nothing refers to.
  defineProperty(EventEmitter, 'name', dataDescriptor('EventEmitter', CONFIGURABLE));
  EventEmitter.init = function init(options) {
    if (this._events === undefined || this._events === (getPrototypeOf(this) as Emitter | null)?._events) {
      this._events = bareObject();
      this._eventsCount = 0;
    }
    this._maxListeners = this._maxListeners || undefined;
    this[SHAPE_MODE] = false;
    if (options?.captureRejections) checkBoolean(options.captureRejections, 'options.captureRejections');
    this[CAPTURE] = options?.captureRejections ? true : EventEmitter.prototype[CAPTURE];
  };

  function limitOf(emitter: Emitter): number {
    return emitter._maxListeners === undefined ? EventEmitter.defaultMaxListeners : emitter._maxListeners;
  }

  const methods: Methods = {
    setMaxListeners(this: Emitter, count: number) {
      checkCount(count, 'setMaxListeners');
      this._maxListeners = count;
      return this;
    },
    getMaxListeners(this: Emitter) {
      return limitOf(this);
    },
    ...emitting({ inspect, warn, nextTick }),
    ...adding({ inspect, warn, nextTick }, limitOf),
    ...REMOVING,
    ...LOOKING,
  };
  methods.on = methods.addListener as never;
  methods.off = methods.removeListener as never;
  const { prototype } = EventEmitter;
  Object.assign(prototype, { _events: undefined, _eventsCount: 0, _maxListeners: undefined }, methods);
  defineProperty(prototype, CAPTURE, dataDescriptor(false, WRITABLE));

  const accessors = {
    get captureRejections() {
      return prototype[CAPTURE];
    },
    set captureRejections(value: unknown) {
      checkBoolean(value, 'EventEmitter.captureRejections');
      prototype[CAPTURE] = value as boolean;
    },
    get defaultMaxListeners() {
      return defaultMaxListeners;
    },
    set defaultMaxListeners(count: unknown) {
      checkCount(count, 'defaultMaxListeners');
      defaultMaxListeners = count;
    },
  };
  for (const name of ['captureRejections', 'defaultMaxListeners']) {
    const descriptor = Object.getOwnPropertyDescriptor(accessors, name) as PropertyDescriptor;
    defineProperty(EventEmitter, name, { ...descriptor, configurable: false });
  }
  return EventEmitter;
}
