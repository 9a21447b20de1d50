/**
 * Compares two line sequences with Myers' linear-space algorithm and the shortcuts of git's `myers`.
 *
 * There can be several shortest edit scripts, and the chosen script determines the conflicts of a merge. So the shortcuts
 * change not only the speed but also the results:
 * - Common lines at both ends are skipped.
 * - A line that the other side does not have counts as changed before the search. A line that the other side has very often
 *   also counts as changed if it is among such lines (`isLostAmongChanges`).
 * - The search starts from both corners. A box that needs more than `COST_MIN` rounds may be split on a long run of equal
 *   lines. A box that needs more than about the square root of its size is split at the furthest point reached.
 *
 * Cost: about n to the power of 1.5 for n lines. When `sides.budget` is used up, all remaining lines count as changed.
 * @see Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", section 4b
 */
import type { DiffSides } from './diff-sides.ts';

/** Minimum number of rounds for a box before a shortcut. */
const COST_MIN = 256;
/** Number of equal lines in a row that make a long run. */
const LONG_RUN = 20;
/** Minimum ratio between the progress of a path and the number of rounds for a split on its long run. */
const WORTH_FACTOR = 4;
/** Number of occurrences from which on a line counts as frequent in a text of any length. */
const FREQUENT_MAX = 1024;
/** Number of lines before and after a frequent line that `isLostAmongChanges` checks. */
const NEIGHBOURHOOD = 100;
/** `isLostAmongChanges` is true only if the frequent lines are less than 1 / `CROWD_FACTOR` of the lines around. */
const CROWD_FACTOR = 4;

const BEFORE_ALL = -1;
const AFTER_ALL = 0x7fffffff;

/** A part of both sequences that must be compared. `thorough` disables shortcuts. */
interface Box {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
  readonly thorough: boolean;
}

/** The point at which a box is split, and for which part this point is known to be on a short path. */
interface Cut {
  readonly a: number;
  readonly b: number;
  readonly thoroughBefore: boolean;
  readonly thoroughAfter: boolean;
}

