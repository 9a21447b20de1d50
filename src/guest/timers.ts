/**
 * Timers, immediates and ticks. They run in the same order as in Node.
 *
 * Each `step` of the host runs at most one callback, because the isolate runs its microtasks when a call from the host
 * ends, and Node runs microtasks after each callback. Ticks of `process.nextTick` come before the microtasks of
 * the callback that queued them, as in Node.
 * @see https://nodejs.org/api/timers.html and "The Node.js Event Loop"
 */
import type { AsyncContext } from './async-context.ts';
import { PROGRESS } from './border.ts';
import { Fifo } from './fifo.ts';
import type { Host } from './host.ts';
import { bareArray, bareObject } from './primordials.ts';

/** Maximum delay, in ms. As in Node, a longer or invalid delay becomes 1. */
const DELAY_MAX_MS = 2 ** 31 - 1;

type Callback = (...args: unknown[]) => unknown;

const { apply, ownKeys } = Reflect;
const { max, trunc } = Math;
const toNumber = Number;
const toPrimitive: typeof Symbol.toPrimitive = Symbol.toPrimitive;

/** One scheduled call of a timeout; stale once the timeout's `entry` is another one or null. */
interface Entry {
  readonly due: number;
  readonly order: number;
  readonly timeout: Timeout;
}

/** A binary heap by due time, then by order of scheduling. */
class Schedule {
  readonly #items: Entry[] = bareArray();

  get first(): Entry | undefined {
    return this.#items[0];
  }

  add(entry: Entry): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Entry;
      if (!isBefore(entry, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = entry;
  }

  removeFirst(): void {
    const items = this.#items;
    const last = items[items.length - 1] as Entry;
    items.length -= 1;
    if (items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1] as Entry, items[child] as Entry)) child += 1;
      if (!isBefore(items[child] as Entry, last)) break;
      items[at] = items[child] as Entry;
      at = child;
    }
    items[at] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** Result of `setTimeout` and `setInterval`: Node's `Timeout`. */
export class Timeout {
  /** @internal */ entry: Entry | null = null;
  /** @internal */ referenced = true;
  /** @internal */ readonly id: number;
  #cancelled = false;
  readonly #timers: Timers;
  readonly #callback: Callback;
  readonly #args: unknown[];
  readonly #delay: number;
  readonly #repeats: boolean;

  /** @internal */
  constructor(timers: Timers, id: number, callback: Callback, delay: unknown, args: unknown[], repeats: boolean) {
    const ms = toNumber(delay);
    this.#timers = timers;
    this.id = id;
    this.#callback = callback;
    this.#delay = ms >= 1 && ms <= DELAY_MAX_MS ? trunc(ms) : 1;
    this.#args = args;
    this.#repeats = repeats;
  }

