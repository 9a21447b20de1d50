/**
 * Snapshots of any size, made by git itself.
 */
import { execFileSync } from 'node:child_process';

/**
 * Commits files `d<n>/f<m>.txt`, a hundred a folder, to a branch of a repository.
 * @param repository path of a git repository
 */
export function importFiles(repository: string, branch: string, files: number): void {
  const lines = [`commit refs/heads/${branch}`, 'committer bench <bench@localhost> 0 +0000', 'data 4', 'init'];
  for (let at = 0; at < files; at += 1) {
    const text = `file ${at} of ${branch}\n`;
    lines.push(`M 100644 inline d${Math.floor(at / 100)}/f${at}.txt`, `data ${text.length}`, text);
  }
  execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: `${lines.join('\n')}\n` });
}
