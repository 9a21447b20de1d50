/**
 * The lines of a `.gitattributes`: patterns, each with the attributes that it sets.
 * @see gitattributes(5), gitignore(5) for patterns
 */

/** One attribute: true when set, false when unset, undefined when unspecified (`!name`), else its value. */
export interface AttributeSetting {
  readonly name: string;
  readonly value: string | boolean | undefined;
}

export interface AttributeRule {
  /** The name that the line defines for its settings, in place of a pattern. */
  readonly macro: string | undefined;
  /** Returns whether a path, relative to the file's folder, is meant. */
  readonly matches: ((path: string) => boolean) | undefined;
  readonly settings: readonly AttributeSetting[];
}

const MACRO = '[attr]';
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
  if (pattern.startsWith(MACRO)) return { macro: pattern.slice(MACRO.length), matches: undefined, settings };
  // git refuses patterns that take something out.
  if (pattern.startsWith('!')) return undefined;
  return { macro: undefined, matches: matcher(pattern), settings };
}

function plain(line: string, start: number): [string, number] {
  let end = start;
  while (end < line.length && !BLANK.includes(line[end] as string)) end += 1;
  return [line.slice(start, end), end];
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A pattern in double quotes, with escapes as in C. */
function quoted(line: string, start: number): [string, number] {
  let pattern = '';
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '"') return [pattern, at + 1];
    if (line[at] !== '\\') {
      pattern += line[at];
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(line.slice(at + 1))?.[0];
    const next = line[at + 1] ?? '';
    pattern += octal === undefined ? (ESCAPES[next] ?? next) : String.fromCharCode(Number.parseInt(octal, 8));
    at += octal?.length ?? 1;
  }
  return plain(line, start);
}

function parseSetting(word: string): AttributeSetting {
  if (word.startsWith('-')) return { name: word.slice(1), value: false };
  if (word.startsWith('!')) return { name: word.slice(1), value: undefined };
  const equals = word.indexOf('=');
  return equals < 0 ? { name: word, value: true } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

/** A pattern without a slash is one of base names; with a trailing slash it means folders, which have no attributes. */
function matcher(pattern: string): (path: string) => boolean {
  if (pattern.endsWith('/')) return () => false;
  if (!pattern.includes('/')) {
    const name = wildcards(pattern);
    return (path) => name.test(path.slice(path.lastIndexOf('/') + 1));
  }
  const whole = wildcards(pattern.replace(/^\//, ''));
  return (path) => whole.test(path);
}

/** The pattern as a regular expression: `*` and `?` stop at slashes, `**` between slashes does not. */
function wildcards(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const isAtStart = at === 0 || pattern[at - 1] === '/';
    if (isAtStart && rest.startsWith('**/')) {
      source += '(?:[^/]*/)*';
      at += 2;
    } else if (isAtStart && rest === '**') {
      source += '.*';
      at += 1;
    } else if (pattern[at] === '*') {
      source += '[^/]*';
      while (pattern[at + 1] === '*') at += 1;
    } else if (pattern[at] === '?') {
      source += '[^/]';
    } else if (pattern[at] === '[' && rest.indexOf(']', 2) > 0) {
      const end = at + rest.indexOf(']', 2);
      const inside = pattern
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&');
      source += `(?!/)[${inside}]`;
      at = end;
    } else {
      if (pattern[at] === '\\' && at + 1 < pattern.length) at += 1;
      source += (pattern[at] as string).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}
