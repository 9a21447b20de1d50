/**
 * Rates a split of a text before a given line, by indentation and blank lines.
 *
 * The weights are git's. They were fitted to a corpus of manually placed hunks, so a single weight has no meaning by itself.
 * @see https://github.com/mhagger/diff-slider-tools
 */
import type { Lines } from './lines.ts';

/** Maximum indentation that counts, in columns. */
const INDENT_MAX = 200;
/** Maximum number of blank lines that count. */
const BLANKS_MAX = 20;

const START_OF_FILE = 1;
const END_OF_FILE = 21;
const PER_BLANK = -30;
const PER_BLANK_AFTER = 6;
const DEEPER = -4;
const DEEPER_WITH_BLANK = 10;
const SHALLOWER_BEFORE_BLOCK = 24;
const SHALLOWER_BEFORE_BLOCK_WITH_BLANK = 17;
const SHALLOWER = 23;
const SHALLOWER_WITH_BLANK = 17;

const BLANK = -1;
const TAB_COLUMNS = 8;

/**
 * Rates a split before line `at`, which may be the number of lines.
 * @returns the indentation at the split in columns (-1 if no line with text follows), and penalties; lower is better for both
 */
export function splitBadness(text: Lines, at: number): { indent: number; penalty: number } {
  const total = text.ids.length;
  const own = at < total ? indentOf(text, at) : BLANK;
  const before = nearestIndent(text, at - 1, -1);
  const after = nearestIndent(text, at + 1, 1);

  let penalty = 0;
  if (before.indent === BLANK && before.blanks === 0) penalty += START_OF_FILE;
  if (at >= total) penalty += END_OF_FILE;
  const blanksAfter = own === BLANK ? 1 + after.blanks : 0;
  const blanks = before.blanks + blanksAfter;
  penalty += PER_BLANK * blanks + PER_BLANK_AFTER * blanksAfter;

  const indent = own === BLANK ? after.indent : own;
  if (indent !== BLANK && before.indent !== BLANK && indent !== before.indent) {
    const beforeBlock = after.indent !== BLANK && after.indent > indent;
    if (indent > before.indent) penalty += blanks > 0 ? DEEPER_WITH_BLANK : DEEPER;
    else if (beforeBlock) penalty += blanks > 0 ? SHALLOWER_BEFORE_BLOCK_WITH_BLANK : SHALLOWER_BEFORE_BLOCK;
    else penalty += blanks > 0 ? SHALLOWER_WITH_BLANK : SHALLOWER;
  }
  return { indent, penalty };
}

/** Returns the indent of the first line with text, from `line` in steps of `step`, and the number of blank lines before it. */
function nearestIndent(text: Lines, line: number, step: number): { indent: number; blanks: number } {
  let blanks = 0;
  for (let at = line; at >= 0 && at < text.ids.length; at += step) {
    const indent = indentOf(text, at);
    if (indent !== BLANK) return { indent, blanks };
    if (++blanks === BLANKS_MAX) return { indent: 0, blanks };
  }
  return { indent: BLANK, blanks };
}

function indentOf(text: Lines, line: number): number {
  const end = text.starts[line + 1] as number;
  let columns = 0;
  for (let at = text.starts[line] as number; at < end; at++) {
    const byte = text.bytes[at] as number;
    if (byte === 0x20) columns++;
    else if (byte === 0x09) columns += TAB_COLUMNS - (columns % TAB_COLUMNS);
    else if (byte !== 0x0a && byte !== 0x0d) return columns;
    if (columns >= INDENT_MAX) return INDENT_MAX;
  }
  return BLANK;
}
