/**
 * `util.promisify`. Its symbol is in the registry, so that libraries can share it.
 * @see https://nodejs.org/api/util.html#utilpromisifyoriginal
 */
import { dataDescriptor } from './primordials.ts';
import { invalidArgument } from './web/errors.ts';

/** Key of a function's own promisified form. */
const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;
const PromiseType = Promise;
const { defineProperty, getPrototypeOf, setPrototypeOf } = Object;
/** Attributes of a property that is configurable, but not writable or enumerable. */
const FIXED = 4;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;

function checkFunction(value: unknown, name: string): Callable {
  if (typeof value !== 'function') throw invalidArgument(name, 'of type function', value);
  return value as Callable;
}

/** Sets the function that `promisify` returns for `original`. */
function rememberAs(original: Callable, form: Callable): Callable {
  return defineProperty(original, CUSTOM, dataDescriptor(form, FIXED));
}

/** Returns the promise form of a function with a callback. @throws TypeError ERR_INVALID_ARG_TYPE */
export function promisify(given: unknown): unknown {
  const original = checkFunction(given, 'original');
  const custom = (original as unknown as Record<symbol, unknown>)[CUSTOM];
  if (custom) {
    const form = checkFunction(custom, 'util.promisify.custom');
    return rememberAs(form, form);
  }
  const form = function (this: unknown, ...args: unknown[]): Promise<unknown> {
    return new PromiseType((resolve, reject) => {
      const settle = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value));
      defineProperty(args, args.length, dataDescriptor(settle, PLAIN));
      apply(original, this, args);
    });
  };
  setPrototypeOf(form, getPrototypeOf(original));
  rememberAs(form, form);
  const keys = ownKeys(original);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    const attributes = getOwnPropertyDescriptor(original, key) as PropertyDescriptor;
    setPrototypeOf(attributes, null);
    defineProperty(form, key, attributes);
  }
  return form;
}
promisify.custom = CUSTOM;
