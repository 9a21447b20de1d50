/**
 * The frame of stores that `AsyncLocalStorage` follows from a call to what it causes later. Guest side.
 *
 * The isolate offers no hooks on promises. What it does offer: `await`, `then` and `Promise.resolve` read a promise's
 * `constructor` before they add their reaction. Once the first storage is used, a getter there adds a reaction of its
 * own first, so that the frame is set right before the code that waited goes on, in the same turn of the microtask
 * queue and without a change of its order. An `await` of something that is not a promise reads nothing: for it, each
 * change of the frame also leaves jobs behind that set the frame again before whatever that code queues next, up to
 * `FOLLOWED` times in a row. Nothing of this is there before the first storage is used.
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

/** Awaits of other values than promises in a row through which a frame is followed beside other frames. */
const FOLLOWED = 8;
/** Attributes of a property as an assignment makes it. */
const PLAIN = 7;

export class AsyncContext {
  /** The current frame; undefined at the top level. */
  #frame: unknown = undefined;
  #follows = false;
  #isAdding = false;

  get frame(): unknown {
    return this.#frame;
  }

  /** Makes a frame the current one, for what runs now and for what that causes. */
  enter(frame: unknown): void {
    if (!this.#follows) this.#follow();
    this.#frame = frame;
    this.#mark(frame, FOLLOWED);
  }

  /** Nothing of an earlier turn is current in the next one. */
  leave(): void {
    this.#frame = undefined;
  }

  /** Returns the function bound to the current frame, however it is called. */
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
      // It only inherits from `Promise`, and nothing waits for it.
    } finally {
      this.#isAdding = false;
    }
  }
}
