/**
 * What a request may cost: bodies by route, their shape, the length of each field.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { client } from '../../src/core/fair-turns.ts';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { TestApp } from '../support/test-app.ts';

const MiB = 1024 * 1024;
const json = { 'content-type': 'application/json' };

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test.each([
  ['POST', '/api/fs/push'],
  ['POST', '/api/fs/reset'],
  ['POST', '/api/fs/labels'],
  ['POST', '/api/fs/gc'],
])('%s %s: a body over 64 KiB is refused with 413, which says so', async (method, url) => {
  const { status, body } = await app.call(method, url, { payload: `{${' '.repeat(65_535)}}`, headers: json });
  expect([status, body.code]).toEqual([413, 'too_large']);
  expect(body.error).toContain('65536');
});

test.each([
  ['nested arrays', `{"code": ${'['.repeat(7 * MiB)}${']'.repeat(7 * MiB)}}`],
  ['nested objects', `${'{"a":'.repeat(2 * MiB)}1${'}'.repeat(2 * MiB)}`],
  ['many tags', `{"code": "1", "tags": {${Array.from({ length: 900_000 }, (_, n) => `"t${n}":"1"`).join()}}}`],
  ['many values', `{"code": [${'1,'.repeat(7 * MiB)}1]}`],
  ['many empty objects', `{"code": [${'{},'.repeat(5 * MiB)}{}]}`],
  ['a text without end', `{"code": "${'\\"'.repeat(7 * MiB)}`],
  ['a long session', `{"code": "1", "session": "${'x'.repeat(14 * MiB)}"}`],
  ['a long tag', `{"code": "1", "tags": {"a": "${'x'.repeat(14 * MiB)}"}}`],
])('POST /api/exec: %s of 14 MB are refused before anyone else has to wait', async (_what, payload) => {
  const before = process.cpuUsage();
  const { status } = await app.call('POST', '/api/exec', { payload, headers: json });
  const { user, system } = process.cpuUsage(before);
  expect([400, 413]).toContain(status);
  // Of processor time, which others on the machine change least. Alone it takes 20 to 60 ms; the parser took seconds.
  expect((user + system) / 1000).toBeLessThan(900);
});

test('POST /api/exec: a source of nearly 16 MiB as JSON is taken, whatever it is made of', async () => {
  for (const piece of ['x', '{[":,', '"', '\\', 'é']) {
    const code = piece.repeat(Math.floor((7 * MiB) / piece.length / 2));
    expect((await app.post('/api/exec', { code })).status, piece).toBe(202);
    expect(app.pool.jobs.at(-1)?.source).toBe(code);
  }
});

test.each([
  ['session', { session: 'é'.repeat(101) }, 'bad_request'],
  ['fs', { fs: 'x'.repeat(301) }, 'bad_handle'],
  ['heap', { heap: 'a'.repeat(65) }, 'bad_request'],
  ['push', { push: { label: 'é'.repeat(101) } }, 'bad_label'],
  ['message', { push: { label: 'm', message: 'é'.repeat(2049) } }, 'bad_message'],
  ['a tag', { tags: { a: 'é'.repeat(513) } }, 'bad_request'],
  ['the name of a tag', { tags: { ['é'.repeat(129)]: '1' } }, 'bad_request'],
  [
    'the number of tags',
    { tags: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`t${n}`, '1'])) },
    'bad_request',
  ],
])('POST /api/exec: %s has a bound in bytes, and past it 400 says which field', async (_what, fields, code) => {
  const { status, body } = await app.post('/api/exec', { code: '1', ...fields });
  expect([status, body.code]).toEqual([400, code]);
  expect(body.error).toContain(Object.keys(fields)[0] as string);
});

test('POST /api/exec: what is just within the bounds is taken', async () => {
  const tags = Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`${n}`.padStart(256, 't'), 'x'.repeat(1024)]));
  const id = await app.exec({ session: 'é'.repeat(100), tags });
  expect((await app.get(`/api/executions/${id}`)).body.tags).toEqual(tags);
});

test('GET /api/heaps/{key}: a heap keeps the newest 64 of the tags that its executions had', async () => {
  const leave = async (from: number) => {
    const tags = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`t${from + n}`, `${from}`]));
    const state = app.repository.incoming.write((writer) =>
      writer.write('blob', Buffer.from('{"bindings":[],"globals":[],"objects":[]}')),
    );
    app.pool.play = () => ({ state });
    const id = await app.exec({ tags });
    return (await app.get(`/api/executions/${id}?wait=5`)).body.heap;
  };
  await leave(0);
  await leave(20);
  const heap = await leave(50);
  const { tags } = (await app.get(`/api/heaps/${heap}`)).body;
  expect(Object.keys(tags)).toHaveLength(64);
  expect(Object.fromEntries(['t89', 't50', 't49', 't26'].map((name) => [name, tags[name]]))).toEqual({
    t89: '50',
    t50: '50',
    t49: '20',
    t26: '20',
  });
});

test('what a request asks of the process that merges is asked in the name of its client', async () => {
  const seen: unknown[] = [];
  const { merges, snapshots } = app.services;
  const { merge } = merges;
  const { diff } = snapshots;
  merges.merge = async () => {
    seen.push(client.getStore());
    return { status: 'merged', tree: EMPTY_TREE } as never;
  };
  snapshots.diff = async () => {
    seen.push(client.getStore());
    return [];
  };
  const headers = { ...json, 'x-forwarded-for': '192.0.2.7' };
  await app.call('POST', '/api/fs/merge', { payload: { ours: EMPTY_TREE, theirs: EMPTY_TREE }, headers });
  await app.call('GET', `/api/fs/diff?from=${EMPTY_TREE}&to=${EMPTY_TREE}`);
  Object.assign(merges, { merge });
  Object.assign(snapshots, { diff });
  expect(seen).toEqual(['192.0.2.7', '127.0.0.1']);
});
