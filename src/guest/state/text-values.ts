/**
 * Objects of the runtime that can be written as a text and rebuilt from it.
 */
import { bareObject } from '../primordials.ts';
import { apply, construct, getOwnPropertyDescriptor } from './primordials.ts';

/** How to write an object as a text and rebuild it. */
export interface TextValue {
  /** Name of the getter or method of the prototype that returns the text. */
  readonly read: string;
  /** Path of the function that takes the text; the next field says whether it is called with `new`. */
  readonly make: string;
  readonly isConstructor: boolean;
}

/** Text values by the path of their prototype. */
export const TEXT_VALUES = bareObject<TextValue>();
TEXT_VALUES['URL.prototype'] = { read: 'href', make: 'URL', isConstructor: true };
TEXT_VALUES['URLSearchParams.prototype'] = { read: 'toString', make: 'URLSearchParams', isConstructor: true };
for (const name of [
  'Duration',
  'Instant',
  'PlainDate',
  'PlainDateTime',
  'PlainMonthDay',
  'PlainTime',
  'PlainYearMonth',
  'ZonedDateTime',
]) {
  TEXT_VALUES[`Temporal.${name}.prototype`] = { read: 'toString', make: `Temporal.${name}.from`, isConstructor: false };
}

/**
 * Returns the text of an object; undefined if reading it fails.
 * @param prototype the runtime's prototype of the object
 */
export function textOf(value: object, prototype: object, { read }: TextValue): string | undefined {
  const member = getOwnPropertyDescriptor(prototype, read);
  const reader = member?.get ?? (member?.value as (() => unknown) | undefined);
  try {
    const text = apply(reader as () => unknown, value, []) as unknown;
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Rebuilds an object. @param make the function at the path in `TextValue.make` */
export function fromText(make: unknown, text: string, { isConstructor }: TextValue): object {
  const maker = make as (text: string) => object;
  return isConstructor ? (construct(maker, [text]) as object) : apply(maker, undefined, [text]);
}
