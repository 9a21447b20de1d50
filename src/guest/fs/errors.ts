/**
 * Errors as Node's `fs` throws them.
 *
 * System errors have the fields of the host's failure. Errors about arguments have Node's codes and texts.
 * @see https://nodejs.org/api/errors.html#nodejs-error-codes
 */
import type { HostFailure } from '../border.ts';
import { AbortError } from '../web/errors.ts';
import {
  define,
  ErrorType,
  hasOwn,
  isInteger,
  RangeErrorType,
  StringOf,
  stringIncludes,
  stringify,
  stringSlice,
  TypeErrorType,
} from './primordials.ts';

/** Formats a value for an error's message, as Node's `util.inspect` does. */
export type Inspect = (value: unknown, options?: { depth?: number; colors?: boolean }) => string;

const INSPECTED_MAX = 128;
const SHORT_MAX = 28;
const UINT32_MAX = 2 ** 32;
/** Integers beyond 32 bits have at least this many digits. */
const SEPARATED_DIGITS = 10;

let inspect: Inspect = (value) => StringOf(value);

/** Sets the function that formats values; it is first called for an error that needs it. */
export function setInspect(format: Inspect): void {
  inspect = format;
}

/** Fields of an error besides its message, in the order of Node's errors. */
const FIELDS = ['errno', 'code', 'syscall', 'path', 'dest'] as const;

/** Makes the error for a failed host call. */
export function systemError(failure: HostFailure): Error {
  const error = new (failure.name === 'TypeError' ? TypeErrorType : ErrorType)(failure.message);
  for (let at = 0; at < FIELDS.length; at += 1) {
    const field = FIELDS[at] as (typeof FIELDS)[number];
    if (hasOwn(failure, field)) define(error, field, failure[field]);
  }
  return error;
}

/** Fields of an error that `fs` itself makes; the same as in a system error. */
export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
  readonly errno: number;
  readonly syscall: string;
  readonly path: string;
}

/**
 * Makes Node's `SystemError`, for a refusal by `fs` itself.
 * @param prefix meaning of the code
 */
export function fsRefusal(code: string, prefix: string, info: ErrorInfo): Error {
  const message = `${prefix}: ${info.syscall} returned ${info.code} (${info.message}) ${info.path}`;
  const error = coded(new ErrorType(message), code);
  define(error, 'name', 'SystemError', false);
  define(error, 'info', info);
  define(error, 'errno', info.errno);
  define(error, 'syscall', info.syscall);
  define(error, 'path', info.path);
  return error;
}

export function invalidState(what: string): Error {
  return plainError('ERR_INVALID_STATE', `Invalid state: ${what}`);
}

function coded<T extends Error>(error: T, code: string): T {
  define(error, 'code', code);
  define(error, 'toString', () => `${error.name} [${code}]: ${error.message}`, false);
  return error;
}

export function typeError(code: string, message: string): TypeError {
  return coded(new TypeErrorType(message), code);
}

export function rangeError(code: string, message: string): RangeError {
  return coded(new RangeErrorType(message), code);
}

export function plainError(code: string, message: string): Error {
  return coded(new ErrorType(message), code);
}

/**
 * @param name name of the argument, or `options.x` for a property
 * @param expected for instance `of type string`
 */
export function invalidArgType(name: string, expected: string, value: unknown): TypeError {
  const what = stringIncludes(name, '.') ? 'property' : 'argument';
  return typeError('ERR_INVALID_ARG_TYPE', `The "${name}" ${what} must be ${expected}.${received(value)}`);
}

export function invalidArgValue(name: string, value: unknown, reason = 'is invalid'): TypeError {
  let shown = inspect(value);
  if (shown.length > INSPECTED_MAX) shown = `${stringSlice(shown, 0, INSPECTED_MAX)}...`;
  const what = stringIncludes(name, '.') ? 'property' : 'argument';
  return typeError('ERR_INVALID_ARG_VALUE', `The ${what} '${name}' ${reason}. Received ${shown}`);
}

/**
 * @param range for instance `>= 0`
 * @param groups whether the digits of a large integer are shown in groups
 */
export function outOfRange(name: string, range: string, value: unknown, groups = true): RangeError {
  let shown: string;
  if (typeof value === 'bigint') shown = `${grouped(value)}n`;
  else if (groups && isInteger(value) && ((value as number) > UINT32_MAX || (value as number) < -UINT32_MAX))
    shown = grouped(value);
  else shown = inspect(value);
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`;
  return coded(new RangeErrorType(message), 'ERR_OUT_OF_RANGE');
}

/** Makes the error of an operation whose signal was aborted. */
export function abortError(reason: unknown): Error {
  return new AbortError(undefined, reason);
}

function received(value: unknown): string {
  if (value === null || value === undefined) return ` Received ${StringOf(value)}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const { constructor: type } = value as { constructor?: { name?: unknown } };
    return typeof type === 'function'
      ? ` Received an instance of ${type.name}`
      : ` Received ${inspect(value, { depth: -1 })}`;
  }
  return ` Received type ${typeof value} (${shownPrimitive(value)})`;
}

function shownPrimitive(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && value === 0 && 1 / value < 0) return '-0';
  if (typeof value !== 'string') return StringOf(value);
  const shown = value.length > SHORT_MAX ? `${stringSlice(value, 0, SHORT_MAX - 3)}...` : value;
  return stringIncludes(shown, "'") ? stringify(shown) : `'${shown}'`;
}

/** Groups digits by three, as Node shows large integers. */
function grouped(value: unknown): string {
  const digits = StringOf(value);
  if (digits.length < SEPARATED_DIGITS) return digits;
  let text = '';
  let end = digits.length;
  const start = digits[0] === '-' ? 1 : 0;
  for (; end >= start + 4; end -= 3) text = `_${stringSlice(digits, end - 3, end)}${text}`;
  return `${stringSlice(digits, 0, end)}${text}`;
}
