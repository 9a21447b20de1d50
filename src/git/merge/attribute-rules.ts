/**
 * Parses the lines of a `.gitattributes`: patterns, each with the attributes that it sets.
 * @see gitattributes(5), gitignore(5) for patterns
 */

import { wildmatch } from './wildmatch.ts';

/** One attribute of a line. */
export interface AttributeSetting {
  readonly name: string;
  /** True when set, false when unset, undefined when unspecified (`!name`), else the value. */
  readonly value: string | boolean | undefined;
}

export interface AttributeRule {
  /** Name of the macro, if the line defines a macro instead of a pattern. */
  readonly macro: string | undefined;
  /** Returns whether the rule applies to a path, relative to the folder of the file. Undefined if it never applies. */
  readonly matches: ((path: string) => boolean) | undefined;
  readonly settings: readonly AttributeSetting[];
}

const MACRO = '[attr]';
const NAME = /^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/;
const BLANK = ' \t\r';
/** Minimum length, in bytes, of a line that git ignores. */
const LINE_MAX = 2_048;

/** Parses the content of a `.gitattributes`. @param text bytes as latin-1 */
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
  // Git ignores the whole line if one word is not a valid attribute name.
  if (!settings.every(({ name }) => NAME.test(name))) return undefined;
  if (pattern.startsWith(MACRO) && pattern !== MACRO) {
    const macro =
      pattern
        .slice(MACRO.length)
        .split(/[ \t\r]+/)
        .find((word) => word !== '') ?? '';
    return NAME.test(macro) ? { macro, matches: undefined, settings } : undefined;
  }
  // Git refuses negative patterns.
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

/** Parses a pattern in double quotes, with escapes as in C. An invalid one counts as a plain pattern, including the quotes. */
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
 * Compiles a pattern. A pattern without a slash matches base names. A pattern with a trailing slash matches folders, which have
 * no attributes. As in git, the part before the first wildcard is compared literally, and only the rest is a wildcard pattern:
 * in `x/a**` the stars do not stop at slashes.
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
