/** Boundary 2 of THREAT_MODEL.md when the server itself is gone: no process is left that nobody watches. */
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
  /** Processor time. */
  readonly cpuSecs: number;
  readonly command: string;
}

/** The processes that `ps` selects, none of which is an error to it. */
function processes(...selection: string[]): Process[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,stat=,cputimes=,args=', ...selection], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ *(\d+) +(\S)\S* +(\d+) +(.*)$/gm)].map(
    ([, pid, state = '', cpuSecs, command = '']) => ({
      pid: Number(pid),
      state,
      cpuSecs: Number(cpuSecs),
      command,
    }),
  );
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

test('a server killed with SIGKILL takes its worker along, also in the middle of a merge', async () => {
  await using server = await TestServer.start();
  const client = new Client(server.url);
  const made = async (factor: number) => {
    const code = `fs.writeFileSync('/t', Array.from({ length: 40_000 }, (_, n) => (n * n * ${factor}) % 89).join('\\n'))`;
    return (await client.exec({ code, fs: 'unborn' })).fs;
  };
  const [base, ours, theirs] = [await made(3), await made(5), await made(7)];
  const merging = expect(client.post('/api/fs/merge', { base, ours, theirs })).rejects.toThrow();
  const workers = () =>
    processes('--ppid', String(server.process.pid)).filter(({ command }) => command.includes('merge-worker'));
  // The time after which a worker is at its merge.
  await expect.poll(() => workers().some(({ cpuSecs }) => cpuSecs >= 1), { timeout: 30_000 }).toBe(true);
  const [worker] = workers();
  await server.end('SIGKILL');
  await merging;
  client.close();
  const running = () => processes('-p', String(worker?.pid)).filter(({ state }) => state !== 'Z');
  await expect.poll(running, { timeout: 2_000 }).toEqual([]);
});
