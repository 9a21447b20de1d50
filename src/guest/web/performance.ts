/**
 * `performance`: the monotonic clock of a run, and its timeline.
 * @see https://w3c.github.io/hr-time/, https://w3c.github.io/user-timing/ and https://w3c.github.io/performance-timeline/
 */
import { refusal } from '../not-here.ts';
import { codedError, invalidArgument, missingArguments, needArguments } from './errors.ts';
import {
  makeEntry,
  makeList,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  type PerformanceObserverEntryList,
  timeOf,
} from './performance-entries.ts';
import { internals } from './realm.ts';
import { shapeInterface } from './webidl.ts';

/** Token without which the constructor throws, so that only this module makes an instance. */
const OURS = Symbol('ours');

/** Kinds of entries that a run makes. */
const TYPES = Object.freeze(['function', 'mark', 'measure']);

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type ObserverCallback = (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void;

interface MeasureOptions {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly duration?: number;
  readonly detail?: unknown;
}

/** Marks and measures, in the order of their start. */
let timeline: PerformanceEntry[] = [];
const observers = new Set<PerformanceObserver>();
let tell: (observer: PerformanceObserver, entry: PerformanceEntry) => void;

function add(entry: PerformanceEntry): void {
  if (entry.entryType !== 'function') {
    const at = timeline.findLastIndex(({ startTime }) => startTime <= entry.startTime);
    timeline.splice(at + 1, 0, entry);
  }
  for (const observer of observers) tell(observer, entry);
}

function clear(type: string, name: unknown): void {
  timeline = timeline.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name));
}

export class PerformanceObserver {
  readonly #callback: ObserverCallback;
  readonly #types = new Set<string>();
  #buffer: PerformanceEntry[] = [];
  #isPlanned = false;

  static {
    tell = (observer, entry) => {
      if (observer.#types.has(entry.entryType)) observer.#take(entry);
    };
  }

  constructor(callback: unknown) {
    if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
    this.#callback = callback as ObserverCallback;
  }

  static get supportedEntryTypes(): readonly string[] {
    return TYPES;
  }

  observe(options: { entryTypes?: unknown; type?: unknown; buffered?: unknown } = {}): void {
    const { entryTypes, type, buffered } = options;
    if (entryTypes === undefined && type === undefined) throw missingArguments(['options.entryTypes', 'options.type']);
    const wanted = (entryTypes === undefined ? [type] : entryTypes) as unknown[];
    if (!Array.isArray(wanted)) throw invalidArgument('options.entryTypes', 'string[]', entryTypes);
    if (entryTypes !== undefined) this.#types.clear();
    for (const each of wanted) if (TYPES.includes(each as string)) this.#types.add(each as string);
    if (this.#types.size === 0) return;
    observers.add(this);
    if (!buffered) return;
    for (const entry of timeline) if (entry.entryType === type) this.#take(entry);
  }

  disconnect(): void {
    observers.delete(this);
    this.#types.clear();
    this.#buffer = [];
  }

  takeRecords(): PerformanceEntry[] {
    const entries = this.#buffer;
    this.#buffer = [];
    return entries;
  }

  #take(entry: PerformanceEntry): void {
    this.#buffer.push(entry);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    internals.timers.setImmediate(() => {
      this.#isPlanned = false;
      if (this.#buffer.length > 0) this.#callback(makeList(this.takeRecords()), this);
    }, []);
  }
}

/** Returns a function that adds an entry of type `function` for each call of `fn`. */
export function timerify(fn: unknown): Callable {
  if (typeof fn !== 'function') throw invalidArgument('fn', 'of type function', fn);
  const ended = (startTime: number, args: unknown[]) => {
    const fields = { name: fn.name, entryType: 'function', startTime, duration: internals.host.now() - startTime };
    add(Object.assign(makeEntry(PerformanceEntry, { ...fields, detail: args }), { detail: args }, args));
  };
  const timed = function (this: unknown, ...args: unknown[]): unknown {
    const start = internals.host.now();
    const result = new.target ? Reflect.construct(fn, args, fn) : (Reflect.apply(fn, this, args) as unknown);
    if (!new.target && typeof (result as { finally?: unknown } | undefined)?.finally === 'function') {
      return (result as Promise<unknown>).finally(() => ended(start, args));
    }
    ended(start, args);
    return result;
  };
  Object.defineProperty(timed, 'length', { value: fn.length, configurable: true });
  return Object.defineProperty(timed, 'name', { value: `timerified ${fn.name}`, configurable: true });
}

