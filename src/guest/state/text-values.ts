/**
 * Objects of the runtime that are no more than a text, and are made again from it.
 */
import { bareObject } from '../primordials.ts';
import { apply, construct, getOwnPropertyDescriptor } from './primordials.ts';

/** How an object becomes a text and comes back. */
export interface TextValue {
  /** The part of its prototype that gives the text: a getter or a method. */
  readonly read: string;
  /** Path of what takes the text, and whether it is called with `new`. */
  readonly make: string;
  readonly isConstructor: boolean;
}

/** By the path of the prototype. */
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

/** The text of an object; undefined when it does not give one. @param prototype of the runtime, that the object has */
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

/** Makes the object again. @param make what stands at the path of that name */
export function fromText(make: unknown, text: string, { isConstructor }: TextValue): object {
  const maker = make as (text: string) => object;
  return isConstructor ? (construct(maker, [text]) as object) : apply(maker, undefined, [text]);
}
