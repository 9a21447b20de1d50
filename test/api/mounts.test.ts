/** `mounts` and `retain_secs` of a request, with a pool that the test plays. */
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test('POST /api/exec: mounts are found by handle, are on record and reach the run', async () => {
  const tree = app.snapshot({ f: 'text' });
  await app.post('/api/fs/push', { label: 'main', ca_id: tree });
  const mounts = [
    { path: '/data/deep', fs: tree },
    { path: 'data/', fs: 'main' },
  ];
  const id = await app.exec({ mounts });
  expect((await app.get(`/api/executions/${id}`)).body.mounts).toEqual([
    { path: '/data', fs: 'main', ca_id: tree },
    { path: '/data/deep', fs: tree, ca_id: tree },
  ]);
  expect(app.pool.jobs[0]?.given?.mounts?.map(({ path, tree }) => [path, tree])).toEqual([
    ['/data', tree],
    ['/data/deep', tree],
  ]);
});

test.each([
  [[{ path: '/data', fs: 'none' }], 'label \\"none\\" does not exist'],
  [[{ path: '/', fs: 'main' }], 'nothing can be mounted'],
  [
    [
      { path: '/a', fs: 'main' },
      { path: 'a/', fs: 'main' },
    ],
    'the same path',
  ],
  [[{ path: '/data' }], 'fs'],
  [[{ path: '/data', fs: 'main', rw: true }], 'rw'],
])('POST /api/exec: mounts %j are refused', async (mounts, why) => {
  await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: 'text' }) });
  const { status, text } = await app.post('/api/exec', { code: '1', mounts });
  expect(status).toBe(400);
  expect(text).toContain(why);
});

test('POST /api/exec: what is mounted is kept while the record is, and no longer', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 2 } });
  const tree = app.snapshot({ f: 'text' });
  app.pool.play = undefined;
  await app.exec({ mounts: [{ path: '/data', fs: tree }] });
  await app.services.retention.collect(false);
  expect(app.repository.pins.has(tree)).toBe(true);
  app.pool.end(app.pool.jobs[0] as never);
  app.pool.play = () => ({});
  for (let count = 0; count < 3; count += 1) await app.get(`/api/executions/${await app.exec()}?wait=5`);
  await app.services.retention.sweep();
  expect(app.repository.pins.has(tree)).toBe(false);
});

test('POST /api/exec: retain_secs keeps a record past the number and the age that retention keeps', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 0, executions: 1 } });
  const kept = await app.exec({ retain_secs: 60 });
  const dropped = await app.exec();
  for (const id of [kept, dropped]) await app.get(`/api/executions/${id}?wait=5`);
  for (let count = 0; count < 3; count += 1) await app.get(`/api/executions/${await app.exec()}?wait=5`);
  await app.services.retention.sweep();
  expect((await app.get(`/api/executions/${kept}`)).status).toBe(200);
  expect((await app.get(`/api/executions/${dropped}`)).status).toBe(410);
  expect((await app.post('/api/exec', { code: '1', retain_secs: -1 })).status).toBe(400);
});

test('POST /api/exec: retain_secs over its maximum counts as a day', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 0, executions: 1 } });
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const id = await app.exec({ retain_secs: 1e9 });
  for (let count = 0; count < 3; count += 1) await app.get(`/api/executions/${await app.exec()}?wait=5`);
  await app.get(`/api/executions/${id}?wait=5`);
  const statusAfter = async (secs: number) => {
    vi.setSystemTime(Date.now() + secs * 1000);
    await app.services.retention.sweep();
    return (await app.get(`/api/executions/${id}`)).status;
  };
  expect(await statusAfter(86_000)).toBe(200);
  expect(await statusAfter(500)).toBe(410);
});
