/**
 * How deep a source nests, told without parsing it: a parser may not survive finding out.
 */

/** Deepest nesting of brackets that is compiled: what people and their tools write stays below a hundred. */
export const NESTING_MAX = 10_000;

const OPENING = /[([{]/;
const BRACKET = /[()[\]{}]/g;

/**
 * Returns whether brackets nest deeper than `NESTING_MAX`. Those in strings and comments count too: that no honest source
 * has so many more opening ones than closing ones is what this relies on.
 */
export function nestsTooDeeply(source: string): boolean {
  let depth = 0;
  for (const [bracket] of source.matchAll(BRACKET)) {
    depth = OPENING.test(bracket) ? depth + 1 : Math.max(depth - 1, 0);
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
