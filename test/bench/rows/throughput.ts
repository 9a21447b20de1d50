import { availableParallelism } from 'node:os';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { isolatesPerSecond } from '../floor.ts';
import { alternate, perSecond, type Row, times } from '../row.ts';

const CLIENTS = 16;
const ROUND_MS = 2_000;
const GOAL = 0.6;

export const throughput: Row = {
  name: 'throughput',
  about: 'empty scripts a second, 16 clients',
  against: 'processes that only make and drop an isolate',
  better: 'more',
  goal: `>= ${GOAL} of the floor's rate`,
  async measure() {
    await using server = await TestServer.start();
    const clients = Array.from({ length: CLIENTS }, () => new Client(server.url));
    const figures = await alternate(
      async () => {
        const until = performance.now() + ROUND_MS;
        let count = 0;
        const work = async (client: Client) => {
          for (; performance.now() < until; count += 1) await client.exec({ code: '1 + 1' });
        };
        await Promise.all(clients.map(work));
        return count / (ROUND_MS / 1000);
      },
      () => isolatesPerSecond(availableParallelism(), ROUND_MS),
    );
    for (const client of clients) client.close();
    const ratio = figures.ours / figures.yardstick;
    return {
      ours: perSecond(figures.ours),
      yardstick: perSecond(figures.yardstick),
      ratio: times(ratio),
      met: ratio >= GOAL,
    };
  },
};
