/**
 * Replays the merge commits of a real repository, with git and here, and prints how many agree.
 *
 *     node test/differential/replay-merges.ts FOLDER...
 *
 * Only merges of two parents with one merge base count, and none for which the repository lacks an object. `git merge-tree`
 * before 2.50 looks for renames whatever it is told; where it has found one, `git merge-recursive --no-renames` is asked.
 * Exits with 1 when less than `AGREEMENT` agree.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Oid } from '../../src/core/ids.ts';
import { mergeTrees } from '../../src/git/merge/merge-tree.ts';
import type { Sides } from '../../src/git/merge/three-way.ts';
import type { ObjectWriter } from '../../src/git/objects/objects.ts';
import { RepositoryObjects } from '../../src/git/objects/repository-objects.ts';
import { hashObject } from '../../src/git/packs/pack-writer.ts';
import { stagesOf } from '../support/merge-judge.ts';

const AGREEMENT = 0.999;

/** What is merged is compared by its name and kept nowhere. */
const HASH_ONLY: ObjectWriter = { write: hashObject, finish: () => null, abandon: () => {} };

interface Merge {
  readonly commits: readonly [ours: string, theirs: string];
  readonly trees: Sides<Oid>;
}

/** Every merge of two parents that has one merge base. */
function findMerges(git: Git): Merge[] {
  const lines = git(['rev-list', '--all', '--min-parents=2', '--max-parents=2', '--parents']).trim().split('\n');
  const treeOf = (commit: string) => git(['rev-parse', `${commit}^{tree}`]).trim() as Oid;
  return lines.flatMap((line) => {
    const [, ours = '', theirs = ''] = line.split(' ');
    const bases = git(['merge-base', '--all', ours, theirs], '', true).trim().split('\n');
    if (bases.length !== 1 || bases[0] === '') return [];
    return [
      {
        commits: [ours, theirs],
        trees: { base: treeOf(bases[0] as string), ours: treeOf(ours), theirs: treeOf(theirs) },
      },
    ];
  });
}

type Git = (args: readonly string[], input?: string, mayFail?: boolean) => string;

function gitIn(folder: string): Git {
  return (args, input = '', mayFail = false) => {
    try {
      return execFileSync('git', ['-C', folder, ...args], { input, maxBuffer: 1 << 30, stdio: 'pipe' }).toString();
    } catch (error) {
      if (mayFail) return '';
      throw error;
    }
  };
}

/** What git makes of each merge; undefined where the repository lacks an object that git needs for it. */
function judge(git: Git, merges: readonly Merge[]): unknown[] {
  try {
    return judgeAtOnce(git, merges);
  } catch (error) {
    if (!isLack(error)) throw error;
    if (merges.length === 1) return [undefined];
    const half = merges.length >> 1;
    return [...judge(git, merges.slice(0, half)), ...judge(git, merges.slice(half))];
  }
}

/** A tree, or the stages in conflict, for each merge. */
function judgeAtOnce(git: Git, merges: readonly Merge[]): unknown[] {
  const input = merges.map(({ commits }) => `${commits.join(' ')}\n`).join('');
  const settings = ['-c', 'merge.renames=false', '-c', 'merge.conflictStyle=merge'];
  const fields = git([...settings, 'merge-tree', '--write-tree', '-z', '--no-messages', '--stdin'], input).split('\0');
  let at = 0;
  return merges.map(({ commits }) => {
    const clean = fields[at++] === '1';
    const tree = fields[at++];
    const stages: string[] = [];
    for (let line = fields[at++]; line !== '' && line !== undefined; line = fields[at++]) {
      const [entry = '', name = ''] = line.split('\t');
      const made = commits.find((commit) => name.endsWith(`~${commit}`));
      const [, oid, stage] = entry.split(' ');
      stages.push(`${made === undefined ? name : name.slice(0, -made.length - 1)} ${stage} ${oid}`);
    }
    return clean ? tree : stages.sort();
  });
}

/** What git makes of one merge when it looks for no renames: slower, since that wants files on disk. */
function judgeWithoutRenames(folder: string, { commits: [ours, theirs], trees: { base } }: Merge): unknown {
  const work = mkdtempSync(join(tmpdir(), 'treebox-replay-work-'));
  const env = { ...process.env, GIT_DIR: folder, GIT_WORK_TREE: work, GIT_INDEX_FILE: join(work, '.git-index') };
  const git = (...args: string[]) =>
    execFileSync('git', args, { env, cwd: work, maxBuffer: 1 << 30, stdio: 'pipe' }).toString();
  try {
    git('read-tree', ours);
    git('checkout-index', '--all', '--index', '--quiet');
    try {
      git('merge-recursive', '--no-renames', '--diff-algorithm=histogram', base, '--', ours, theirs);
    } catch (error) {
      if ((error as { status?: number }).status !== 1) throw error;
      const unmerged = git('ls-files', '--unmerged', '-z').split('\0').slice(0, -1);
      return unmerged.map((line) => line.replace(/^\d+ (\w+) (\d)\t(.*)$/s, '$3 $2 $1')).sort();
    }
    return git('write-tree').trim();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Whether git failed for want of an object. */
function isLack(error: unknown): boolean {
  return (error as { stderr?: Buffer }).stderr?.includes('unable to read') === true;
}

/** Whether git finds a renamed file between the base and either side; undefined where it lacks an object for that. */
function hasRenames(git: Git, { trees }: Merge): boolean | undefined {
  const find = (side: Oid) => git(['diff-tree', '-r', '-M', '-l0', '--diff-filter=R', '--name-only', trees.base, side]);
  try {
    return find(trees.ours) !== '' || find(trees.theirs) !== '';
  } catch (error) {
    if (!isLack(error)) throw error;
    return undefined;
  }
}

async function replay(source: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-replay-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--mirror', source, folder]);
    const git = gitIn(folder);
    const merges = findMerges(git);
    const verdicts = judge(git, merges);
    const objects = new RepositoryObjects(folder);
    const counts = { judged: 0, agreed: 0, clean: 0, renamed: 0 };
    for (const [index, merge] of merges.entries()) {
      const renamed = hasRenames(git, merge);
      if (verdicts[index] === undefined || renamed === undefined) continue;
      const outcome = await mergeTrees(objects, HASH_ONLY, { ...merge.trees, prefer: 'none' });
      const ours = outcome.status === 'merged' ? outcome.tree : stagesOf(outcome.conflicts);
      const asMergeTree = isDeepStrictEqual(ours, verdicts[index]);
      const verdict = asMergeTree || !renamed ? verdicts[index] : judgeWithoutRenames(folder, merge);
      const agrees = asMergeTree || isDeepStrictEqual(ours, verdict);
      counts.judged += 1;
      if (agrees) counts.agreed += 1;
      else console.log(`disagreement: ${merge.commits.join(' ')}`, ours, verdict);
      if (outcome.status === 'merged') counts.clean += 1;
      if (renamed && !asMergeTree) counts.renamed += 1;
    }
    objects.close();
    const { judged, agreed, clean, renamed } = counts;
    console.log(
      `${source}: ${merges.length} merges, ${clean} clean here; ${agreed} of ${judged} agree, ` +
        `${renamed} of them judged without git's renames`,
    );
    return agreed >= judged * AGREEMENT;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let good = process.argv.length > 2;
for (const source of process.argv.slice(2)) good = (await replay(source)) && good;
process.exitCode = good ? 0 : 1;
