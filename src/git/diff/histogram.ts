/**
 * Compares two line sequences with the histogram algorithm, which git's merges use.
 *
 * It finds the longest run of equal lines that has one of the rarest lines, and treats this run as common. It compares the
 * regions before and after the run in the same way. If all common lines of a region occur too often, `diffMyers` compares it.
 *
 * Cost: usually a few passes over the lines. A malicious text could be split line by line, with quadratic cost, so after
 * `HISTOGRAM_STEPS` steps `diffMyers` compares all remaining regions.
 * @see JGit's `HistogramDiff`, the origin of the algorithm
 */
import type { DiffSides } from './diff-sides.ts';
import { diffMyers } from './myers.ts';

/** Maximum occurrences, in a region of the first text, of a line from which a common run is searched. */
const OCCURRENCES_MAX = 64;
/** Maximum number of line comparisons in this module per diff, which take about two seconds. */
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

/** Index of the occurrences of each line in a region of the first text. */
class RegionIndex {
  /** Number of comparisons so far. */
  steps = 0;
  readonly #sides: DiffSides;
  /** First occurrence, by the number of a line (`Lines.ids`); `NONE` outside `findCommonRun`. */
  readonly #first: Int32Array;
  /** Number of occurrences, by the number of a line; 0 outside `findCommonRun`. */
  readonly #count: Int32Array;
  /** Next occurrence of the same line, by position in the first text. */
  readonly #next: Int32Array;

  constructor(sides: DiffSides) {
    this.#sides = sides;
    this.#first = new Int32Array(sides.countA.length).fill(NONE);
    this.#count = new Int32Array(sides.countA.length);
    this.#next = new Int32Array(sides.a.length);
  }

  /** Returns the common run at which to split `region`, or the reason why there is none. */
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
        // Skip occurrences inside this run: they would only find parts of it.
        do place = this.#next[place] as number;
        while (place !== NONE && place < aTo);
      }
      line = nextLine;
    }
    if (sawCommon && rarest > OCCURRENCES_MAX) return 'too frequent';
    return best ?? 'none';
  }
}