/** Marks the changed lines of `a[aFrom, aTo)` against `b[bFrom, bTo)` in `sides`. */
export function diffMyers(sides: DiffSides, aFrom: number, aTo: number, bFrom: number, bTo: number): void {
  const { a, b } = sides;
  let head = 0;
  const shorter = Math.min(aTo - aFrom, bTo - bFrom);
  while (head < shorter && a[aFrom + head] === b[bFrom + head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[aTo - 1 - tail] === b[bTo - 1 - tail]) tail++;

  const countA = count(sides.countA, a, aFrom, aTo);
  const countB = count(sides.countB, b, bFrom, bTo);
  const keptA = keepWorthwhile(a, sides.changedA, aFrom + head, aTo - tail, countB, frequentFrom(aTo - aFrom));
  const keptB = keepWorthwhile(b, sides.changedB, bFrom + head, bTo - tail, countA, frequentFrom(bTo - bFrom));
  for (let line = aFrom; line < aTo; line++) countA[a[line] as number] = 0;
  for (let line = bFrom; line < bTo; line++) countB[b[line] as number] = 0;

  new Search(sides, keptA, keptB).run();
}

function count(counts: Int32Array, ids: Int32Array, from: number, to: number): Int32Array {
  for (let line = from; line < to; line++) counts[ids[line] as number]!++;
  return counts;
}

/** Returns a power of two near the square root, as git computes it. */
function roughRoot(n: number): number {
  let root = 1;
  for (let rest = n; rest > 0; rest >>= 2) root *= 2;
  return root;
}

function frequentFrom(lines: number): number {
  return Math.min(roughRoot(lines), FREQUENT_MAX);
}

const ABSENT = 0;
const RARE = 1;
const FREQUENT = 2;

/** Marks lines that can't or need not be matched as changed. Returns the positions of the other lines. */
function keepWorthwhile(
  ids: Int32Array,
  changed: Uint8Array,
  from: number,
  to: number,
  countOther: Int32Array,
  frequent: number,
): Int32Array {
  const classes = new Uint8Array(to - from);
  for (let line = from; line < to; line++) {
    const matches = countOther[ids[line] as number] as number;
    classes[line - from] = matches === 0 ? ABSENT : matches >= frequent ? FREQUENT : RARE;
  }
  const kept = new Int32Array(to - from);
  let size = 0;
  for (let at = 0; at < classes.length; at++) {
    const worthwhile = classes[at] === RARE || (classes[at] === FREQUENT && !isLostAmongChanges(classes, at));
    if (worthwhile) kept[size++] = from + at;
    else changed[from + at] = 1;
  }
  return kept.subarray(0, size);
}

/** Returns whether the frequent line at `at` is among lines without a match, with few other frequent lines. */
function isLostAmongChanges(classes: Uint8Array, at: number): boolean {
  const first = Math.max(0, at - NEIGHBOURHOOD);
  const last = Math.min(classes.length - 1, at + NEIGHBOURHOOD);
  // As in git, the line itself counts once for each direction.
  let frequent = 2;
  let absentBefore = 0;
  for (let near = at - 1; near >= first && classes[near] !== RARE; near--) {
    if (classes[near] === ABSENT) absentBefore++;
    else frequent++;
  }
  if (absentBefore === 0) return false;
  let absentAfter = 0;
  for (let near = at + 1; near <= last && classes[near] !== RARE; near++) {
    if (classes[near] === ABSENT) absentAfter++;
    else frequent++;
  }
  if (absentAfter === 0) return false;
  return frequent * CROWD_FACTOR < frequent + absentBefore + absentAfter;
}

/** The divide-and-conquer search in the lines that `keepWorthwhile` returned. Positions are indexes into these lists. */
class Search {
  readonly #sides: DiffSides;
  readonly #keptA: Int32Array;
  readonly #keptB: Int32Array;
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  /** Furthest position in `a` on each diagonal (`a - b`), in the search from the start. */
  readonly #forward: Int32Array;
  /** Furthest position in `a` on each diagonal, in the search from the end. */
  readonly #backward: Int32Array;
  /** Index of diagonal 0 in the two arrays. */
  readonly #origin: number;
  readonly #costMax: number;

  constructor(sides: DiffSides, keptA: Int32Array, keptB: Int32Array) {
    this.#sides = sides;
    this.#keptA = keptA;
    this.#keptB = keptB;
    this.#a = keptA.map((line) => sides.a[line] as number);
    this.#b = keptB.map((line) => sides.b[line] as number);
    const diagonals = keptA.length + keptB.length + 3;
    this.#forward = new Int32Array(diagonals);
    this.#backward = new Int32Array(diagonals);
    this.#origin = keptB.length + 1;
    this.#costMax = Math.max(roughRoot(diagonals), COST_MIN);
  }

  run(): void {
    const boxes: Box[] = [{ aFrom: 0, aTo: this.#a.length, bFrom: 0, bTo: this.#b.length, thorough: false }];
    for (let box = boxes.pop(); box !== undefined; box = boxes.pop()) {
      const inner = this.#shrink(box);
      if (inner.aFrom === inner.aTo || inner.bFrom === inner.bTo || this.#sides.budget.left <= 0) {
        this.#mark(inner);
        continue;
      }
      const { a, b, thoroughBefore, thoroughAfter } = this.#cut(inner);
      boxes.push({ aFrom: a, aTo: inner.aTo, bFrom: b, bTo: inner.bTo, thorough: thoroughAfter });
      boxes.push({ aFrom: inner.aFrom, aTo: a, bFrom: inner.bFrom, bTo: b, thorough: thoroughBefore });
    }
  }

  #shrink(box: Box): Box {
    let { aFrom, aTo, bFrom, bTo } = box;
    while (aFrom < aTo && bFrom < bTo && this.#a[aFrom] === this.#b[bFrom]) {
      aFrom++;
      bFrom++;
    }
    while (aFrom < aTo && bFrom < bTo && this.#a[aTo - 1] === this.#b[bTo - 1]) {
      aTo--;
      bTo--;
    }
    return { aFrom, aTo, bFrom, bTo, thorough: box.thorough };
  }

  #mark(box: Box): void {
    for (let at = box.aFrom; at < box.aTo; at++) this.#sides.changedA[this.#keptA[at] as number] = 1;
    for (let at = box.bFrom; at < box.bTo; at++) this.#sides.changedB[this.#keptB[at] as number] = 1;
  }

  /** Finds a point on a short path through a box whose corners do not match. */
  #cut(box: Box): Cut {
    const { aFrom, aTo, bFrom, bTo } = box;
    const a = this.#a;
    const b = this.#b;
    const forward = this.#forward;
    const backward = this.#backward;
    const origin = this.#origin;
    const lowest = aFrom - bTo;
    const highest = aTo - bFrom;
    const startDiagonal = aFrom - bFrom;
    const endDiagonal = aTo - bTo;
    const meetForward = ((startDiagonal - endDiagonal) & 1) !== 0;
    const front: Reach = { low: startDiagonal, high: startDiagonal };
    const back: Reach = { low: endDiagonal, high: endDiagonal };
    forward[origin + startDiagonal] = aFrom;
    backward[origin + endDiagonal] = aTo;

    for (let round = 1; ; round++) {
      let sawLongRun = false;

      widen(front, lowest, highest, forward, origin, BEFORE_ALL);
      for (let d = front.high; d >= front.low; d -= 2) {
        const below = forward[origin + d - 1] as number;
        const above = forward[origin + d + 1] as number;
        const from = below >= above ? below + 1 : above;
        let i = from;
        while (i < aTo && i - d < bTo && a[i] === b[i - d]) i++;
        if (i - from > LONG_RUN) sawLongRun = true;
        forward[origin + d] = i;
        if (meetForward && back.low <= d && d <= back.high && (backward[origin + d] as number) <= i) {
          this.#spend(round * round);
          return { a: i, b: i - d, thoroughBefore: true, thoroughAfter: true };
        }
      }

      widen(back, lowest, highest, backward, origin, AFTER_ALL);
      for (let d = back.high; d >= back.low; d -= 2) {
        const below = backward[origin + d - 1] as number;
        const above = backward[origin + d + 1] as number;
        const from = below < above ? below : above - 1;
        let i = from;
        while (i > aFrom && i - d > bFrom && a[i - 1] === b[i - d - 1]) i--;
        if (from - i > LONG_RUN) sawLongRun = true;
        backward[origin + d] = i;
        if (!meetForward && front.low <= d && d <= front.high && i <= (forward[origin + d] as number)) {
          this.#spend(round * round);
          return { a: i, b: i - d, thoroughBefore: true, thoroughAfter: true };
        }
      }

      if (box.thorough) continue;
      if (sawLongRun && round > COST_MIN) {
        const cut = this.#cutOnLongRun(box, front, back, round);
        if (cut !== undefined) {
          this.#spend(round * round);
          return cut;
        }
      }
      if (round >= this.#costMax) {
        this.#spend(round * round);
        return this.#cutAtFurthest(box, front, back);
      }
    }
  }

  #spend(steps: number): void {
    this.#sides.budget.left -= steps;
  }

  /** Returns a split on a long run of equal lines that a path has reached with much progress in few rounds, if there is one. */
  #cutOnLongRun(box: Box, front: Reach, back: Reach, round: number): Cut | undefined {
    const { aFrom, aTo, bFrom, bTo } = box;
    const a = this.#a;
    const b = this.#b;
    let best = 0;
    let bestA = 0;
    let bestB = 0;
    const consider = (worth: number, i: number, j: number, runStartA: number, runStartB: number) => {
      for (let k = 0; k < LONG_RUN; k++) if (a[runStartA + k] !== b[runStartB + k]) return;
      best = worth;
      bestA = i;
      bestB = j;
    };

    for (let d = front.high; d >= front.low; d -= 2) {
      const i = this.#forward[this.#origin + d] as number;
      const j = i - d;
      const worth = i - aFrom + (j - bFrom) - Math.abs(d - (aFrom - bFrom));
      const hasRoom = aFrom + LONG_RUN <= i && i < aTo && bFrom + LONG_RUN <= j && j < bTo;
      if (worth > WORTH_FACTOR * round && worth > best && hasRoom) consider(worth, i, j, i - LONG_RUN, j - LONG_RUN);
    }
    if (best > 0) return { a: bestA, b: bestB, thoroughBefore: true, thoroughAfter: false };

    for (let d = back.high; d >= back.low; d -= 2) {
      const i = this.#backward[this.#origin + d] as number;
      const j = i - d;
      const worth = aTo - i + (bTo - j) - Math.abs(d - (aTo - bTo));
      const hasRoom = aFrom < i && i <= aTo - LONG_RUN && bFrom < j && j <= bTo - LONG_RUN;
      if (worth > WORTH_FACTOR * round && worth > best && hasRoom) consider(worth, i, j, i, j);
    }
    return best > 0 ? { a: bestA, b: bestB, thoroughBefore: false, thoroughAfter: true } : undefined;
  }

  /** Returns a split at the point furthest from its corner that either search has reached. */
  #cutAtFurthest(box: Box, front: Reach, back: Reach): Cut {
    const { aFrom, aTo, bFrom, bTo } = box;
    let furthest = -1;
    let furthestA = -1;
    for (let d = front.high; d >= front.low; d -= 2) {
      let i = Math.min(this.#forward[this.#origin + d] as number, aTo);
      if (i - d > bTo) i = bTo + d;
      if (furthest < i + i - d) {
        furthest = i + i - d;
        furthestA = i;
      }
    }
    let nearest = AFTER_ALL;
    let nearestA = AFTER_ALL;
    for (let d = back.high; d >= back.low; d -= 2) {
      let i = Math.max(aFrom, this.#backward[this.#origin + d] as number);
      if (i - d < bFrom) i = bFrom + d;
      if (i + i - d < nearest) {
        nearest = i + i - d;
        nearestA = i;
      }
    }
    if (aTo + bTo - nearest < furthest - (aFrom + bFrom)) {
      return { a: furthestA, b: furthest - furthestA, thoroughBefore: true, thoroughAfter: false };
    }
    return { a: nearestA, b: nearest - nearestA, thoroughBefore: false, thoroughAfter: true };
  }
}

/** The diagonals of a search in the current round. */
interface Reach {
  low: number;
  high: number;
}

/** Adds a diagonal on each side, or removes one where the box ends. Sets the cells next to the new diagonals to `outside`. */
function widen(
  reach: Reach,
  lowest: number,
  highest: number,
  cells: Int32Array,
  origin: number,
  outside: number,
): void {
  if (reach.low > lowest) cells[origin + --reach.low - 1] = outside;
  else ++reach.low;
  if (reach.high < highest) cells[origin + ++reach.high + 1] = outside;
  else --reach.high;
}
