/**
 * Backups, taken under load and put into another place.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Treebox } from '../../src/client/index.ts';
import { ROOT } from '../support/documentation.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const treebox = (...args: string[]) =>
  spawnSync(join(ROOT, 'bin/treebox'), args, {
    encoding: 'utf8',
    env: { ...process.env, TREEBOX_SERVER: 'http://127.0.0.1:9' },
  });

/** What a server says of everything that a backup promises, for the executions of `ids`. */
async function stateOf(server: TestServer, ids: readonly string[], labels: readonly string[]) {
  const tb = new Treebox({ server: server.url });
  const get = async (path: string) => await (await fetch(`${server.url}${path}`)).json();
  return {
    executions: await Promise.all(ids.map((id) => get(`/api/executions/${id}`))),
    output: await Promise.all(ids.map((id) => get(`/api/executions/${id}/output`))),
    heads: await Promise.all(labels.map((label) => tb.label(label).head())),
    logs: await Promise.all(labels.map((label) => tb.label(label).log())),
    reflogs: labels.map((label) =>
      execFileSync('git', ['-C', server.repository, 'reflog', 'show', '--format=%H %gs', label], { encoding: 'utf8' }),
    ),
    sessions: await Promise.all(labels.map((label) => get(`/api/sessions/${label}`))),
  };
}

test('backup under load, restored elsewhere: the same labels, reflogs, executions, sessions and heaps', async () => {
  const backup = join(folder, 'backup');
  const data = join(folder, 'restored');
  const ids: string[] = [];
  await using server = await TestServer.start();
  const tb = new Treebox({ server: server.url });
  const labels = ['one', 'two', 'three'];
  const step = async (label: string, n: number) => {
    const code = `globalThis.n = ${n}; fs.writeFileSync('/${n % 7}.txt', 'x'.repeat(${n * 50})); console.log(n); n`;
    const { id } = await tb.run(code, { fs: label, push: label, session: label });
    return id;
  };
  for (let n = 0; n < 8; n++) ids.push(...(await Promise.all(labels.map((label) => step(label, n)))));
  const before = await stateOf(server, ids, labels);

  // Other labels move, packs come and are joined, executions end while the backup is taken.
  const load = { on: true };
  const busy = [1, 2].map(async (worker) => {
    for (let n = 0; load.on; n++) await step(`busy-${worker}`, n);
  });
  const { stderr } = await run(join(ROOT, 'bin/treebox'), ['backup', backup, '--data', server.data]);
  load.on = false;
  await Promise.all(busy);
  expect(stderr).toBe('');

  expect(treebox('restore', backup, '--data', data)).toMatchObject({ status: 0, stderr: '' });
  execFileSync('git', ['-C', join(data, 'snapshots.git'), 'fsck', '--strict', '--full', '--no-dangling']);
  await using restored = await TestServer.start({ data });
  expect(await stateOf(restored, ids, labels)).toEqual(before);

  const again = new Treebox({ server: restored.url });
  expect((await again.run('n', { session: 'one' })).result).toBe(7);
  // What was under way is on record, with its tree, or lost; and every label goes on.
  for (const label of ['busy-1', 'busy-2']) {
    const head = await again.label(label).head();
    if (head) await again.run('fs.writeFileSync("/on.txt", "")', { fs: label, push: label });
  }
  const { executions } = (await (await fetch(`${restored.url}/api/executions?limit=100`)).json()) as {
    executions: { execution_id: string; outcome: string | null }[];
  };
  expect(executions.length).toBeGreaterThan(ids.length);
  expect(executions.every(({ outcome }) => outcome === 'completed' || outcome === 'lost')).toBe(true);
  const records = await Promise.all(executions.map(({ execution_id }) => again.execution(execution_id)));
  const trees = records.flatMap(({ fs }) => (fs === null ? [] : [`${fs}\n`]));
  expect(trees.length).toBeGreaterThan(ids.length);
  const checked = execFileSync('git', ['-C', restored.repository, 'cat-file', '--batch-check'], {
    input: trees.join(''),
  });
  expect(checked.toString()).not.toContain('missing');
}, 180_000);

test('backup and restore: refuse what they can not use, and change nothing', () => {
  const full = mkdtempSync(join(folder, 'full-'));
  writeFileSync(join(full, 'mine.txt'), '');
  const empty = mkdtempSync(join(folder, 'empty-'));
  expect(treebox('backup', join(folder, 'none'), '--data', empty)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must be the data folder of a treebox server'),
  });
  expect(treebox('restore', empty, '--data', join(folder, 'none'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must be a folder that treebox backup has finished'),
  });
  writeFileSync(join(empty, 'backup.json'), '{"format": 1}');
  expect(treebox('restore', empty, '--data', full)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('must be a folder that is empty or not there'),
  });
  writeFileSync(join(empty, 'backup.json'), '{"format": 99}');
  expect(treebox('restore', empty, '--data', join(folder, 'none')).stderr).toContain('has format 99');
  expect(readdirSync(full)).toEqual(['mine.txt']);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
