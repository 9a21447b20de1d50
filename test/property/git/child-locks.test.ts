import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type CommitId, EMPTY_TREE } from '../../../src/core/ids.ts';
import { ABANDONED_MS, type MayLock } from '../../../src/git/files/child-locks.ts';
import { type GitProcess, startGit } from '../../../src/git/git-process.ts';
import type { Repository } from '../../../src/git/repository.ts';
import {
  commitTo,
  fsck,
  git,
  openedRepository,
  storeTree,
  temporaryFolder,
  temporaryRepository,
} from '../../support/real-git.ts';
import { slowGit } from '../../support/slow-git.ts';

const MAIN = 'refs/heads/main';
/** How long git takes to look through a history, in seconds. */
const SLOW_SECS = 2;

/** A hook that stops git in the moment that it holds all its locks and has moved nothing yet. */
function stopAtLocks(repository: Repository): string {
  const hooks = temporaryFolder();
  const stopped = join(hooks, 'stopped');
  const hook = join(hooks, 'reference-transaction');
  writeFileSync(hook, `#!/bin/sh\n[ "$1" = prepared ] || exit 0\ntouch ${stopped}\nexec sleep 100\n`);
  chmodSync(hook, 0o755);
  appendFileSync(join(repository.path, 'config'), `[core]\n\thooksPath = ${hooks}\n`);
  return stopped;
}

/** Starts a git that moves `ref`, and returns when it holds the lock. */
async function startMove(repository: Repository, ref: string, next: CommitId, locks: MayLock): Promise<GitProcess> {
  const stopped = stopAtLocks(repository);
  const child = repository.childLocks.guard(locks, () => startGit(repository.path, ['update-ref', ref, next]));
  onTestFinished(() => killGroup(child));
  child.stdin.end();
  child.stdout.resume();
  await expect.poll(() => existsSync(stopped)).toBe(true);
  return child;
}

function killGroup({ pid }: GitProcess): void {
  try {
    process.kill(-(pid as number), 'SIGKILL');
  } catch {
    // It has ended before.
  }
}

const lockFiles = ({ path }: Repository) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lock'));
const notes = ({ path }: Repository) => readdirSync(join(path, 'treebox/children'));

/** Two commits, of which main is at the first. */
async function twoCommits(repository: Repository): Promise<[CommitId, CommitId]> {
  const next = await commitTo(repository, 'side', storeTree(repository, { a: 'next' }));
  return [await commitTo(repository, 'main', EMPTY_TREE), next];
}

test('ChildLocks: a label is free again as soon as a git that had locked it was killed', async () => {
  const repository = temporaryRepository();
  const [head, next] = await twoCommits(repository);
  const child = await startMove(repository, MAIN, next, { [MAIN]: next });
  expect(lockFiles(repository)).toContain('refs/heads/main.lock');
  expect(readFileSync(join(repository.path, `${MAIN}.lock`), 'utf8')).toBe(`${next}\n`);
  killGroup(child);
  await child.exit;
  await expect.poll(() => lockFiles(repository)).not.toContain('refs/heads/main.lock');
  expect(await repository.refs.read(MAIN)).toBe(head);
  const moved = await commitTo(repository, 'main', EMPTY_TREE);
  expect((await repository.refs.log(MAIN)).map(({ to }) => to)).toEqual([head, moved]);
  expect(fsck(repository.path)).toBe('');
});

test('ChildLocks: others are served while git looks through what a killed git has left', async () => {
  const repository = temporaryRepository();
  const [head, next] = await twoCommits(repository);
  const child = await startMove(repository, MAIN, next, { [MAIN]: next });
  appendFileSync(join(repository.path, 'logs', MAIN), `${head} ${next} git <git@localhost> 1 +0000\tpush\n`);
  const { folder, asked } = slowGit(SLOW_SECS);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  killGroup(child);
  await expect.poll(() => lockFiles(repository), { timeout: 20_000 }).not.toContain('refs/heads/main.lock');
  delay.disable();
  expect(existsSync(asked)).toBe(true);
  expect(delay.max / 1e9).toBeLessThan(SLOW_SECS / 2);
  expect(await repository.refs.read(MAIN)).toBe(next);
});

test('ChildLocks: a check that takes long holds up neither another label nor the notes of other gits', async () => {
  const repository = temporaryRepository();
  const [head, next] = await twoCommits(repository);
  const side = 'refs/heads/side';
  const main = await startMove(repository, MAIN, next, { [MAIN]: next });
  const other = await startMove(repository, side, head, { [side]: head });
  appendFileSync(join(repository.path, 'logs', MAIN), `${head} ${next} git <git@localhost> 1 +0000\tpush\n`);
  const { folder, asked } = slowGit(2 * SLOW_SECS);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  killGroup(main);
  await expect.poll(() => existsSync(asked)).toBe(true);
  killGroup(other);
  await expect.poll(() => lockFiles(repository)).not.toContain(`${side}.lock`);
  expect(lockFiles(repository)).toContain(`${MAIN}.lock`);
  await expect.poll(() => lockFiles(repository), { timeout: 20_000 }).not.toContain(`${MAIN}.lock`);
  expect(await repository.refs.read(MAIN)).toBe(next);
  expect(await repository.refs.read(side)).toBe(next);
}, 60_000);

