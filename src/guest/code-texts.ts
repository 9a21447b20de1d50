/**
 * Replaces `Function` and the related constructors, so that `import()` works in the functions that they make.
 *
 * The isolate has no `import()` of its own. So the host edits a text that contains the word before it is evaluated.
 */
import { bareArray } from './primordials.ts';

type FunctionMaker = new (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const { includes } = String.prototype;

/** Prepares a text that may contain `import()`. */
export type MakeRunnable = (text: unknown) => unknown;

/** @param edit the host's function that edits a text */
export function runnableBy(edit: (text: string) => string): MakeRunnable {
  return (text) => (typeof text === 'string' && apply(includes, text, ['import']) ? edit(text) : text);
}

/**
 * Installs the constructors. No guest code has run yet, so descriptors may have a prototype: V8 reads plain object
 * literals fastest (bench row `throughput`).
 * @param onReplaced called with each new constructor: `Function.prototype.toString` must show it as native
 */
export function replaceFunctionMakers(runnable: MakeRunnable, onReplaced: (maker: object) => void): void {
  const FunctionMaker = replaced(() => undefined, runnable, onReplaced);
  for (const example of [async () => undefined, function* () {}, async function* () {}])
    setPrototypeOf(replaced(example, runnable, onReplaced), FunctionMaker);
  (globalThis as { Function: unknown }).Function = FunctionMaker;
}

/** Replaces the constructor of one kind of function. @param example a function of this kind */
function replaced(example: object, runnable: MakeRunnable, onReplaced: (maker: object) => void): FunctionMaker {
  const prototype = getPrototypeOf(example) as { constructor: FunctionMaker & { name: string } };
  const own = prototype.constructor;
  // The name and the length are those of the original constructor.
  const maker = {
    [own.name]: function (this: unknown, _first?: unknown): unknown {
      const texts = bareArray<unknown>();
      for (let at = 0; at < arguments.length; at += 1) texts[at] = runnable(textOf(arguments[at]));
      return construct(own, texts, new.target ?? maker);
    },
  }[own.name] as unknown as FunctionMaker;
  defineProperty(maker, 'prototype', { value: prototype, writable: false });
  // The other attributes stay those of the original property.
  defineProperty(prototype, 'constructor', { value: maker });
  onReplaced(maker);
  return maker;
}

/** Converts an object to text, as the constructor would; returns a primitive unchanged. */
function textOf(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? `${value}` : value;
}
