/**
 * The part that holds Node's `events`.
 */

import { type AsyncHooksPart, withAsyncResource } from '../events/async-resource.ts';
import { createEventEmitter, ERROR_MONITOR, REJECTION } from '../events/event-emitter.ts';
import { createEventFunctions, type TargetServices } from '../events/functions.ts';
import type { Internals } from '../internals.ts';

export default function create({ load, timers }: Internals) {
  const EventEmitter = createEventEmitter({
    inspect: (value) => (load('inspect') as { inspect(value: unknown): string }).inspect(value),
    warn: (warning) =>
      (load('process') as { process: { emitWarning(warning: Error): void } }).process.emitWarning(warning),
    nextTick: (callback, ...args) => timers.nextTick(callback as (...args: unknown[]) => void, args),
  });
  Object.assign(
    EventEmitter,
    createEventFunctions(EventEmitter, () => load('events') as TargetServices),
    {
      EventEmitter,
      usingDomains: false,
      captureRejectionSymbol: REJECTION,
      errorMonitor: ERROR_MONITOR,
    },
  );
  let resourceType: object | undefined;
  Object.defineProperty(EventEmitter, 'EventEmitterAsyncResource', {
    get: () => {
      resourceType ??= withAsyncResource(EventEmitter, load('async-hooks') as AsyncHooksPart);
      return resourceType;
    },
    enumerable: true,
    configurable: true,
  });
  Object.defineProperties(EventEmitter, {
    kMaxEventTargetListeners: { value: Symbol('events.maxEventTargetListeners') },
    kMaxEventTargetListenersWarned: { value: Symbol('events.maxEventTargetListenersWarned') },
  });
  return { EventEmitter };
}