/** Returns zeros: the host drives the event loop, so there is nothing to measure. */
export function eventLoopUtilization(): object {
  return { idle: 0, active: 0, utilization: 0 };
}

function measure(name: unknown, from: MeasureOptions | string | undefined, to: unknown): PerformanceEntry {
  const marks = timeline.filter(({ entryType }) => entryType === 'mark');
  const options: MeasureOptions = typeof from === 'object' && from !== null ? from : { start: from, end: to };
  if (
    typeof from === 'object' &&
    options.start !== undefined &&
    options.end !== undefined &&
    options.duration !== undefined
  ) {
    const message = 'Must not have options.start, options.end, and options.duration specified';
    throw codedError(TypeError, 'ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS', message);
  }
  const { duration, detail = null } = options;
  const given = { start: options.start, end: options.end };
  let end = given.end === undefined ? undefined : timeOf(given.end, marks);
  if (end === undefined && given.start !== undefined && duration !== undefined) {
    end = timeOf(given.start, marks) + duration;
  }
  end ??= internals.host.now();
  const start = given.start !== undefined ? timeOf(given.start, marks) : duration !== undefined ? end - duration : 0;
  const fields = { name: `${name as string}`, entryType: 'measure', startTime: start, duration: end - start, detail };
  return makeEntry(PerformanceMeasure, fields);
}

interface Target {
  new (): object;
}

/** Makes the interface and its only instance. */
export function createPerformance(EventTarget: Target) {
  class Performance extends EventTarget {
    /** Time at which the clock began, in ms since 1970. */
    readonly #origin = Date.now() - internals.host.now();

    constructor() {
      if (arguments[0] !== OURS) throw codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
      super();
    }

    /** Returns the ms since the run began. */
    now(): number {
      this.#origin;
      return internals.host.now();
    }

    get timeOrigin(): number {
      return this.#origin;
    }

    mark(name: string, options?: object): PerformanceEntry {
      needArguments(arguments.length, 'name');
      const entry = new PerformanceMark(name, options);
      add(entry);
      return entry;
    }

    measure(name: unknown, from?: MeasureOptions | string, to?: unknown): PerformanceEntry {
      needArguments(arguments.length, 'name');
      const entry = measure(name, from, to);
      add(entry);
      return entry;
    }

    clearMarks(name?: unknown): void {
      clear('mark', name);
    }

    clearMeasures(name?: unknown): void {
      clear('measure', name);
    }

    clearResourceTimings(): void {}

    setResourceTimingBufferSize(): void {}

    getEntries(): PerformanceEntry[] {
      return [...timeline];
    }

    getEntriesByName(name: unknown, type?: unknown): PerformanceEntry[] {
      needArguments(arguments.length, 'name');
      return makeList(timeline).getEntriesByName(name, type);
    }

    getEntriesByType(type: unknown): PerformanceEntry[] {
      needArguments(arguments.length, 'type');
      return makeList(timeline).getEntriesByType(type);
    }

    get nodeTiming(): PerformanceEntry {
      return makeEntry(PerformanceEntry, {
        name: 'node',
        entryType: 'node',
        startTime: 0,
        duration: internals.host.now(),
      });
    }

    toJSON(): object {
      return {
        nodeTiming: this.nodeTiming,
        timeOrigin: this.#origin,
        eventLoopUtilization: eventLoopUtilization(),
      };
    }
  }
  shapeInterface(Performance, 'Performance', [
    'clearMarks',
    'clearMeasures',
    'clearResourceTimings',
    'getEntries',
    'getEntriesByName',
    'getEntriesByType',
    'mark',
    'measure',
    'now',
    'setResourceTimingBufferSize',
    'timeOrigin',
    'toJSON',
  ]);
  const hidden = (value: unknown) => ({ value, writable: true, enumerable: false, configurable: true });
  Object.defineProperties(Performance.prototype, {
    eventLoopUtilization: hidden(eventLoopUtilization),
    timerify: hidden(timerify),
    onresourcetimingbufferfull: { ...hidden(null), enumerable: true },
    markResourceTiming: hidden(refusal('performance', 'markResourceTiming', 'a run fetches no resources')),
  });
  const performance = new (Performance as unknown as new (key: symbol) => Performance)(OURS);
  return { Performance, performance };
}

shapeInterface(PerformanceObserver, 'PerformanceObserver', ['observe', 'disconnect', 'takeRecords']);
