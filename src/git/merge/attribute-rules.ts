/**
 * The lines of a `.gitattributes`: patterns, each with the attributes that it sets.
 * @see gitattributes(5), gitignore(5) for patterns
 */

import { wildmatch } from './wildmatch.ts';

/** One attribute: true when set, false when unset, undefined when unspecified (`!name`), else its value. */
export interface AttributeSetting {
  readonly name: string;
  readonly value: string | boolean | undefined;
}

export interface AttributeRule {
  /** The name that the line defines for its settings, in place of a pattern. */
  readonly macro: string | undefined;
  /** Returns whether a path, relative to the file's folder, is meant; undefined where none is. */
  readonly matches: ((path: string) => boolean) | undefined;
  readonly settings: readonly AttributeSetting[];
}

const MACRO = '[attr]';
const NAME = /^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/;
const BLANK = ' \t\r';
/** Longest line that git reads, in bytes. */
const LINE_MAX = 2_048;

/** @param text bytes as latin-1 */
export function parseAttributes(text: string): AttributeRule[] {
  const withoutMark = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
  return withoutMark.split('\n').flatMap((line) => {
    const rule = line.length < LINE_MAX ? parseLine(line) : undefined;
    return rule ? [rule] : [];
  });
}

function parseLine(line: string): AttributeRule | undefined {
  let at = 0;
  while (at < line.length && BLANK.includes(line[at] as string)) at += 1;
  if (at === line.length || line[at] === '#') return undefined;
  const [pattern, end] = line[at] === '"' ? quoted(line, at) : plain(line, at);
  const settings = line
    .slice(end)
    .split(/[ \t\r]+/)
    .filter((word) => word !== '')
    .map(parseSetting);
  // One word that is no attribute's name makes git pass over the whole line.
  if (!settings.every(({ name }) => NAME.test(name))) return undefined;
  if (pattern.startsWith(MACRO) && pattern !== MACRO) {
    const macro =
      pattern
        .slice(MACRO.length)
        .split(/[ \t\r]+/)
        .find((word) => word !== '') ?? '';
    return NAME.test(macro) ? { macro, matches: undefined, settings } : undefined;
  }
  // git refuses patterns that take something out.
  if (pattern.startsWith('!')) return undefined;
  return { macro: undefined, matches: matcher(pattern), settings };
}

function plain(line: string, start: number): [string, number] {
  let end = start;
  while (end < line.length && !BLANK.includes(line[end] as string)) end += 1;
  return [line.slice(start, end), end];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A pattern in double quotes, with escapes as in C; one that is not well formed is what it is, quotes and all. */
function quoted(line: string, start: number): [string, number] {
  let pattern = '';
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '"') return [pattern, at + 1];
    if (line[at] !== '\\') {
      pattern += line[at];
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(line.slice(at + 1))?.[0];
    const escaped = octal === undefined ? ESCAPES[line[at + 1] ?? ''] : String.fromCharCode(Number.parseInt(octal, 8));
    if (escaped === undefined) break;
    pattern += escaped;
    at += octal?.length ?? 1;
  }
  return plain(line, start);
}

function parseSetting(word: string): AttributeSetting {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  if (name.startsWith('-')) return { name: name.slice(1), value: false };
  if (name.startsWith('!')) return { name: name.slice(1), value: undefined };
  return { name, value: equals < 0 ? true : word.slice(equals + 1) };
}

/**
 * A pattern without a slash is one of base names; with a trailing slash it means folders, which have no attributes.
 * As in git, a path is compared with what stands before the first wildcard, and the rest is a pattern of its own: in `a**`
 * the stars do not stop at slashes.
 */
function matcher(pattern: string): ((path: string) => boolean) | undefined {
  if (pattern.endsWith('/')) return undefined;
  if (!pattern.includes('/')) {
    const matches = wildmatch(pattern);
    return matches && ((path) => matches(path.slice(path.lastIndexOf('/') + 1)));
  }
  const whole = pattern.replace(/^\//, '');
  const start = /^[^*?[\\]*/.exec(whole)?.[0] ?? '';
  const matches = wildmatch(whole.slice(start.length));
  return matches && ((path) => path.startsWith(start) && matches(path.slice(start.length)));
}
