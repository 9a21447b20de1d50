/**
 * Chooses the position of a group of changed lines that could be in several positions. For example, when a block is repeated,
 * either copy could be the new one.
 *
 * Git's rule: it slides a group up and down as far as possible, and joins it with the groups that it meets. Then it aligns the
 * group with a group of changes on the other side, if possible. Otherwise the group stays at the lowest position, or, with
 * the indent heuristic, goes to the position where the indentation shows the beginning and the end of a block.
 * @see git-diff(1), `--indent-heuristic`
 */

import type { DiffSides } from './diff-sides.ts';
import { splitBadness } from './indent-heuristic.ts';
import type { Lines } from './lines.ts';

/** Maximum distance from the lowest position that the indent heuristic tries, in lines. */
const SLIDE_MAX = 100;

/**
 * Chooses the positions of all groups of one side.
 * @param text the lines of that side, for the indent heuristic; undefined to disable it
 */
export function slideHunks(sides: DiffSides, side: 'a' | 'b', text: Lines | undefined): void {
  const own = side === 'a' ? new Groups(sides.a, sides.changedA) : new Groups(sides.b, sides.changedB);
  const other = side === 'a' ? new Groups(sides.b, sides.changedB) : new Groups(sides.a, sides.changedA);
  do {
    if (own.end > own.start) settle(own, other, text);
  } while (own.next() && other.next());
}

function settle(own: Groups, other: Groups, text: Lines | undefined): void {
  let size: number;
  let highestEnd: number;
  let canLineUp: boolean;
  do {
    size = own.end - own.start;
    while (own.slideUp()) other.previous();
    highestEnd = own.end;
    canLineUp = other.end > other.start;
    while (own.slideDown()) {
      other.next();
      if (other.end > other.start) canLineUp = true;
    }
  } while (size !== own.end - own.start);

  if (own.end === highestEnd) return;
  if (canLineUp) {
    while (other.end === other.start) {
      own.slideUp();
      other.previous();
    }
  } else if (text !== undefined) {
    const best = bestEnd(text, size, Math.max(highestEnd, own.end - size - 1, own.end - SLIDE_MAX), own.end);
    while (own.end > best) {
      own.slideUp();
      other.previous();
    }
  }
}

/** Returns the end of a group, in `[lowest, highest]`, with the best split of the text; the last of equally good ones. */
function bestEnd(text: Lines, size: number, lowest: number, highest: number): number {
  let best = highest;
  let least: { indent: number; penalty: number } | undefined;
  for (let end = lowest; end <= highest; end++) {
    const after = splitBadness(text, end);
    const before = splitBadness(text, end - size);
    const badness = { indent: after.indent + before.indent, penalty: after.penalty + before.penalty };
    if (least === undefined || compareBadness(badness, least) <= 0) {
      least = badness;
      best = end;
    }
  }
  return best;
}

/** Weight of a deeper indentation, compared with the other penalties. */
const INDENT_WEIGHT = 60;

function compareBadness(x: { indent: number; penalty: number }, y: { indent: number; penalty: number }): number {
  return INDENT_WEIGHT * Math.sign(x.indent - y.indent) + (x.penalty - y.penalty);
}

/**
 * The current group of changed lines, which may be empty. Between two unchanged lines there is always exactly one group, so the
 * n-th groups of both sides correspond to each other.
 */
class Groups {
  start = 0;
  end = 0;
  readonly #ids: Int32Array;
  readonly #changed: Uint8Array;

  constructor(ids: Int32Array, changed: Uint8Array) {
    this.#ids = ids;
    this.#changed = changed;
    this.#extendDown();
  }

  /** Moves to the next group. Returns false when this is the last. */
  next(): boolean {
    if (this.end === this.#ids.length) return false;
    this.start = this.end + 1;
    this.end = this.start;
    this.#extendDown();
    return true;
  }

  /** Moves to the previous group. Returns false when this is the first. */
  previous(): boolean {
    if (this.start === 0) return false;
    this.end = this.start - 1;
    this.start = this.end;
    this.#extendUp();
    return true;
  }

  /** Moves the group up by a line if the diff stays correct. Joins a group that it then touches. Returns whether it moved. */
  slideUp(): boolean {
    if (this.start === 0 || this.#ids[this.start - 1] !== this.#ids[this.end - 1]) return false;
    this.#changed[--this.start] = 1;
    this.#changed[--this.end] = 0;
    this.#extendUp();
    return true;
  }

  /** Moves the group down by a line if the diff stays correct. Joins a group that it then touches. Returns whether it moved. */
  slideDown(): boolean {
    if (this.end === this.#ids.length || this.#ids[this.start] !== this.#ids[this.end]) return false;
    this.#changed[this.start++] = 0;
    this.#changed[this.end++] = 1;
    this.#extendDown();
    return true;
  }

  #extendDown(): void {
    while (this.end < this.#ids.length && this.#changed[this.end] === 1) this.end++;
  }

  #extendUp(): void {
    while (this.start > 0 && this.#changed[this.start - 1] === 1) this.start--;
  }
}
