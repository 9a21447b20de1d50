import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { importFiles } from '../import-files.ts';
import { alternate, median, ms, type Row, timed, times } from '../row.ts';

const SAMPLES = 30;
const FILES = 100;
const GOAL = 0.7;
const WAIT_SECS = 60;

let written = 0;

/** Reads a file and writes one that no run has written before. */
function nextCode(): string {
  written += 1;
  return `fs.writeFileSync('/written', 'run ${written}'); console.log('done'); fs.readFileSync('/d0/f50.txt').length`;
}

/** The median of a round of tasks. */
async function round(task: () => Promise<void>): Promise<number> {
  const samples: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) samples.push(await timed(task));
  return median(samples);
}

async function inOneCall(client: Client): Promise<void> {
  const { status, body } = await client.post('/api/exec', {
    code: nextCode(),
    fs: 'one',
    wait_secs: WAIT_SECS,
    push: { label: 'one' },
  });
  if (status !== 200 || body.push?.status !== 'advanced' || body.output.data !== 'done\n') {
    throw new Error(`the one call answered ${status}: ${JSON.stringify(body)}`);
  }
}

/** The requests that the one call stands for: submit, wait, read the output, push. */
async function inSeveralCalls(client: Client): Promise<void> {
  const { execution_id, fs, base_fs, error } = await client.exec({ code: nextCode(), fs: 'several' });
  if (error) throw new Error(error);
  const { body: output } = await client.get(`/api/executions/${execution_id}/output`);
  const pushed = await client.post('/api/fs/push', { label: 'several', ca_id: fs, expected: base_fs });
  if (pushed.body.status !== 'advanced' || output.data !== 'done\n') {
    throw new Error(`the push answered ${pushed.status}: ${JSON.stringify(pushed.body)}`);
  }
}

export const oneCall: Row = {
  name: 'one call',
  about: 'run, push and read the answer in one request',
  against: 'the requests that it replaces',
  better: 'less',
  goal: `<= ${GOAL} x the run, the read of its output and the push that it replaces`,
  async measure() {
    await using server = await TestServer.start();
    for (const label of ['one', 'several']) importFiles(server.repository, label, FILES);
    const client = new Client(server.url);
    const figures = await alternate(
      () => round(() => inOneCall(client)),
      () => round(() => inSeveralCalls(client)),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};
