import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import { mergeByHistory } from '../../src/git/merge/merge-by-history.ts';
import { readCommit } from '../../src/git/objects/commit-trees.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import { isVerdictOfNewerGit, judgeCommits, verdictOf, Workbench } from '../support/merge-judge.ts';
import { randomGraph } from '../support/random-graphs.ts';
import { pick, type Random, seededRandom } from '../support/random-texts.ts';
import { type Files, storeFiles } from '../support/random-trees.ts';
import { temporaryRepository } from '../support/real-git.ts';
import { filesToRename, renamedFiles } from '../support/renamed-trees.ts';

const GRAPHS = Number(process.env.TREEBOX_TEST_SEEDS ?? 400);

/** The two newest commits of a graph whose trees are changed, taken back, or one of the parents' own. */
function newestCommits(random: Random, writer: ObjectWriter): [CommitId, CommitId] {
  const trees = new Map<CommitId, Files>();
  const start = filesToRename(random);
  const commits = randomGraph(random, (parents, at, atSecs) => {
    const earlier = [...trees.values()];
    const parent = parents.length > 0 ? (trees.get(pick(random, parents)) as Files) : start;
    const files = random() < 0.15 && earlier.length > 0 ? pick(random, earlier) : renamedFiles(random, parent);
    const tree = storeFiles(writer, files);
    const oid = writer.write('commit', encodeCommit({ tree, parents, atSecs, message: `${at}` }));
    trees.set(oid, files);
    return oid;
  });
  return commits.slice(-2) as [CommitId, CommitId];
}

test('mergeByHistory: merges the ends of random graphs as git merge-tree does, whatever their bases', async () => {
  const repository = temporaryRepository();
  const pairs = repository.incoming.write((writer) =>
    Array.from({ length: GRAPHS }, (_, seed) => newestCommits(seededRandom(seed), writer)),
  );
  const verdicts = judgeCommits(repository, pairs);
  const workbench = new Workbench(repository);
  const wrong: { seed: number; clean: boolean[]; bases: number }[] = [];
  let severalBases = 0;
  for (const [seed, [ours, theirs]] of pairs.entries()) {
    const verdict = verdicts[seed];
    if (verdict === undefined) continue;
    const treeOf = (commit: CommitId) => readCommit(repository.objects, commit)?.tree as TreeId;
    const outcome = await mergeByHistory(workbench, workbench, {
      base: { ours, theirs, loose: [] },
      ours: treeOf(ours),
      theirs: treeOf(theirs),
      prefer: 'none',
      labels: { ours, theirs },
    });
    if (outcome.bases.length > 1) severalBases += 1;
    const here = verdictOf(outcome);
    if (isDeepStrictEqual(here, verdict) || isVerdictOfNewerGit('graphs', seed, here)) continue;
    wrong.push({ seed, clean: [here.clean, verdict.clean], bases: outcome.bases.length });
  }
  expect(severalBases).toBeGreaterThan(GRAPHS / 100);
  expect(wrong).toEqual([]);
}, 600_000);
