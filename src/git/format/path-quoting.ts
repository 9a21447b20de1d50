/**
 * Paths as git writes them into its output: unchanged, or in double quotes with escapes if they have bytes
 * that a reader could misread.
 * @see git-config(1), core.quotePath
 */

const ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** Quotes `prefix` and the path as one, such as `"a/\303\244"`; bytes past ASCII count as needing it. */
export function quotePath(prefix: string, pathBytes: Buffer): string {
  let quoted = prefix;
  let needed = false;
  for (const byte of pathBytes) {
    const escaped =
      ESCAPES[byte] ?? (byte < 0x20 || byte >= 0x7f ? `\\${byte.toString(8).padStart(3, '0')}` : undefined);
    if (escaped !== undefined) needed = true;
    quoted += escaped ?? String.fromCharCode(byte);
  }
  return needed ? `"${quoted}"` : quoted;
}

/**
 * The two lines above a file's hunks.
 * @param oldLabel a quoted path, or `/dev/null`
 */
export function labelLines(oldLabel: string, newLabel: string): string {
  // A tab ends a name with a space in it, which a reader could take for the end of the name otherwise.
  const line = (sign: string, label: string) => `${sign} ${label}${label.includes(' ') ? '\t' : ''}\n`;
  return line('---', oldLabel) + line('+++', newLabel);
}
