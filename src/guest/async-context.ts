/**
 * Carries the frame (the stores of `AsyncLocalStorage`) from a call to the callbacks that it causes later.
 *
 * The isolate has no promise hooks. But `await`, `then` and `Promise.resolve` read a promise's `constructor` before
 * they add their reaction. When the first storage is used, `constructor` becomes a getter that first adds a reaction of
 * its own. That reaction sets the frame right before the waiting code continues, in the same turn of the microtask
 * queue and without changing its order. An `await` of a value that is not a promise does not read `constructor`. For
 * this case, each change of the frame also queues jobs that set the frame again, up to `FOLLOWED` times in a row.
 * Before the first storage is used, nothing is changed.
 */
import { dataDescriptor } from './primordials.ts';
import { whenSettled } from './settled.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const { apply } = Reflect;
const { defineProperty } = Object;
const PromiseType = Promise;
const PromisePrototype = Promise.prototype;
const promiseThen = Promise.prototype.then;
const ready = Promise.resolve();

/** Number of consecutive awaits of non-promises through which a frame is followed while there are other frames. */
const FOLLOWED = 8;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

export class AsyncContext {
  /** The current frame; undefined at the top level. */
  #frame: unknown = undefined;
  #follows = false;
  #isAdding = false;

  get frame(): unknown {
    return this.#frame;
  }

  /** Makes a frame current, for the running code and the callbacks that it causes. */
  enter(frame: unknown): void {
    if (!this.#follows) this.#follow();
    this.#frame = frame;
    this.#mark(frame, FOLLOWED);
  }

  /** Clears the current frame before the next callback of the event loop. */
  leave(): void {
    this.#frame = undefined;
  }

  /** Binds a function to the current frame; `this` and the arguments stay those of the call. */
  bind<F extends Callable>(callback: F): F {
    if (!this.#follows) return callback;
    const frame = this.#frame;
    const context = this;
    return function (this: unknown, ...args: unknown[]) {
      const prior = context.#frame;
      context.enter(frame);
      try {
        return apply(callback, this, args);
      } finally {
        context.enter(prior);
      }
    } as F;
  }

  #mark(frame: unknown, times: number): void {
    whenSettled(ready, () => {
      this.#frame = frame;
      if (times > 0) this.#mark(frame, times - 1);
    });
  }

  #follow(): void {
    this.#follows = true;
    const context = this;
    const { get, set } = {
      get() {
        context.#add(this as unknown);
        return PromiseType;
      },
      set(value: unknown) {
        defineProperty(this, 'constructor', dataDescriptor(value, PLAIN));
      },
    };
    defineProperty(PromisePrototype, 'constructor', { get, set, enumerable: false, configurable: true });
  }

  /** Makes the next reaction that is added to a promise run with the current frame. */
  #add(promise: unknown): void {
    if (this.#isAdding || promise === PromisePrototype) return;
    const frame = this.#frame;
    const restore = () => {
      this.#frame = frame;
      this.#mark(frame, FOLLOWED);
    };
    this.#isAdding = true;
    try {
      apply(promiseThen, promise as Promise<unknown>, [restore, restore]);
    } catch {
      // The object only inherits from `Promise.prototype`, so no reaction can be added.
    } finally {
      this.#isAdding = false;
    }
  }
}
