/**
 * Measures how deep a source nests without parsing it, since deep nesting can crash a parser.
 */

/** Deepest nesting of brackets that is compiled: sources written by people and their tools stay below a hundred. */
export const NESTING_MAX = 10_000;

const OPENING = /[([{]/;
const BRACKET = /[()[\]{}]/g;

/**
 * Returns whether brackets nest deeper than `NESTING_MAX`. Brackets in strings and comments count too: no ordinary
 * source has so many more opening than closing brackets.
 */
export function nestsTooDeeply(source: string): boolean {
  let depth = 0;
  for (const [bracket] of source.matchAll(BRACKET)) {
    depth = OPENING.test(bracket) ? depth + 1 : Math.max(depth - 1, 0);
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
