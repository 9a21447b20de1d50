/**
 * The history of a commit, as git lists it.
 */
import { createInterface } from 'node:readline';
import type { CommitId } from '../../core/ids.ts';
import { startGit } from '../git-process.ts';

/**
 * Names a commit and every commit that it descends from, newest first and none before its children.
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
