/**
 * Converts failures of host calls to errors of the guest's realm.
 */
import type { HostFailure } from './border.ts';
import { errorType } from './error-types.ts';
import { LANGUAGE } from './language.ts';
import { dataDescriptor, uncurry } from './primordials.ts';

/** Attributes of a property that an assignment creates, and of one that is not enumerable. */
const PLAIN = 7;
const HIDDEN = 5;

const { defineProperty, hasOwn } = LANGUAGE;
const startsWith = uncurry(LANGUAGE.startsWith);
const slice = uncurry(LANGUAGE.slice);

/** Makes the error that a failure describes. */
export function toError(failure: HostFailure): Error {
  const error = new (errorType(failure.name))(failure.message);
  const { code } = failure;
  if (hasOwn(failure, 'stack')) defineProperty(error, 'stack', dataDescriptor(failure.stack, HIDDEN));
  if (code === undefined) return error;
  // For an error of Node itself, the first line of the stack contains the code.
  if (startsWith(code, 'ERR_') && typeof error.stack === 'string') {
    const stack = `${failure.name} [${code}]${slice(error.stack, failure.name.length)}`;
    defineProperty(error, 'stack', dataDescriptor(stack, HIDDEN));
  }
  defineProperty(error, 'code', dataDescriptor(code, PLAIN));
  return error;
}
