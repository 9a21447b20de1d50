/**
 * Texts made to reach the turns that a line diff rarely takes, drawn from a seeded generator.
 */
import { below, pick, type Random, type ThreeTexts } from './random-texts.ts';

type Line = string;
type Some = () => Line;

const textOf = (lines: readonly Line[]) => lines.map((line) => `${line}\n`).join('');
const repeat = (count: number, some: Some) => Array.from({ length: count }, some);
/** Lines of so many kinds; with a skew, the first kinds are the most frequent. */
const kindsOf =
  (random: Random, kinds: number, skew = 1) =>
  () =>
    `line ${Math.floor(random() ** skew * kinds)}`;

/** Drops, replaces, adds to or blows up the given share of lines. */
function sprinkled(random: Random, lines: readonly Line[], share: number, some: Some): Line[] {
  return lines.flatMap((line) => {
    if (random() >= share) return [line];
    return pick(random, [() => [], () => [line, some()], () => [some()], () => repeat(4, some)])();
  });
}

/** A few lines of few kinds: what is the same, and what a conflict, is hardly ever clear. */
function tiny(random: Random): ThreeTexts {
  const some = kindsOf(random, 2 + below(random, 8));
  const edited = (from: readonly Line[], edits: number) => {
    const lines = [...from];
    for (let left = edits; left > 0; left--) {
      lines.splice(below(random, lines.length + 1), below(random, 3), ...repeat(below(random, 3), some));
    }
    return lines;
  };
  const base = repeat(3 + below(random, 14), some);
  const shared = edited(base, 1 + below(random, 3));
  return {
    base: textOf(base),
    ours: textOf(edited(shared, below(random, 3))),
    theirs: textOf(edited(shared, below(random, 3))),
  };
}

/** Braces and blank lines in plenty among lines that occur once: which of the former are worth matching? */
function braces(random: Random): ThreeTexts {
  let unique = 0;
  const share = random();
  const some = () => (random() < share ? pick(random, ['}', '{', '', '  x']) : `line ${unique++}`);
  const base = repeat(30 + below(random, 600), some);
  const edited = () => {
    const lines: Line[] = [];
    for (let at = 0; at < base.length; at++) {
      if (random() < 0.06) {
        lines.push(...repeat(below(random, 20), some));
        at += below(random, 20);
      }
      lines.push(base[at] ?? '');
    }
    return lines;
  };
  return { base: textOf(base), ours: textOf(edited()), theirs: textOf(edited()) };
}

/** One line that is there 62 to 66 times, and little else in common: just rare enough for an anchor, or not. */
function anchors(random: Random): ThreeTexts {
  let unique = 0;
  const base = Array.from({ length: 62 + below(random, 5) }, () => [
    'anchor',
    ...repeat(below(random, 3), () => `line ${unique++}`),
  ]).flat();
  const edited = () =>
    base.flatMap((line) => (line !== 'anchor' ? [`line ${unique++}`] : random() < 0.8 ? ['anchor'] : []));
  return { base: textOf(base), ours: textOf(edited()), theirs: textOf(edited()) };
}

/** Blocks doubled or taken away among lines that repeat: a change could stand in several places. */
function sliding(random: Random): ThreeTexts {
  const some = () => pick(random, ['', '', '{', '}', '  a', '  b', '    c', '\td', '  }', '  {', '// e']);
  const base = repeat(2 + below(random, 30), some);
  const edited = () => {
    const at = below(random, base.length);
    const length = 1 + below(random, 6);
    const block = base.slice(at, at + length);
    if (random() < 0.3) return base.toSpliced(at, length);
    return base.toSpliced(at + (random() < 0.5 ? 0 : length), 0, ...block);
  };
  return { base: textOf(base), ours: textOf(edited()), theirs: textOf(edited()) };
}

/** Some thousand lines of few or many kinds, few or very many edits, blocks moved among them. */
function long(random: Random): ThreeTexts {
  const some = kindsOf(random, pick(random, [2, 5, 20, 100, 1000, 100_000]), pick(random, [1, 4]));
  const base = repeat(500 + below(random, 4000), some);
  const edited = () => {
    const lines = sprinkled(random, base, pick(random, [0.001, 0.01, 0.1, 0.5, 0.9]), some);
    const block = lines.splice(below(random, lines.length), below(random, 3) === 0 ? below(random, 500) : 0);
    return lines.toSpliced(below(random, lines.length), 0, ...block);
  };
  return { base: textOf(base), ours: textOf(edited()), theirs: textOf(edited()) };
}

/** Tens of thousands of lines: more than a line diff searches through before it takes short cuts. */
function veryLong(random: Random): ThreeTexts {
  const some = kindsOf(random, pick(random, [20, 100, 1000]));
  const base = repeat(45_000, some);
  const edited = () => sprinkled(random, base, pick(random, [0.01, 0.02, 0.05]), some);
  return { base: textOf(base), ours: textOf(edited()), theirs: textOf(edited()) };
}

/** Each kind, and how many of it a test of some seconds takes. */
export const HARD_TEXTS: readonly {
  readonly name: string;
  readonly make: (random: Random) => ThreeTexts;
  readonly count: number;
}[] = [
  { name: 'tiny', make: tiny, count: 6000 },
  { name: 'full of braces', make: braces, count: 300 },
  { name: 'with one frequent line in common', make: anchors, count: 200 },
  { name: 'with blocks that slide', make: sliding, count: 3000 },
  { name: 'long', make: long, count: 40 },
  { name: 'very long', make: veryLong, count: 4 },
];
