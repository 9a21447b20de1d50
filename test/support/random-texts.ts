/**
 * Texts and edits as people make them, drawn from a seeded generator, for tests that judge diffs and merges.
 */

/** Numbers in `[0, 1)` that depend on `seed` alone (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A generator of numbers in `[0, 1)`. */
export type Random = () => number;

/** An integer in `[0, bound)`. */
export const below = (random: Random, bound: number) => Math.floor(random() * bound);
/** One of `choices`. */
export const pick = <T>(random: Random, choices: readonly T[]): T => choices[below(random, choices.length)] as T;

const NAMES = ['total', 'entry', 'path', 'index', 'result', 'options', 'handler', 'value'];

/** A line of code-like text: few enough different ones that they repeat, as braces and blank lines do. */
function line(random: Random, depth: number): string {
  const indent = '  '.repeat(depth);
  const name = pick(random, NAMES);
  switch (below(random, 9)) {
    case 0:
      return '';
    case 1:
      return `${indent}}`;
    case 2:
      return `${indent}if (${name}) {`;
    case 3:
      return `${indent}return ${name};`;
    case 4:
      return `${indent}// ${name} of ${pick(random, NAMES)}`;
    case 5:
      return `${indent}const ${name} = ${below(random, 40)};`;
    case 6:
      return `${indent}${name}(${pick(random, NAMES)});`;
    case 7:
      return `${indent}function ${name}${below(random, 200)}() {`;
    default:
      return `${indent}${name}.${pick(random, NAMES)} = ${below(random, 1000)};`;
  }
}

function someLines(random: Random, count: number): string[] {
  const lines: string[] = [];
  let depth = 0;
  for (let at = 0; at < count; at++) {
    depth = Math.max(0, Math.min(4, depth + below(random, 3) - 1));
    lines.push(line(random, depth));
  }
  return lines;
}

function edit(random: Random, lines: string[]): string[] {
  const at = below(random, lines.length + 1);
  const length = 1 + below(random, pick(random, [1, 2, 3, 12]));
  const block = lines.slice(at, at + length);
  switch (below(random, 9)) {
    case 0:
    case 1:
      return lines.toSpliced(at, 0, ...someLines(random, length));
    case 2:
      return lines.toSpliced(at, length);
    case 3:
    case 4:
      return lines.toSpliced(at, length, ...someLines(random, 1 + below(random, 4)));
    case 5:
      return lines.toSpliced(at, 0, ...block);
    case 6: {
      const rest = lines.toSpliced(at, length);
      return rest.toSpliced(below(random, rest.length + 1), 0, ...block);
    }
    case 7:
      return lines.toSpliced(at, length, ...block.map((each) => `  ${each}`));
    default:
      return lines.toSpliced(at, 0, '', ...someLines(random, 1), '');
  }
}

/** The texts of a merge. */
export interface ThreeTexts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Code-like texts: two sides with a few edits each of one base, now and then the same edit on both. */
export function randomThreeTexts(random: Random): ThreeTexts {
  const base = someLines(random, below(random, pick(random, [4, 20, 60, 200])));
  const edited = (from: string[]) => {
    let lines = from;
    for (let left = below(random, 5); left >= 0; left--) lines = edit(random, lines);
    return lines;
  };
  const shared = below(random, 4) === 0 ? edited(base) : base;
  const text = (lines: string[]) => {
    const lineEnd = below(random, 40) === 0 ? '\r\n' : common;
    const joined = lines.join(lineEnd);
    return lines.length === 0 || below(random, 12) === 0 ? joined : joined + lineEnd;
  };
  const common = below(random, 8) === 0 ? '\r\n' : '\n';
  return { base: text(base), ours: text(edited(shared)), theirs: text(edited(shared)) };
}
