import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestServer } from '../../support/server.ts';
import { importFiles } from '../import-files.ts';
import { alternate, ms, type Row, timed, times } from '../row.ts';

const FILES = 10_000;
const COMMITS = 1_000;
const GOAL = 1.3;
const run = promisify(execFile);

export const clone: Row = {
  name: 'clone',
  about: '`git clone` over HTTP: 10,000 files, 1,000 commits',
  against: '`git clone file://`',
  better: 'less',
  goal: `${FILES} files, ${COMMITS} commits over HTTP <= ${GOAL} x file://`,
  async measure() {
    await using server = await TestServer.start();
    importFiles(server.repository, 'main', FILES);
    importHistory(server.repository);
    const cloned = async (url: string) => {
      const folder = mkdtempSync(join(tmpdir(), 'bench-clone-'));
      const took = await timed(() => run('git', ['clone', '--quiet', url, join(folder, 'clone')]));
      rmSync(folder, { recursive: true });
      return took;
    };
    const figures = await alternate(
      () => cloned(`${server.url}/git/snapshots.git`),
      () => cloned(`file://${server.repository}`),
    );
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};

/** Commits on top of main, each changing one file. */
function importHistory(repository: string): void {
  const lines: string[] = [];
  for (let at = 1; at < COMMITS; at += 1) {
    const text = `change ${at}\n`;
    lines.push('commit refs/heads/main', `committer bench <bench@localhost> ${at} +0000`, 'data 6', 'change');
    if (at === 1) lines.push('from refs/heads/main^0');
    lines.push(`M 100644 inline d${at % 100}/f${at}.txt`, `data ${text.length}`, text);
  }
  execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: `${lines.join('\n')}\n` });
}
