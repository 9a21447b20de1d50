/**
 * The part that holds Node's `events`. Layer 0, guest side.
 */
import { createEventEmitter, ERROR_MONITOR, REJECTION } from '../events/event-emitter.ts';
import { createEventFunctions, type TargetServices } from '../events/functions.ts';
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';

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
      ...refusals('events'),
    },
  );
  Object.defineProperties(EventEmitter, {
    kMaxEventTargetListeners: { value: Symbol('events.maxEventTargetListeners') },
    kMaxEventTargetListenersWarned: { value: Symbol('events.maxEventTargetListenersWarned') },
  });
  return { EventEmitter };
}
