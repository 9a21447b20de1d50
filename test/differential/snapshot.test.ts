/**
 * Git judges what a volume commits: the same random programs run on a working folder and on a volume, and the tree that
 * `git add -A && git write-tree` makes of the one must be the tree that the other leaves.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_TREE, type Oid } from '../../src/core/ids.ts';
import { readTree } from '../../src/git/tree-codec.ts';
import { interpretFs } from '../fixtures/interpret-fs.js';
import { type FsStep, fsPrograms } from '../support/fs-programs.ts';
import { MemoryObjects } from '../support/memory-objects.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { staysBelow } from '../support/stay-below.ts';
import { mount } from '../support/volume-fs.ts';

const PROGRAMS = 150;
const STEPS = 25;
const MINUTES = Number(process.env.TREEBOX_TEST_MINUTES ?? 0);

const base = scratchFolder('snapshot');
const root = join(base, '1/2/3/w');
const gitDir = join(base, 'repository.git');

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

function git(...args: readonly string[]): string {
  const env = {
    PATH: process.env.PATH,
    GIT_DIR: gitDir,
    GIT_WORK_TREE: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  return execFileSync('git', args, { env, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
}

/** The tree of the working folder, as git adds it. */
function gitTree(): Oid {
  fs.mkdirSync(root, { recursive: true });
  git('add', '-A');
  return git('write-tree') as Oid;
}

/** Makes the working folder what a checkout of the index would be. */
function checkout(): void {
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root, { recursive: true });
  git('checkout-index', '--all', '--force');
}

/** The tree at `root` in a volume's tree, which holds all folders on the way to it. */
function treeAtRoot(objects: MemoryObjects, tree: Oid): Oid {
  let at = tree;
  for (const name of root.split('/').slice(1)) {
    at = readTree(objects, at)?.find((entry) => entry.name === name)?.oid ?? EMPTY_TREE;
  }
  return at;
}

/** Runs steps on the working folder, then on a volume of `tree`. @returns the volume's tree afterwards */
async function runBoth(objects: MemoryObjects, tree: Oid, steps: readonly FsStep[]): Promise<Oid> {
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

beforeAll(() => {
  process.umask(0o022);
  fs.mkdirSync(root, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', gitDir]);
});

afterAll(() => {
  fs.rmSync(base, { recursive: true, force: true });
});

describe('Volume.snapshot', () => {
  test('leaves the tree that git add and git write-tree make', { timeout: MINUTES * 60_000 + 600_000 }, async () => {
    const programs = fc.tuple(fsPrograms(root, STEPS), fsPrograms(root, STEPS));
    await fc.assert(
      fc.asyncProperty(programs, async ([first, second]) => {
        const objects = new MemoryObjects();
        fs.rmSync(root, { recursive: true, force: true });
        fs.mkdirSync(root, { recursive: true });
        const before = await runBoth(objects, EMPTY_TREE, first);
        expect(treeAtRoot(objects, before)).toBe(gitTree());
        // The second program starts from what git keeps: from a mount of the tree, and from a checkout of it.
        checkout();
        const after = await runBoth(objects, before, second);
        expect(treeAtRoot(objects, after)).toBe(gitTree());
      }),
      MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000, numRuns: 1_000_000_000 } : { numRuns: PROGRAMS },
    );
  });
});