test('ChildLocks: the next start unlocks what a git killed together with its server had locked', async () => {
  const repository = temporaryRepository();
  const [head, next] = await twoCommits(repository);
  const child = await startMove(repository, MAIN, next, { [MAIN]: next });
  expect(openedRepository(repository.path).repaired).toEqual([]);
  const [note] = notes(repository) as [string];
  const text = readFileSync(join(repository.path, 'treebox/children', note), 'utf8');
  killGroup(child);
  await child.exit;
  // As if nobody had been there to see it end.
  await expect.poll(() => lockFiles(repository)).toEqual(['HEAD.lock']);
  writeFileSync(join(repository.path, `${MAIN}.lock`), `${next}\n`);
  appendFileSync(join(repository.path, 'logs', MAIN), `${head} ${next} git <git@localhost> 1 +0000\tpush\n`);
  const path = join(repository.path, 'treebox/children', note);
  writeFileSync(path, text);
  utimesSync(path, new Date(), new Date(Date.now() - 1000));
  const opened = openedRepository(repository.path);
  // The push may have been acknowledged: a file system that was repaired forgets the end of a lock.
  expect(opened.repaired).toEqual([
    `${MAIN}: set to the newest usable value in its log`,
    `${MAIN}: unlocked, a killed git had left it`,
  ]);
  expect(await opened.refs.read(MAIN)).toBe(next);
  expect((await opened.refs.log(MAIN)).map(({ to }) => to)).toEqual([head, next]);
  expect(fsck(repository.path)).toBe('');
});

test('ChildLocks: a lock without content goes when it has been there for long, and with it the note', async () => {
  const repository = temporaryRepository();
  const [head, next] = await twoCommits(repository);
  const child = await startMove(repository, MAIN, next, { [MAIN]: next });
  killGroup(child);
  await expect.poll(() => lockFiles(repository)).toEqual(['HEAD.lock']);
  expect(notes(repository)).toHaveLength(1);
  await expect.poll(() => lockFiles(repository), { timeout: ABANDONED_MS + 5_000 }).toEqual([]);
  await expect.poll(() => notes(repository)).toEqual([]);
  expect(await repository.refs.read(MAIN)).toBe(head);
}, 30_000);

test("ChildLocks: somebody else's lock stays, and so does one of treebox's own", async () => {
  const repository = temporaryRepository();
  const [, next] = await twoCommits(repository);
  mkdirSync(join(repository.path, 'refs/heads/team'));
  for (const ref of ['refs/heads/side', 'refs/heads/team/x'])
    writeFileSync(join(repository.path, `${ref}.lock`), `${next}\n`);
  const child = await startMove(repository, MAIN, next, { [MAIN]: next, 'refs/heads/own': next });
  let release = () => {};
  const own = repository.refs.update('refs/heads/own', async () => {
    await new Promise<void>((resolve) => (release = resolve));
    return { keep: true, value: null };
  });
  await expect.poll(() => lockFiles(repository)).toContain('refs/heads/own.lock');
  killGroup(child);
  await child.exit;
  await expect.poll(() => lockFiles(repository)).not.toContain('refs/heads/main.lock');
  expect(lockFiles(repository).sort()).toEqual(
    ['HEAD.lock', 'refs/heads/own.lock', 'refs/heads/side.lock', 'refs/heads/team/x.lock'].sort(),
  );
  release();
  await own;
});

test('ChildLocks: a git that ends by itself leaves no note, nor does one that can not be started', async () => {
  const repository = temporaryRepository();
  const [, next] = await twoCommits(repository);
  const child = repository.childLocks.guard({ [MAIN]: next }, () =>
    startGit(repository.path, ['update-ref', MAIN, next]),
  );
  child.stdin.end();
  child.stdout.resume();
  await child.success();
  await expect.poll(() => notes(repository)).toEqual([]);
  expect(git(repository.path, ['rev-parse', 'main'])).toBe(next);
});

test('Maintenance.collect goes on after a git pack-refs was killed in the middle', async () => {
  const repository = temporaryRepository();
  await twoCommits(repository);
  writeFileSync(join(repository.path, 'packed-refs.new'), '# pack-refs with');
  await repository.maintenance.collect();
  expect(git(repository.path, ['pack-refs', '--all'])).toBe('');
  expect(lockFiles(repository)).toEqual([]);
});
