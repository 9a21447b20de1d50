/**
 * Finds the lines that differ between two texts, with the same results as git.
 *
 * The algorithm does not determine the final position of a change: `slideHunks` moves first the deleted lines, then the added
 * lines.
 */
import type { DiffSides } from './diff-sides.ts';
import { diffHistogram } from './histogram.ts';
import { slideHunks } from './hunk-slide.ts';
import type { Lines } from './lines.ts';
import { diffMyers } from './myers.ts';

/**
 * Maximum number of steps of one comparison, about ten seconds. After that, all remaining lines count as changed. Two texts of
 * 300,000 lines with only frequent lines in common need fewer steps.
 */
const MYERS_STEPS = 2 ** 29;

/** A change: a 0-based range of lines in each text. One of the two counts may be 0. */
export interface Hunk {
  readonly aStart: number;
  readonly aCount: number;
  readonly bStart: number;
  readonly bCount: number;
}

export interface LineDiffOptions {
  /** Git's merges use `histogram`; `git diff` and `git merge-file` use `myers`. */
  readonly algorithm: 'histogram' | 'myers';
  /** True when indentation decides between several possible positions of a change, as in `git diff` but not in merges. */
  readonly indentHeuristic: boolean;
}

/**
 * Returns the differences from `a` to `b`, in order. There is at least one common line between two of them.
 * @param a numbered together with `b`
 */
export function diffLines(a: Lines, b: Lines, options: LineDiffOptions): Hunk[] {
  const sides: DiffSides = {
    a: a.ids,
    b: b.ids,
    changedA: new Uint8Array(a.ids.length),
    changedB: new Uint8Array(b.ids.length),
    countA: new Int32Array(a.idCount),
    countB: new Int32Array(a.idCount),
    budget: { left: MYERS_STEPS },
  };
  if (options.algorithm === 'histogram') diffHistogram(sides);
  else diffMyers(sides, 0, a.ids.length, 0, b.ids.length);
  slideHunks(sides, 'a', options.indentHeuristic ? a : undefined);
  slideHunks(sides, 'b', options.indentHeuristic ? b : undefined);
  return hunksOf(sides);
}

function hunksOf({ changedA, changedB }: DiffSides): Hunk[] {
  const hunks: Hunk[] = [];
  let atA = 0;
  let atB = 0;
  while (atA < changedA.length || atB < changedB.length) {
    const aStart = atA;
    const bStart = atB;
    while (changedA[atA] === 1) atA++;
    while (changedB[atB] === 1) atB++;
    if (atA > aStart || atB > bStart) hunks.push({ aStart, aCount: atA - aStart, bStart, bCount: atB - bStart });
    atA++;
    atB++;
  }
  return hunks;
}
