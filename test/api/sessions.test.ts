/**
 * Sessions and heaps over HTTP: listed, looked at, forked, forgotten, tagged.
 */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { Sessions } from '../../src/service/sessions.ts';
import { Store } from '../../src/service/store/store.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;
let [one, two, three]: TreeId[] = [];
beforeEach(() => {
  app = new TestApp();
  [one, two, three] = ['1', '2', '3'].map((text) => app.snapshot({ f: text })) as [TreeId, TreeId, TreeId];
});
afterEach(() => app.close());

const run = (session: string, tree: TreeId | undefined) => app.execLeaving(tree as TreeId, { session, fs: undefined });

test('GET /api/sessions/{s}: its runs with the snapshots before and after', async () => {
  const first = await run('s', one);
  const second = await run('s', two);
  const { body } = await app.get('/api/sessions/s');
  expect(body).toMatchObject({
    name: 's',
    runs: 2,
    last_execution: second.execution_id,
    fs: two,
    heap: null,
    next: null,
  });
  expect(body.executions).toMatchObject([
    { execution_id: second.execution_id, base_fs: one, fs: two, status: 'completed' },
    { execution_id: first.execution_id, fs: one },
  ]);
  const page = (await app.get('/api/sessions/s?limit=1')).body;
  expect(page.next).toBe(second.execution_id);
  expect((await app.get(`/api/sessions/s?before=${page.next}`)).body.executions).toHaveLength(1);
});

test('POST …/fork: goes on from where the session stands, or from one of its runs', async () => {
  const first = await run('s', one);
  await run('s', two);
  expect((await app.post('/api/sessions/s/fork', { name: 'now' })).body).toMatchObject({
    name: 'now',
    runs: 0,
    fs: two,
  });
  await app.post('/api/sessions/s/fork', { name: 'then', at: first.execution_id });
  expect(await run('then', three)).toMatchObject({ base_fs: one });
  expect((await app.get('/api/sessions/then')).body).toMatchObject({ runs: 1, fs: three });
  expect((await app.get('/api/sessions/s')).body).toMatchObject({ runs: 2, fs: two });
  expect((await app.get('/api/sessions?prefix=')).body.sessions.map(({ name }: { name: string }) => name)).toEqual([
    ...['now', 's', 'then'],
  ]);
  expect((await app.post('/api/sessions/s/fork', { name: 'now' })).status).toBe(409);
  expect((await app.post('/api/sessions/now/fork', { name: 'x', at: first.execution_id })).status).toBe(400);
});

test('POST …/fork: of two forks to one name one is made, also when the store answers late', async () => {
  const first = await run('s', one);
  await run('s', two);
  const store = new Store(join(app.folder, 'records.sqlite'));
  const later =
    <Args extends unknown[], Value>(call: (...args: Args) => Promise<Value>) =>
    async (...args: Args) => {
      await new Promise(setImmediate);
      return await call.apply(store.sessions, args);
    };
  const late = Object.create(store.sessions, {
    count: { value: later(store.sessions.count) },
    start: { value: later(store.sessions.start) },
    latest: { value: later(store.sessions.latest) },
    placeAfter: { value: later(store.sessions.placeAfter) },
    fork: { value: later(store.sessions.fork) },
  });
  const sessions = new Sessions(late, store.executions);
  const forks = await Promise.allSettled([sessions.fork('s', 't'), sessions.fork('s', 't', first.execution_id)]);
  expect(forks).toMatchObject([
    { status: 'fulfilled', value: { fs: two } },
    { status: 'rejected', reason: { code: 'session_exists' } },
  ]);
  store.close();
  expect((await app.get('/api/sessions/t')).body).toMatchObject({ fs: two });
  // A name that has runs, or that was a session once, is judged by what counts now.
  expect((await app.post('/api/sessions/s/fork', { name: 's' })).status).toBe(409);
  await app.call('DELETE', '/api/sessions/t');
  expect((await app.post('/api/sessions/s/fork', { name: 't', at: first.execution_id })).body).toMatchObject({
    fs: one,
  });
});

test('DELETE /api/sessions/{s}: the name begins anew, and the executions stay', async () => {
  const first = await run('s', one);
  expect((await app.call('DELETE', '/api/sessions/s')).body).toMatchObject({ name: 's', runs: 1, fs: one });
  expect((await app.get('/api/sessions/s')).status).toBe(404);
  expect((await app.get('/api/sessions')).body.sessions).toEqual([]);
  expect((await app.get(`/api/executions/${first.execution_id}`)).status).toBe(200);
  const again = await run('s', two);
  expect(again.base_fs).not.toBe(one);
  expect((await app.get('/api/sessions/s')).body).toMatchObject({ runs: 1, fs: two });
});

test('GET /api/sessions: pages by name', async () => {
  for (const name of ['a/1', 'a/2', 'b', 'ä']) await run(name, one);
  const names: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { sessions: { name: string }[]; next: string | null } = (
      await app.get(`/api/sessions?limit=1&after=${encodeURIComponent(after)}`)
    ).body;
    names.push(...page.sessions.map(({ name }) => name));
    after = page.next;
  }
  expect(names).toEqual(['a/1', 'a/2', 'b', 'ä']);
  expect((await app.get('/api/sessions?prefix=a/')).body.sessions).toHaveLength(2);
});

test('a fork keeps its snapshot from collection when its origin is gone', async () => {
  await run('s', one);
  await app.post('/api/sessions/s/fork', { name: 'fork' });
  await app.services.retention.sweep();
  expect(app.repository.pins.has(one as TreeId)).toBe(true);
});

test('GET /api/heaps: by tag, newest first, and tags can be set and taken off', async () => {
  const heap = (name: string) =>
    app.heapLeaving({ version: 1, bindings: [[name, 'let', 1]], globals: [], objects: [] });
  const keys = [await heap('a'), await heap('b'), await heap('c')];
  for (const [n, key] of keys.entries()) {
    const tags = { step: `${n % 2}`, "it's": '"x"' };
    expect((await app.call('PUT', `/api/heaps/${key}/tags`, { payload: { tags } })).body).toEqual({ key, tags });
  }
  const list = async (query: string) => (await app.get(`/api/heaps?${query}`)).body;
  expect((await list('tag=step:0')).heaps.map(({ key }: { key: string }) => key).toSorted()).toEqual(
    [keys[0], keys[2]].toSorted(),
  );
  expect((await list(`tag=${encodeURIComponent(`it's:"x"`)}`)).heaps).toHaveLength(3);
  const told: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { heaps: { key: string }[]; next: string | null } = await list(`limit=1${after && `&after=${after}`}`);
    told.push(...page.heaps.map(({ key }) => key));
    after = page.next;
  }
  expect(told.toSorted()).toEqual(keys.toSorted());
  expect((await app.call('DELETE', `/api/heaps/${keys[0]}/tags`)).body).toEqual({ key: keys[0], tags: {} });
  expect((await list('tag=step:0')).heaps).toHaveLength(1);
});
