/**
 * Lists the history of a commit.
 */
import { createInterface } from 'node:readline';
import type { CommitId } from '../../core/ids.ts';
import { startGit } from '../git-process.ts';

/**
 * Yields a commit and all its ancestors, newest first, and children before their parents.
 * @param gitDir absolute path of the repository
 * @throws Error when git fails
 */
export async function* commitsBefore(gitDir: string, commit: CommitId): AsyncGenerator<CommitId> {
  const git = startGit(gitDir, ['rev-list', '--date-order', commit]);
  git.stdin.end();
  try {
    for await (const line of createInterface({ input: git.stdout })) yield line as CommitId;
    await git.success();
  } finally {
    git.kill();
  }
}
