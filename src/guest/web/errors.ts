/**
 * Errors with Node's messages and codes. The code also appears in the first line of the stack.
 */

import { dataDescriptor } from '../primordials.ts';

const { apply } = Reflect;
const { defineProperty, is } = Object;
const { isInteger } = Number;
/** Attributes of a property that is writable and configurable, but not enumerable. */
const HIDDEN = 5;
/** Attributes of a property that an assignment creates. */
const PLAIN = 7;
const toText = String;
const RangeErrorType = RangeError;
const TypeErrorType = TypeError;
const { includes, replace, slice } = String.prototype;

type ErrorConstructor = new (message: string) => Error;

/**
 * Makes an error with a code.
 * @param Type the constructor, such as `TypeError`
 */
export function codedError(Type: ErrorConstructor, code: string, message: string): Error & { code: string } {
  const error = new Type(message) as Error & { code: string };
  const { stack, name } = error;
  if (typeof stack === 'string') {
    const value = `${name} [${code}]${apply(slice, stack, [name.length])}`;
    defineProperty(error, 'stack', { value, writable: true, enumerable: false, configurable: true });
  }
  defineProperty(error, 'code', { value: code, writable: true, enumerable: true, configurable: true });
  return error;
}

/** Error of a function of Node whose signal was aborted. */
export class AbortError extends Error {
  declare readonly code: string;

  /** @param cause the signal's reason */
  constructor(message = 'The operation was aborted', cause?: unknown) {
    super(message);
    if (cause !== undefined) defineProperty(this, 'cause', dataDescriptor(cause, HIDDEN));
    defineProperty(this, 'code', dataDescriptor('ABORT_ERR', PLAIN));
    defineProperty(this, 'name', dataDescriptor('AbortError', PLAIN));
  }
}

/** Makes Node's error for missing arguments. @param names names of the required arguments */
export function missingArguments(names: readonly string[]): Error {
  const last = names.length - 1;
  let listed = '';
  for (let at = 0; at <= last; at += 1) {
    const separator = at === 0 ? '' : at === last ? ' and ' : ', ';
    listed += `${separator}"${names[at]}"`;
  }
  const noun = last === 0 ? 'argument' : 'arguments';
  return codedError(TypeErrorType, 'ERR_MISSING_ARGS', `The ${listed} ${noun} must be specified`);
}

/** Throws if there are fewer arguments than names. @throws TypeError with code ERR_MISSING_ARGS */
export function needArguments(given: number, ...names: string[]): void {
  if (given < names.length) throw missingArguments(names);
}

/**
 * Makes Node's error for an argument of the wrong type.
 * @param name name of the argument; with a dot for a property of an argument
 * @param expected such as `of type function`
 */
export function invalidArgument(name: string, expected: string, actual: unknown): Error {
  const what = apply(includes, name, ['.']) ? 'property' : 'argument';
  const message = `The "${name}" ${what} must be ${expected}. Received ${describe(actual)}`;
  return codedError(TypeErrorType, 'ERR_INVALID_ARG_TYPE', message);
}

/** Describes a value as Node's argument errors do. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return toText(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') {
    const name = (value.constructor as { name?: unknown } | undefined)?.name;
    return typeof name === 'string' && name !== '' ? `an instance of ${name}` : '[Object: null prototype] {}';
  }
  const text = typeof value === 'string' ? `'${value}'` : typeof value === 'bigint' ? `${value}n` : toText(value);
  return `type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`;
}

/** Makes Node's error for a value out of range. @param range such as `a non-negative number` */
export function outOfRange(name: string, range: string, actual: unknown): Error {
  const shown = typeof actual === 'number' || typeof actual === 'bigint' ? shownNumber(actual) : describeValue(actual);
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`;
  return codedError(RangeErrorType, 'ERR_OUT_OF_RANGE', message);
}

/** Formats a number; groups the digits of integers beyond 32 bits. */
function shownNumber(value: number | bigint): string {
  const text = typeof value === 'number' && is(value, -0) ? '-0' : toText(value);
  const suffix = typeof value === 'bigint' ? 'n' : '';
  const isLarge = (typeof value === 'bigint' || isInteger(value)) && (value > 2 ** 32 || value < -(2 ** 32));
  return (isLarge ? apply(replace, text, [/\B(?=(\d{3})+(?!\d))/g, '_']) : text) + suffix;
}

function describeValue(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : value === null || typeof value !== 'object' ? toText(value) : '{}';
}
