import { memfs } from 'memfs';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, type Row, times } from '../row.ts';

const CALLS = 20_000;
const GOAL = 3;
const US_PER_MS = 1000;

/** The same calls in a guest and on memfs; answers the milliseconds they took. */
const WORK = `
  const bytes = new Uint8Array(1024).fill(120);
  fs.mkdirSync('/d');
  fs.writeFileSync('/d/f', bytes);
  const from = clock();
  for (let i = 0; i < ${CALLS}; i += 1) {
    fs.writeFileSync('/d/f', bytes);
    fs.readFileSync('/d/f');
    fs.statSync('/d/f');
    fs.readdirSync('/d');
  }
  clock() - from`;

export const guestFs: Row = {
  name: 'guest fs',
  about: 'a file system call inside a run',
  against: 'memfs in Node.js',
  better: 'less',
  goal: `per call <= ${GOAL} x memfs in Node`,
  async measure() {
    await using server = await TestServer.start();
    const client = new Client(server.url);
    const code = `const clock = () => Number(process.hrtime.bigint()) / 1e6;${WORK}`;
    const figures = await alternate(
      async () => Number((await client.exec({ code, fs: 'unborn' })).result),
      async () => onMemfs(),
    );
    client.close();
    const perCall = (ms: number) => `${((ms * US_PER_MS) / (4 * CALLS)).toFixed(2)} µs`;
    const ratio = figures.ours / figures.yardstick;
    return {
      ours: perCall(figures.ours),
      yardstick: perCall(figures.yardstick),
      ratio: times(ratio),
      met: ratio <= GOAL,
    };
  },
};

function onMemfs(): number {
  const { fs } = memfs();
  const bytes = new Uint8Array(1024).fill(120);
  fs.mkdirSync('/d');
  fs.writeFileSync('/d/f', bytes);
  const from = performance.now();
  for (let i = 0; i < CALLS; i += 1) {
    fs.writeFileSync('/d/f', bytes);
    fs.readFileSync('/d/f');
    fs.statSync('/d/f');
    fs.readdirSync('/d');
  }
  return performance.now() - from;
}
