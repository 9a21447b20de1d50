/**
 * Data that is damaged while no server runs: what is left is served, and what is lost is named.
 */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../support/api.ts';
import { GIT_ENV, git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const RECORDS = 'executions/records.sqlite';
const PAGE_BYTES = 4096;

/** A data folder that a server was killed in, with a label and some executions. */
async function used(count = 20): Promise<{ data: string; ids: string[]; tree: string }> {
  const data = mkdtempSync(join(tmpdir(), 'treebox-damage-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const server = await TestServer.start({ data });
  onTestFinished(async () => void (await server.end('SIGKILL')));
  const client = new Client(server.url);
  const code = `fs.writeFileSync('/a', 'a'.repeat(1000)); fs.writeFileSync('/b', 'b'.repeat(1000))`;
  const { fs: tree } = await client.exec({ code, fs: 'unborn', push: { label: 'main' } });
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth += 1)
    ids.push((await client.post('/api/exec', { code: `${nth}`, wait_secs: 30 })).body.execution_id);
  client.close();
  await server.end('SIGKILL');
  return { data, ids, tree };
}

async function opened(data: string): Promise<{ server: TestServer; client: Client; log: () => string }> {
  const server = await TestServer.start({ data });
  let log = '';
  server.process.stdout?.on('data', (text: string) => {
    log += text;
  });
  const client = new Client(server.url);
  onTestFinished(async () => {
    client.close();
    await server.end();
  });
  return { server, client, log: () => log };
}

test('a log of the records that ends in the middle: what came before is there', async () => {
  const { data, ids } = await used();
  const wal = join(data, `${RECORDS}-wal`);
  truncateSync(wal, Math.floor(statSync(wal).size * 0.6) + 7);
  const { client } = await opened(data);
  const found = [];
  for (const id of ids) found.push((await client.get(`/api/executions/${id}`)).status);
  expect(found[0]).toBe(200);
  expect(found).toEqual(found.toSorted());
  expect((await client.get('/api/fs/labels/main')).status).toBe(200);
  expect((await client.post('/api/exec', { code: '1', wait_secs: 30 })).body.outcome).toBe('completed');
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['is cut in the middle', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['has another header', (bytes) => Buffer.from(bytes).fill(0x55, 0, 100)],
  ['has pages of something else', (bytes) => Buffer.from(bytes).fill(0x55, 3 * PAGE_BYTES)],
])('a database of records that %s: the server says so and what to do, which keeps the labels', async (_, damage) => {
  const { data, tree } = await used();
  const path = join(data, RECORDS);
  await (await TestServer.start({ data })).end();
  writeFileSync(path, damage(readFileSync(path)));
  await expect(TestServer.start({ data })).rejects.toThrow(
    /\(2\): treebox: .*records\.sqlite is damaged .*: restore a backup, or move/,
  );
  for (const name of readdirSync(join(data, 'executions')))
    if (name.startsWith(basename(RECORDS))) rmSync(join(data, 'executions', name));
  const { client } = await opened(data);
  expect((await client.get('/api/fs/labels/main')).body.ca_id).toBe(tree);
  expect((await client.post('/api/exec', { code: '1', fs: 'main', wait_secs: 30 })).body.outcome).toBe('completed');
});

test('pages of the records that are damaged while the server runs: who needs them is told, the log names the file', async () => {
  const { data, tree } = await used(300);
  const path = join(data, RECORDS);
  // What is in the log of the database goes into the file.
  await (await TestServer.start({ data })).end();
  const { server, client, log } = await opened(data);
  // The server has read all pages at its start. When another program writes, it reads them again.
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE passing (x); DROP TABLE passing');
  other.close();
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.from(bytes).fill(0x55, PAGE_BYTES), { flag: 'r+' });
  expect(await client.get('/api/executions?limit=200')).toMatchObject({
    status: 500,
    body: { code: 'records_damaged', error: expect.stringContaining('is damaged') },
  });
  await expect.poll(log).toContain(`${path} is damaged (database disk image is malformed): restore a backup, or move`);
  expect((await client.get('/api/fs/labels/main')).body.ca_id).toBe(tree);
  expect((await client.get(`/api/fs/snapshots/${tree}/files/a`)).status).toBe(200);
  expect(server.process.exitCode).toBe(null);
});

/** Overwrites what a pack holds of an object. */
function damagePacked(repository: string, oid: string): void {
  const folder = join(repository, 'objects/pack');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.idx'))) {
    const line = git(repository, ['verify-pack', '-v', join(folder, name)])
      .split('\n')
      .find((each) => each.startsWith(oid));
    if (line === undefined) continue;
    const pack = join(folder, name.replace('.idx', '.pack'));
    const bytes = readFileSync(pack);
    const at = Number(line.trim().split(/\s+/)[4]) + 4;
    bytes.fill(0xff, at, at + 8);
    chmodSync(pack, 0o600);
    writeFileSync(pack, bytes);
  }
}

/** Overwrites the file of an object. */
function damageLoose(repository: string, oid: string): void {
  const path = join(repository, 'objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(path, 0o600);
  writeFileSync(path, readFileSync(path).fill(0xff, 4, 12));
}

test.each([
  ['in a pack', damagePacked],
  ['in a file of its own', damageLoose],
])(
  'an object that is damaged %s: who reads it is told, the log names it, and all else is served',
  async (where, damage) => {
    const { data, tree } = await used(0);
    const repository = join(data, 'snapshots.git');
    const oid = git(repository, ['rev-parse', `${tree}:a`]);
    if (where !== 'in a pack') unpack(repository);
    damage(repository, oid);
    const { client, log } = await opened(data);
    expect(await client.get(`/api/fs/snapshots/${tree}/files/a`)).toMatchObject({
      status: 500,
      body: { code: 'internal' },
    });
    await expect.poll(log).toContain(oid);
    expect((await client.get(`/api/fs/snapshots/${tree}/files/b`)).status).toBe(200);
    const code = `const read = (path) => { try { return fs.readFileSync(path).length; } catch (e) { return e.message; } }; ['/a', '/b'].map(read)`;
    const { body } = await client.post('/api/exec', { code, fs: 'main', wait_secs: 30 });
    expect(JSON.parse(body.result)).toEqual([expect.stringContaining(oid), 1000]);
    expect((await client.get('/health')).status).toBe(200);
  },
);

/** Makes a file of each object. */
function unpack(repository: string): void {
  const folder = join(repository, 'objects/pack');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.pack'))) {
    const input = readFileSync(join(folder, name));
    for (const ending of ['.idx', '.pack', '.keep'])
      rmSync(join(folder, name.replace('.pack', ending)), { force: true });
    execFileSync('git', ['-C', repository, 'unpack-objects', '-q'], { input, env: GIT_ENV });
  }
}
