import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { probeWalls } from '../../src/processes/launch.ts';
import { TestServer } from '../support/server.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const WALLS = ['landlock', 'seccomp', 'noNewPrivileges', 'capabilities'];

const standing = await probeWalls('auto');
const allStand = Object.values(standing).every(Boolean);

async function gauges(server: TestServer): Promise<string> {
  const answer = await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } });
  return await answer.text();
}

test('--walls off: /metrics says that none stands', async () => {
  await using server = await TestServer.start({ args: ['--walls', 'off'] });
  const text = await gauges(server);
  for (const wall of WALLS) expect(text).toContain(`treebox_walls{wall="${wall}"} 0`);
});

test.skipIf(!allStand)('--walls require: starts where all stand, and /metrics says so', async () => {
  await using server = await TestServer.start({ args: ['--walls', 'require'] });
  const text = await gauges(server);
  for (const wall of WALLS) expect(text).toContain(`treebox_walls{wall="${wall}"} 1`);
});

test('--walls require: refuses to start where there is nothing to build them with', () => {
  const args = ['--no-experimental-ffi', 'src/main.ts', '--port', '0', '--data', '/nowhere', '--walls', 'require'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining("--walls is require, and this system can't build landlock"),
  ]);
});
