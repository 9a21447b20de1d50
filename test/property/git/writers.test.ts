import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type CommitId, EMPTY_TREE } from '../../../src/core/ids.ts';
import { NameRefused, RefLocked } from '../../../src/git/refs/ref-errors.ts';
import {
  commitTo,
  fsck,
  GIT_ENV,
  git,
  openedRepository,
  temporaryFolder,
  temporaryRepository,
} from '../../support/real-git.ts';

const PROGRAM = new URL('../../support/label-writer.ts', import.meta.url).pathname;
const PROCESSES = 4;
const WRITERS = 8;
const MOVES = 6;
const PUSHES = 12;

/** Runs a command to its end; answers its exit code and what it printed to stdout. */
async function run(command: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { cwd, env: GIT_ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, , [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, output };
}

/** Commits on top of the branch and pushes until it has been taken `PUSHES` times; answers what was taken. */
async function pushByHand(repository: string): Promise<CommitId[]> {
  const folder = temporaryFolder();
  const taken: CommitId[] = [];
  await run('git', ['clone', '-q', repository, 'copy'], folder);
  const copy = join(folder, 'copy');
  while (taken.length < PUSHES) {
    await run('git', ['pull', '-q', '--ff-only'], copy);
    await run('git', ['commit', '-q', '--allow-empty', '-m', `by hand ${taken.length}`], copy);
    const { code } = await run('git', ['push', '-q'], copy);
    if (code === 0) taken.push((await run('git', ['rev-parse', 'HEAD'], copy)).output.trim() as CommitId);
    else await run('git', ['reset', '-q', '--hard', 'origin/main'], copy);
  }
  return taken;
}

test('RepositoryRefs.update and git push from many processes make one linear order and lose nothing', async () => {
  const repository = temporaryRepository();
  const first = await commitTo(repository, 'main', EMPTY_TREE);
  const writing = Array.from({ length: PROCESSES }, () =>
    run(process.execPath, [PROGRAM, repository.path, 'main', String(WRITERS), String(MOVES)], '/'),
  );
  const pushed = await pushByHand(repository.path);
  const written = (await Promise.all(writing)).flatMap(({ code, output }) => {
    expect(code).toBe(0);
    return output.trim().split('\n') as CommitId[];
  });
  const acknowledged = [first, ...written, ...pushed];
  expect(written).toHaveLength(PROCESSES * WRITERS * MOVES);

  const log = await repository.refs.log('refs/heads/main');
  expect(log.map(({ from }) => from)).toEqual([null, ...log.slice(0, -1).map(({ to }) => to)]);
  expect(log.map(({ to }) => to).sort()).toEqual(acknowledged.sort());
  expect(log.at(-1)?.to).toBe(await repository.refs.read('refs/heads/main'));
  expect(git(repository.path, ['rev-list', '--first-parent', 'main']).split('\n').sort()).toEqual(acknowledged);
  expect(git(repository.path, ['reflog', 'show', '--format=%H', 'main']).split('\n').reverse()).toEqual(
    log.map(({ to }) => to),
  );
  expect(fsck(repository.path)).toBe('');
}, 120_000);

test('RepositoryRefs.update gives up when somebody else keeps the lock, with what to do about it', async () => {
  const repository = temporaryRepository();
  const head = await commitTo(repository, 'main', EMPTY_TREE);
  writeFileSync(join(repository.path, 'refs/heads/main.lock'), '');
  const waiting = [commitTo(repository, 'main', EMPTY_TREE), commitTo(repository, 'other', EMPTY_TREE)] as const;
  await waiting[1];
  await expect(waiting[0]).rejects.toBeInstanceOf(RefLocked);
  expect(await repository.refs.read('refs/heads/main')).toBe(head);
  expect(await repository.refs.log('refs/heads/main')).toHaveLength(1);
});

test('RepositoryRefs.update lets at most one of two labels come about that can not be side by side', async () => {
  const repository = temporaryRepository();
  const others = openedRepository(repository.path);
  for (let round = 0; round < 40; round++) {
    const names = [`r${round}`, `r${round}/below`];
    const made = await Promise.allSettled([
      commitTo(repository, names[round % 2] as string, EMPTY_TREE),
      commitTo(others, names[(round + 1) % 2] as string, EMPTY_TREE),
    ]);
    const done = made.filter(({ status }) => status === 'fulfilled');
    for (const each of made) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(NameRefused);
    const heads = await repository.refs.list('refs/heads/');
    const present = names.filter((name) => heads.has(`refs/heads/${name}`));
    expect(present).toHaveLength(done.length);
    expect(done.length).toBeLessThanOrEqual(1);
    for (const name of names) {
      expect(await repository.refs.log(`refs/heads/${name}`)).toHaveLength(present.includes(name) ? 1 : 0);
    }
  }
  expect(fsck(repository.path)).toBe('');
});
