/**
 * Matches patterns of `.gitattributes` like git's wildmatch, but in linear time, because patterns come from clients.
 * @see gitignore(5), "PATTERN FORMAT"
 */
import { RE2JS } from 're2js';

/** POSIX character classes by name; ASCII only, as in git. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Compiles a pattern. `*`, `?` and brackets do not match slashes; `**` between slashes does.
 * @param pattern bytes as latin-1, like the texts to match
 * @returns a function that returns whether a whole text matches; undefined for a pattern that matches nothing
 */
export function wildmatch(pattern: string): ((text: string) => boolean) | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; ) {
    const piece = nextPiece(pattern, at);
    if (piece === undefined) return undefined;
    source += piece.source;
    at = piece.end;
  }
  const compiled = RE2JS.compile(source, RE2JS.DOTALL);
  return (text) => compiled.matches(text);
}

interface Piece {
  readonly source: string;
  readonly end: number;
}

function nextPiece(pattern: string, at: number): Piece | undefined {
  switch (pattern[at]) {
    case '*':
      return stars(pattern, at);
    case '?':
      return { source: '[^/]', end: at + 1 };
    case '[':
      return bracket(pattern, at);
    case '\\':
      return at + 1 < pattern.length ? { source: literal(pattern[at + 1] as string), end: at + 2 } : undefined;
    default:
      return { source: literal(pattern[at] as string), end: at + 1 };
  }
}

function literal(char: string): string {
  return RE2JS.quote(char);
}

function stars(pattern: string, start: number): Piece {
  let end = start;
  while (pattern[end] === '*') end += 1;
  const startsName = start === 0 || pattern[start - 1] === '/';
  const rest = pattern.slice(end);
  if (end - start === 1 || !startsName || !(rest === '' || rest.startsWith('/') || rest.startsWith('\\/'))) {
    return { source: '[^/]*', end };
  }
  // `**/` matches any number of folders, including none. At the end or before an escaped slash, `**` matches any text.
  return rest.startsWith('/') ? { source: '(?:.*/)?', end: end + 1 } : { source: '.*', end };
}

/** Compiles a bracket expression. Returns undefined when it is not closed, has an unknown class, or is empty. */
function bracket(pattern: string, start: number): Piece | undefined {
  const isNegated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const set = new Set<number>();
  let before = 0;
  let at = start + (isNegated ? 2 : 1);
  // A closing bracket in the first position is a literal character.
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    if (at >= pattern.length) return undefined;
    const next = member(pattern, at, before, set);
    if (next === undefined) return undefined;
    ({ at, before } = next);
  }
  if (isNegated) {
    set.add(0x2f);
    return { source: `[^${[...set].map(hex).join('')}]`, end: at + 1 };
  }
  set.delete(0x2f);
  return set.size === 0 ? undefined : { source: `[${[...set].map(hex).join('')}]`, end: at + 1 };
}

function hex(byte: number): string {
  return `\\x{${byte.toString(16)}}`;
}

/**
 * Adds one member of a bracket expression to its set.
 * @param before the byte before, which may be the start of a range; 0 for none
 * @returns the position after the member, and the parameter `before` for the next one
 */
function member(
  pattern: string,
  start: number,
  before: number,
  set: Set<number>,
): { readonly at: number; readonly before: number } | undefined {
  const isRange = pattern[start] === '-' && before !== 0 && start + 1 < pattern.length && pattern[start + 1] !== ']';
  if (pattern.startsWith('[:', start)) {
    const end = pattern.indexOf(']', start + 2);
    if (end < 0) return undefined;
    if (end > start + 2 && pattern[end - 1] === ':') {
      const named = CLASSES[pattern.slice(start + 2, end - 1)];
      if (named === undefined) return undefined;
      for (let byte = 1; byte < 0x80; byte += 1) if (named.test(String.fromCharCode(byte))) set.add(byte);
      return { at: end + 1, before: 0 };
    }
  }
  let at = isRange ? start + 1 : start;
  if (pattern[at] === '\\') at += 1;
  if (at >= pattern.length) return undefined;
  const byte = pattern.charCodeAt(at);
  for (let each = isRange ? before : byte; each <= byte; each += 1) set.add(each);
  return { at: at + 1, before: isRange ? 0 : byte };
}
