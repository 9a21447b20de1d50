/**
 * The entries of a run's performance timeline: marks, measures, and the lists that observers get.
 * @see https://w3c.github.io/user-timing/ and https://w3c.github.io/performance-timeline/
 */
import { DOMExceptionType } from './dom-exceptions.ts';
import { codedError, invalidArgument, needArguments } from './errors.ts';
import { internals } from './realm.ts';
import { INSPECT, type Inspect, type InspectOptions, inspectAttributes, shapeInterface } from './webidl.ts';

/** Token without which the constructors throw, so that only this module makes instances. */
const OURS = Symbol('ours');

type Make = new (...args: unknown[]) => PerformanceEntry;

export interface EntryFields {
  readonly name: string;
  readonly entryType: string;
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: unknown;
}

function illegal(): Error {
  return codedError(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
}

function copyOf(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return (internals.load('structured-clone') as { structuredClone(value: unknown): unknown }).structuredClone(value);
}

export class PerformanceEntry {
  readonly #fields: EntryFields;

  constructor(...args: unknown[]) {
    if (args[0] !== OURS) throw illegal();
    this.#fields = args[1] as EntryFields;
  }

  get name(): string {
    return this.#fields.name;
  }

  get entryType(): string {
    return this.#fields.entryType;
  }

  get startTime(): number {
    return this.#fields.startTime;
  }

  get duration(): number {
    return this.#fields.duration;
  }

  toJSON(): object {
    return { ...this.#fields };
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    return inspectAttributes(this, this.#fields, depth, options, inspect);
  }
}

interface MarkOptions {
  readonly startTime?: unknown;
  readonly detail?: unknown;
}

export class PerformanceMark extends PerformanceEntry {
  readonly #detail: unknown;

  constructor(name: unknown, given?: MarkOptions) {
    needArguments(arguments.length, 'name');
    const { startTime = internals.host.now(), detail } = given ?? {};
    if (typeof startTime !== 'number') throw invalidArgument('startTime', 'of type number', startTime);
    if (startTime < 0) {
      throw codedError(TypeError, 'ERR_PERFORMANCE_INVALID_TIMESTAMP', `${startTime} is not a valid timestamp`);
    }
    const copy = copyOf(detail);
    super(OURS, { name: `${name as string}`, entryType: 'mark', startTime, duration: 0, detail: copy });
    this.#detail = copy;
  }

  get detail(): unknown {
    return this.#detail;
  }
}

export class PerformanceMeasure extends PerformanceEntry {
  readonly #detail: unknown;

  constructor(...args: unknown[]) {
    super(...args);
    this.#detail = (args[1] as EntryFields).detail;
  }

  get detail(): unknown {
    return this.#detail;
  }
}

/** Class without instances: a run fetches nothing. */
export class PerformanceResourceTiming extends PerformanceEntry {}

/** Makes an entry of a type that scripts can't make. */
export function makeEntry(Type: unknown, fields: EntryFields): PerformanceEntry {
  return new (Type as Make)(OURS, fields);
}

export class PerformanceObserverEntryList {
  readonly #entries: readonly PerformanceEntry[];

  constructor(...args: unknown[]) {
    if (args[0] !== OURS) throw illegal();
    this.#entries = args[1] as PerformanceEntry[];
  }

  getEntries(): PerformanceEntry[] {
    return [...this.#entries];
  }

  getEntriesByType(type: unknown): PerformanceEntry[] {
    return this.#entries.filter(({ entryType }) => entryType === `${type as string}`);
  }

  getEntriesByName(name: unknown, type?: unknown): PerformanceEntry[] {
    return this.#entries.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type));
  }
}

/** Makes the list that an observer is called with. */
export function makeList(entries: readonly PerformanceEntry[]): PerformanceObserverEntryList {
  return new PerformanceObserverEntryList(OURS, entries);
}

/** Returns the time of a measure's `startMark` or `endMark`. @throws DOMException `SyntaxError` for an unknown mark */
export function timeOf(mark: unknown, marks: readonly PerformanceEntry[]): number {
  if (typeof mark === 'number') return mark;
  const name = `${mark as string}`;
  const found = marks.findLast((entry) => entry.name === name);
  if (found) return found.startTime;
  throw new (DOMExceptionType())(`The "${name}" performance mark has not been set`, 'SyntaxError');
}

shapeInterface(PerformanceEntry, 'PerformanceEntry', ['name', 'entryType', 'startTime', 'duration', 'toJSON']);
shapeInterface(PerformanceMark, 'PerformanceMark', ['detail']);
shapeInterface(PerformanceMeasure, 'PerformanceMeasure', ['detail']);
shapeInterface(PerformanceResourceTiming, 'PerformanceResourceTiming', []);
shapeInterface(PerformanceObserverEntryList, 'PerformanceObserverEntryList', [
  'getEntries',
  'getEntriesByType',
  'getEntriesByName',
]);
