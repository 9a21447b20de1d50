/** Boundary 2 of THREAT_MODEL.md when the server itself is gone: nothing is left that nobody watches. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

/** Ids of the runner processes whose parent is `pid`. */
function runnersOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)]).toString();
  const lines = listed.split('\n').filter((line) => line.includes('src/runner/main.ts'));
  return lines.map((line) => Number.parseInt(line, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a server killed with SIGKILL takes its runners along, also one in an endless loop', async () => {
  await using server = await TestServer.start();
  const client = new Client(server.url);
  await client.exec({ code: '1' });
  const { body } = await client.post('/api/exec', { code: 'console.log("on"); for (;;);' });
  const output = `/api/executions/${body.execution_id}/output`;
  while ((await client.get(output)).body.total_bytes === 0) await new Promise(setImmediate);
  const runners = runnersOf(server.process.pid ?? 0);
  expect(runners.length).toBeGreaterThan(0);
  client.close();
  await server.end('SIGKILL');
  await expect.poll(() => runners.filter(isAlive), { timeout: 2_000 }).toEqual([]);
});
