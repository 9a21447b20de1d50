/**
 * Readers of `GET /api/events` that take nothing: they are cut off, hold no memory meanwhile, and cost others nothing.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { processTree } from '../support/processes.ts';
import { TestServer } from '../support/server.ts';

const MiB = 1024 * 1024;
/** Far more than the system's buffers of a connection take. */
const EVENTS = 60_000;
const EVENT_BYTES = 600;
const READERS = 20;
/** What the server may grow by, in bytes: the readers together would take a gigabyte. */
const GROWTH_MAX = 128 * MiB;

const REQUEST = 'GET /api/events?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Has the records hold events that nobody has read. */
function fill({ data }: TestServer): void {
  const records = new DatabaseSync(join(data, 'executions/records.sqlite'), { timeout: 10_000 });
  const add = records.prepare("INSERT INTO events (type, data) VALUES ('label', ?)");
  const text = JSON.stringify({ name: 'main', from: null, to: null, op: 'x'.repeat(EVENT_BYTES) });
  records.exec('BEGIN');
  for (let count = 0; count < EVENTS; count += 1) add.run(text);
  records.exec('COMMIT');
  records.close();
}

function reader(server: TestServer): Socket {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(REQUEST);
  return socket;
}

test('readers of events that take nothing for 30 s are cut off, and one that reads is not', async () => {
  await using server = await TestServer.start({ args: ['--runners', '1'] });
  fill(server);
  const figures = () => processTree(server.process.pid as number).find(({ pid }) => pid === server.process.pid);
  const before = figures();
  if (!before) throw new Error('the server is gone');
  const good = reader(server);
  let read = 0;
  let last = '';
  good.on('data', (piece: Buffer) => {
    read += piece.length;
    last = piece.toString('latin1');
  });
  const sockets = Array.from({ length: READERS }, () => reader(server).pause());
  try {
    const from = performance.now();
    let largest = 0;
    const isOpen = () => {
      const { descriptors = 0, residentBytes = 0 } = figures() ?? {};
      largest = Math.max(largest, residentBytes);
      return descriptors - before.descriptors;
    };
    await expect.poll(isOpen).toBeGreaterThanOrEqual(READERS + 1);
    await expect.poll(isOpen, { timeout: 120_000, interval: 250 }).toBeLessThan(READERS / 2);
    const cutOffMs = performance.now() - from;
    console.log(
      `${READERS} readers were cut off after ${Math.round(cutOffMs / 1000)} s; the server grew by ` +
        `${Math.round((largest - before.residentBytes) / MiB)} MiB, another reader got ${Math.round(read / MiB)} MiB`,
    );
    expect(cutOffMs).toBeGreaterThan(25_000);
    expect(largest - before.residentBytes).toBeLessThan(GROWTH_MAX);
    await expect.poll(() => read).toBeGreaterThan(EVENTS * EVENT_BYTES);
    // It is still served: a sign of life is due every 15 s.
    last = '';
    await expect.poll(() => last, { timeout: 30_000 }).toMatch(/^: quiet\n/m);
    expect(good.readyState).toBe('open');
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  } finally {
    // The server waits at its end for connections that are open.
    for (const socket of [...sockets, good]) {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    }
  }
});
