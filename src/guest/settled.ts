/**
 * Calls `then` of a promise that the runtime has made, without reading anything that guest code may have put on
 * `Promise` or its prototype.
 */
const { apply, defineProperty } = Reflect;
const { hasOwn } = Object;
const promiseThen = Promise.prototype.then;
// `then` reads the promise's `constructor` and that one's species. If it is undefined, `then` uses the original
// `Promise`.
const ownPromise = { __proto__: null, value: undefined } as PropertyDescriptor;

/** Calls one of two functions once a promise is settled. The promise then counts as handled. */
export function whenSettled(
  promise: Promise<unknown>,
  done: (value: unknown) => void,
  failed?: (reason: unknown) => void,
): void {
  if (!hasOwn(promise, 'constructor')) defineProperty(promise, 'constructor', ownPromise);
  apply(promiseThen, promise, [done, failed]);
}
