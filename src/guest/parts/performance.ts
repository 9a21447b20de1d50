/**
 * The part that holds `performance` and Node's `perf_hooks`.
 */
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { createPerformance, eventLoopUtilization, PerformanceObserver, timerify } from '../web/performance.ts';
import * as entries from '../web/performance-entries.ts';
import { adopt } from '../web/realm.ts';

/** Node's constants for kinds of garbage collections. */
const constants = {
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: 2,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
};

export default function create(internals: Internals) {
  adopt(internals);
  const { EventTarget } = internals.load('events') as { EventTarget: new () => object };
  const interfaces = {
    ...createPerformance(EventTarget),
    PerformanceEntry: entries.PerformanceEntry,
    PerformanceMark: entries.PerformanceMark,
    PerformanceMeasure: entries.PerformanceMeasure,
    PerformanceObserver,
    PerformanceObserverEntryList: entries.PerformanceObserverEntryList,
    PerformanceResourceTiming: entries.PerformanceResourceTiming,
  };
  const perfHooks = { ...interfaces, eventLoopUtilization, timerify, constants, ...refusals('perf_hooks') };
  return { ...interfaces, perfHooks };
}
