import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readInTime, sentInTime } from '../../../src/git/serve/pace.ts';
import { Slots } from '../../../src/git/serve/slots.ts';

const LIMITS = { stallMs: 100, graceMs: 200, bytesPerSec: 1_000 };

async function* pieces(count: number, bytes: number, everyMs: number): AsyncGenerator<Buffer, void> {
  for (let sent = 0; sent < count; sent += 1) {
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    yield Buffer.alloc(bytes);
  }
}

test.each([
  ['in one go', pieces(3, 10, 0), 30],
  ['slowly, but fast enough', pieces(10, 100, 40), 1_000],
])('sentInTime: what comes %s is taken', async (_how, source, bytes) => {
  let total = 0;
  for await (const chunk of sentInTime(source, LIMITS)) total += chunk.length;
  expect(total).toBe(bytes);
});

test.each([
  ['stays away', pieces(1, 10, 5_000)],
  ['drips', pieces(1_000, 1, 30)],
])('sentInTime: who %s is refused', async (_how, source) => {
  const drain = async () => {
    for await (const _ of sentInTime(source, LIMITS));
  };
  await expect(drain()).rejects.toMatchObject({ code: 'request_timeout' });
});

test('readInTime: a stream whose reader takes nothing is destroyed, and so is its source', async () => {
  let ended = false;
  async function* source() {
    try {
      yield* pieces(1_000, 100_000, 0);
    } finally {
      ended = true;
    }
  }
  const stream = readInTime(source(), LIMITS);
  stream.once('readable', () => {});
  const [error] = await once(stream, 'error');
  expect(String(error)).toContain('too slow');
  await expect.poll(() => ended).toBe(true);
});

test('Slots: so many run, so many wait, one more is refused, and a slot that is given back goes on', async () => {
  const slots = new Slots({ running: 2, waiting: 1 }, 'tests');
  const [release] = await Promise.all([slots.take(), slots.take()]);
  let has = false;
  const third = slots.take().then((give) => {
    has = true;
    return give;
  });
  await expect(slots.take()).rejects.toMatchObject({ code: 'busy' });
  expect(has).toBe(false);
  release();
  (await third)();
  const gone = new AbortController();
  const full = [await slots.take()];
  const waiting = slots.take(gone.signal);
  gone.abort();
  await expect(waiting).rejects.toThrow('the client has gone');
  full[0]?.();
});
