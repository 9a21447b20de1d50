/**
 * Reads git's configuration format as git does; `.gitmodules` has this format.
 *
 * Each byte is one character (latin1), because git compares bytes.
 * @see git-config(1), "Syntax", and `git_parse_source` in git's config.c
 */

/** One setting. */
export interface ConfigSetting {
  /** The name as `section.subsection.key`, with section and key in lower case. */
  readonly name: string;
  /** The value; null when there is no `=`. */
  readonly value: string | null;
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', b: '\b', n: '\n', '\\': '\\', '"': '"' };

/** Yields the settings of a text up to its end, or up to the first syntax error. */
export function* configSettings(text: string): Generator<ConfigSetting> {
  const source = new Source(text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text);
  let section = '';
  for (;;) {
    const character = source.next();
    if (character === '\n' && source.isAtEnd) return;
    if (isSpace(character)) continue;
    if (character === '#' || character === ';') {
      source.skipLine();
    } else if (character === '[') {
      const name = sectionName(source);
      if (name === undefined) return;
      section = `${name}.`;
    } else {
      if (!/[a-z]/i.test(character)) return;
      const setting = settingOf(source, section, character);
      if (setting === undefined) return;
      yield setting;
    }
  }
}

/** Reads the characters of a text one by one. Returns a newline at the end of the text. */
class Source {
  readonly #text: string;
  #at = 0;
  /** True when the end of the text has been read. */
  isAtEnd = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(): string {
    const character = this.#text[this.#at];
    if (character === undefined) {
      this.isAtEnd = true;
      return '\n';
    }
    this.#at += 1;
    if (character !== '\r' || this.#text[this.#at] !== '\n') return character;
    this.#at += 1;
    return '\n';
  }

  /** Moves to the end of the line. */
  skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function sectionName(source: Source): string | undefined {
  let name = '';
  for (;;) {
    const character = source.next();
    if (source.isAtEnd) return undefined;
    if (character === ']') return name;
    if (isSpace(character)) return subsectionName(source, `${name}.`, character);
    if (!/[a-z0-9.-]/i.test(character)) return undefined;
    name += character.toLowerCase();
  }
}

function subsectionName(source: Source, start: string, space: string): string | undefined {
  let character = space;
  while (isSpace(character)) {
    if (character === '\n') return undefined;
    character = source.next();
  }
  if (character !== '"') return undefined;
  let name = start;
  for (;;) {
    character = source.next();
    if (character === '"') return source.next() === ']' ? name : undefined;
    if (character === '\\') character = source.next();
    if (character === '\n') return undefined;
    name += character;
  }
}

function settingOf(source: Source, section: string, first: string): ConfigSetting | undefined {
  let name = section + first.toLowerCase();
  let character = source.next();
  for (; !source.isAtEnd && /[a-z0-9-]/i.test(character); character = source.next()) name += character.toLowerCase();
  while (character === ' ' || character === '\t') character = source.next();
  if (character === '\n') return { name: beforeNul(name), value: null };
  const value = character === '=' ? valueIn(source) : undefined;
  return value === undefined ? undefined : { name: beforeNul(name), value: beforeNul(value) };
}

function valueIn(source: Source): string | undefined {
  const pieces: string[] = [];
  let isQuoted = false;
  let spaces = 0;
  for (;;) {
    const character = source.next();
    if (character === '\n') return isQuoted ? undefined : pieces.join('');
    if (isSpace(character) && !isQuoted) {
      if (pieces.length > 0) spaces += 1;
      continue;
    }
    if (!isQuoted && (character === ';' || character === '#')) {
      source.skipLine();
      continue;
    }
    if (spaces > 0) pieces.push(' '.repeat(spaces));
    spaces = 0;
    if (character === '"') {
      isQuoted = !isQuoted;
    } else if (character === '\\') {
      const escaped = source.next();
      if (escaped === '\n') continue;
      const meant = ESCAPES[escaped];
      if (meant === undefined) return undefined;
      pieces.push(meant);
    } else {
      pieces.push(character);
    }
  }
}

/** Returns the text before the first NUL, where git's C strings end. */
function beforeNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
