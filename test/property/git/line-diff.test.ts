import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffSides } from '../../../src/git/diff/diff-sides.ts';
import { diffLines, type LineDiffOptions } from '../../../src/git/diff/line-diff.ts';
import { type Lines, numberLines } from '../../../src/git/diff/lines.ts';
import { diffMyers } from '../../../src/git/diff/myers.ts';
import { mergeTexts } from '../../../src/git/merge/merge-text.ts';

/** Texts of few different lines, some of which end without a line feed, so that much matches much. */
const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '  x\n', 'a\r\n', 'é\n', '}\n'), { maxLength: 40 })
  .chain((lines) => fc.constantFrom('', 'a', '}').map((end) => Buffer.from(lines.join('') + end)));

const options = fc.record<LineDiffOptions>({
  algorithm: fc.constantFrom('histogram', 'myers'),
  indentHeuristic: fc.boolean(),
});

const line = (lines: Lines, at: number) => lines.bytes.subarray(lines.starts[at], lines.starts[at + 1]);

test('numberLines: cuts texts so that they can be put together again, and numbers lines by their bytes', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const all = numberLines([one, other]);
      for (const [index, lines] of all.entries()) {
        const parts = Array.from(lines.ids, (_, at) => line(lines, at));
        expect(Buffer.concat(parts)).toEqual([one, other][index]);
      }
      const [a, b] = all as [Lines, Lines];
      for (const [at, id] of a.ids.entries()) {
        for (const [place, otherId] of b.ids.entries()) expect(id === otherId).toBe(line(a, at).equals(line(b, place)));
      }
    }),
  );
});

test('diffLines: tells exactly what has to be replaced, and leaves a common line between two hunks', () => {
  fc.assert(
    fc.property(text, text, options, (before, after, chosen) => {
      const [a, b] = numberLines([before, after]) as [Lines, Lines];
      let atA = 0;
      let atB = 0;
      for (const [index, hunk] of diffLines(a, b, chosen).entries()) {
        expect(hunk.aStart - atA).toBe(hunk.bStart - atB);
        if (index > 0) expect(hunk.aStart).toBeGreaterThan(atA);
        expect(a.ids.subarray(atA, hunk.aStart)).toEqual(b.ids.subarray(atB, hunk.bStart));
        expect(hunk.aCount + hunk.bCount).toBeGreaterThan(0);
        atA = hunk.aStart + hunk.aCount;
        atB = hunk.bStart + hunk.bCount;
      }
      expect(a.ids.subarray(atA)).toEqual(b.ids.subarray(atB));
    }),
  );
});

test('diffMyers: without any steps left, still leaves the same lines on both sides', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [a, b] = numberLines([before, after]) as [Lines, Lines];
      const sides: DiffSides = {
        a: a.ids,
        b: b.ids,
        changedA: new Uint8Array(a.ids.length),
        changedB: new Uint8Array(b.ids.length),
        countA: new Int32Array(a.idCount),
        countB: new Int32Array(a.idCount),
        budget: { left: 0 },
      };
      diffMyers(sides, 0, a.ids.length, 0, b.ids.length);
      expect(a.ids.filter((_, at) => sides.changedA[at] === 0)).toEqual(
        b.ids.filter((_, at) => sides.changedB[at] === 0),
      );
    }),
  );
});

test('mergeTexts: gives the changed side when the other did nothing, and either when both did the same', () => {
  fc.assert(
    fc.property(text, text, (base, changed) => {
      const merged = { clean: true, text: changed };
      expect(mergeTexts({ base, ours: base, theirs: changed })).toEqual(merged);
      expect(mergeTexts({ base, ours: changed, theirs: base })).toEqual(merged);
      expect(mergeTexts({ base, ours: changed, theirs: changed })).toEqual(merged);
    }),
  );
});

test('mergeTexts: a clean merge is the same whichever side is called ours', () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const one = mergeTexts({ base, ours, theirs });
      const other = mergeTexts({ base, ours: theirs, theirs: ours });
      expect(one.clean).toBe(other.clean);
      if (one.clean && other.clean) expect(one.text).toEqual(other.text);
    }),
  );
});
