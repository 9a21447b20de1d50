/**
 * Git judges what a volume commits: the same random programs run on a working folder and on a volume, and the tree that
 * `git add -A && git write-tree` makes of the one must be the tree that the other leaves.
 *
 * Starting git costs more than a program does, so git judges a batch at a time: each program runs in the same folder,
 * which is then put beside those of the others.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import { readTree } from '../../src/git/format/tree-codec.ts';
import { interpretFs } from '../fixtures/interpret-fs.js';
import { copyByName } from '../support/copy-by-name.ts';
import { foundPrograms } from '../support/found-programs.ts';
import { type FsStep, fsPrograms } from '../support/fs-programs.ts';
import { MemoryObjects } from '../support/memory-objects.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { SEARCH_TIMEOUT_MS, search } from '../support/search.ts';
import { staysBelow } from '../support/stay-below.ts';
import { mount } from '../support/volume-fs.ts';

/** Of 40 pairs of programs on average: some 2,600 pairs. */
const BATCHES = 66;
const BATCH_MAX = 79;
const STEPS = 25;

const base = scratchFolder('snapshot');
const root = join(base, '1/2/3/w');
const gitDir = join(base, 'repository.git');
/** What git sees: a folder for each program of a batch, named by its place. */
const work = join(base, 'work');

type Pair = readonly [first: readonly FsStep[], second: readonly FsStep[]];

const pairs: fc.Arbitrary<Pair> = fc.tuple(fsPrograms(root, STEPS), fsPrograms(root, STEPS));
/** Down to one, so that a failing batch soon shrinks to the program that fails. */
const batches = fc.noBias(fc.array(pairs, { minLength: 1, maxLength: BATCH_MAX, size: 'max' }));

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

function git(...args: readonly string[]): string {
  const env = {
    PATH: process.env.PATH,
    GIT_DIR: gitDir,
    GIT_WORK_TREE: work,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  return execFileSync('git', args, { env, cwd: work, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
}

function empty(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

/** Puts what the program at `place` has left beside what the others have. */
function keep(place: number): void {
  fs.mkdirSync(root, { recursive: true });
  fs.renameSync(root, join(work, `${place}`));
}

/** Takes it back, or a new folder where nothing is left. */
function takeBack(place: number): void {
  fs.mkdirSync(join(work, `${place}`), { recursive: true });
  fs.rmSync(root, { recursive: true, force: true });
  fs.renameSync(join(work, `${place}`), root);
}

/** The trees of the first `count` folders, as git adds them. */
function gitTrees(count: number): TreeId[] {
  // The index takes a file for unchanged whose size, inode and whole seconds are those of an earlier one: programs set times.
  fs.rmSync(join(gitDir, 'index'), { force: true });
  git('add', '-A');
  const listed = new Map<string, TreeId>();
  for (const line of git('ls-tree', git('write-tree')).split('\n')) {
    const [, oid, place] = /^040000 tree (\w{40})\t(\d+)$/.exec(line) ?? [];
    if (place !== undefined) listed.set(place, oid as TreeId);
  }
  return Array.from({ length: count }, (_, place) => listed.get(`${place}`) ?? EMPTY_TREE);
}

/** Makes the folders what a checkout of the index would be. */
function checkout(): void {
  empty(work);
  git('checkout-index', '--all', '--force');
}

/** The tree at `root` in a volume's tree, which holds all folders on the way to it. */
function treeAtRoot(objects: MemoryObjects, tree: TreeId): TreeId {
  let at = tree;
  for (const name of root.split('/').slice(1)) {
    at = (readTree(objects, at)?.find((entry) => entry.name === name)?.oid as TreeId | undefined) ?? EMPTY_TREE;
  }
  return at;
}

/** Runs steps on the working folder, then on a volume of `tree`. @returns the volume's tree afterwards */
async function runBoth(objects: MemoryObjects, tree: TreeId, steps: readonly FsStep[]): Promise<TreeId> {
  const skipped = new Set<FsStep>();
  await interpretFs(fs, fromHex, steps, (step) => {
    const allowed = staysBelow(root, step);
    if (!allowed) skipped.add(step);
    return allowed;
  });
  const { volume, fs: guest } = mount({ objects, tree });
  guest.mkdirSync(root, { recursive: true });
  await interpretFs(guest, fromHex, steps, (step) => !skipped.has(step));
  return volume.snapshot(objects);
}

beforeAll(async () => {
  process.umask(0o022);
  await copyByName(base);
  execFileSync('git', ['init', '--quiet', '--bare', gitDir]);
});

afterAll(() => {
  fs.rmSync(base, { recursive: true, force: true });
});

describe('Volume.snapshot', () => {
  test('leaves the tree that git add and git write-tree make', { timeout: SEARCH_TIMEOUT_MS }, () =>
    search({
      values: batches,
      examples: [foundPrograms(root).map((program): Pair => [program, []])],
      count: BATCHES,
      judge: async (batch) => {
        const objects = new MemoryObjects();
        const judge = (trees: readonly TreeId[]) =>
          expect(trees.map((tree) => treeAtRoot(objects, tree))).toEqual(gitTrees(trees.length));
        empty(work);
        const before: TreeId[] = [];
        for (const [place, [first]] of batch.entries()) {
          empty(root);
          before.push(await runBoth(objects, EMPTY_TREE, first));
          keep(place);
        }
        judge(before);
        // The second program starts from what git keeps: from a mount of the tree, and from a checkout of it.
        checkout();
        const after: TreeId[] = [];
        for (const [place, [, second]] of batch.entries()) {
          takeBack(place);
          after.push(await runBoth(objects, before[place] as TreeId, second));
          keep(place);
        }
        judge(after);
      },
    }),
  );
});
