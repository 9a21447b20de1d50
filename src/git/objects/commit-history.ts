/**
 * Every commit that a branch or a reflog names, directly or as an ancestor. Layer 1.
 */
import { createInterface } from 'node:readline';
import type { Oid } from '../../core/ids.ts';
import { startGit } from '../git-process.ts';

/** A commit as far as descent goes. */
export interface HistoryCommit {
  readonly commit: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
}

/**
 * Lists the commits, newest first, without keeping them.
 * @param gitDir absolute path of the repository
 * @throws Error when git fails
 */
export async function* commitHistory(gitDir: string): AsyncGenerator<HistoryCommit> {
  const git = startGit(gitDir, ['rev-list', '--branches', '--reflog', '--format=%H %T %P']);
  git.stdin.end();
  try {
    for await (const line of createInterface({ input: git.stdout })) {
      // Before each there is a line that begins with this word.
      if (line.startsWith('commit ')) continue;
      const [commit, tree, ...parents] = line.trimEnd().split(' ') as [Oid, Oid, ...Oid[]];
      yield { commit, tree, parents };
    }
    await git.success();
  } finally {
    git.kill();
  }
}

/**
 * Names a commit and every commit that it descends from, newest first and none before its children.
 * @param gitDir absolute path of the repository
 * @throws Error when git fails
 */
export async function* commitsBefore(gitDir: string, commit: Oid): AsyncGenerator<Oid> {
  const git = startGit(gitDir, ['rev-list', '--date-order', commit]);
  git.stdin.end();
  try {
    for await (const line of createInterface({ input: git.stdout })) yield line as Oid;
    await git.success();
  } finally {
    git.kill();
  }
}