  /** @internal */
  fire(): void {
    try {
      apply(this.#callback, this, this.#args);
    } finally {
      if (this.#repeats && !this.#cancelled && !this.entry) this.start();
    }
  }

  /** @internal */
  start(): this {
    this.#timers.schedule(this, this.#delay);
    return this;
  }

  ref(): this {
    this.#timers.setReferenced(this, true);
    return this;
  }

  unref(): this {
    this.#timers.setReferenced(this, false);
    return this;
  }

  hasRef(): boolean {
    return this.referenced;
  }

  refresh(): this {
    if (this.#cancelled) return this;
    this.#timers.unschedule(this);
    return this.start();
  }

  close(): this {
    this.#cancelled = true;
    this.#timers.unschedule(this);
    return this;
  }

  [toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Result of `setImmediate`: Node's `Immediate`. */
export class Immediate {
  /** @internal */ cancelled = false;
  /** @internal */ referenced = true;
  readonly #callback: Callback;
  readonly #args: unknown[];

  /** @internal */
  constructor(callback: Callback, args: unknown[]) {
    this.#callback = callback;
    this.#args = args;
  }

  /** @internal */
  fire(): void {
    apply(this.#callback, this, this.#args);
  }

  ref(): this {
    this.referenced = true;
    return this;
  }

  unref(): this {
    this.referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.referenced;
  }

  [Symbol.dispose](): void {
    this.cancelled = true;
  }
}

/** All timers, immediates and ticks of one run. */
export class Timers {
  readonly #host: Host;
  readonly #context: AsyncContext;
  readonly #schedule = new Schedule();
  readonly #immediates = new Fifo<Immediate>();
  readonly #ticks = new Fifo<() => void>();
  readonly #byId = bareObject<Timeout>();
  /** Functions of quiet timeouts that return whether something awaits them, by number; see `setQuietTimeout`. */
  readonly #quiet = bareObject<() => boolean>();
  /** Number of immediates that may still run in this turn. Immediates that they queue wait for the next turn. */
  #turn = 0;
  /** Number of scheduled timeouts that keep the run alive. */
  #waiting = 0;
  #orders = 0;
  #ids = 0;

  constructor(host: Host, context: AsyncContext) {
    this.#host = host;
    this.#context = context;
  }

  /** @internal */
  schedule(timeout: Timeout, delay: number): void {
    const entry = { due: this.#host.now() + delay, order: this.#orders++, timeout };
    timeout.entry = entry;
    if (timeout.referenced) this.#waiting += 1;
    this.#byId[timeout.id] = timeout;
    this.#schedule.add(entry);
  }

  /** @internal */
  unschedule(timeout: Timeout): void {
    if (!timeout.entry) return;
    if (timeout.referenced) this.#waiting -= 1;
    timeout.entry = null;
    delete this.#byId[timeout.id];
    delete this.#quiet[timeout.id];
  }

  /** @internal */
  setReferenced(timeout: Timeout, referenced: boolean): void {
    if (timeout.entry && timeout.referenced !== referenced) this.#waiting += referenced ? 1 : -1;
    timeout.referenced = referenced;
  }

  setTimeout(callback: Callback, delay: unknown, args: unknown[]): Timeout {
    return new Timeout(this, ++this.#ids, this.#context.bind(callback), delay, args, false).start();
  }

  setInterval(callback: Callback, delay: unknown, args: unknown[]): Timeout {
    return new Timeout(this, ++this.#ids, this.#context.bind(callback), delay, args, true).start();
  }

  setImmediate(callback: Callback, args: unknown[]): Immediate {
    const immediate = new Immediate(this.#context.bind(callback), args);
    this.#immediates.push(immediate);
    return immediate;
  }

  /**
   * Sets a timeout that keeps the run alive only while the run's source waits and `isAwaited` returns true.
   */
  setQuietTimeout(callback: Callback, delay: unknown, isAwaited: () => boolean): Timeout {
    const timeout = this.setTimeout(callback, delay, bareArray()).unref();
    this.#quiet[timeout.id] = isAwaited;
    return timeout;
  }

  /** Cancels a timeout or an interval, given as an object or a number. Ignores anything else, as in Node. */
  clear(handle: unknown): void {
    const timeout = handle instanceof Timeout ? handle : this.#byId[toNumber(handle)];
    timeout?.close();
  }

  clearImmediate(handle: unknown): void {
    if (handle instanceof Immediate) handle.cancelled = true;
  }

  /** Queues a callback that runs before any microtask of the callback that is running now. */
  nextTick(callback: Callback, args: unknown[]): void {
    const bound = this.#context.bind(callback);
    this.#ticks.push(() => apply(bound, undefined, args));
  }

  /**
   * Runs the next callback that is due.
   * @param sourceWaits whether the run's source has not ended
   * @param hostWorks whether the host is working on an asynchronous call or import
   * @returns `PROGRESS.again` if a callback ran, `PROGRESS.idle` if nothing keeps the run alive, else the ms until
   * the next timer
   */
  step(sourceWaits = false, hostWorks = false): number {
    this.#context.leave();
    if (this.#ticks.size > 0) {
      this.runTicks();
      return PROGRESS.again;
    }
    if (this.#runImmediate()) return PROGRESS.again;
    for (let first = this.#schedule.first; first; first = this.#schedule.first) {
      const { timeout } = first;
      const stale = timeout.entry !== first;
      if (!stale && first.due > this.#host.now()) break;
      // An unreferenced timeout does not run once nothing else keeps the run alive.
      if (!stale && this.#waiting === 0 && !sourceWaits && !hostWorks) break;
      this.#schedule.removeFirst();
      if (stale) continue;
      this.unschedule(timeout);
      this.#fire(timeout);
      return PROGRESS.again;
    }
    this.#turn = this.#immediates.size;
    if (this.#runImmediate()) return PROGRESS.again;
    if (this.#waiting === 0 && !(sourceWaits && this.#isQuietAwaited())) return PROGRESS.idle;
    const next = this.#schedule.first;
    return next ? max(0, next.due - this.#host.now()) : PROGRESS.idle;
  }

  #isQuietAwaited(): boolean {
    const ids = ownKeys(this.#quiet);
    for (let at = 0; at < ids.length; at += 1) if ((this.#quiet[ids[at] as string] as () => boolean)()) return true;
    return false;
  }

  #runImmediate(): boolean {
    while (this.#turn > 0) {
      this.#turn -= 1;
      const immediate = this.#immediates.shift();
      if (!immediate || immediate.cancelled) continue;
      this.#fire(immediate);
      return true;
    }
    return false;
  }

  #fire(task: Timeout | Immediate): void {
    task.fire();
    this.runTicks();
  }

  /** Runs the callbacks that `nextTick` has queued, and those that they queue. */
  runTicks(): void {
    for (let tick = this.#ticks.shift(); tick; tick = this.#ticks.shift()) tick();
  }
}
