/**
 * What the settings of a server process do: log, rights of its files, the token out of sight, checks of pushes, and a
 * start with few descriptors.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { GIT_ENV, git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'treebox-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a server's log from now on. */
function logOf(server: TestServer): () => string {
  let log = '';
  server.process.stdout?.on('data', (text) => {
    log += text;
  });
  return () => log;
}

test("the data folder is this user's alone, also one that was there, and so are the files", async () => {
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o755 });
  await using server = await TestServer.start({ data });
  await new Client(server.url).post('/api/fs/labels', {
    name: 'main',
    ca_id: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  });
  expect(statSync(data).mode & 0o777).toBe(0o700);
  for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
  }
});

test('a token given as a flag is not in the list of processes', async () => {
  await using server = await TestServer.start({ args: ['--token', 's3cret-of-mine'] });
  const commandLine = readFileSync(`/proc/${server.process.pid}/cmdline`, 'latin1');
  expect(commandLine).not.toContain('s3cret');
  expect(commandLine).toContain('src/main.ts');
});

test('wrong tokens: each is refused, the log has one line about the first, and the right token works', async () => {
  await using server = await TestServer.start({ args: ['--token', 's3cret', '--log-format', 'json'] });
  const log = logOf(server);
  const ask = async (token: string) =>
    (await fetch(`${server.url}/api/version`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect((await fetch(`${server.url}/api/version`)).status).toBe(401);
  for (let nth = 0; nth < 50; nth += 1) expect(await ask(`s3cret${nth}`)).toBe(401);
  expect(await ask('s3cret')).toBe(200);
  const refusals = () =>
    log()
      .split('\n')
      .filter((line) => line.includes('with a wrong token'));
  await expect.poll(refusals).toHaveLength(1);
  expect(JSON.parse(refusals()[0] as string)).toMatchObject({ level: 40, requests: 1, last_from: '127.0.0.1' });
  expect(log()).not.toContain('s3cret');
});

test('the log has a line for each run at info, for each request at debug, and knows requests by their ids', async () => {
  await using server = await TestServer.start({ args: ['--log-level', 'debug', '--log-format', 'json'] });
  const log = logOf(server);
  const { body } = await new Client(server.url).post('/api/exec', { code: '1 + 1', wait_secs: 20 });
  const answer = await fetch(`${server.url}/api/executions/${body.execution_id}`);
  const id = answer.headers.get('x-request-id') as string;
  await expect.poll(log).toContain(id);
  const lines = log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.find(({ request }) => request === id)).toMatchObject({ level: 20, method: 'GET', status: 200 });
  expect(lines.find(({ execution }) => execution === body.execution_id)).toMatchObject({
    level: 30,
    outcome: 'completed',
  });
});

test('--log-level warn and --log-format pretty: a quiet log for people', async () => {
  const flags = ['--log-format', 'pretty', '--log-level', 'info'];
  await using server = await TestServer.start({ args: flags });
  const log = logOf(server);
  await new Client(server.url).post('/api/exec', { code: '1', wait_secs: 20 });
  await expect.poll(log).toMatch(/^\d\d:\d\d:\d\d info an execution ended execution=/m);
});

test('--fsck-ignore: a history with an old mode can be pushed once the check is named', async () => {
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  git(copy, ['init', '-q', '-b', 'main']);
  writeFileSync(join(copy, 'a'), 'a');
  git(copy, ['add', '.']);
  const blob = git(copy, ['rev-parse', ':a']);
  const bytes = Buffer.concat([Buffer.from('100664 a\0'), Buffer.from(blob, 'hex')]);
  const tree = git(copy, ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], bytes);
  const commit = git(copy, ['commit-tree', tree, '-m', 'old']);
  const push = async (url: string) => {
    const child = spawn('git', ['-C', copy, 'push', `${url}/git/snapshots.git`, `${commit}:refs/heads/main`], {
      env: GIT_ENV,
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, said };
  };
  const data = join(folder, 'data');
  const strict = await TestServer.start({ data });
  const refused = await push(strict.url);
  expect([refused.code, refused.said]).toEqual([1, expect.stringMatching(new RegExp(`${tree}: badFilemode`))]);
  await strict.end();
  const relaxed = await TestServer.start({ data, args: ['--fsck-ignore', 'badFilemode'] });
  expect((await push(relaxed.url)).code).toBe(0);
  await relaxed.end();
});

test('few descriptors: a storm of connections while runners end neither ends the server nor keeps runs from it', {
  timeout: 120_000,
}, async () => {
  await using server = await TestServer.start({ args: ['--runners', '2'], descriptors: 120 });
  const client = new Client(server.url);
  const ids: string[] = [];
  for (const secs of [1, 2, 3, 4]) {
    ids.push((await client.post('/api/exec', { code: 'for (;;);', execution_timeout_secs: secs })).body.execution_id);
  }
  const { hostname, port } = new URL(server.url);
  const sockets = new Set<Socket>();
  let isOver = false;
  // Whoever is cut off comes again: a descriptor that a runner's end gives back is asked for at once.
  const open = () => {
    if (isOver) return;
    const socket = connect(Number(port), hostname);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(open, 20);
    });
    socket.write('GET /health HTTP/1.1\r\nHost: a');
  };
  try {
    for (let count = 0; count < 200; count += 1) open();
    for (const id of ids) {
      const outcome = async () => (await client.get(`/api/executions/${id}?wait=30`)).body.outcome;
      await expect.poll(outcome, { timeout: 40_000 }).toBe('timed_out');
    }
  } finally {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  }
  expect((await client.exec({ code: '6 * 7' })).result).toBe('42');
  expect(server.process.exitCode).toBe(null);
  client.close();
});
