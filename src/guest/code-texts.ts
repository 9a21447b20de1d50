/**
 * `Function` and the related constructors, replaced so that `import()` works in the functions that they make.
 *
 * The engine has no `import()` here. So the host edits a text that contains the word before it is evaluated.
 */
import { bareArray } from './primordials.ts';

type FunctionMaker = new (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const { includes } = String.prototype;

/** Prepares a text that may contain `import()`. */
export type MakeRunnable = (text: unknown) => unknown;

/** @param edit the host's part of it */
export function runnableBy(edit: (text: string) => string): MakeRunnable {
  return (text) => (typeof text === 'string' && apply(includes, text, ['import']) ? edit(text) : text);
}

/**
 * Installs the constructors. No guest code has run yet, so descriptors may have a prototype: V8 reads plain ones
 * fastest (bench row `throughput`).
 * @param onReplaced called with each of them, for which `Function.prototype.toString` must return the text of a native
 * function
 */
export function replaceFunctionMakers(runnable: MakeRunnable, onReplaced: (maker: object) => void): void {
  const FunctionMaker = replaced(() => undefined, runnable, onReplaced);
  for (const example of [async () => undefined, function* () {}, async function* () {}])
    setPrototypeOf(replaced(example, runnable, onReplaced), FunctionMaker);
  (globalThis as { Function: unknown }).Function = FunctionMaker;
}

/** Replaces the constructor of the functions that one is an example of. */
function replaced(example: object, runnable: MakeRunnable, onReplaced: (maker: object) => void): FunctionMaker {
  const prototype = getPrototypeOf(example) as { constructor: FunctionMaker & { name: string } };
  const own = prototype.constructor;
  // Its name and its length are those of the language's.
  const maker = {
    [own.name]: function (this: unknown, _first?: unknown): unknown {
      const texts = bareArray<unknown>();
      for (let at = 0; at < arguments.length; at += 1) texts[at] = runnable(textOf(arguments[at]));
      return construct(own, texts, new.target ?? maker);
    },
  }[own.name] as unknown as FunctionMaker;
  defineProperty(maker, 'prototype', { value: prototype, writable: false });
  // The attributes stay those of the language's.
  defineProperty(prototype, 'constructor', { value: maker });
  onReplaced(maker);
  return maker;
}

/** Converts an argument of a constructor to text as the constructor would; a value without a text is left to it. */
function textOf(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? `${value}` : value;
}
