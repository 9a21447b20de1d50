import { readFileSync } from 'node:fs';
import { Client } from '../../support/api.ts';
import { TestServer } from '../../support/server.ts';
import type { Row } from '../row.ts';

const FIRST = 500;
const EXECUTIONS = 5_000;
const CLIENTS = 8;
const GROWTH_GOAL = 0.05;
const KIB_PER_MIB = 1024;

export const memory: Row = {
  name: 'memory',
  about: 'resident size after 5,000 runs',
  against: 'after 500 runs',
  better: 'less',
  goal: `${EXECUTIONS} executions grow the server <= ${GROWTH_GOAL * 100} % after the first ${FIRST}`,
  async measure() {
    await using server = await TestServer.start();
    await execute(server, FIRST);
    const before = residentMiB(server.process.pid);
    await execute(server, EXECUTIONS - FIRST);
    const after = residentMiB(server.process.pid);
    const growth = after / before - 1;
    return {
      ours: `${after.toFixed(0)} MiB`,
      yardstick: `${before.toFixed(0)} MiB`,
      ratio: `${(growth * 100).toFixed(1)} %`,
      met: growth <= GROWTH_GOAL,
    };
  },
};

async function execute(server: TestServer, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    const client = new Client(server.url);
    for (; left > 0; ) {
      left -= 1;
      await client.exec({ code: '1 + 1' });
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
}

/** @see proc_pid_status(5) */
function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / KIB_PER_MIB;
}
