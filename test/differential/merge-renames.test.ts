import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { Repository } from '../../src/git/repository.ts';
import {
  type GitVerdict,
  isVerdictOfNewerGit,
  judgeMerges,
  storeCommits,
  verdictOf,
  Workbench,
} from '../support/merge-judge.ts';
import { type Random, seededRandom } from '../support/random-texts.ts';
import { type Files, storeFiles } from '../support/random-trees.ts';
import { temporaryRepository } from '../support/real-git.ts';
import { editedFiles, filesToRename, renamedFiles } from '../support/renamed-trees.ts';

const SEEDS = Number(process.env.TREEBOX_TEST_SEEDS ?? 1_000);
/** Here git, whatever its version, loses a file that one side moved into a folder which a renamed folder's file joins. */
const LOST_BY_GIT = [4134];

/** @param alike what both sides made of the base first */
function triples(repository: Repository, alike: (random: Random, base: Files) => Files): Sides<TreeId>[] {
  return repository.incoming.write((writer) =>
    Array.from({ length: SEEDS }, (_, seed) => {
      const random = seededRandom(seed);
      const base = filesToRename(random);
      const stored = (files: Files) => storeFiles(writer, files);
      const start = alike(random, base);
      return {
        base: stored(base),
        ours: stored(renamedFiles(random, start)),
        theirs: stored(renamedFiles(random, start)),
      };
    }),
  );
}

/**
 * Has git and treebox merge.
 * @param isRight says of an outcome that is not this git's whether it is right all the same
 * @returns places of wrong outcomes, and the kinds of all conflicts
 */
async function judge(
  repository: Repository,
  all: readonly Sides<TreeId>[],
  isRight: (index: number, ours: GitVerdict) => boolean,
): Promise<{ readonly wrong: number[]; readonly kinds: ReadonlySet<string> }> {
  const commits = storeCommits(repository, all);
  const verdicts = judgeMerges(repository, all);
  const workbench = new Workbench(repository);
  const wrong: number[] = [];
  const kinds = new Set<string>();
  for (const [index, sides] of all.entries()) {
    const outcome = await workbench.merge({ ...sides, prefer: 'none', labels: commits[index] as Sides<CommitId> });
    if (outcome.status === 'conflict') for (const { kind } of outcome.conflicts) kinds.add(kind);
    const ours = verdictOf(outcome);
    if (!isDeepStrictEqual(ours, verdicts[index]) && !isRight(index, ours)) wrong.push(index);
  }
  return { wrong, kinds };
}

test('mergeTrees: gives the tree and the conflicts of git merge-tree where files and folders are renamed', async () => {
  const repository = temporaryRepository();
  const all = triples(repository, (_, base) => base);
  const { wrong, kinds } = await judge(repository, all, (...verdict) => isVerdictOfNewerGit('renames', ...verdict));
  expect(wrong).toEqual(LOST_BY_GIT.filter((seed) => seed < SEEDS));
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(['directory rename', 'rename/add', 'rename/delete', 'rename/rename']),
  );
}, 600_000);

test('mergeTrees: gives the tree and the conflicts of git merge-tree where both sides edited files alike before', async () => {
  const repository = temporaryRepository();
  const all = triples(repository, editedFiles);
  const { wrong } = await judge(repository, all, (...verdict) => isVerdictOfNewerGit('editedRenames', ...verdict));
  expect(wrong).toEqual([]);
}, 600_000);
