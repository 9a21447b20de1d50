/**
 * The methods of Node's event emitters that Node's message ports have.
 */
import type { Event } from './event.ts';

type Listener = (...args: unknown[]) => void;
type Handler = (event: Event) => void;

interface Target {
  addEventListener(type: string, handler: Handler): void;
  removeEventListener(type: string, handler: Handler): void;
  dispatchEvent(event: Event): boolean;
  start(): void;
}

interface Known {
  readonly type: string;
  readonly listener: Listener;
  readonly handler: Handler;
}

/** Listeners that these methods have added to a target. */
const known = new WeakMap<object, Known[]>();

function listOf(target: object): Known[] {
  const list = known.get(target) ?? [];
  known.set(target, list);
  return list;
}

function listen(target: Target, type: string, listener: Listener, isOnce: boolean): Target {
  const handler = (event: Event) => {
    if (isOnce) off(target, type, listener);
    const isMessage = type === 'message' || type === 'messageerror';
    Reflect.apply(listener, target, isMessage ? [(event as unknown as { data: unknown }).data] : [event]);
  };
  listOf(target).push({ type, listener, handler });
  target.addEventListener(type, handler);
  if (type === 'message') target.start();
  return target;
}

function off(target: Target, type: string, listener: Listener): Target {
  const list = listOf(target);
  const at = list.findLastIndex((each) => each.type === type && each.listener === listener);
  if (at >= 0) target.removeEventListener(type, (list.splice(at, 1)[0] as Known).handler);
  return target;
}

/** Default limit of listeners per target; a run never warns about it. */
const MAX_LISTENERS = 10;

/** Makes the methods, for a prototype. */
export function emitterMethods(makeEvent: (type: string, data: unknown) => Event): Record<string, unknown> {
  return {
    on(this: Target, type: string, listener: Listener) {
      return listen(this, type, listener, false);
    },
    addListener(this: Target, type: string, listener: Listener) {
      return listen(this, type, listener, false);
    },
    once(this: Target, type: string, listener: Listener) {
      return listen(this, type, listener, true);
    },
    off(this: Target, type: string, listener: Listener) {
      return off(this, type, listener);
    },
    removeListener(this: Target, type: string, listener: Listener) {
      return off(this, type, listener);
    },
    removeAllListeners(this: Target, type?: string) {
      for (const each of [...listOf(this)])
        if (type === undefined || each.type === type) off(this, each.type, each.listener);
      return this;
    },
    emit(this: Target, type: string, data: unknown) {
      const had = listOf(this).some((each) => each.type === type);
      this.dispatchEvent(makeEvent(type, data));
      return had;
    },
    eventNames(this: Target) {
      return [...new Set(listOf(this).map(({ type }) => type))];
    },
    listenerCount(this: Target, type: string) {
      return listOf(this).filter((each) => each.type === type).length;
    },
    getMaxListeners: () => MAX_LISTENERS,
    setMaxListeners(this: Target) {
      return this;
    },
  };
}
