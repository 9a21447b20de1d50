/**
 * Replays the merge commits of real repositories, with git and here, and prints how many agree: in verdict, in the tree
 * with its conflict markers, and in the stages of every conflicting path.
 *
 *     node test/differential/replay-merges.ts FOLDER...
 *
 * Both merge by their own settings: renames are looked for, and several merge bases are merged first. Left out are merges
 * for which the repository lacks an object. Exits with 1 when less than `AGREEMENT` agree or a verdict differs.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CommitId, TreeId } from '../../src/core/ids.ts';
import { hashObject } from '../../src/git/format/object-id.ts';
import { mergeByHistory } from '../../src/git/merge/merge-by-history.ts';
import { readCommit } from '../../src/git/objects/commit-trees.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import { RepositoryObjects } from '../../src/git/objects/repository-objects.ts';
import { type GitVerdict, readVerdicts, verdictOf } from '../support/merge-judge.ts';

const AGREEMENT = 0.999;

/** What is merged is compared by its name and kept nowhere. */
const HASH_ONLY: ObjectWriter = { write: hashObject, finish: () => null, abandon: () => {} };

type Merge = readonly [ours: CommitId, theirs: CommitId];
type Git = (args: readonly string[], input?: string) => string;

function gitIn(folder: string): Git {
  return (args, input = '') =>
    execFileSync('git', ['-C', folder, ...args], { input, maxBuffer: 1 << 30, stdio: 'pipe' }).toString();
}

/** Every merge of two parents that have a common ancestor. */
function findMerges(git: Git): Merge[] {
  const lines = git(['rev-list', '--all', '--min-parents=2', '--max-parents=2', '--parents']).trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => line.split(' ').slice(1) as [CommitId, CommitId]);
}

/** What git makes of each merge; undefined where it can't merge, as for want of an object or of a common ancestor. */
function judge(git: Git, merges: readonly Merge[]): (GitVerdict | undefined)[] {
  const input = merges.map(([ours, theirs]) => `${ours} ${theirs}\n`).join('');
  try {
    const output = git(
      ['-c', 'merge.conflictStyle=merge', 'merge-tree', '--write-tree', '-z', '--no-messages', '--stdin'],
      input,
    );
    return readVerdicts(output, merges);
  } catch {
    if (merges.length === 1) return [undefined];
    const half = merges.length >> 1;
    return [...judge(git, merges.slice(0, half)), ...judge(git, merges.slice(half))];
  }
}

/**
 * What git makes of a merge with our side's `.gitattributes`, which git before 2.43 does not read in a bare repository.
 */
function judgeWithAttributes(folder: string, git: Git, merge: Merge): GitVerdict | undefined {
  const attributes = join(folder, 'info', 'attributes');
  if (git(['ls-tree', '--name-only', merge[0], '.gitattributes']) === '') return undefined;
  writeFileSync(attributes, git(['cat-file', 'blob', `${merge[0]}:.gitattributes`]));
  try {
    return judge(git, [merge])[0];
  } finally {
    rmSync(attributes);
  }
}

async function mergeHere(objects: RepositoryObjects, [ours, theirs]: Merge): Promise<GitVerdict & { bases: number }> {
  const outcome = await mergeByHistory(objects, HASH_ONLY, {
    base: { ours, theirs, loose: [] },
    ours: readCommit(objects, ours)?.tree as TreeId,
    theirs: readCommit(objects, theirs)?.tree as TreeId,
    prefer: 'none',
    labels: { ours, theirs },
  });
  return { ...verdictOf(outcome), bases: outcome.bases.length };
}

async function replay(source: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-replay-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--mirror', source, folder]);
    mkdirSync(join(folder, 'info'), { recursive: true });
    const git = gitIn(folder);
    const merges = findMerges(git);
    const verdicts = judge(git, merges);
    const objects = new RepositoryObjects(folder);
    const counts = { judged: 0, agreed: 0, verdicts: 0, clean: 0, severalBases: 0 };
    for (const [index, merge] of merges.entries()) {
      let verdict = verdicts[index];
      if (verdict === undefined) continue;
      const { bases, ...ours } = await mergeHere(objects, merge);
      if (!isDeepStrictEqual(ours, verdict)) verdict = judgeWithAttributes(folder, git, merge) ?? verdict;
      counts.judged += 1;
      if (isDeepStrictEqual(ours, verdict)) counts.agreed += 1;
      else console.log(`disagreement: ${merge.join(' ')}`, ours, verdict);
      if (ours.clean === verdict.clean) counts.verdicts += 1;
      if (ours.clean) counts.clean += 1;
      if (bases > 1) counts.severalBases += 1;
    }
    objects.close();
    const { judged, agreed, clean, severalBases } = counts;
    console.log(
      `${source}: ${merges.length} merges, ${clean} clean, ${severalBases} with several bases; ${agreed} of ${judged} agree`,
    );
    return agreed >= judged * AGREEMENT && counts.verdicts === judged;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let good = process.argv.length > 2;
for (const source of process.argv.slice(2)) good = (await replay(source)) && good;
process.exitCode = good ? 0 : 1;
