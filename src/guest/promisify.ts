/**
 * `util.promisify`, whose symbol libraries share through the registry. Layer 0, guest side.
 * @see https://nodejs.org/api/util.html#utilpromisifyoriginal
 */
import { invalidArgument } from './web/errors.ts';

/** A property under this symbol is what `promisify` makes of a function. */
const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const { apply } = Reflect;
const { defineProperties, defineProperty, getOwnPropertyDescriptors, getPrototypeOf, setPrototypeOf } = Object;

function checkFunction(value: unknown, name: string): Callable {
  if (typeof value !== 'function') throw invalidArgument(name, 'of type function', value);
  return value as Callable;
}

/** Makes a function the one that `promisify` gives for `original`. */
function rememberAs(original: Callable, form: Callable): Callable {
  return defineProperty(original, CUSTOM, { value: form, enumerable: false, writable: false, configurable: true });
}

/** The form of a function with a callback that returns a promise. @throws TypeError ERR_INVALID_ARG_TYPE */
export function promisify(given: unknown): unknown {
  const original = checkFunction(given, 'original');
  const custom = (original as unknown as Record<symbol, unknown>)[CUSTOM];
  if (custom) {
    const form = checkFunction(custom, 'util.promisify.custom');
    return rememberAs(form, form);
  }
  const form = function (this: unknown, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value));
      apply(original, this, [...args, settle]);
    });
  };
  setPrototypeOf(form, getPrototypeOf(original));
  rememberAs(form, form);
  return defineProperties(form, getOwnPropertyDescriptors(original));
}
promisify.custom = CUSTOM;
