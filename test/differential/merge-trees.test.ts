import { expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import { treeDifferences } from '../../src/git/diff/tree-diff.ts';
import type { MergeOutcome } from '../../src/git/merge/merge-tree.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { ObjectReader } from '../../src/git/objects/objects.ts';
import type { Repository } from '../../src/git/repository.ts';
import { type GitVerdict, judgeMerges, storeCommits, verdictOf, Workbench } from '../support/merge-judge.ts';
import { seededRandom } from '../support/random-texts.ts';
import { changedFiles, randomFiles, storeFiles } from '../support/random-trees.ts';
import { fsck, temporaryRepository } from '../support/real-git.ts';

const SEEDS = 300;

function randomTriples(repository: Repository): Sides<TreeId>[] {
  return repository.incoming.write((writer) =>
    Array.from({ length: SEEDS }, (_, seed) => {
      const random = seededRandom(seed);
      const base = randomFiles(random);
      const common = random() < 0.3 ? changedFiles(random, base) : base;
      const stored = (files: typeof base) => storeFiles(writer, files);
      return {
        base: stored(random() < 0.1 ? new Map() : base),
        ours: stored(changedFiles(random, common)),
        theirs: stored(changedFiles(random, common)),
      };
    }),
  );
}

/** Files by path, in the form `<mode> <oid>`. */
function listing(objects: ObjectReader, tree: TreeId): Map<string, string> {
  return new Map([...treeDifferences(objects, null, tree)].map(({ path, toMode, to }) => [path, `${toMode} ${to}`]));
}

/** The part of a listing that is one of `paths` or lies below one. */
function under(files: Map<string, string>, paths: readonly string[]): [string, string][] {
  return [...files].filter(([file]) => paths.some((path) => file === path || file.startsWith(`${path}/`)));
}

test('mergeTrees: gives the tree or the conflicts of git merge-tree for random trees', async () => {
  const repository = temporaryRepository();
  const triples = randomTriples(repository);
  const verdicts = judgeMerges(repository, triples);
  const workbench = new Workbench(repository);
  const outcomes: MergeOutcome[] = [];
  const commits = storeCommits(repository, triples);
  for (const [index, sides] of triples.entries()) {
    outcomes.push(await workbench.merge({ ...sides, prefer: 'none', labels: commits[index] as Sides<CommitId> }));
  }
  expect(outcomes.map(verdictOf)).toEqual(verdicts);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['merged', 'conflict']));
  workbench.keep();
  expect(fsck(repository.path)).toBe('');
});

test.each(['ours', 'theirs'] as const)(
  'mergeTrees: with prefer %s, gives each conflicting path to that side and merges the rest as git does',
  async (prefer) => {
    const repository = temporaryRepository();
    const triples = randomTriples(repository);
    const verdicts = judgeMerges(repository, triples);
    const workbench = new Workbench(repository);
    for (const [index, sides] of triples.entries()) {
      const reported = await workbench.merge({ ...sides, prefer: 'none' });
      const settled = await workbench.merge({ ...sides, prefer });
      if (settled.status !== 'merged') throw new Error('nothing can be in conflict when a side is preferred');
      if (reported.status === 'merged') {
        expect(settled).toEqual(reported);
        continue;
      }
      const paths = reported.conflicts.map(({ path }) => path);
      const result = listing(workbench, settled.tree);
      expect(under(result, paths)).toEqual(under(listing(workbench, sides[prefer]), paths));
      // Beside the conflicting paths, git's tree has the made-up names that it moves clashing files to.
      const isMadeUp = (file: string) => /~[0-9a-f]{40}$/.test(file);
      const touched = (files: Map<string, string>) => {
        const inside = new Set(under(files, paths).map(([file]) => file));
        return [...files].filter(([file]) => !inside.has(file) && !isMadeUp(file));
      };
      expect(touched(result)).toEqual(touched(listing(workbench, (verdicts[index] as GitVerdict).tree)));
    }
    workbench.keep();
    expect(fsck(repository.path)).toBe('');
  },
);
