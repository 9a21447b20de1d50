/**
 * Parses and serializes MIME types.
 * @see https://mimesniff.spec.whatwg.org/#understanding-mime-types
 */
import { bareArray } from '../primordials.ts';
import { MapType, mapGet, mapSet, regexpExec, stringIndexOf, stringSlice, toLowerCase } from './primordials.ts';

export interface MimeType {
  /** Type and subtype, in lower case. */
  readonly essence: string;
  /** Names and values, in order. Each name occurs once. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const QUOTABLE = /^[\t -~\x80-\xff]*$/;

export function isToken(text: string): boolean {
  return regexpExec(TOKEN, text) !== null;
}

/** Removes HTTP whitespace at both ends of a text. */
export function trimmed(text: string): string {
  let to = text.length;
  while (to > 0 && isSpace(text[to - 1])) to -= 1;
  let from = 0;
  while (from < to && isSpace(text[from])) from += 1;
  return stringSlice(text, from, to);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Parses a type. @returns null if the text is not a type */
export function parseMimeType(text: string): MimeType | null {
  const input = trimmed(text);
  const end = indexOfOr(input, ';', 0);
  const slash = stringIndexOf(input, '/');
  if (slash < 0 || slash > end) return null;
  const type = stringSlice(input, 0, slash);
  const subtype = trimmed(stringSlice(input, slash + 1, end));
  if (!isToken(type) || !isToken(subtype)) return null;
  return { essence: toLowerCase(`${type}/${subtype}`), parameters: parametersOf(input, end) };
}

function indexOfOr(text: string, character: string, from: number): number {
  const at = stringIndexOf(text, character, from);
  return at < 0 ? text.length : at;
}

/** @param end position of the first semicolon */
function parametersOf(input: string, end: number): [string, string][] {
  const parameters: [string, string][] = bareArray();
  const seen = new MapType<unknown, unknown>();
  let at = end + 1;
  while (at <= input.length) {
    while (isSpace(input[at])) at += 1;
    const from = at;
    while (at < input.length && input[at] !== ';' && input[at] !== '=') at += 1;
    const name = toLowerCase(stringSlice(input, from, at));
    if (at >= input.length) break;
    if (input[at] === ';') {
      at += 1;
      continue;
    }
    let value: string;
    if (input[at + 1] === '"') {
      const quoted = quotedAt(input, at + 1);
      value = quoted.text;
      at = indexOfOr(input, ';', quoted.end) + 1;
    } else {
      const stop = indexOfOr(input, ';', at);
      value = trimmed(stringSlice(input, at + 1, stop));
      at = stop + 1;
      if (value === '') continue;
    }
    if (!isToken(name) || regexpExec(QUOTABLE, value) === null || mapGet(seen, name) !== undefined) continue;
    mapSet(seen, name, true);
    parameters[parameters.length] = [name, value];
  }
  return parameters;
}

/** Reads a quoted string, and resolves its escapes. @param start position of the opening quote */
function quotedAt(input: string, start: number): { text: string; end: number } {
  let text = '';
  let at = start + 1;
  for (; at < input.length && input[at] !== '"'; at += 1) {
    if (input[at] === '\\' && at + 1 < input.length) at += 1;
    text += input[at];
  }
  return { text, end: at + 1 };
}

/** Serializes a type. */
export function mimeText({ essence, parameters }: MimeType): string {
  let text = essence;
  for (let at = 0; at < parameters.length; at += 1) {
    const { 0: name, 1: value } = parameters[at] as readonly [string, string];
    text += `;${name}=${isToken(value) ? value : quoted(value)}`;
  }
  return text;
}

function quoted(value: string): string {
  let text = '';
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '"' || value[at] === '\\') text += '\\';
    text += value[at];
  }
  return `"${text}"`;
}

/** Returns the value of a parameter; undefined if there is none. */
export function parameterOf({ parameters }: MimeType, wanted: string): string | undefined {
  for (let at = 0; at < parameters.length; at += 1) {
    const { 0: name, 1: value } = parameters[at] as readonly [string, string];
    if (name === wanted) return value;
  }
  return undefined;
}

/**
 * Returns the type that one or more `Content-Type` headers define.
 * @param values the headers' values, joined by commas
 * @see https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
 */
export function extractMimeType(values: string | null): MimeType | null {
  if (values === null) return null;
  let found: MimeType | null = null;
  let charset: string | undefined;
  const list = splitAtCommas(values);
  for (let at = 0; at < list.length; at += 1) {
    const next = parseMimeType(list[at] as string);
    if (!next || next.essence === '*/*') continue;
    if (next.essence !== found?.essence) {
      charset = parameterOf(next, 'charset');
      found = next;
    } else if (parameterOf(next, 'charset') === undefined && charset !== undefined) {
      found = withParameter(next, 'charset', charset);
    } else {
      found = next;
      charset = parameterOf(next, 'charset') ?? charset;
    }
  }
  return found;
}

function withParameter({ essence, parameters }: MimeType, name: string, value: string): MimeType {
  const all: (readonly [string, string])[] = bareArray();
  for (let at = 0; at < parameters.length; at += 1) all[at] = parameters[at] as readonly [string, string];
  all[all.length] = [name, value];
  return { essence, parameters: all };
}

/** Splits at commas that are not in quotes. */
function splitAtCommas(text: string): string[] {
  const list: string[] = bareArray();
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === '"') at = quotedAt(text, at).end - 1;
    if (at < text.length && text[at] !== ',') continue;
    list[list.length] = trimmed(stringSlice(text, from, at));
    from = at + 1;
  }
  return list;
}
