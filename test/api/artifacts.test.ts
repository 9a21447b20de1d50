/** Artifacts over HTTP, with a pool that the test plays. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

/** An execution hands these out, text by key; answers its id. */
async function leave(contents: Record<string, string>, mimeType = 'text/plain'): Promise<string> {
  const artifacts = Object.entries(contents).map(([key, content]) => {
    const oid = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from(content)));
    return { key, mimeType, oid, size: content.length, createdAt: 1_000 };
  });
  app.pool.play = () => ({ artifacts });
  const id = await app.exec();
  await app.get(`/api/executions/${id}?wait=5`);
  return id;
}

test('GET /api/executions/{id}: lists its artifacts, and each can be had by its key', async () => {
  const id = await leave({ 'dir/b ?.txt': 'bb', a: 'a' });
  const { artifacts } = (await app.get(`/api/executions/${id}`)).body;
  const told = { mime_type: 'text/plain', created_at: '1970-01-01T00:00:01.000Z', execution_id: id };
  expect(artifacts).toEqual([
    { ...told, key: 'a', size_bytes: 1 },
    { ...told, key: 'dir/b ?.txt', size_bytes: 2 },
  ]);
  const { text, headers } = await app.get(`/api/executions/${id}/artifacts/${encodeURIComponent('dir/b ?.txt')}`);
  expect(text).toBe('bb');
  expect(headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': "inline; filename*=UTF-8''b%20%3F.txt",
    'x-content-type-options': 'nosniff',
  });
});

test.each(['text/html', 'Text/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml'])(
  'GET /api/artifacts/{key}: %s comes as an attachment and under a policy that runs nothing',
  async (type) => {
    await leave({ page: '<script>' }, type);
    const { headers } = await app.get('/api/artifacts/page');
    expect(headers['content-disposition']).toMatch(/^attachment/);
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
  },
);

test('GET /api/artifacts/{key}: answers the newest of the key', async () => {
  await leave({ a: 'old', b: 'other' });
  await leave({ a: 'new' });
  expect((await app.get('/api/artifacts/a')).text).toBe('new');
  expect((await app.get('/api/artifacts/b')).text).toBe('other');
});

test('GET /api/artifacts: pages through all of them, the newest execution first', async () => {
  const first = await leave({ a: '1', b: '2', c: '3' });
  const second = await leave({ a: '4', b: '5' });
  const seen = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body } = await app.get(`/api/artifacts?limit=2${after}`);
    seen.push(...body.artifacts);
    next = body.next;
  }
  expect(seen.map(({ execution_id, key }) => [execution_id, key])).toEqual([
    [second, 'a'],
    [second, 'b'],
    [first, 'a'],
    [first, 'b'],
    [first, 'c'],
  ]);
});

test('artifacts: live as long as their execution, and are kept by git meanwhile', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 2 } });
  const id = await leave({ a: 'kept' });
  await app.services.retention.collect(false);
  const oid = (await app.get('/api/artifacts/a')).headers.etag?.toString().replaceAll('"', '') ?? '';
  expect(app.repository.pins.has(oid as TreeId)).toBe(true);
  expect((await app.get(`/api/executions/${id}/artifacts/a`)).text).toBe('kept');
  app.pool.play = () => ({});
  for (let count = 0; count < 3; count += 1) await app.get(`/api/executions/${await app.exec()}?wait=5`);
  expect((await app.get(`/api/executions/${id}/artifacts/a`)).status).toBe(410);
  expect((await app.get('/api/artifacts/a')).status).toBe(404);
  expect((await app.get('/api/artifacts')).body).toEqual({ artifacts: [], next: null });
  await app.services.retention.sweep();
  expect(app.repository.pins.has(oid as TreeId)).toBe(false);
});
