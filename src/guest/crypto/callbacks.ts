/**
 * The forms of `node:crypto` that take a callback.
 *
 * The host does the work before the call returns. The callback is called later, as from Node's threads. Errors that
 * Node finds before it starts a thread are thrown.
 */
import { invalidArgument } from '../web/errors.ts';
import { internals } from '../web/realm.ts';
import { callHost } from './host-object.ts';

export type NodeCallback = (...args: unknown[]) => unknown;

/** @throws TypeError ERR_INVALID_ARG_TYPE */
export function checkCallback(callback: unknown, name = 'callback'): NodeCallback {
  if (typeof callback !== 'function') throw invalidArgument(name, 'of type function', callback);
  return callback as NodeCallback;
}

/** Codes of errors that occur in Node's threads, besides those of OpenSSL. */
const LATE_CODES: readonly unknown[] = ['ERR_CRYPTO_OPERATION_FAILED', undefined];

function isLate(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return LATE_CODES.includes(code) || (typeof code === 'string' && code.startsWith('ERR_OSSL_'));
}

/**
 * Has the host do some work, and passes the outcome to a callback.
 * @param spread converts the result to the callback's arguments after the error
 * @throws the errors that Node throws synchronously
 */
export function callBack(
  callback: NodeCallback,
  name: string,
  args: readonly unknown[],
  spread: (result: unknown) => unknown[] = (result) => [result],
): void {
  let outcome: unknown[];
  try {
    outcome = [null, ...spread(callHost(name, ...args))];
  } catch (error) {
    if (!isLate(error)) throw error;
    outcome = [error];
  }
  internals.timers.setImmediate(() => callback(...outcome), []);
}
