import { Client } from '../../support/api.ts';
import { treeProcessorMs } from '../../support/processes.ts';
import { TestServer } from '../../support/server.ts';
import { isolateProcessorMs } from '../floor.ts';
import { importFiles } from '../import-files.ts';
import { alternate, ms, type Row, times } from '../row.ts';

const CLIENTS = 16;
const ROUND_MS = 1_000;
const GOALS = { empty: 1.8, commit: 4 } as const;
const BODIES = {
  empty: { code: '1 + 1' },
  commit: { code: "await fs.writeFile('/out.txt', '' + Math.random())", fs: 'small' },
} as const;

export const cpu: Row = {
  name: 'cpu',
  about: 'processor time of an empty script, 16 clients',
  against: 'making and dropping an isolate',
  better: 'less',
  goal: `empty <= ${GOALS.empty} x; mount, write a file, commit <= ${GOALS.commit} x`,
  async measure() {
    await using server = await TestServer.start();
    const pid = server.process.pid as number;
    importFiles(server.repository, 'small', 100);
    const clients = Array.from({ length: CLIENTS }, () => new Client(server.url));
    const perRun = async (body: Record<string, unknown>) => {
      const until = performance.now() + ROUND_MS;
      const before = treeProcessorMs(pid);
      let count = 0;
      const work = async (client: Client) => {
        for (; performance.now() < until; count += 1) {
          const { status, error } = await client.exec(body);
          if (status !== 'completed') throw new Error(error);
        }
      };
      await Promise.all(clients.map(work));
      return (treeProcessorMs(pid) - before) / count;
    };
    const empty = await alternate(
      () => perRun(BODIES.empty),
      () => isolateProcessorMs(ROUND_MS),
    );
    const commit = await alternate(
      () => perRun(BODIES.commit),
      () => isolateProcessorMs(ROUND_MS),
    );
    for (const client of clients) client.close();
    const ratios = { empty: empty.ours / empty.yardstick, commit: commit.ours / commit.yardstick };
    return {
      ours: ms(empty.ours),
      yardstick: ms(empty.yardstick),
      ratio: `${times(ratios.empty)}; with a commit ${times(ratios.commit)}`,
      met: ratios.empty <= GOALS.empty && ratios.commit <= GOALS.commit,
    };
  },
};
