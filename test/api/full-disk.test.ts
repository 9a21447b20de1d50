/**
 * A full disk, from each single step of a request on: what was acknowledged stays, the caller is told, and everything
 * works again when there is room.
 */
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { countSteps, instrument, stopCounting } from '../support/fs-steps.ts';
import { type AppAnswer, TestApp } from '../support/test-app.ts';

beforeAll(instrument);
afterEach(stopCounting);

/** What a file system without room still does. */
const NEEDS_NO_ROOM = /^(unlinkSync|rmSync|rmdirSync|truncateSync|ftruncateSync)/;

/** Lets the disk be full from step `from` on; tells whether that stopped anything. */
function fillDisk(from: number): () => boolean {
  let stopped = false;
  countSteps((step, name) => {
    if (step < from || NEEDS_NO_ROOM.test(name)) return;
    stopped = true;
    throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
  });
  return () => stopped;
}

/** Sends the request with the disk full from each of its steps on, until it needs no room that it does not have. */
async function atEveryStep(app: TestApp, label: string, send: () => Promise<AppAnswer>): Promise<number> {
  const state = async () => [
    (await app.get('/api/fs/labels')).body,
    (await app.get(`/api/fs/labels/${label}/log`)).body,
  ];
  for (let step = 1; ; step++) {
    const before = await state();
    const stopped = fillDisk(step);
    const answer = await send();
    stopCounting();
    if (!stopped()) {
      expect(answer.status).toBe(200);
      return step;
    }
    expect(answer).toMatchObject({ status: 507, body: { code: 'disk_full' } });
    expect(await state(), `full from step ${step} on`).toEqual(before);
  }
}

test.each([
  [
    'POST /api/fs/push that creates',
    (app: TestApp, [one]: TreeId[]) => app.post('/api/fs/push', { label: 'new', ca_id: one }),
  ],
  [
    'POST /api/fs/push that advances',
    (app: TestApp, [one, two]: TreeId[]) => app.post('/api/fs/push', { label: 'main', ca_id: two, expected: one }),
  ],
  [
    'POST /api/fs/labels',
    (app: TestApp, [, two]: TreeId[]) => app.post('/api/fs/labels', { name: 'main', ca_id: two }),
  ],
  [
    'POST /api/fs/reset',
    (app: TestApp, [, two]: TreeId[]) => app.post('/api/fs/reset', { label: 'main', ca_id: two, allow_unlogged: true }),
  ],
] as const)('%s: a disk that is full from any step on is told, and changes nothing', async (_, send) => {
  await using app = new TestApp();
  const trees = [app.snapshot({ f: '1' }), app.snapshot({ f: '2' })];
  for (const label of ['main', 'other']) await app.post('/api/fs/push', { label, ca_id: trees[0] });
  expect(await atEveryStep(app, 'main', () => send(app, trees))).toBeGreaterThan(8);
  expect(app.errors.every((error) => String(error).includes('ENOSPC'))).toBe(true);
});

test('DELETE /api/fs/labels/{label}: a disk that is full leaves the label or removes it, and says which', async () => {
  await using app = new TestApp();
  await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: '1' }) });
  for (let step = 1, status = 507; status === 507; step++) {
    const stopped = fillDisk(step);
    ({ status } = await app.call('DELETE', '/api/fs/labels/main'));
    stopCounting();
    if (status === 507) expect(stopped()).toBe(true);
    expect((await app.get('/api/fs/labels/main')).status).toBe(status === 507 ? 200 : 404);
  }
});

test('GET /api/executions/{id}: a run that ends while the disk is full is on record as soon as there is room', async () => {
  await using app = new TestApp();
  const tree = app.snapshot({ f: 'left behind' });
  const stopped = fillDisk(1);
  app.pool.play = () => ({ tree });
  const id = await app.exec({ fs: 'unborn' });
  await expect.poll(stopped).toBe(true);
  expect((await app.get(`/api/executions/${id}`)).body.status).toBe('running');
  stopCounting();
  const { body } = await app.get(`/api/executions/${id}?wait=10`);
  expect(body).toMatchObject({ status: 'completed', fs: tree });
  expect(app.errors).toHaveLength(1);
});
