import { execFileSync } from 'node:child_process';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import { alternate, ms, type Row, times } from '../row.ts';

const GOAL = 2;
const MEMORY_MIB = 128;

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The largest file that many programs load: 9 MB of CommonJS. */
const FILES = ['node_modules/typescript/package.json', 'node_modules/typescript/lib/typescript.js'];
const TAR_BYTES_MAX = 64 * 1024 ** 2;

/** Loads it, tries it, and has the milliseconds that the loading took. */
const WORK = `
  const clock = () => Number(process.hrtime.bigint()) / 1e6;
  const from = clock();
  const { default: ts } = await import('typescript');
  const took = clock() - from;
  if (ts.transpile('let a: 1').trim() !== 'var a;') throw new Error('typescript does not work');`;

export const packageLoad: Row = {
  name: 'load a package',
  about: '`import` of TypeScript in a run',
  against: 'the same in Node.js',
  better: 'less',
  goal: `typescript, within ${MEMORY_MIB} MiB, <= ${GOAL} x Node`,
  async measure() {
    await using server = await TestServer.start();
    const fs = await importPackage(server.url);
    const client = new Client(server.url);
    const figures = await alternate(
      async () => {
        const body = { code: `${WORK} took`, fs, heap_memory_max_mb: MEMORY_MIB };
        const { status, error, result } = await client.exec(body);
        if (status !== 'completed') throw new Error(error);
        return Number(result);
      },
      async () => inNode(),
    );
    client.close();
    const ratio = figures.ours / figures.yardstick;
    return { ours: ms(figures.ours), yardstick: ms(figures.yardstick), ratio: times(ratio), met: ratio <= GOAL };
  },
};

async function importPackage(url: string): Promise<string> {
  const body = execFileSync('tar', ['-C', ROOT, '-cf', '-', ...FILES], { maxBuffer: TAR_BYTES_MAX });
  const headers = { 'content-type': 'application/x-tar' };
  const answer = await fetch(`${url}/api/fs/snapshots`, { method: 'POST', headers, body });
  const { ca_id: id } = (await answer.json()) as { ca_id: string };
  return id;
}

function inNode(): number {
  const code = `${WORK} console.log(took)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' }));
}
