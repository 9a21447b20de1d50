import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { EMPTY_TREE, type TreeId } from '../../../src/core/ids.ts';
import { COLLECT_AGE_MS } from '../../../src/core/limits.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { PILE } from '../../../src/git/upkeep/pack-consolidation.ts';
import { countSteps, instrument, stopCounting } from '../../support/fs-steps.ts';
import { type Acknowledged, moveLabels } from '../../support/label-moves.ts';
import { commitTo, fsck, git, openedRepository, storeTree, temporaryFolder } from '../../support/real-git.ts';

/** At every how many steps the judgement includes a `git gc` and further moves, which take longer than all the rest. */
const THOROUGH_EVERY = 4;
const MOVES = new URL('../../support/label-moves.ts', import.meta.url).pathname;
const COLLECTION = new URL('../../support/collect-once.ts', import.meta.url).pathname;

beforeAll(instrument);

/** Runs the program until the step; answers what it acknowledged, and whether it came to its end. */
async function runUntil(
  program: string,
  path: string,
  step: number,
): Promise<{ acknowledged: Acknowledged[]; finished: boolean }> {
  const child = spawn(process.execPath, [program, path, String(step)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const lines = (await text(child.stdout)).trim().split('\n');
  const signal = await exit;
  if (signal !== null && signal !== 'SIGKILL') throw new Error(`the program ended with ${signal}`);
  return { acknowledged: lines.filter(Boolean).map((line) => JSON.parse(line)), finished: signal === null };
}

/** Everything that must hold of a repository after it has been opened again. */
async function expectSound(
  repository: Repository,
  acknowledged: readonly Acknowledged[],
  step: number,
  when: string,
): Promise<void> {
  const { path, refs } = repository;
  for (const [ref, head] of await refs.list('refs/heads/')) {
    expect((await refs.log(ref, 1))[0]?.to, `${when}: the last line of ${ref}'s log is its head`).toBe(head);
    expect(git(path, ['rev-parse', `${ref}@{0}`])).toBe(head);
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => file.endsWith('.lock') || file.startsWith('treebox/locks/'), when)).toEqual([]);
  if (step % THOROUGH_EVERY === 0) {
    git(path, ['gc', '--quiet', '--prune=now']);
    await moveLabels(repository, `after ${when}`, () => {});
  }
  expect(fsck(path), when).toBe('');
  for (const what of acknowledged) {
    if ('pinned' in what) expect(git(path, ['cat-file', 'blob', `${what.pinned}:file`]), when).toBe(what.file);
    else if (what.head === null) expect(await refs.read(`refs/heads/${what.label}`), when).toBeUndefined();
    else if (what.label === 'main') {
      expect((await refs.findLogged('refs/heads/main', { commit: what.head })).entry, when).toBeDefined();
    }
  }
}

test('A label move survives SIGKILL before every single step that it takes', async () => {
  let finished = false;
  let next = 1;
  const worker = async () => {
    while (!finished) {
      const step = next++;
      const path = join(temporaryFolder(), 'snapshots.git');
      const ran = await runUntil(MOVES, path, step);
      finished ||= ran.finished;
      await expectSound(openedRepository(path), ran.acknowledged, step, `killed before step ${step}`);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(next).toBeGreaterThan(80);
}, 600_000);

test('A label move that fails at any single step leaves nothing behind that stops the next one', async () => {
  onTestFinished(stopCounting);
  for (let step = 1, failed = true; failed; step++) {
    const repository = openedRepository(join(temporaryFolder(), 'snapshots.git'));
    const acknowledged: Acknowledged[] = [];
    let failedAt: string | undefined;
    countSteps((count, name) => {
      if (count < step || failedAt !== undefined) return;
      // A lock that can't be removed stays until the next start, and so does its other name.
      if (/^unlinkSync .*(\.lock|treebox\/locks.*)$/.test(name)) return;
      failedAt = name;
      throw Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' });
    });
    const outcome = await moveLabels(repository, `step ${step}`, (what) => acknowledged.push(what)).catch(String);
    stopCounting();
    failed = failedAt !== undefined;
    if (failed) expect(outcome).toContain('EIO');
    await expectSound(repository, acknowledged, step, `${failedAt} failed as step ${step}`);
  }
}, 600_000);

/** Waits until no git that a killed process has left works on the repository any more. */
async function gitsToEnd(path: string): Promise<void> {
  const gits = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'latin1').includes(`safe.directory=${path}`);
      } catch {
        return false;
      }
    });
  await expect.poll(gits, { timeout: 10_000 }).toEqual([]);
}

test('Maintenance survives SIGKILL between any two steps of putting packs together and collecting', async () => {
  let finished = false;
  // Every step at first, then some: most of the later ones delete one pack's file after another.
  for (let step = 1; !finished; step += step < 6 ? 1 : 61) {
    const path = join(temporaryFolder(), 'snapshots.git');
    const pinned: TreeId[] = [];
    // Two that write, so that neither has reason to put packs together by itself.
    for (const repository of [openedRepository(path), openedRepository(path)]) {
      for (let nth = 0; nth < PILE - 2; nth++) pinned.push(storeTree(repository, { file: `pinned ${pinned.length}` }));
      for (const tree of pinned) repository.pins.add(tree);
      await commitTo(repository, 'main', EMPTY_TREE);
    }
    const past = (Date.now() - COLLECT_AGE_MS) / 1000 - 60;
    for (const file of readdirSync(join(path, 'objects/pack')))
      utimesSync(join(path, 'objects/pack', file), past, past);
    ({ finished } = await runUntil(COLLECTION, path, step));
    await gitsToEnd(path);
    const reopened = openedRepository(path);
    for (const [nth, tree] of pinned.entries()) {
      expect(git(path, ['cat-file', 'blob', `${tree}:file`]), `killed before step ${step}`).toBe(`pinned ${nth}`);
    }
    await reopened.maintenance.collect();
    await expectSound(reopened, [], step, `killed before step ${step}`);
  }
}, 600_000);
