/**
 * The part that holds Node's `async_hooks`.
 * @see https://nodejs.org/api/async_context.html
 */
import type { Internals } from '../internals.ts';
import { refusals } from '../not-here.ts';
import { codedError, invalidArgument } from '../web/errors.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Frame = ReadonlyMap<object, unknown> | undefined;

interface Options {
  readonly defaultValue?: unknown;
  readonly name?: unknown;
}

/** The id of the run's source, from which everything else starts. */
const TOP = 1;

function needFunction(value: unknown, name: string): asserts value is Callable {
  if (typeof value !== 'function') throw invalidArgument(name, 'of type function', value);
}

export default function create({ context }: Internals) {
  let ids = TOP;
  const entered: { id: number; trigger: number; resource: object }[] = [{ id: TOP, trigger: 0, resource: {} }];
  const current = () => entered[entered.length - 1] as (typeof entered)[number];

  class AsyncResource {
    readonly #id = ++ids;
    readonly #trigger: number;
    readonly #frame = context.frame;

    constructor(type: unknown, options: unknown = {}) {
      if (typeof type !== 'string') throw invalidArgument('type', 'of type string', type);
      const given = typeof options === 'number' ? options : (options as { triggerAsyncId?: unknown }).triggerAsyncId;
      const trigger = given ?? current().id;
      if (!Number.isSafeInteger(trigger) || (trigger as number) < -1) {
        throw codedError(RangeError, 'ERR_INVALID_ASYNC_ID', `Invalid triggerAsyncId value: ${String(trigger)}`);
      }
      this.#trigger = trigger as number;
    }

    runInAsyncScope(fn: Callable, thisArg?: unknown, ...args: unknown[]): unknown {
      const prior = context.frame;
      entered.push({ id: this.#id, trigger: this.#trigger, resource: this });
      context.enter(this.#frame);
      try {
        return Reflect.apply(fn, thisArg, args);
      } finally {
        context.enter(prior);
        entered.pop();
      }
    }

    emitDestroy(): this {
      return this;
    }

    asyncId(): number {
      return this.#id;
    }

    triggerAsyncId(): number {
      return this.#trigger;
    }

    bind(fn: unknown, thisArg?: unknown): Callable {
      needFunction(fn, 'fn');
      const run = (self: unknown, args: unknown[]) => this.runInAsyncScope(fn, self, ...args);
      const bound: Callable =
        thisArg === undefined
          ? function (...args) {
              return run(this, args);
            }
          : (...args) => run(thisArg, args);
      return Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
    }

    static bind(fn: Callable, type?: string, thisArg?: unknown): Callable {
      needFunction(fn, 'fn');
      return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, thisArg);
    }
  }

  class AsyncLocalStorage {
    readonly #default: unknown;
    readonly #name: string;

    constructor(options: Options = {}) {
      if (options === null || typeof options !== 'object') throw invalidArgument('options', 'of type object', options);
      this.#default = options.defaultValue;
      this.#name = options.name === undefined ? '' : `${options.name as string}`;
    }

    get name(): string {
      return this.#name;
    }

    static bind(fn: Callable): Callable {
      return AsyncResource.bind(fn);
    }

    static snapshot(): Callable {
      return AsyncLocalStorage.bind((callback, ...args) => (callback as Callable)(...args));
    }

    disable(): void {
      const frame = new Map(context.frame as Frame);
      frame.delete(this);
      context.enter(frame);
    }

    enterWith(store: unknown): void {
      context.enter(new Map(context.frame as Frame).set(this, store));
    }

    run(store: unknown, fn: Callable, ...args: unknown[]): unknown {
      const prior = context.frame;
      this.enterWith(store);
      try {
        return Reflect.apply(fn, null, args);
      } finally {
        context.enter(prior);
      }
    }

    exit(fn: Callable, ...args: unknown[]): unknown {
      return this.run(undefined, fn, ...args);
    }

    getStore(): unknown {
      const frame = context.frame as Frame;
      return frame?.has(this) ? frame.get(this) : this.#default;
    }

    withScope(store: unknown): Disposable & { dispose(): void } {
      const prior = context.frame;
      let isDisposed = false;
      this.enterWith(store);
      const dispose = () => {
        if (!isDisposed) context.enter(prior);
        isDisposed = true;
      };
      return { dispose, [Symbol.dispose]: dispose };
    }
  }

  // The bundler removes the names of classes that nothing refers to.
  for (const [name, value] of Object.entries({ AsyncLocalStorage, AsyncResource })) {
    Object.defineProperty(value, 'name', { value: name, configurable: true });
  }
  const asyncHooks = {
    AsyncLocalStorage,
    executionAsyncId: () => current().id,
    triggerAsyncId: () => current().trigger,
    executionAsyncResource: () => current().resource,
    asyncWrapProviders: Object.freeze({ __proto__: null }),
    AsyncResource,
    ...refusals('async_hooks'),
  };
  return { asyncHooks };
}
