/**
 * `then` of a promise of ours, which asks nothing that guest code may have put on `Promise` or its prototype.
 */
const { apply, defineProperty } = Reflect;
const { hasOwn } = Object;
const promiseThen = Promise.prototype.then;
// `then` asks a promise for its constructor, and that for a species: without one it takes the language's own.
const ownPromise = { __proto__: null, value: undefined } as PropertyDescriptor;

/** Calls one of two functions once a promise is settled, which is handled by that. */
export function whenSettled(
  promise: Promise<unknown>,
  done: (value: unknown) => void,
  failed?: (reason: unknown) => void,
): void {
  if (!hasOwn(promise, 'constructor')) defineProperty(promise, 'constructor', ownPromise);
  apply(promiseThen, promise, [done, failed]);
}
