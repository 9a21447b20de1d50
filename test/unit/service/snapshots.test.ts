import { afterEach, expect, test, vi } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { Snapshots, type SnapshotsOptions } from '../../../src/service/snapshots.ts';

afterEach(() => void vi.useRealTimers());

/** Snapshots whose patches are endless. @returns them, and whether a patch was closed */
function endless() {
  const state = { isClosed: false };
  async function* patch() {
    try {
      for (;;) yield new Uint8Array(64 * 1024);
    } finally {
      state.isClosed = true;
    }
  }
  const options = { repository: {}, handles: { find: async () => EMPTY_TREE }, comparer: { patch } };
  return { snapshots: new Snapshots(options as unknown as SnapshotsOptions), state };
}

test('Snapshots.patch: closes the patch of a reader that takes nothing for half a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { snapshots, state } = endless();
  const stream = await snapshots.patch('one', 'other');
  let error: unknown;
  stream.once('readable', () => undefined).once('error', (thrown) => (error = thrown));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(state.isClosed).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.waitFor(() => expect(state.isClosed).toBe(true));
  expect(String(error)).toContain('too slow');
});

test('Snapshots.patch: closes the patch of a client that has gone before it reads', async () => {
  const { snapshots, state } = endless();
  (await snapshots.patch('one', 'other')).destroy();
  await vi.waitFor(() => expect(state.isClosed).toBe(true));
});
