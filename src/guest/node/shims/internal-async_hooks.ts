/**
 * Identifiers of asynchronous resources, which a run does not follow.
 */
export const symbols = { async_id_symbol: Symbol('async_id') };

export function getOrSetAsyncId(): number {
  return 0;
}

/** Calls the function directly: nothing records which resource caused it. */
export function defaultTriggerAsyncIdScope<A extends unknown[], R>(
  _id: number,
  block: (...args: A) => R,
  ...args: A
): R {
  return Reflect.apply(block, undefined, args) as R;
}
