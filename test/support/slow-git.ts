/**
 * A git that takes its time.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './real-git.ts';

/**
 * Makes a folder with a git that sleeps before it looks through a history, to be put first in PATH.
 * @returns `asked`: path of a file that is there once it was asked to
 */
export function slowGit(secs: number): { folder: string; asked: string } {
  const folder = temporaryFolder();
  const asked = join(folder, 'asked');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\ncase " $* " in *" rev-list "*) touch ${asked}; sleep ${secs};; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return { folder, asked };
}
