/**
 * `Function` and the related constructors, replaced so that `import()` works in the functions that they make.
 *
 * The engine has no `import()` here. So the host edits a text that contains the word before it is evaluated.
 */
import { bareArray, dataDescriptor } from './primordials.ts';

type FunctionMaker = new (...args: unknown[]) => unknown;

const { apply, construct, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const { includes } = String.prototype;
/** Attributes of a property that can be written and configured, and of one that can only be configured. */
const HIDDEN = 5;
const READ_ONLY = 4;
const FIXED = 0;

/** Prepares a text that may contain `import()`. */
export type MakeRunnable = (text: unknown) => unknown;

/** @param edit the host's part of it */
export function runnableBy(edit: (text: string) => string): MakeRunnable {
  return (text) => (typeof text === 'string' && apply(includes, text, ['import']) ? edit(text) : text);
}

/**
 * Installs the constructors.
 * @param onReplaced called with each of them, for which `Function.prototype.toString` must return the text of a native
 * function
 */
export function replaceFunctionMakers(runnable: MakeRunnable, onReplaced: (maker: object) => void): void {
  let first: FunctionMaker | undefined;
  const examples = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (let at = 0; at < examples.length; at += 1) {
    const prototype = getPrototypeOf(examples[at] as object) as object & {
      constructor: FunctionMaker & { name: string };
    };
    const own = prototype.constructor;
    const maker = replacing(own, runnable);
    const attributes = at === 0 ? HIDDEN : READ_ONLY;
    defineProperty(maker, 'name', dataDescriptor(own.name, READ_ONLY));
    defineProperty(maker, 'length', dataDescriptor(1, READ_ONLY));
    defineProperty(maker, 'prototype', dataDescriptor(prototype, FIXED));
    defineProperty(prototype, 'constructor', dataDescriptor(maker, attributes));
    if (first) setPrototypeOf(maker, first);
    first ??= maker;
    onReplaced(maker);
  }
  defineProperty(globalThis, 'Function', dataDescriptor(first, HIDDEN));
}

function replacing(own: FunctionMaker, runnable: MakeRunnable): FunctionMaker {
  return function maker(...args: unknown[]): unknown {
    const texts = bareArray<unknown>();
    for (let at = 0; at < args.length; at += 1)
      texts[at] = runnable(typeof args[at] === 'object' || typeof args[at] === 'function' ? `${args[at]}` : args[at]);
    return construct(own, texts, new.target ?? maker);
  } as unknown as FunctionMaker;
}
