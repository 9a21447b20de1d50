/**
 * Converts guest values to the types of the web's interfaces.
 * @see https://webidl.spec.whatwg.org/#js-type-mapping
 */
import { invalidArgument } from '../web/errors.ts';
import { isObject } from '../web/webidl.ts';
import {
  apply,
  charCodeAt,
  floor,
  iterator,
  MAX_SAFE_INTEGER,
  stringSlice,
  TypeErrorType,
  trunc,
} from './primordials.ts';

const BYTE_MAX = 0xff;

/** Returns an options object. @throws TypeError for a value that is not an object */
export function toDictionary(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return { __proto__: null } as unknown as Record<string, unknown>;
  if (isObject(value)) return value as Readonly<Record<string, unknown>>;
  throw invalidArgument(name, 'of type object', value);
}

/** Returns a string whose characters are bytes. @throws TypeError for any other character */
export function toByteString(value: unknown): string {
  const text = `${value as string}`;
  for (let at = 0; at < text.length; at += 1) {
    const code = charCodeAt(text, at);
    if (code <= BYTE_MAX) continue;
    const problem = `the character at index ${at} has a value of ${code} which is greater than ${BYTE_MAX}`;
    throw new TypeErrorType(`Cannot convert argument to a ByteString because ${problem}.`);
  }
  return text;
}

/** Returns a value as one of the given words. @throws TypeError for any other value */
export function toEnum<Word extends string>(value: unknown, words: readonly Word[], name: string): Word {
  const text = `${value as string}`;
  let known = '';
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    if (word === text) return word;
    known += `${at === 0 ? '' : ', '}${word}`;
  }
  throw new TypeErrorType(`${name}: ${text} is not an accepted type. Expected one of ${known}.`);
}

/** Returns an integer for a parameter of 64 bits, without a check of its range; a value that is not finite becomes 0. */
export function toLongLong(value: unknown): number {
  const number = trunc(+(value as number));
  return number - number === 0 ? number + 0 : 0;
}

/** Returns the nearest integer, with ties to even; a value that is not a number becomes 0. */
export function toClampedLong(value: unknown): number {
  const number = +(value as number);
  const below = floor(number);
  const rest = number - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return number > 0 ? MAX_SAFE_INTEGER : number < 0 ? -MAX_SAFE_INTEGER : 0;
}

/** Returns an object's `[Symbol.iterator]`; undefined if it has none. @throws TypeError if it is not a function */
export function iteratorMethod(value: object): (() => unknown) | undefined {
  const method = (value as { [iterator]?: unknown })[iterator];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeErrorType('The value of Symbol.iterator is not a function.');
  return method as () => unknown;
}

/**
 * Iterates over the values of an object's iterator.
 * @param method result of `iteratorMethod`
 */
export function iterate(value: object, method: () => unknown, visit: (item: unknown) => void): void {
  const items = apply(method, value, []) as { next?: unknown };
  if (!isObject(items)) throw new TypeErrorType('An iterator must be an object.');
  const { next } = items;
  if (typeof next !== 'function') throw new TypeErrorType('An iterator must have a method next.');
  for (;;) {
    const step = apply(next, items, []) as { done?: unknown; value?: unknown };
    if (!isObject(step)) throw new TypeErrorType('Each result of an iterator must be an object.');
    if (step.done) return;
    visit(step.value);
  }
}

/** Replaces some characters of a text. @param replacements by character */
export function replaceCharacters(text: string, replacements: Readonly<Record<string, string>>): string {
  let result = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const replacement = replacements[text[at] as string];
    if (replacement === undefined) continue;
    result += stringSlice(text, from, at) + replacement;
    from = at + 1;
  }
  return from === 0 ? text : result + stringSlice(text, from);
}

/** Replaces all line ends of a text by `end`. */
export function withLineEnds(text: string, end: string): string {
  let result = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character !== '\r' && character !== '\n') continue;
    result += stringSlice(text, from, at) + end;
    if (character === '\r' && text[at + 1] === '\n') at += 1;
    from = at + 1;
  }
  return from === 0 ? text : result + stringSlice(text, from);
}
