import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, ms, type Row, timed, times } from '../row.ts';

const FILES = 10_000;
const GOAL = 0.5;

export const commit: Row = {
  name: 'commit',
  about: 'write and commit 10,000 files',
  against: '`git add` and `git write-tree`',
  better: 'less',
  goal: `${FILES} new files <= ${GOAL} x git add -A && git write-tree`,
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const code = `for (let i = 0; i < ${FILES}; i += 1) {
      if (i % 100 === 0) fs.mkdirSync('/d' + i / 100);
      fs.writeFileSync('/d' + Math.floor(i / 100) + '/f' + i, (Math.random() + ' ' + i).padEnd(1024, 'line ' + i + '\\n'));
    }`;
    const figures = await alternate(
      () => timed(() => client.exec({ code, fs: 'unborn', execution_timeout_secs: 60 })),
      async () => withGit(),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};

/** Milliseconds that git takes for such files, which lie on disk already. */
async function withGit(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-commit-'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet');
  for (let at = 0; at < FILES; at += 1) {
    if (at % 100 === 0) mkdirSync(join(folder, `d${at / 100}`));
    const text = `${Math.random()} ${at}`.padEnd(1024, `line ${at}\n`);
    writeFileSync(join(folder, `d${Math.floor(at / 100)}`, `f${at}`), text);
  }
  const took = await timed(() => {
    git('add', '--all');
    git('write-tree');
  });
  rmSync(folder, { recursive: true });
  return took;
}
