/**
 * Quotes paths as git does in its output: a path with special bytes is in double quotes with escapes, others are unchanged.
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

/** Quotes `prefix` and the path together, such as `"a/\303\244"`, if the path has control, non-ASCII or special bytes. */
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
 * Returns the two lines above a file's hunks.
 * @param oldLabel a quoted path, or `/dev/null`
 */
export function labelLines(oldLabel: string, newLabel: string): string {
  // A tab after a name with a space marks the end of the name for readers of the patch.
  const line = (sign: string, label: string) => `${sign} ${label}${label.includes(' ') ? '\t' : ''}\n`;
  return line('---', oldLabel) + line('+++', newLabel);
}
