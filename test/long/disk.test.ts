/**
 * A disk that is full, read-only or slow, and a server without descriptors: every kind of operation is refused and says why, what
 * was acknowledged stays, and all is well again when the cause has gone.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Answer, Client } from '../support/api.ts';
import { LoopDisk } from '../support/loop-disk.ts';
import { MixedLoad } from '../support/mixed-load.ts';
import { fsck } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const MiB = 1024 * 1024;
const DISK_MIB = 96;

/** A label that is to be deleted. */
const REMOVED = 'removed';

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' });

let disk: string;
let isMounted = false;
beforeAll(() => {
  disk = mkdtempSync(join(tmpdir(), 'treebox-disk-'));
  isMounted = run('mount', '-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'treebox-test', disk).status === 0;
});
afterAll(() => {
  if (isMounted) run('umount', disk);
  rmSync(disk, { recursive: true, force: true });
});

/** Every kind of operation that writes, each with the status of its answer, or how a run ended. */
async function attempts(url: string, tree: string): Promise<Record<string, number | string>> {
  const client = new Client(url);
  const told = ({ status, body }: Answer) => body.outcome ?? (body.code as string | undefined) ?? status;
  const of = async (call: Promise<Answer>) => await call.then(told, () => 'cut off');
  const code = `fs.writeFileSync('/x', String(Math.random()).repeat(1000)); console.log('y'); globalThis.z = 1`;
  const answers = {
    run: await of(client.post('/api/exec', { code: '1', wait_secs: 20 })),
    mounted: await of(
      client.post('/api/exec', { code, fs: 'main', push: { label: 'main' }, session: 's', wait_secs: 20 }),
    ),
    push: await of(client.post('/api/fs/push', { label: `l${Math.random()}`, ca_id: tree })),
    merge: await of(client.post('/api/fs/merge', { base: tree, ours: tree, theirs: tree })),
    read: await of(client.get('/api/fs/labels')),
    edit: await of(client.post('/api/fs/edit', { base: 'main', edits: [{ path: 'e', write: `${Math.random()}` }] })),
    remove: await of(client.call('DELETE', `/api/fs/labels/${REMOVED}`)),
    collect: await of(client.post('/api/fs/gc', {})),
    list: await of(client.get('/api/executions')),
  };
  client.close();
  return answers;
}

/** Has a server do something of everything; what it acknowledged is verified later. */
async function seeded(url: string, folder: string): Promise<{ load: MixedLoad; tree: string }> {
  const load = new MixedLoad();
  await load.work({ url, folder, clients: 2 }, 30);
  const client = new Client(url);
  const { fs } = await client.exec({ code: `fs.writeFileSync('/a', 'a')`, fs: 'unborn', push: { label: 'main' } });
  await client.post('/api/fs/push', { label: REMOVED, ca_id: fs });
  client.close();
  return { load, tree: fs };
}

async function worksAgain(url: string, folder: string, load: MixedLoad, repository: string): Promise<void> {
  await load.verify(url, repository);
  const { refused } = load;
  await expect.poll(async () => (await fetch(`${url}/health`)).status, { timeout: 30_000 }).toBe(200);
  await load.work({ url, folder, clients: 2 }, 30);
  expect(load.refused).toBe(refused);
  await load.verify(url, repository);
}

test('a full disk: what needs room is refused as that, the rest goes on', async ({ skip }) => {
  if (!isMounted) skip('nothing can be mounted here');
  const data = join(disk, 'data');
  const folder = mkdtempSync(join(tmpdir(), 'treebox-clones-'));
  const server = await TestServer.start({ data, args: ['--runners', '2'] });
  onTestFinished(async () => void (await server.end('SIGKILL')));
  const { load, tree } = await seeded(server.url, folder);
  const filler = join(disk, 'filler');
  for (const size of [MiB, 4096, 1]) {
    try {
      for (let nth = 0; ; nth += 1) writeFileSync(`${filler}-${size}-${nth}`, Buffer.alloc(size));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
  const told = await attempts(server.url, tree);
  console.log(`full: ${JSON.stringify(told)}`);
  expect(['disk_full', 'completed']).toContain(told.run);
  expect(['disk_full', 'crashed']).toContain(told.mounted);
  expect(told.push).toBe('disk_full');
  expect([told.read, told.list]).toEqual([200, 200]);
  expect(server.process.exitCode).toBe(null);
  for (const name of readdirSync(disk)) if (name.startsWith('filler')) rmSync(join(disk, name));
  await worksAgain(server.url, folder, load, server.repository);
  await server.end();
  expect(fsck(server.repository)).toBe('');
  rmSync(folder, { recursive: true, force: true });
});

test('a read-only disk: the server does not start, and names it', async ({ skip }) => {
  if (!isMounted) skip('nothing can be mounted here');
  mkdirSync(join(disk, 'data'), { recursive: true });
  expect(run('mount', '-o', 'remount,ro', disk).status).toBe(0);
  try {
    await expect(TestServer.start({ data: join(disk, 'data') })).rejects.toThrow(/read-only/i);
  } finally {
    run('mount', '-o', `remount,rw,size=${DISK_MIB}m`, disk);
  }
});

test('a disk that becomes read-only under a server: what writes is refused as that, what reads goes on', async ({
  skip,
}) => {
  const broken = LoopDisk.make();
  if (!broken) return skip('no disk can be made here');
  onTestFinished(() => broken.remove());
  const data = join(broken.path, 'data');
  const folder = mkdtempSync(join(tmpdir(), 'treebox-clones-'));
  const server = await TestServer.start({ data, args: ['--runners', '2'] });
  onTestFinished(async () => void (await server.end('SIGKILL')));
  const { load, tree } = await seeded(server.url, folder);
  const client = new Client(server.url);
  const { execution_id: id } = (await client.post('/api/exec', { code: 'for (;;);', execution_timeout_secs: 5 })).body;
  broken.fail();
  const told = await attempts(server.url, tree);
  console.log(`read-only: ${JSON.stringify(told)}`);
  const { read, list, ...writes } = told;
  expect([read, list]).toEqual([200, 200]);
  expect(new Set(Object.values(writes))).toEqual(new Set(['disk_failed']));
  await expect
    .poll(async () => (await client.get('/health')).body.reasons, { timeout: 15_000 })
    .toContain('the disk is read-only');
  // A runner whose run has passed its time is gone, with all that it would have left.
  await expect.poll(() => client.get('/metrics').then(({ status }) => status), { timeout: 15_000 }).toBe(200);
  await sleep(6_000);
  expect((await client.get(`/api/executions/${id}`)).body.status).toBe('running');
  expect(server.process.exitCode).toBe(null);
  client.close();
  let printed = '';
  server.process.stderr?.on('data', (text: string) => {
    printed += text;
  });
  expect(await server.end(), printed).toBe(0);
  broken.repair();
  const again = await TestServer.start({ data, args: ['--runners', '2'] });
  onTestFinished(async () => void (await again.end('SIGKILL')));
  await worksAgain(again.url, folder, load, again.repository);
  await again.end();
  expect(fsck(again.repository)).toBe('');
  rmSync(folder, { recursive: true, force: true });
});

test('a disk that hangs: the server says so, and is well when it goes on', async ({ skip }) => {
  const slow = LoopDisk.make();
  if (!slow) return skip('no disk can be made here');
  onTestFinished(() => slow.remove());
  const folder = mkdtempSync(join(tmpdir(), 'treebox-clones-'));
  const server = await TestServer.start({ data: join(slow.path, 'data'), args: ['--runners', '2'] });
  onTestFinished(async () => void (await server.end('SIGKILL')));
  const { load } = await seeded(server.url, folder);
  const reasons = async () => ((await (await fetch(`${server.url}/health`)).json()) as { reasons: string[] }).reasons;
  // What goes on in the background ends first: it writes as well, and waits as the server does.
  await sleep(3_000);
  slow.freeze();
  await expect.poll(reasons, { timeout: 15_000 }).toContain('the disk does not answer');
  slow.thaw();
  await expect.poll(reasons, { timeout: 15_000 }).toEqual([]);
  // Now a disk that takes nothing for half a second, again and again.
  const { refused } = load;
  const working = load.work({ url: server.url, folder, clients: 2 }, 40);
  let isOver = false;
  const pulses = (async () => {
    while (!isOver) {
      slow.freeze();
      await sleep(500);
      slow.thaw();
      await sleep(200);
    }
  })();
  await working.finally(() => {
    isOver = true;
  });
  await pulses;
  expect(load.refused).toBe(refused);
  await worksAgain(server.url, folder, load, server.repository);
  expect(await server.end()).toBe(0);
  expect(fsck(server.repository)).toBe('');
  rmSync(folder, { recursive: true, force: true });
});

test('no descriptors left: requests are refused, and none ends the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-clones-'));
  await using server = await TestServer.start({ args: ['--runners', '2'] });
  const pid = server.process.pid as number;
  const { load, tree } = await seeded(server.url, folder);
  const limitTo = (count: number) => expect(run('prlimit', `--pid=${pid}`, `--nofile=${count}:`).status).toBe(0);
  const usual = Number(run('prlimit', `--pid=${pid}`, '--nofile', '--raw', '--noheadings', '-oSOFT').stdout);
  for (const spare of [0, 1, 2, 4, 8, 16]) {
    limitTo(readdirSync(`/proc/${pid}/fd`).length + spare);
    const told = await attempts(server.url, tree);
    console.log(`${spare} descriptors to spare: ${JSON.stringify(told)}`);
    expect(Object.values(told)).not.toContain('internal');
    expect(server.process.exitCode).toBe(null);
  }
  limitTo(usual);
  await worksAgain(server.url, folder, load, server.repository);
  rmSync(folder, { recursive: true, force: true });
});
