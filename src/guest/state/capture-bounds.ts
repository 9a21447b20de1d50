/**
 * The limits of a capture, and the errors for exceeding them.
 */
import { RangeErrorType } from './primordials.ts';

/** Limits of a capture. */
export interface CaptureBounds {
  /** Maximum length of the text, in characters. */
  readonly text: number;
  /** Maximum CPU time, in ms. */
  readonly ms: number;
  /** CPU time used so far, in ms. */
  readonly now: () => number;
}

/** Thrown when a capture would exceed its limits. */
export class TooMuch extends RangeErrorType {}

export function tooLarge(max: number): Error {
  return new TooMuch(`the state is more than ${max / 1024 / 1024} MiB as text: keep large data in files`);
}

export function tooLong(ms: number): Error {
  return new TooMuch(`the state takes more than ${ms} ms to be kept`);
}
