/**
 * Bounds in time that a client meets: a push whose label stays in use.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

test('a push that merges gives up when the label has been in use for 30 s, and loses nothing', async () => {
  await using server = await TestServer.start();
  const client = new Client(server.url);
  const first = await client.exec({ code: "fs.writeFileSync('/a', '1')", push: { label: 'main' } });
  expect(first.push).toMatchObject({ status: 'advanced' });
  const lock = join(server.repository, 'refs/heads/main.lock');
  writeFileSync(lock, '');
  const from = performance.now();
  const second = await client.exec({
    code: "fs.writeFileSync('/b', '2')",
    fs: 'main',
    push: { label: 'main', on_conflict: 'merge' },
  });
  const took = performance.now() - from;
  expect(second).toMatchObject({ status: 'completed', push: { status: 'rejected', ca_id: null, commit: null } });
  expect(took).toBeGreaterThan(29_000);
  expect(took).toBeLessThan(45_000);
  rmSync(lock);
  const { status, body } = await client.post('/api/fs/push', { label: 'main', ca_id: second.fs, force: true });
  expect([status, body.ca_id]).toEqual([200, second.fs]);
  client.close();
});
