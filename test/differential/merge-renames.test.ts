import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import type { Sides } from '../../src/git/merge/sides.ts';
import type { Repository } from '../../src/git/repository.ts';
import { isVerdictOfNewerGit, judgeMerges, storeCommits, verdictOf, Workbench } from '../support/merge-judge.ts';
import { seededRandom } from '../support/random-texts.ts';
import { type Files, storeFiles } from '../support/random-trees.ts';
import { temporaryRepository } from '../support/real-git.ts';
import { filesToRename, renamedFiles } from '../support/renamed-trees.ts';

const SEEDS = Number(process.env.TREEBOX_TEST_SEEDS ?? 1_000);
/** Here git, whatever its version, loses a file that one side moved into a folder which a renamed folder's file joins. */
const LOST_BY_GIT = [4134];

function triples(repository: Repository): Sides<TreeId>[] {
  return repository.incoming.write((writer) =>
    Array.from({ length: SEEDS }, (_, seed) => {
      const random = seededRandom(seed);
      const base = filesToRename(random);
      const stored = (files: Files) => storeFiles(writer, files);
      return {
        base: stored(base),
        ours: stored(renamedFiles(random, base)),
        theirs: stored(renamedFiles(random, base)),
      };
    }),
  );
}

test('mergeTrees: gives the tree and the conflicts of git merge-tree where files and folders are renamed', async () => {
  const repository = temporaryRepository();
  const all = triples(repository);
  const commits = storeCommits(repository, all);
  const verdicts = judgeMerges(repository, all);
  const workbench = new Workbench(repository);
  const wrong: number[] = [];
  const kinds = new Set<string>();
  for (const [index, sides] of all.entries()) {
    const outcome = await workbench.merge({ ...sides, prefer: 'none', labels: commits[index] as Sides<CommitId> });
    if (outcome.status === 'conflict') for (const { kind } of outcome.conflicts) kinds.add(kind);
    const ours = verdictOf(outcome);
    const verdict = verdicts[index];
    if (isDeepStrictEqual(ours, verdict) || isVerdictOfNewerGit('renames', index, ours)) continue;
    wrong.push(index);
  }
  expect(wrong).toEqual(LOST_BY_GIT.filter((seed) => seed < SEEDS));
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(['directory rename', 'rename/add', 'rename/delete', 'rename/rename']),
  );
}, 600_000);
