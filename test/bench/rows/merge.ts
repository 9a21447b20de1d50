import { execFileSync } from 'node:child_process';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { importFiles } from '../import-files.ts';
import { alternate, ms, type Row, timed, times } from '../row.ts';

const FILES = 10_000;
const SMALL = 1_000;
const CHANGED = 100;
const SAME = 20;
/** Merges a round: one alone is a few milliseconds, which whatever else the machine does decides. */
const MERGES = 10;
const GOAL = 1.5;

interface Sides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export const merge: Row = {
  name: 'merge',
  about: 'merge trees of 10,000 files, 100 changed a side',
  against: '`git merge-tree`',
  better: 'less',
  goal: `${FILES} files, ${CHANGED} changed a side <= ${GOAL} x git merge-tree; cost by changed paths`,
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const big = await makeSides(server, client, FILES);
    const small = await makeSides(server, client, SMALL);
    const merged = async (sides: Sides) => {
      for (let count = 0; count < MERGES; count += 1) {
        const { body } = await client.post('/api/fs/merge', sides);
        if (body.status !== 'merged') throw new Error(JSON.stringify(body).slice(0, 200));
      }
    };
    const figures = await alternate(
      () => timed(() => merged(big)),
      () => timed(() => gitMerge(server.repository, FILES)),
    );
    const sizes = await alternate(
      () => timed(() => merged(big)),
      () => timed(() => merged(small)),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    const growth = sizes.ours / sizes.yardstick;
    return {
      ours: ms(figures.ours / MERGES),
      yardstick: ms(figures.yardstick / MERGES),
      ratio: `${times(ratio)}; ${FILES} files ${times(growth)} of ${SMALL}`,
      met: ratio <= GOAL && growth <= FILES / SMALL / 2,
    };
  },
};

/** A base of so many files, and two sides that each change some, a few of them alike; pushed as labels. */
async function makeSides(server: TestServer, client: Client, files: number): Promise<Sides> {
  importFiles(server.repository, `base-${files}`, files);
  const change = (side: string, first: number) => `
    for (let i = 0; i < ${CHANGED}; i += 1) {
      const at = i < ${SAME} ? i : ${first} + i;
      fs.appendFileSync('/d' + Math.floor(at / 100) + '/f' + at + '.txt', i < ${SAME} ? 'both' : '${side}');
    }`;
  const { base_fs, fs: ours } = await client.exec({ code: change('ours', 200), fs: `base-${files}` });
  const { fs: theirs } = await client.exec({ code: change('theirs', 500), fs: `base-${files}` });
  for (const [side, tree] of [
    ['ours', ours],
    ['theirs', theirs],
  ]) {
    const commit = git(server.repository, 'commit-tree', '-m', side, '-p', `base-${files}`, tree).trim();
    git(server.repository, 'update-ref', `refs/heads/${side}-${files}`, commit);
  }
  return { base: base_fs, ours, theirs };
}

function gitMerge(repository: string, files: number): void {
  for (let count = 0; count < MERGES; count += 1) {
    git(repository, 'merge-tree', '--write-tree', `ours-${files}`, `theirs-${files}`);
  }
}

function git(repository: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'merge.renames=false'];
  return execFileSync('git', ['-C', repository, ...identity, ...args]).toString();
}
