/**
 * Values that are not objects, in the format of a state.
 */

import { WELL_KNOWN, wellKnownName } from './intrinsics.ts';
import {
  BigIntOf,
  bigintToString,
  is,
  isInteger,
  keyFor,
  NumberOf,
  StringOf,
  startsWith,
  stringSlice,
  symbolFor,
} from './primordials.ts';

/** A larger BigInt is written in hexadecimal: the time for decimal grows with the square of the length. */
const DECIMAL_MAX = 2n ** 64n;

/** Returns the text of a value; undefined for an object, and for a symbol that is neither well-known nor registered. */
export function textOfPrimitive(value: unknown): string | number | boolean | null | undefined {
  switch (typeof value) {
    case 'string':
      return value[0] === '#' ? `#${value}` : value;
    case 'number':
      return value - value === 0 && !is(value, -0) ? value : is(value, -0) ? '#-0' : `#${value}`;
    case 'boolean':
      return value;
    case 'undefined':
      return '#undefined';
    case 'bigint':
      return `#${textOfBigint(value)}n`;
    case 'symbol':
      return textOfSymbol(value);
    default:
      return value === null ? null : undefined;
  }
}

function textOfBigint(value: bigint): string {
  if (value < DECIMAL_MAX && value > -DECIMAL_MAX) return StringOf(value);
  return value < 0n ? `-0x${bigintToString(-value, 16)}` : `0x${bigintToString(value, 16)}`;
}

function textOfSymbol(symbol: symbol): string | undefined {
  const name = wellKnownName(symbol);
  if (name !== undefined) return `#@${name}`;
  const key = keyFor(symbol);
  return key === undefined ? undefined : `#:${key}`;
}

/** Reads a text that starts with `#` and is not a reference. @returns `known` false if it stands for no value */
export function readMarked(text: string): { readonly known: boolean; readonly value: unknown } {
  const rest = stringSlice(text, 1);
  const known = (value: unknown) => ({ known: true, value });
  if (rest[0] === '#') return known(rest);
  if (rest[0] === ':') return known(symbolFor(stringSlice(rest, 1)));
  if (rest[0] === '@') return known(WELL_KNOWN[stringSlice(rest, 1)]);
  if (rest === 'undefined') return known(undefined);
  if (rest === '-0') return known(-0);
  if (rest === 'NaN' || rest === 'Infinity' || rest === '-Infinity') return known(NumberOf(rest));
  if (rest[rest.length - 1] === 'n') return known(readBigint(stringSlice(rest, 0, -1)));
  return { known: false, value: undefined };
}

function readBigint(text: string): bigint {
  return startsWith(text, '-0x') ? -BigIntOf(stringSlice(text, 1)) : BigIntOf(text);
}

/** Returns the number in `#12`; undefined if a text is not a reference. */
export function referenceIn(text: string): number | undefined {
  const number = NumberOf(stringSlice(text, 1));
  return isInteger(number) && text[0] === '#' && !is(number, -0) && text[1] !== '#' && text.length > 1
    ? number
    : undefined;
}
