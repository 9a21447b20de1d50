import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { readTree } from '../../src/git/format/tree-codec.ts';
import { MARKER_SIZE } from '../../src/git/merge/conflict-markers.ts';
import { mergeTexts } from '../../src/git/merge/merge-text.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { Repository } from '../../src/git/repository.ts';
import { HARD_TEXTS } from '../support/hard-texts.ts';
import { judgeMarkers, judgeMerges, Workbench } from '../support/merge-judge.ts';
import { type Random, randomThreeTexts, seededRandom, type ThreeTexts } from '../support/random-texts.ts';
import { type Files, storeFiles } from '../support/random-trees.ts';
import { GIT_ENV, temporaryFolder, temporaryRepository } from '../support/real-git.ts';

const MINUTES = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);
/** A long run starts elsewhere each time; a short one is always the same. */
const FIRST_SEED = MINUTES > 0 ? Date.now() % 2 ** 31 : 1;

const texts = (make: (random: Random) => ThreeTexts, count: number, from: number): ThreeTexts[] =>
  Array.from({ length: count }, (_, index) => make(seededRandom(from + index)));

/** Stores each of `all` as a file of three trees. */
function storeTexts(repository: Repository, all: readonly ThreeTexts[]): Sides<TreeId> {
  return repository.incoming.write((writer) => {
    const stored = (side: keyof ThreeTexts) => {
      const files: Files = new Map(
        all.map((each, index) => [`f${index}`, { mode: '100644', content: Buffer.from(each[side]) }]),
      );
      return storeFiles(writer, files);
    };
    return { base: stored('base'), ours: stored('ours'), theirs: stored('theirs') };
  });
}

/** Merges every text in one tree, with git and here; answers how many were in conflict. */
async function compareTrees(all: readonly ThreeTexts[]): Promise<number> {
  const repository = temporaryRepository();
  const sides = storeTexts(repository, all);
  const [verdict] = judgeMerges(repository, [sides]);
  const workbench = new Workbench(repository);
  const outcome = await workbench.merge({ ...sides, prefer: 'none' });
  if (verdict === undefined || outcome.status === 'merged') throw new Error('some of these texts are in conflict');
  const pathsOf = (stages: readonly string[]) => [...new Set(stages.map((stage) => stage.split(' ')[0]))].sort();
  expect(outcome.conflicts.map(({ path }) => path).sort()).toEqual(pathsOf(verdict.stages));

  const markers = judgeMarkers(repository, sides);
  for (const { path, markers: ours } of outcome.conflicts) expect(ours).toBe(markers(path));

  // With a side preferred there is a tree: what is not in conflict has git's bytes in it.
  const settled = await workbench.merge({ ...sides, prefer: 'ours' });
  if (settled.status !== 'merged') throw new Error('nothing can be in conflict when a side is preferred');
  const inConflict = new Set(outcome.conflicts.map(({ path }) => path));
  const clean = (tree: TreeId) => readTree(workbench, tree)?.filter(({ name }) => !inConflict.has(name ?? ''));
  expect(clean(settled.tree)).toEqual(clean(verdict.tree));
  return inConflict.size;
}

test('mergeTrees: has the verdict, bytes and diff3 markers of git merge-tree for edited texts', {
  timeout: 0,
}, async () => {
  const until = Date.now() + MINUTES * 60_000;
  let seed = FIRST_SEED;
  do {
    const conflicts = await compareTrees(texts(randomThreeTexts, 4000, seed));
    expect(conflicts).toBeGreaterThan(400);
    expect(conflicts).toBeLessThan(3600);
    seed += 4000;
  } while (Date.now() < until);
});

test.each(HARD_TEXTS)('mergeTrees: agrees with git merge-tree on texts $name', async ({ make, count }) => {
  await compareTrees(texts(make, count, FIRST_SEED));
});

test('mergeTexts: by Myers, has the verdict, bytes and diff3 markers of git merge-file', async () => {
  const folder = temporaryFolder();
  const labels = ['-L', 'ours', '-L', 'base', '-L', 'theirs'];
  const mergeFile = (name: string, ...style: string[]) =>
    new Promise<{ clean: boolean; output: string }>((resolve) => {
      const files = ['ours', 'base', 'theirs'].map((side) => join(name, side));
      execFile(
        'git',
        ['merge-file', '-p', ...style, ...labels, ...files],
        { cwd: folder, env: GIT_ENV },
        (error, output) => resolve({ clean: error === null, output }),
      );
    });
  const hard = HARD_TEXTS.flatMap(({ make, count }) => texts(make, Math.min(count / 2, 20), FIRST_SEED));
  const all = [...texts(randomThreeTexts, 100, FIRST_SEED), ...hard];
  for (const [index, each] of all.entries()) {
    const name = `${index}`;
    mkdirSync(join(folder, name));
    for (const [side, text] of Object.entries(each)) writeFileSync(join(folder, name, side), text);
    const [plain, diff3] = await Promise.all([mergeFile(name), mergeFile(name, '--diff3')]);
    const merge = mergeTexts(
      { base: Buffer.from(each.base), ours: Buffer.from(each.ours), theirs: Buffer.from(each.theirs) },
      'myers',
    );
    const marked = (base: { base?: string }) =>
      merge.clean
        ? merge.text.toString()
        : merge.markers({ labels: { ours: 'ours', theirs: 'theirs', ...base }, size: MARKER_SIZE }).toString();
    expect(marked({ base: 'base' })).toBe(diff3.output);
    expect(marked({})).toBe(plain.output);
    expect(merge.clean).toBe(plain.clean);
  }
});
