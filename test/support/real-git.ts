/**
 * Plain git as a judge, and repositories to judge, which last as long as the test that asks for them.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommitId, Oid, TreeId } from '../../src/core/ids.ts';
import { encodeCommit } from '../../src/git/format/commit-codec.ts';
import type { EntryMode } from '../../src/git/format/entry-mode.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { TreeEntry } from '../../src/git/objects/objects.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';

/** What git sees of the environment: no settings of whoever runs the tests. */
export const GIT_ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'A U Thor',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'C O Mitter',
  GIT_COMMITTER_EMAIL: 'committer@example.com',
};

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'treebox-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs git in `folder`; answers what it printed, without the last line feed. Throws with its complaints. */
export function git(folder: string, args: readonly string[], input: string | Buffer = ''): string {
  return execFileSync('git', ['-C', folder, ...args], { env: GIT_ENV, input, stdio: 'pipe', maxBuffer: 1 << 30 })
    .toString()
    .replace(/\n$/, '');
}

/** Runs git in `folder`; answers its exit code and everything it printed. */
export function tryGit(folder: string, args: readonly string[], input = ''): { code: number | null; output: string } {
  const done = spawnSync('git', ['-C', folder, ...args], { env: GIT_ENV, input, encoding: 'utf8', maxBuffer: 1 << 30 });
  return { code: done.status, output: done.stdout + done.stderr };
}

/**
 * What `git fsck --strict --full` complains of. Empty when all is well: objects that nothing names, and that there is
 * no `main`, are no complaint.
 */
export function fsck(folder: string): string {
  const { code, output } = tryGit(folder, ['fsck', '--strict', '--full', '--no-dangling']);
  const complaints = output.replace(/^notice: (HEAD points to an unborn branch.*|No default references)\n/gm, '');
  return code === 0 ? complaints : `exit ${code}: ${complaints}`;
}

/** A new repository in a folder that is removed when the test has finished. */
export function temporaryRepository(): Repository {
  return openedRepository(join(temporaryFolder(), 'snapshots.git'));
}

/** Opens the repository at `path`, and closes it when the test has finished. */
export function openedRepository(path: string): Repository {
  const repository = openRepository(path);
  onTestFinished(() => repository.close());
  return repository;
}

/** A tree entry under a name that is text. */
export function entry(name: string, oid: Oid, mode: EntryMode = '100644'): TreeEntry {
  return { mode, name, nameBytes: Buffer.from(name), oid };
}

/** Stores a flat tree of text files. */
export function storeTree(repository: Repository, files: Readonly<Record<string, string>>): TreeId {
  return repository.incoming.write((writer) =>
    writer.write(
      'tree',
      encodeTree(Object.entries(files).map(([name, text]) => entry(name, writer.write('blob', Buffer.from(text))))),
    ),
  );
}

/** Moves a branch to a new commit of `tree` on top of its head. */
export function commitTo(repository: Repository, label: string, tree: TreeId, message = 'a move'): Promise<CommitId> {
  return repository.refs.update(`refs/heads/${label}`, (actual) => {
    const parents = actual === undefined ? [] : [actual.commit];
    const atSecs = Math.floor(Date.now() / 1000);
    const next = repository.incoming.write((writer) =>
      writer.write('commit', encodeCommit({ tree, parents, atSecs, message })),
    );
    return { next, message, value: next };
  });
}
