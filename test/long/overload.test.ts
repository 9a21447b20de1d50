/**
 * Attacks that once stopped the server, replayed against a real one: it goes on answering, and its whole process tree
 * keeps its size. Figures are printed.
 */
import { execFile } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { BLOCKED_MS, figuresDuring, HEALTH_MS } from '../support/load-figures.ts';
import { packBomb } from '../support/pack-bomb.ts';
import { GIT_ENV } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const MiB = 1024 * 1024;
/** The bound of the process tree's resident size. */
const TREE_BYTES = 1536 * MiB;

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await TestServer.start({ args: ['--runners', '2'] });
  client = new Client(server.url);
  await client.exec({ code: '1' });
});
afterAll(() => server.close());

/** Attacks, and asserts what is measured meanwhile. */
async function measured(what: string, attack: () => Promise<unknown>): Promise<void> {
  const { healthMs, blockedMs, treeBytes } = await figuresDuring(server, what, attack);
  expect(healthMs).toBeLessThan(HEALTH_MS);
  expect(blockedMs).toBeLessThan(BLOCKED_MS);
  expect(treeBytes).toBeLessThan(TREE_BYTES);
  expect(server.process.exitCode).toBe(null);
}

/** Connections that are opened before the server is seen to answer: any burst of requests costs what they cost together. */
const LOT = 50;

/** Opens connections that send `text` and read nothing. */
async function silent(count: number, text: string): Promise<Socket[]> {
  const { hostname, port } = new URL(server.url);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.pause();
    socket.write(text);
    if (sockets.push(socket) % LOT === 0) await answered('/health');
  }
  return sockets;
}

/** One request, whatever it is answered; undefined when it was cut off. */
async function answered(path: string, init: RequestInit = {}): Promise<number | undefined> {
  try {
    const answer = await fetch(`${server.url}${path}`, init);
    for await (const _ of answer.body ?? []);
    return answer.status;
  } catch {
    return undefined;
  }
}

/** Runs a source that is sent as text; answers the execution when it has ended. */
async function ran(code: string, timeoutSecs: number) {
  const headers = { 'content-type': 'text/javascript' };
  const accepted = await client.call('POST', `/api/exec?execution_timeout_secs=${timeoutSecs}`, code, headers);
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(202);
  return (await client.get(`/api/executions/${accepted.body.execution_id}?wait=60`)).body;
}

const pushOf = (body: Buffer): RequestInit => ({
  method: 'POST',
  body: new Uint8Array(body),
  headers: { 'content-type': 'application/x-git-receive-pack-request' },
});

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth));

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

test('hostile JSON of 14 MB, one after the other', async () => {
  const bodies = [
    `{"code": ${'['.repeat(7 * MiB)}${']'.repeat(7 * MiB)}}`,
    `{"code": "1", "tags": {${Array.from({ length: 900_000 }, (_, n) => `"t${n}":"1"`).join()}}}`,
    `{"code": "1", "session": "${'x'.repeat(14 * MiB)}"}`,
  ];
  await measured('hostile JSON', async () => {
    for (const body of [...bodies, ...bodies]) {
      const answer = await fetch(`${server.url}/api/exec`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect([400, 413]).toContain(answer.status);
      await answer.arrayBuffer();
    }
  });
});

/** Follows the output of a source 1,000 times, and reads nothing of it. */
async function followed(code: string): Promise<Socket[]> {
  const { execution_id: id } = (await client.post('/api/exec', { code })).body;
  return await silent(1_000, `GET /api/executions/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
}

test('1,000 followers of one execution that prints', async () => {
  let sockets: Socket[] = [];
  await measured('1,000 followers', async () => {
    sockets = await followed(
      'const end = Date.now() + 15_000; while (Date.now() < end) { console.log("x".repeat(8000)); await new Promise((r) => setTimeout(r, 50)); }',
    );
    await seconds(6);
  });
  for (const socket of sockets) socket.destroy();
});

test('1,000 followers of one execution that prints nothing: the server rests', async () => {
  const sockets = await followed('await new Promise((r) => setTimeout(r, 15_000))');
  const { busyShare } = await figuresDuring(server, '1,000 quiet followers', () => seconds(6));
  expect(busyShare).toBeLessThan(0.5);
  for (const socket of sockets) socket.destroy();
});

test('300 readers of a large file that do not read', async () => {
  const code =
    'const b = Buffer.alloc(8 << 20); crypto.getRandomValues(b.subarray(0, 65536)); fs.writeFileSync("/big", b); 1';
  const { outcome, fs } = await client.exec({ code, fs: 'unborn' });
  expect(outcome).toBe('completed');
  let sockets: Socket[] = [];
  await measured('300 silent readers', async () => {
    sockets = await silent(300, `GET /api/fs/snapshots/${fs}/files/big HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await seconds(6);
  });
  for (const socket of sockets) socket.destroy();
});

