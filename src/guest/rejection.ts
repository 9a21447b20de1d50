/**
 * Unhandled rejections, which the isolate reports only to the host.
 *
 * The host gets a copy. For an error, it contains the class (if it is one of the language's), the message and the
 * stack. A primitive is copied unchanged. Of any other object, the host gets nothing.
 */
import type { Rejection } from './border.ts';
import { errorType } from './error-types.ts';
import { dataDescriptor } from './primordials.ts';

const { defineProperty } = Reflect;

/** Attributes of an error's own properties. */
const HIDDEN = 5;

/**
 * Returns the reason of a rejection: the error itself if it is known by its stack, else a new error with the same
 * content.
 * @param errorOf finds the error that has a stack
 */
export function reasonOf(rejection: Rejection, errorOf: (stack: string) => unknown): unknown {
  if (rejection.length === 1) return rejection[0];
  const known = errorOf(rejection[2]);
  if (known !== undefined) return known;
  const error = new (errorType(rejection[0]))(rejection[1]);
  defineProperty(error, 'stack', dataDescriptor(rejection[2], HIDDEN));
  return error;
}
