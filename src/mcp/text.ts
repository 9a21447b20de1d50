/**
 * Shortens texts for a model, and says how much was left out.
 */

/** Most characters of an answer's text, unless the caller asks for another bound. */
export const MAX_CHARS_DEFAULT = 24_000;
/** Smallest bound: it leaves room for the lines that say how to continue. */
export const MAX_CHARS_MIN = 1_000;
/** Largest bound: about a million tokens, more than any model reads. */
export const MAX_CHARS_MAX = 4_000_000;

/** Share of a cut text that its beginning gets. */
const HEAD_SHARE = 0.6;

/**
 * Cuts the middle out of a text that is longer than a bound.
 * @param max bound in characters, including the note about the cut
 * @param rest how to get the whole text; part of the note
 */
export function cutMiddle(text: string, max: number, rest = ''): string {
  if (text.length <= max) return text;
  const note = `\n[… ${text.length - max} or more characters left out${rest && `; ${rest}`} …]\n`;
  const room = Math.max(max - note.length, 0);
  const head = Math.floor(room * HEAD_SHARE);
  return wholeCharacters(text.slice(0, head)) + note + wholeCharacters(text.slice(text.length - (room - head)));
}

/** Drops half of a surrogate pair at either end. */
function wholeCharacters(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');
}

/** Writes a count with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Writes a length of time: `42 ms`, `3.1 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Writes a call of a tool, as a caller may repeat it. */
export function callText(tool: string, args: Readonly<Record<string, unknown>>): string {
  return `${tool} ${JSON.stringify(args)}`;
}

/** Writes the exact next call to make. */
export function nextCall(tool: string, args: Readonly<Record<string, unknown>>): string {
  return `next: ${callText(tool, args)}`;
}
