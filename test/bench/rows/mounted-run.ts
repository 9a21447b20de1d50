import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { importFiles } from '../import-files.ts';
import { alternate, median, ms, type Row, timed, times } from '../row.ts';

const SAMPLES = 100;
const GOAL = 2;

/** Submit and wait, the median of a round. */
async function round(client: Client, body: Record<string, unknown>): Promise<number> {
  const samples: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    samples.push(
      await timed(async () => {
        const { status, error } = await client.exec(body);
        if (status !== 'completed') throw new Error(error);
      }),
    );
  }
  return median(samples);
}

export const mountedRun: Row = {
  name: 'mounted run',
  about: 'mount a tree, read a file, write one, commit',
  against: 'the same without a mount',
  better: 'less',
  goal: `<= ${GOAL} x the same without a mount`,
  async measure() {
    await using server = await TestServer.start();
    importFiles(server.repository, 'small', 100);
    const client = new Client(server.url);
    const figures = await alternate(
      () => round(client, { code: mountedCode(100), fs: 'small' }),
      () => round(client, { code: `await fs.writeFile('/in', 'x'); ${touch('/in')}` }),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};

const BIG = 100_000;
const SMALL = 100;
const BIG_GOAL = 1.3;

export const bigMount: Row = {
  name: 'big mount',
  about: 'the same on a tree of 100,000 files',
  against: 'a tree of 100 files',
  better: 'less',
  goal: `${BIG} files <= ${BIG_GOAL} x ${SMALL} files`,
  async measure() {
    await using server = await TestServer.start();
    importFiles(server.repository, 'big', BIG);
    importFiles(server.repository, 'small', SMALL);
    const client = new Client(server.url);
    const figures = await alternate(
      () => round(client, { code: mountedCode(BIG), fs: 'big' }),
      () => round(client, { code: mountedCode(SMALL), fs: 'small' }),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= BIG_GOAL };
  },
};

/** Reads one file from the middle of a snapshot of so many files and writes another with new content. */
function mountedCode(files: number): string {
  const at = Math.floor(files / 2);
  return touch(`/d${Math.floor(at / 100)}/f${at}.txt`);
}

function touch(path: string): string {
  return `const text = await fs.readFile('${path}', 'utf8'); await fs.writeFile('/out.txt', text + Math.random());`;
}
