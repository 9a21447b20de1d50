/**
 * `Event` and the events that carry data.
 * @see https://dom.spec.whatwg.org/#events
 */
import { invalidArgument, needArguments } from './errors.ts';
import { internals } from './realm.ts';
import {
  defineConstants,
  INSPECT,
  type Inspect,
  type InspectOptions,
  inspectAttributes,
  isObject,
  shapeInterface,
} from './webidl.ts';

const { defineProperty } = Object;

export const PHASE = { none: 0, capturing: 1, atTarget: 2, bubbling: 3 } as const;

/** Fields of an event that a dispatch reads and writes. */
export interface EventState {
  type: string;
  bubbles: boolean;
  cancelable: boolean;
  readonly composed: boolean;
  target: object | null;
  currentTarget: object | null;
  phase: number;
  readonly timeStamp: number;
  initialized: boolean;
  dispatching: boolean;
  trusted: boolean;
  canceled: boolean;
  stopped: boolean;
  stoppedAtOnce: boolean;
  inPassiveListener: boolean;
}

/** Returns the internal state of an event. @throws TypeError for any other value */
export let stateOf: (event: Event) => EventState;
/** Returns whether a value is an event. */
export let isEvent: (value: unknown) => value is Event;

/** Reads a dictionary's members; null and undefined are the empty dictionary. */
export function dictionary(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidArgument(name, 'of type object', value);
  return value as Record<string, unknown>;
}

export class Event {
  readonly #state: EventState;

  static {
    stateOf = (event) => event.#state;
    isEvent = (value): value is Event => isObject(value) && #state in value;
  }

  constructor(type: unknown, eventInitDict: unknown = undefined) {
    needArguments(arguments.length, 'type');
    const text = `${type as string}`;
    const { bubbles, cancelable, composed } = dictionary(eventInitDict, 'options');
    this.#state = {
      type: text,
      bubbles: !!bubbles,
      cancelable: !!cancelable,
      composed: !!composed,
      target: null,
      currentTarget: null,
      phase: PHASE.none,
      timeStamp: internals.host.now(),
      initialized: true,
      dispatching: false,
      trusted: false,
      canceled: false,
      stopped: false,
      stoppedAtOnce: false,
      inPassiveListener: false,
    };
    defineProperty(this, 'isTrusted', TRUSTED);
  }

  get type(): string {
    return this.#state.type;
  }

  get target(): object | null {
    return this.#state.target;
  }

  get srcElement(): object | null {
    return this.#state.target;
  }

  get currentTarget(): object | null {
    return this.#state.currentTarget;
  }

  get eventPhase(): number {
    return this.#state.phase;
  }

  get bubbles(): boolean {
    return this.#state.bubbles;
  }

  get cancelable(): boolean {
    return this.#state.cancelable;
  }

  get composed(): boolean {
    return this.#state.composed;
  }

  get timeStamp(): number {
    return this.#state.timeStamp;
  }

  get defaultPrevented(): boolean {
    return this.#state.canceled;
  }

  get returnValue(): boolean {
    return !this.#state.canceled;
  }

  set returnValue(value: unknown) {
    this.#state;
    if (!value) this.preventDefault();
  }

  get cancelBubble(): boolean {
    return this.#state.stopped;
  }

  set cancelBubble(value: unknown) {
    this.#state;
    if (value) this.#state.stopped = true;
  }

  composedPath(): object[] {
    const { currentTarget } = this.#state;
    return currentTarget ? [currentTarget] : [];
  }

  stopPropagation(): void {
    this.#state.stopped = true;
  }

  stopImmediatePropagation(): void {
    this.#state.stopped = true;
    this.#state.stoppedAtOnce = true;
  }

  preventDefault(): void {
    if (this.#state.cancelable && !this.#state.inPassiveListener) this.#state.canceled = true;
  }

  initEvent(type: unknown, bubbles: unknown = false, cancelable: unknown = false): void {
    const state = this.#state;
    needArguments(arguments.length, 'type');
    const text = `${type as string}`;
    if (state.dispatching) return;
    state.initialized = true;
    state.stopped = false;
    state.stoppedAtOnce = false;
    state.canceled = false;
    state.trusted = false;
    state.target = null;
    state.type = text;
    state.bubbles = !!bubbles;
    state.cancelable = !!cancelable;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): unknown {
    const { type, defaultPrevented, cancelable, timeStamp } = this;
    return inspectAttributes(this, { type, defaultPrevented, cancelable, timeStamp }, depth, options, inspect);
  }
}

