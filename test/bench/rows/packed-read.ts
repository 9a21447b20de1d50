import { execFileSync } from 'node:child_process';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { importFiles } from '../import-files.ts';
import { alternate, ms, type Row, timed, times } from '../row.ts';

const FILES = 10_000;
const GOAL = 2;

export const packedRead: Row = {
  name: 'packed read',
  about: 'read 10,000 packed files',
  against: '`git cat-file --batch`',
  better: 'less',
  goal: `${FILES} files after git gc <= ${GOAL} x git cat-file --batch`,
  async measure() {
    await using server = await TestServer.start();
    importFiles(server.repository, 'packed', FILES);
    const git = (args: readonly string[], input = '') =>
      execFileSync('git', ['-C', server.repository, ...args], { input, maxBuffer: 1 << 28 });
    git(['gc', '--quiet', '--prune=now']);
    const listed = git(['ls-tree', '-r', '--format=%(objectname)', 'packed']).toString();
    const client = new Client(server.url);
    const code = `let bytes = 0;
      for (const folder of fs.readdirSync('/')) {
        for (const name of fs.readdirSync('/' + folder)) bytes += fs.readFileSync('/' + folder + '/' + name).length;
      }
      bytes`;
    const figures = await alternate(
      () => timed(() => client.exec({ code, fs: 'packed' })),
      () => timed(() => git(['cat-file', '--batch'], listed)),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};
