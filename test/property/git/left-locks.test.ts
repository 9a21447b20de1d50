/** Locks that a git leaves which somebody ran by hand and which was killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type CommitId, EMPTY_TREE } from '../../../src/core/ids.ts';
import { doNow } from '../../../src/core/steps.ts';
import { isLeft, LEFT_MS } from '../../../src/git/files/left-locks.ts';
import { openRepository, type Repository } from '../../../src/git/repository.ts';
import {
  commitTo,
  fsck,
  GIT_ENV,
  openedRepository,
  storeTree,
  temporaryFolder,
  temporaryRepository,
} from '../../support/real-git.ts';

const MAIN = 'refs/heads/main';
/** Age at which gits of other tests, which began later, can't hold a lock, in ms. */
const LONG_AGO_MS = 24 * 3_600_000;

/** Starts a git by hand that moves main, and returns when it holds the lock and waits. */
async function holdLock({ path }: Repository, next: CommitId): Promise<ChildProcess> {
  const hooks = temporaryFolder();
  const stopped = join(hooks, 'stopped');
  writeFileSync(join(hooks, 'reference-transaction'), `#!/bin/sh\ntouch ${stopped}\nexec sleep 1000\n`);
  chmodSync(join(hooks, 'reference-transaction'), 0o755);
  const args = ['-C', path, '-c', `core.hooksPath=${hooks}`, 'update-ref', MAIN, next];
  const git = spawn('git', args, { env: GIT_ENV, detached: true, stdio: 'ignore' });
  onTestFinished(() => void killGroup(git));
  await expect.poll(() => existsSync(stopped)).toBe(true);
  return git;
}

async function killGroup(git: ChildProcess): Promise<void> {
  if (git.exitCode !== null || git.signalCode !== null) return;
  process.kill(-(git.pid as number), 'SIGKILL');
  await once(git, 'exit');
}

/** A repository whose main has a lock of a git that was killed, as old as it must be to be nobody's. */
async function withLeftLock() {
  const repository = temporaryRepository();
  const head = await commitTo(repository, 'main', EMPTY_TREE);
  const next = await commitTo(repository, 'side', storeTree(repository, { a: 'next' }));
  await killGroup(await holdLock(repository, next));
  const lock = join(repository.path, `${MAIN}.lock`);
  const age = () => utimesSync(lock, new Date(), new Date(Date.now() - LONG_AGO_MS));
  return { repository, lock, age, head, next };
}

test('isLeft: the lock of a git that runs is not, that of one which was killed is once it is old', async () => {
  const repository = temporaryRepository();
  await commitTo(repository, 'main', EMPTY_TREE);
  const git = await holdLock(repository, await commitTo(repository, 'side', storeTree(repository, { a: 'next' })));
  const stats = statSync(join(repository.path, `${MAIN}.lock`));
  expect([doNow(isLeft(stats, 0)), doNow(isLeft(stats))]).toEqual([false, false]);
  await killGroup(git);
  // Other tests may have gits that run.
  await expect.poll(() => doNow(isLeft(stats, 0))).toBe(true);
  expect(doNow(isLeft(stats))).toBe(false);
});

test('RepositoryRefs: a lock that a killed git has left is named, and goes when it is old', async () => {
  const { repository, lock, age, head } = await withLeftLock();
  const told: string[] = [];
  const opened = openRepository(repository.path, { onRepair: (what) => told.push(what) });
  onTestFinished(() => opened.close());
  await expect(commitTo(opened, 'main', EMPTY_TREE)).rejects.toThrow(`${MAIN}.lock`);
  expect(readFileSync(lock, 'utf8')).toMatch(/^[0-9a-f]{40}\n$/);
  age();
  const moved = await commitTo(opened, 'main', EMPTY_TREE);
  expect(told).toEqual([`${MAIN}: unlocked, a killed git had left it`]);
  expect((await opened.refs.log(MAIN)).map(({ to }) => to)).toEqual([head, moved]);
  expect(fsck(repository.path)).toBe('');
});

test('openRepository: a lock that somebody may hold is named, and is not taken for damage', async () => {
  const { repository, lock } = await withLeftLock();
  utimesSync(lock, new Date(), new Date(Date.now() - LEFT_MS / 2));
  // After damage it would be looked for and removed.
  const empty = join(repository.path, 'objects/aa', 'a'.repeat(38));
  mkdirSync(dirname(empty), { recursive: true });
  writeFileSync(empty, '');
  const { repaired } = openedRepository(repository.path);
  expect(repaired).toEqual([expect.stringMatching(/^refs\/heads\/main: locked by another program; /)]);
  expect(existsSync(empty)).toBe(true);
});

test('openRepository names a lock that a killed git has left, with what to do, and removes it when it is old', async () => {
  const { repository, lock, age, head, next } = await withLeftLock();
  utimesSync(lock, new Date(), new Date(Date.now() - LEFT_MS / 2));
  const [said, ...others] = openedRepository(repository.path).repaired;
  expect(others).toEqual([]);
  expect(said).toContain(`remove ${lock}`);
  expect(existsSync(lock)).toBe(true);
  // It was killed between its line in the log and the move, which may have been told to somebody.
  appendFileSync(join(repository.path, 'logs', MAIN), `${head} ${next} git <git@localhost> 1 +0000\tpush\n`);
  age();
  const opened = openedRepository(repository.path);
  expect(opened.repaired).toEqual([`${MAIN}: set to the newest usable value in its log`, `${MAIN}: unlocked`]);
  expect(await opened.refs.read(MAIN)).toBe(next);
  expect(existsSync(lock)).toBe(false);
});
