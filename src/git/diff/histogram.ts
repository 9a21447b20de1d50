/**
 * The difference of two line sequences by the histogram algorithm, which git's merges use.
 *
 * It finds the longest run of equal lines that has one of the rarest lines, and takes this run as common. It compares the
 * regions before and after it in the same way. A region whose common lines all occur too often goes to `diffMyers`.
 *
 * Cost: usually a few passes over the lines. A text that is constructed to be split line by line would have a quadratic cost,
 * so regions after `HISTOGRAM_STEPS` steps go to `diffMyers` too.
 * @see JGit's `HistogramDiff`, the origin of the algorithm
 */
import type { DiffSides } from './diff-sides.ts';
import { diffMyers } from './myers.ts';

/** A line that occurs more often than this in a region of the first text is no anchor. */
const OCCURRENCES_MAX = 64;
/** Line comparisons that one diff may spend here: about two seconds. */
const HISTOGRAM_STEPS = 2 ** 29;

const NONE = -1;

interface Region {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Marks the changed lines of both texts in `sides`. */
export function diffHistogram(sides: DiffSides): void {
  const index = new RegionIndex(sides);
  const regions: Region[] = [{ aFrom: 0, aTo: sides.a.length, bFrom: 0, bTo: sides.b.length }];
  for (let region = regions.pop(); region !== undefined; region = regions.pop()) {
    const { aFrom, aTo, bFrom, bTo } = region;
    if (aFrom === aTo || bFrom === bTo) {
      markAll(sides, region);
      continue;
    }
    const common = index.steps > HISTOGRAM_STEPS ? 'too frequent' : index.findCommonRun(region);
    if (common === 'too frequent') {
      diffMyers(sides, aFrom, aTo, bFrom, bTo);
    } else if (common === 'none') {
      markAll(sides, region);
    } else {
      regions.push({ aFrom: common.aTo, aTo, bFrom: common.bTo, bTo });
      regions.push({ aFrom, aTo: common.aFrom, bFrom, bTo: common.bFrom });
    }
  }
}

function markAll(sides: DiffSides, region: Region): void {
  sides.changedA.fill(1, region.aFrom, region.aTo);
  sides.changedB.fill(1, region.bFrom, region.bTo);
}

/** Where each line occurs in a region of the first text, and how often. */
class RegionIndex {
  /** Comparisons spent so far. */
  steps = 0;
  readonly #sides: DiffSides;
  /** By line number: first occurrence and number of occurrences; `NONE` and 0 outside `findCommonRun`. */
  readonly #first: Int32Array;
  readonly #count: Int32Array;
  /** By place in the first text: the next occurrence of the same line. */
  readonly #next: Int32Array;

  constructor(sides: DiffSides) {
    this.#sides = sides;
    this.#first = new Int32Array(sides.countA.length).fill(NONE);
    this.#count = new Int32Array(sides.countA.length);
    this.#next = new Int32Array(sides.a.length);
  }

  /** The run to split `region` at, or why there is none. */
  findCommonRun(region: Region): Region | 'none' | 'too frequent' {
    const { a } = this.#sides;
    for (let line = region.aTo - 1; line >= region.aFrom; line--) {
      const id = a[line] as number;
      this.#next[line] = this.#first[id] as number;
      this.#first[id] = line;
      this.#count[id]!++;
    }
    const found = this.#search(region);
    for (let line = region.aFrom; line < region.aTo; line++) {
      const id = a[line] as number;
      this.#first[id] = NONE;
      this.#count[id] = 0;
    }
    this.steps += region.aTo - region.aFrom;
    return found;
  }

  #search(region: Region): Region | 'none' | 'too frequent' {
    const { a, b } = this.#sides;
    let best: Region | undefined;
    let rarest = OCCURRENCES_MAX + 1;
    let sawCommon = false;

    for (let line = region.bFrom; line < region.bTo; ) {
      const id = b[line] as number;
      let nextLine = line + 1;
      this.steps++;
      const occurrences = this.#count[id] as number;
      if (occurrences > 0) sawCommon = true;
      let place = occurrences > 0 && occurrences <= rarest ? (this.#first[id] as number) : NONE;
      while (place !== NONE) {
        let aFrom = place;
        let bFrom = line;
        let aTo = place + 1;
        let bTo = line + 1;
        let rarity = occurrences;
        while (aFrom > region.aFrom && bFrom > region.bFrom && a[aFrom - 1] === b[bFrom - 1]) {
          aFrom--;
          bFrom--;
          if (rarity > 1) rarity = Math.min(rarity, this.#count[a[aFrom] as number] as number);
        }
        while (aTo < region.aTo && bTo < region.bTo && a[aTo] === b[bTo]) {
          if (rarity > 1) rarity = Math.min(rarity, this.#count[a[aTo] as number] as number);
          aTo++;
          bTo++;
        }
        this.steps += aTo - aFrom;
        if (nextLine < bTo) nextLine = bTo;
        const bestLength = best === undefined ? 1 : best.aTo - best.aFrom;
        if (bestLength < aTo - aFrom || rarity < rarest) {
          best = { aFrom, aTo, bFrom, bTo };
          rarest = rarity;
        }
        // Occurrences inside the run just seen would only find parts of it.
        do place = this.#next[place] as number;
        while (place !== NONE && place < aTo);
      }
      line = nextLine;
    }
    if (sawCommon && rarest > OCCURRENCES_MAX) return 'too frequent';
    return best ?? 'none';
  }
}
