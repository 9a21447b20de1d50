/**
 * Finds the known name that a misspelt name probably means.
 */

/** A name counts as misspelt if it needs at most one edit for this many letters. */
const SHARE_OF_LENGTH = 3;

/** Returns the nearest of the known names, or undefined when none is near. */
export function closest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / SHARE_OF_LENGTH)) + 1;
  for (const candidate of known) {
    const isPart = candidate.split('_').includes(name) || candidate.startsWith(name);
    const distance = isPart ? 0.5 : distanceOf(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/**
 * Returns the distance of two words: the fewest letters to insert, remove or replace, or neighbours to swap.
 * @see https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance, "optimal string alignment"
 */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] as number) + 1 : replaced;
      next[j] = Math.min(replaced, swapped, (row[j] as number) + 1, (next[j - 1] as number) + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
