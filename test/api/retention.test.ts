/**
 * What is kept of executions, for how long and across restarts, with a pool that the test plays.
 */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test('retention: what was dropped answers 410 with expired_at everywhere, and its output is gone', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 3 } });
  app.pool.output = 'text';
  const ids = [];
  for (let index = 0; index < 5; index += 1) {
    ids.push(await app.exec());
    await app.get(`/api/executions/${ids[index]}?wait=5`);
  }
  for (const path of ['', '/output', '/events']) {
    const { status, body } = await app.get(`/api/executions/${ids[0]}${path}`);
    expect([status, body.code, new Date(body.expired_at).toISOString()]).toEqual([410, 'expired', body.expired_at]);
  }
  expect(existsSync(app.services.executions.outputPath(ids[0] as never))).toBe(false);
  expect((await app.get('/api/executions')).body.executions).toHaveLength(3);
  // A list that is being paged through goes on.
  expect((await app.get(`/api/executions?before=${ids[1]}`)).status).toBe(200);
  expect((await app.post(`/api/executions/${ids[0]}/cancel`)).status).toBe(400);
});

test('retention: of results that are too large together the oldest go, and their records say so', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 100, resultBytes: 1_000_000 } });
  const ids: string[] = [];
  const end = async (chars: number, body = {}) => {
    app.pool.play = () => ({ result: JSON.stringify('r'.repeat(chars)) });
    ids.push(await app.exec(body));
    await app.get(`/api/executions/${ids.at(-1)}?wait=5`);
  };
  await end(300_000, { retain_secs: 60 });
  await end(60_000);
  for (let index = 0; index < 6; index += 1) await end(300_000);
  await app.services.retention.sweep();
  const records = await Promise.all(ids.map(async (id) => (await app.get(`/api/executions/${id}`)).body));
  // The first was to be kept, and the second is small.
  expect(records.map((record) => record.result !== null)).toEqual([true, true, false, false, false, true, true, true]);
  const dropped = records.filter((record) => record.result === null);
  for (const { status, warnings } of dropped) {
    expect([status, warnings]).toEqual(['completed', [expect.stringContaining('no longer kept')]]);
  }
  expect(records[0].warnings).toEqual([]);
});

test('retention: results that are too large together go without a sweep', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 100, resultBytes: 1_000_000 } });
  app.pool.play = () => ({ result: JSON.stringify('r'.repeat(300_000)) });
  await app.services.retention.sweep();
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.push(await app.exec());
    await app.get(`/api/executions/${ids.at(-1)}?wait=5`);
  }
  const left = async () =>
    (await Promise.all(ids.map((id) => app.get(`/api/executions/${id}`)))).filter(({ body }) => body.result !== null);
  await expect.poll(async () => (await left()).length).toBe(3);
});

test('retention: a running execution is never dropped', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 1 } });
  app.pool.play = undefined;
  const running = await app.exec();
  app.pool.play = () => ({});
  for (let index = 0; index < 3; index += 1) await app.exec();
  expect((await app.get(`/api/executions/${running}`)).body.status).toBe('running');
});

test('retention: age drops what ended long ago', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 0, executions: 100 } });
  const id = await app.exec();
  const ended = Date.parse((await app.get(`/api/executions/${id}?wait=5`)).body.completed_at);
  while (Date.now() <= ended) await new Promise(setImmediate);
  await app.services.retention.sweep();
  expect((await app.get(`/api/executions/${id}`)).status).toBe(410);
});

test('retention: a snapshot that was answered stays for a day after its record is dropped', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 1 } });
  const tree = app.snapshot({ a: 'kept' });
  await app.execLeaving(tree);
  const dropped = app.snapshot({ a: 'base' });
  app.pool.play = () => ({ outcome: 'threw', tree: null });
  await app.exec({ fs: dropped });
  await app.exec();
  await app.services.retention.sweep();
  expect(app.repository.pins.has(tree)).toBe(true);
  expect(app.repository.pins.has(dropped)).toBe(false);
});

test('restart: records, keys, output and sessions are what they were; what ran is lost', async () => {
  app.pool.output = 'printed\n';
  const tree = app.snapshot({ a: '1' });
  const done = await app.execLeaving(tree, { session: 's' });
  const key = { 'idempotency-key': 'k' };
  const keyed = await app.exec({ session: 'other' }, key);
  app.pool.play = undefined;
  const lost = await app.exec();
  const urls = [`/api/executions/${done.execution_id}`, `/api/executions/${done.execution_id}/output`];
  const before = await Promise.all(urls.map((url) => app.get(url)));
  // A second application on the same folder, as after a kill: the first was told nothing.
  const again = new TestApp({ folder: app.folder });
  try {
    const after = await Promise.all(urls.map((url) => again.get(url)));
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    expect(await again.exec({ session: 'other' }, key)).toBe(keyed);
    const { body } = await again.get(`/api/executions/${lost}`);
    expect(body).toMatchObject({ status: 'failed', outcome: 'lost' });
    expect(body.error).toContain('server died');
    await again.exec({ session: 's' });
    expect(again.pool.jobs.at(-1)?.tree).toBe(tree);
  } finally {
    await again.close();
  }
});
