/**
 * The global object as an event target: for `error` before a thrown value fails the run, and for `unhandledrejection`
 * before a rejection does.
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#runtime-script-errors
 */
import { needArguments } from './errors.ts';
import { ErrorEvent, type Event, PromiseRejectionEvent } from './event.ts';
import { EventTarget, fire, listenerCount, scope } from './event-target.ts';
import { internals } from './realm.ts';
import { isObject } from './webidl.ts';

/** An event handler attribute of the global object. */
export interface GlobalHandler {
  get(): object | null;
  set(value: unknown): void;
}

interface Rejection {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;
}

const { apply } = Reflect;
const exec = RegExp.prototype.exec;
const toText = String;
const toNumber = Number;
const globalObject = globalThis;

/** The position in a stack frame, at the end of its line. */
const PLACE = /([^\s()]+):(\d+):(\d+)\)?$/m;

export const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;

/** Reports a value like an uncaught exception. */
export function reportError(error: unknown): void {
  needArguments(arguments.length, 'e');
  internals.report(error);
}

/** Describes an error. It never throws, whatever the error's getters do. */
function describe(thrown: unknown): object {
  let message = 'Uncaught exception';
  let place: RegExpExecArray | null = null;
  try {
    message = `Uncaught ${toText(thrown)}`;
    const stack = isObject(thrown) ? (thrown as { stack?: unknown }).stack : undefined;
    if (typeof stack === 'string') place = apply(exec, PLACE, [stack]);
  } catch {
    // Code of the thrown value threw. The event still has the value itself.
  }
  const [filename, lineno, colno] = place ? [place[1], toNumber(place[2]), toNumber(place[3])] : ['', 0, 0];
  return { message, filename, lineno, colno, error: thrown, cancelable: true };
}

let isReporting = false;

/**
 * Reports an uncaught value to the listeners. Errors that the listeners throw are not reported to them.
 * @returns whether a listener handled it
 */
export function dispatchError(thrown: unknown): boolean {
  if (isReporting || listenerCount(scope, 'error') === 0) return false;
  isReporting = true;
  try {
    return !fire(scope, new ErrorEvent('error', describe(thrown)));
  } finally {
    isReporting = false;
  }
}

/** Returns whether anything listens for rejections. */
export function hearsRejections(): boolean {
  return listenerCount(scope, 'unhandledrejection') > 0;
}

/** Reports an unhandled rejection to the listeners. @returns whether a listener handled it */
export function dispatchRejection({ reason, promise }: Rejection): boolean {
  return !fire(scope, new PromiseRejectionEvent('unhandledrejection', { reason, promise, cancelable: true } as object));
}

/**
 * Makes a handler attribute. `onerror` is called with the parts of an error, and cancels the event by returning true.
 */
function handlerOf(type: string): GlobalHandler {
  let value: object | null = null;
  let isListening = false;
  const listener = (event: Event) => {
    if (typeof value !== 'function') return;
    if (type !== 'error' || !(event instanceof ErrorEvent)) {
      if (apply(value, globalObject, [event]) === false) event.preventDefault();
      return;
    }
    const { message, filename, lineno, colno, error } = event as unknown as Record<string, unknown>;
    if (apply(value, globalObject, [message, filename, lineno, colno, error]) === true) event.preventDefault();
  };
  return {
    get: () => value,
    set(given) {
      value = isObject(given) ? given : null;
      if (!isListening && value) apply(addEventListener, scope, [type, listener]);
      isListening ||= value !== null;
    },
  };
}

/** The handler attributes by name. */
export const globalHandlers: Readonly<Record<string, GlobalHandler>> = {
  onerror: handlerOf('error'),
  onunhandledrejection: handlerOf('unhandledrejection'),
  onrejectionhandled: handlerOf('rejectionhandled'),
};
