import { execFileSync } from 'node:child_process';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, ms, type Row, timed, times } from '../row.ts';

const GOAL = 6;

export const start: Row = {
  name: 'start',
  about: '`npm start` to the first answer',
  against: "`node -e ''`",
  better: 'less',
  goal: `npm start to the first 200 <= ${GOAL} x node -e ''`,
  async measure() {
    const figures = await alternate(
      async () => {
        const from = performance.now();
        const server = await TestServer.start({ npm: true });
        const client = new Client(server.url);
        const { status } = await client.get('/api/version');
        const took = performance.now() - from;
        client.close();
        await server.close();
        if (status !== 200) throw new Error(`the first answer was ${status}`);
        return took;
      },
      async () => timed(() => execFileSync(process.execPath, ['-e', ''])),
    );
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};
