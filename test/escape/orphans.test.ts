/** Boundary 2 of THREAT_MODEL.md when the server itself is gone: nothing is left that nobody watches. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { RUNNER } from '../support/processes.ts';
import { TestServer } from '../support/server.ts';

/** One process as `ps` shows it. */
interface Process {
  readonly pid: number;
  /** The first letter of its state: Z has ended and waits for whoever adopted it to ask how. */
  readonly state: string;
  readonly command: string;
}

/** The processes that `ps` selects, none of which is an error to it. */
function processes(...selection: string[]): Process[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,stat=,args=', ...selection], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ *(\d+) +(\S)\S* +(.*)$/gm)].map(([, pid, state = '', command = '']) => ({
    pid: Number(pid),
    state,
    command,
  }));
}

test('a server killed with SIGKILL takes its runners along, also one in an endless loop', async () => {
  await using server = await TestServer.start();
  const client = new Client(server.url);
  await client.exec({ code: '1' });
  const { body } = await client.post('/api/exec', { code: 'console.log("on"); for (;;);' });
  const output = `/api/executions/${body.execution_id}/output`;
  while ((await client.get(output)).body.total_bytes === 0) await new Promise(setImmediate);
  const runners = processes('--ppid', String(server.process.pid))
    .filter(({ command }) => RUNNER.test(command))
    .map(({ pid }) => pid);
  expect(runners.length).toBeGreaterThan(0);
  client.close();
  await server.end('SIGKILL');
  const running = () => processes('-p', runners.join()).filter(({ state }) => state !== 'Z');
  await expect.poll(running, { timeout: 2_000 }).toEqual([]);
});
