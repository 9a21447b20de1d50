/**
 * Attacks that once stopped the server, replayed against a real one: it goes on answering, and its whole process tree
 * keeps its size. Figures are printed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

const MiB = 1024 * 1024;
/** Bounds of the slowest answer of /health in ms, and of the tree's resident size. */
const HEALTH_MS = Number(process.env.TREEBOX_TEST_HEALTH_MS ?? 250);
const TREE_BYTES = 1536 * MiB;
/** How often the figures are taken, in ms. */
const SAMPLE_MS = 50;
const PAGE_BYTES = 4096;

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await TestServer.start({ args: ['--runners', '2'] });
  client = new Client(server.url);
  await client.post('/api/exec', { code: '1', wait_secs: 30 });
});
afterAll(() => server.close());

/** Resident bytes of a process and all below it. */
function treeBytes(root: number): number {
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      sizes.set(Number(name), Number(fields[21]) * PAGE_BYTES);
    } catch {
      // It has ended.
    }
  }
  let total = 0;
  for (const [pid, size] of sizes) {
    let at: number | undefined = pid;
    while (at !== undefined && at !== root) at = parents.get(at);
    if (at === root) total += size;
  }
  return total;
}

/** Attacks, and measures meanwhile. */
async function measured(what: string, attack: () => Promise<unknown>): Promise<void> {
  let slowest = 0;
  let largest = 0;
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const from = performance.now();
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - from);
      largest = Math.max(largest, treeBytes(server.process.pid as number));
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  };
  const watching = watch();
  try {
    await attack();
  } finally {
    isOver = true;
    await watching;
  }
  console.log(
    `${what}: /health at most ${Math.round(slowest)} ms, process tree at most ${Math.round(largest / MiB)} MiB`,
  );
  expect(slowest).toBeLessThan(HEALTH_MS);
  expect(largest).toBeLessThan(TREE_BYTES);
  expect(server.process.exitCode).toBe(null);
}

/** Opens connections that send `text` and read nothing. */
function silent(count: number, text: string): Socket[] {
  const { hostname, port } = new URL(server.url);
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.pause();
    socket.write(text);
    return socket;
  });
}

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

test('1,000 followers of one execution that prints', async () => {
  const code =
    'const end = Date.now() + 8000; while (Date.now() < end) { console.log("x".repeat(80)); await new Promise((r) => setTimeout(r, 5)); }';
  const { execution_id: id } = (await client.post('/api/exec', { code })).body;
  const sockets = silent(1_000, `GET /api/executions/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  for (const socket of sockets) socket.resume();
  await measured('1,000 followers', () => seconds(6));
  for (const socket of sockets) socket.destroy();
});

test('300 readers of a large file that do not read', async () => {
  const code =
    'const b = Buffer.alloc(8 << 20); crypto.getRandomValues(b.subarray(0, 65536)); fs.writeFileSync("/big", b); 1';
  const { body } = await client.post('/api/exec', { code, fs: 'unborn', wait_secs: 30 });
  expect(body.outcome).toBe('completed');
  const sockets = silent(300, `GET /api/fs/snapshots/${body.fs}/files/big HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await measured('300 silent readers', () => seconds(6));
  for (const socket of sockets) socket.destroy();
});