test('eight pushes at once, each of 390 KB that inflate to 3.4 GB', { timeout: 900_000 }, async () => {
  const { body, inflated } = packBomb('bomb', 400e6, 8);
  expect(body.length).toBeLessThan(500_000);
  expect(inflated).toBeGreaterThan(3.3e9);
  await measured('pack bombs', () =>
    Promise.all(times(8, () => answered('/git/snapshots.git/git-receive-pack', pushOf(body)))),
  );
});

test('ten bytes of a blob of 400 MB that a small push brought, 30 times at once', async () => {
  const { body } = packBomb('zeros', 400e6, 0);
  await answered('/git/snapshots.git/git-receive-pack', pushOf(body));
  const path = '/api/fs/snapshots/zeros/files/a';
  const range = { headers: { range: 'bytes=0-9' } };
  expect(await answered(path, range)).toBe(206);
  await measured('ranges of a large blob', () => Promise.all(times(30, () => answered(path, range))));
});

test('sources that take the compiler gigabytes, in runs of one second', async () => {
  const code = `let x: number = ${Array(2_000_000).fill('1').join('-')}`;
  await measured('hostile TypeScript', async () => {
    for (const { outcome } of await Promise.all(times(6, () => ran(code, 1))))
      expect(['timed_out', 'crashed', 'syntax_error']).toContain(outcome);
    // A compiler that nobody stops goes on after the answers.
    await seconds(6);
  });
});

test('error texts as long as a run can make them, read by twelve at once', async () => {
  const ids: string[] = [];
  await measured('long error texts', async () => {
    for (let count = 0; count < 4; count += 1) {
      ids.push((await client.exec({ code: 'throw "x".repeat(3e7)' })).execution_id);
    }
    await Promise.all(times(12, (nth) => answered(`/api/executions/${ids[nth % ids.length]}`)));
  });
});

test('60 waiting runs of 15 MB each, and names of 10 MB', async () => {
  const headers = { 'content-type': 'text/javascript' };
  const body = Buffer.from(`for (;;);//${'x'.repeat(15e6)}`);
  const run = () => answered('/api/exec?execution_timeout_secs=2', { method: 'POST', body, headers });
  const named = (field: object) =>
    answered('/api/exec', {
      method: 'POST',
      body: JSON.stringify({ code: '1', ...field }),
      headers: { 'content-type': 'application/json' },
    });
  await measured('large sources that wait', async () => {
    for (let count = 0; count < 60; count += 1) expect([202, 503]).toContain(await run());
    for (let count = 0; count < 10; count += 1) {
      expect([400, 413]).toContain(await named({ session: 'x'.repeat(10e6) }));
      expect([400, 413]).toContain(await named({ tags: { a: 'x'.repeat(10e6) } }));
    }
    expect(await answered('/api/executions')).toBe(200);
  });
});

test('80 pushes that send one byte: git is served to others', async () => {
  const head =
    'POST /git/snapshots.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: 1000\r\n\r\n0';
  const sockets = await silent(80, head);
  await measured('slow uploads', async () => {
    for (let count = 0; count < 10; count += 1)
      await promisify(execFile)('git', ['ls-remote', `${server.url}/git/snapshots.git`], {
        env: GIT_ENV,
        timeout: 10_000,
      });
  });
  for (const socket of sockets) socket.destroy();
});

test('64 merges that cost the most, asked for at once', { timeout: 900_000 }, async () => {
  const text = (word: string) =>
    `fs.writeFileSync('/t', Array.from({ length: 600_000 }, (_, n) => '${word}' + (n * 7919) % 1009).join('\\n'))`;
  const trees: string[] = [];
  for (const word of ['a', 'b', 'c']) trees.push((await client.exec({ code: text(word), fs: 'unborn' })).fs);
  const [base, ours, theirs] = trees;
  const init = {
    method: 'POST',
    body: JSON.stringify({ base, ours, theirs }),
    headers: { 'content-type': 'application/json' },
  };
  await measured('hostile merges', () => Promise.all(times(64, () => answered('/api/fs/merge', init))));
});

test('scrypt of gigabytes while the server is kept busy', async () => {
  const code = `require('crypto').scryptSync('a', 'b', 64, { N: 2 ** 20, r: 32, maxmem: 2 ** 40 })`;
  const busy = `{"code": ${'['.repeat(7 * MiB)}${']'.repeat(7 * MiB)}}`;
  await measured('memory while busy', async () => {
    const runs = times(4, () => ran(code, 30));
    for (let count = 0; count < 10; count += 1)
      await answered('/api/exec', { method: 'POST', body: busy, headers: { 'content-type': 'application/json' } });
    for (const { outcome } of await Promise.all(runs)) expect(outcome).toBe('out_of_memory');
  });
});

test('2,000 connections that never finish their request', async () => {
  let sockets: Socket[] = [];
  await measured('half requests', async () => {
    sockets = await silent(2_000, 'GET /health HTTP/1.1\r\nHost: a');
    await seconds(6);
  });
  for (const socket of sockets) socket.destroy();
});
