import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, perSecond, type Row, timed, times } from '../row.ts';

const PUSHES = 100;
const LONG_LOG = 100_000;
const GROWTH_GOAL = 1.2;
const GIT_GOAL = 2;
const SECOND_MS = 1000;

export const push: Row = {
  name: 'push',
  about: 'moves of a label a second',
  against: '`git update-ref`',
  better: 'more',
  goal: `a reflog of ${LONG_LOG} lines <= ${GROWTH_GOAL} x one of 10; >= ${GIT_GOAL} x git update-ref's rate`,
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const trees: string[] = [];
    for (const text of ['a', 'b']) {
      trees.push((await client.exec({ code: `await fs.writeFile('/f', '${text}')`, fs: 'unborn' })).fs);
    }
    const pushes = async (label: string) => {
      for (let count = 0; count < PUSHES; count += 1) {
        const { status } = await client.post('/api/fs/push', { label, ca_id: trees[count % 2], force: true });
        if (status !== 200) throw new Error(`push answered ${status}`);
      }
    };
    await pushes('long');
    lengthenLog(server.repository, 'long');
    const growth = await alternate(
      () => timed(() => pushes('long')),
      () => timed(() => pushes('short')),
    );
    const against = await alternate(
      () => timed(() => pushes('short')),
      async () => timed(() => updateRefs(server.repository)),
    );
    client.close();
    const rate = (took: number) => (PUSHES * SECOND_MS) / took;
    const longer = growth.ours / growth.yardstick;
    const faster = against.yardstick / against.ours;
    return {
      ours: perSecond(rate(against.ours)),
      yardstick: perSecond(rate(against.yardstick)),
      ratio: `${times(faster)} git's rate; long log ${times(longer)}`,
      met: longer <= GROWTH_GOAL && faster >= GIT_GOAL,
    };
  },
};

/** Repeats the log's last line until it is long. */
function lengthenLog(repository: string, label: string): void {
  const path = join(repository, 'logs/refs/heads', label);
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) as string;
  const head = last.split(' ')[1] as string;
  appendFileSync(path, `${head}${last.slice(40)}\n`.repeat(LONG_LOG));
}

function updateRefs(repository: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, ...args])
      .toString()
      .trim();
  const commits = [git('rev-parse', 'short'), git('rev-parse', 'short~1')];
  const identity = { ...process.env, GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'bench@localhost' };
  for (let count = 0; count < PUSHES; count += 1) {
    const args = [
      '-C',
      repository,
      'update-ref',
      '--create-reflog',
      '-m',
      'bench',
      'refs/heads/git',
      commits[count % 2] as string,
    ];
    execFileSync('git', args, { env: identity });
  }
}
