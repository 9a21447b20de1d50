/**
 * Checks of numbers as `node:zlib` makes them.
 */
import { codedError, describe, invalidArgument } from '../web/errors.ts';

/** @param range such as `>= 0 and <= 5` */
export function outOfRange(name: string, range: string, value: unknown): Error {
  const shown = typeof value === 'number' || typeof value === 'bigint' ? `${value}` : describe(value);
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`;
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', message);
}

/**
 * Checks that a number lies within bounds.
 * @returns `otherwise` for undefined and NaN
 * @throws TypeError ERR_INVALID_ARG_TYPE; RangeError ERR_OUT_OF_RANGE
 */
export function checkRange(value: unknown, name: string, least: number, most: number, otherwise: number): number {
  if (value === undefined || Number.isNaN(value)) return otherwise;
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isFinite(value)) throw outOfRange(name, 'a finite number', value);
  if (value < least || value > most) throw outOfRange(name, `>= ${least} and <= ${most}`, value);
  return value;
}

/** @throws TypeError ERR_INVALID_ARG_TYPE; RangeError ERR_OUT_OF_RANGE */
export function checkUint32(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < 0 || value > 2 ** 32 - 1) throw outOfRange(name, '>= 0 && <= 4294967295', value);
  return value + 0;
}
