/**
 * Finds the places of a text to replace, and the most similar line when the text is not in the file.
 */

/** Characters of a line that an error shows. */
const LINE_SHOWN_MAX = 200;
/** Most lines that are compared to find the nearest one. */
const LINES_COMPARED_MAX = 200_000;
/** Most places that an error names. */
const PLACES_SHOWN = 5;

/** Returns the start of each occurrence of `old`, without overlaps. */
export function placesOf(text: string, old: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length)) places.push(at);
  return places;
}

/** Returns the line number, from 1, of each of the first places. */
export function linesOf(text: string, places: readonly number[]): number[] {
  let line = 1;
  let from = 0;
  return places.slice(0, PLACES_SHOWN).map((place) => {
    for (let at = text.indexOf('\n', from); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) {
      line += 1;
      from = at + 1;
    }
    return line;
  });
}

/**
 * Finds the line that is most similar to the first non-blank line of `old`.
 * @returns undefined when no line has anything in common with it
 */
export function nearestLine(text: string, old: string): { readonly line: number; readonly text: string } | undefined {
  const wanted = (old.split('\n').find((line) => line.trim() !== '') ?? '').trim();
  let best = 0;
  let nearest: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split('\n', LINES_COMPARED_MAX).entries()) {
    const likeness = likenessOf(raw.trim(), wanted);
    if (likeness <= best) continue;
    best = likeness;
    nearest = { line: index + 1, text: raw.slice(0, LINE_SHOWN_MAX).toWellFormed() };
    if (best === 1) break;
  }
  return nearest;
}

/** Returns how much of two lines is equal at their starts and ends, as a share of the longer one: 1 for equal lines. */
function likenessOf(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return longest === 0 ? 0 : (start + end) / longest;
}