/** Descriptor of `isTrusted`: an own, non-configurable property of each event, so that it can't be shadowed. */
const TRUSTED = {
  ...(Object.getOwnPropertyDescriptor(
    {
      get isTrusted(): boolean {
        return stateOf(this as unknown as Event).trusted;
      },
    },
    'isTrusted',
  ) as PropertyDescriptor),
  configurable: false,
};

shapeInterface(Event, 'Event', [
  'type',
  'target',
  'srcElement',
  'currentTarget',
  'composedPath',
  'eventPhase',
  'stopPropagation',
  'cancelBubble',
  'stopImmediatePropagation',
  'bubbles',
  'cancelable',
  'returnValue',
  'preventDefault',
  'defaultPrevented',
  'composed',
  'timeStamp',
  'initEvent',
]);
defineConstants(Event, { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 });

export class CustomEvent extends Event {
  #detail: unknown;

  constructor(type: unknown, eventInitDict: unknown = undefined) {
    needArguments(arguments.length, 'type');
    super(type, eventInitDict);
    this.#detail = dictionary(eventInitDict, 'options').detail ?? null;
  }

  get detail(): unknown {
    return this.#detail;
  }

  initCustomEvent(type: unknown, bubbles: unknown = false, cancelable: unknown = false, detail: unknown = null): void {
    this.#detail;
    needArguments(arguments.length, 'type');
    if (stateOf(this).dispatching) return;
    this.initEvent(type, bubbles, cancelable);
    this.#detail = detail;
  }
}

shapeInterface(CustomEvent, 'CustomEvent', ['detail', 'initCustomEvent']);

/**
 * Makes an event class that reads its additional attributes once, from its dictionary.
 * @param needed names of the required arguments
 */
function eventWith(
  name: string,
  attributes: Readonly<Record<string, (value: unknown) => unknown>>,
  needed: readonly string[] = ['type'],
): new (
  type: string,
  init?: object,
) => Event {
  const names = Object.keys(attributes);
  const values = new WeakMap<object, Record<string, unknown>>();
  const { get, set } = WeakMap.prototype;
  const { apply } = Reflect;
  class DataEvent extends Event {
    constructor(type: unknown, eventInitDict: unknown = undefined) {
      if (arguments.length < needed.length) needArguments(arguments.length, ...needed);
      super(type, eventInitDict);
      const given = dictionary(eventInitDict, 'eventInitDict');
      const held: Record<string, unknown> = {};
      for (const attribute of names)
        held[attribute] = (attributes[attribute] as (value: unknown) => unknown)(given[attribute]);
      apply(set, values, [this, held]);
    }
  }
  for (const attribute of names) {
    const { get: getter } = Object.getOwnPropertyDescriptor(
      {
        get [attribute](): unknown {
          const held = apply(get, values, [this]) as Record<string, unknown> | undefined;
          if (!held) throw new TypeError('Illegal invocation');
          return held[attribute];
        },
      },
      attribute,
    ) as { get: () => unknown };
    defineProperty(DataEvent.prototype, attribute, { get: getter, enumerable: true, configurable: true });
  }
  shapeInterface(DataEvent, name, []);
  defineProperty(DataEvent, 'length', { value: needed.length, configurable: true });
  return DataEvent as never;
}

const text = (value: unknown) => (value === undefined ? '' : `${value as string}`);
const wellFormed = (value: unknown) => text(value).toWellFormed();
const number = (value: unknown) => Number(value ?? 0);
const unsignedLong = (value: unknown) => number(value) >>> 0;
const orNull = (value: unknown) => value ?? null;
const flag = (value: unknown) => !!value;

export const ErrorEvent = eventWith('ErrorEvent', {
  message: text,
  filename: wellFormed,
  lineno: unsignedLong,
  colno: unsignedLong,
  error: (value) => value,
});

export const MessageEvent = eventWith('MessageEvent', {
  data: (value) => (value === undefined ? null : value),
  origin: wellFormed,
  lastEventId: text,
  source: orNull,
  ports: (value) => Object.freeze(value === undefined || value === null ? [] : [...(value as Iterable<unknown>)]),
});

export const CloseEvent = eventWith('CloseEvent', {
  wasClean: flag,
  code: (value) => number(value) & 0xffff,
  reason: wellFormed,
});

export const ProgressEvent = eventWith('ProgressEvent', {
  lengthComputable: flag,
  loaded: number,
  total: number,
});

const PROMISE_REJECTION = {
  promise(value: unknown) {
    if (isObject(value)) return value;
    throw invalidArgument('eventInitDict.promise', 'of type object', value);
  },
  reason: (value: unknown) => value,
};

export const PromiseRejectionEvent = eventWith('PromiseRejectionEvent', PROMISE_REJECTION, ['type', 'eventInitDict']);
