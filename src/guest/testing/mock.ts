/**
 * Functions that record their calls, as Node's `mock` makes them.
 */
import { refusal } from '../not-here.ts';
import { invalidArgument } from '../web/errors.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

interface Call {
  readonly arguments: unknown[];
  readonly error: unknown;
  readonly result: unknown;
  readonly stack: Error;
  readonly target: unknown;
  readonly this: unknown;
}

interface Options {
  readonly times?: number;
  readonly getter?: boolean;
  readonly setter?: boolean;
}

const NO_TIMERS = "a run's clock is the host's";
const NO_MODULES = 'modules are found and loaded by the host';

/** Calls and implementation of one mocked function. */
class MockFunctionContext {
  #calls: Call[] = [];
  #implementation: Callable;
  readonly #original: Callable;
  readonly #once = new Map<number, Callable>();
  readonly #times: number;
  readonly #undo: () => void;

  constructor(original: Callable, implementation: Callable, times: number, undo: () => void) {
    this.#original = original;
    this.#implementation = implementation;
    this.#times = times;
    this.#undo = undo;
  }

  get calls(): Call[] {
    return [...this.#calls];
  }

  callCount(): number {
    return this.#calls.length;
  }

  mockImplementation(implementation: Callable): void {
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation: Callable, onCall = this.#calls.length): void {
    this.#once.set(onCall, implementation);
  }

  resetCalls(): void {
    this.#calls = [];
  }

  restore(): void {
    this.#implementation = this.#original;
    this.#undo();
  }

  /** @internal */
  call(self: unknown, args: unknown[], target: Callable | undefined): unknown {
    const at = this.#calls.length;
    const form = this.#once.get(at) ?? (at < this.#times ? this.#implementation : this.#original);
    this.#once.delete(at);
    let result: unknown;
    let error: unknown;
    try {
      result = target ? Reflect.construct(form, args, target) : Reflect.apply(form, self, args);
      return result;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      const stack = new Error();
      this.#calls.push({ arguments: args, error, result, stack, target, this: target ? result : self });
    }
  }
}

type Mocked = Callable & { mock: MockFunctionContext };

/** Makes and restores mocks: `mock`, and the `mock` of a test's context. */
export class MockTracker {
  #contexts: MockFunctionContext[] = [];
  readonly timers = { enable: refusal('test', 'mock.timers.enable', NO_TIMERS), reset: () => undefined };

  fn(original: unknown = () => {}, implementation: unknown = original, given: Options = {}): Mocked {
    const [form, options] =
      typeof implementation === 'object' ? [original, implementation as Options] : [implementation, given];
    if (typeof original !== 'function') throw invalidArgument('original', 'of type function', original);
    return this.#make(original as Callable, form as Callable, options, () => {});
  }

  method(object: object, name: PropertyKey, given?: unknown, more: Options = {}): Mocked {
    const options = (typeof given === 'object' && given !== null ? given : more) as Options;
    const holder = holderOf(object, name);
    const property = holder && Object.getOwnPropertyDescriptor(holder, name);
    const key = options.getter ? 'get' : options.setter ? 'set' : 'value';
    const original: unknown = property?.[key];
    if (typeof original !== 'function') throw invalidArgument('methodName', 'a method', original);
    const implementation = typeof given === 'function' ? given : original;
    const undo = () => {
      if (holder === object) Object.defineProperty(object, name, property as PropertyDescriptor);
      else Reflect.deleteProperty(object, name);
    };
    const mocked = this.#make(original as Callable, implementation as Callable, options, undo);
    Object.defineProperty(object, name, { ...property, [key]: mocked, configurable: true });
    return mocked;
  }

  getter(object: object, name: PropertyKey, implementation?: unknown, options: Options = {}): Mocked {
    const given = typeof implementation === 'object' ? (implementation as Options) : options;
    const form = typeof implementation === 'function' ? implementation : { ...given, getter: true };
    return this.method(object, name, form, { ...given, getter: true });
  }

  setter(object: object, name: PropertyKey, implementation?: unknown, options: Options = {}): Mocked {
    const given = typeof implementation === 'object' ? (implementation as Options) : options;
    const form = typeof implementation === 'function' ? implementation : { ...given, setter: true };
    return this.method(object, name, form, { ...given, setter: true });
  }

  property(object: Record<PropertyKey, unknown>, name: PropertyKey, value: unknown): unknown {
    const original = object[name];
    const undo = () => {
      object[name] = original;
    };
    const context = new MockFunctionContext(
      () => original,
      () => value,
      Number.POSITIVE_INFINITY,
      undo,
    );
    this.#contexts.push(context);
    object[name] = value;
    return new Proxy(object, { get: (target, key) => (key === 'mock' ? context : Reflect.get(target, key)) });
  }

  module(): never {
    return refusal('test', 'mock.module', NO_MODULES)();
  }

  restoreAll(): void {
    for (const context of this.#contexts) context.restore();
  }

  reset(): void {
    this.restoreAll();
    this.#contexts = [];
  }

  #make(original: Callable, implementation: Callable, { times }: Options, undo: () => void): Mocked {
    const context = new MockFunctionContext(original, implementation, times ?? Number.POSITIVE_INFINITY, undo);
    this.#contexts.push(context);
    return new Proxy(original, {
      apply: (_, self, args: unknown[]) => context.call(self, args, undefined),
      construct: (_, args: unknown[], target) => context.call(undefined, args, target as unknown as Callable) as object,
      get: (target, key) => (key === 'mock' ? context : (Reflect.get(target, key) as unknown)),
    }) as Mocked;
  }
}

function holderOf(object: object, name: PropertyKey): object | undefined {
  for (let at: object | null = object; at; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return at;
  }
  return undefined;
}
