/**
 * Taking executions on, with a pool that the test plays.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, isExecutionId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

const MiB = 1024 * 1024;
const source = { 'content-type': 'text/javascript' };

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

test('POST /api/exec: answers 202 with a UUID version 7 at once, and the record runs', async () => {
  app.pool.play = undefined;
  const { status, body } = await app.post('/api/exec', { code: '1' });
  expect(status).toBe(202);
  expect(isExecutionId(body.execution_id)).toBe(true);
  const record = (await app.get(`/api/executions/${body.execution_id}`)).body;
  expect(record).toMatchObject({ status: 'running', outcome: null, completed_at: null, result: null, timings: null });
});

test('POST /api/exec: a body without a type is JSON', async () => {
  const { status } = await app.call('POST', '/api/exec', { payload: Buffer.from('{"code":"1"}') });
  expect(status).toBe(202);
  expect(app.pool.jobs[0]?.source).toBe('1');
});

test('POST /api/exec: a body of any other type is the source, parameters come in the query', async () => {
  const query = 'heap_memory_max_mb=64&execution_timeout_secs=5&session=s&fs=main';
  for (const type of ['text/plain', 'application/javascript', 'x/y; charset=z']) {
    const answer = await app.call('POST', `/api/exec?${query}`, { payload: 'a é', headers: { 'content-type': type } });
    expect(answer.status, type).toBe(202);
    expect(app.pool.jobs.at(-1)).toMatchObject({ source: 'a é', heapMiB: 64, timeoutMs: 5000, tree: EMPTY_TREE });
    expect((await app.get(`/api/executions/${answer.body.execution_id}`)).body.session).toBe('s');
  }
});

test('POST /api/exec: the limits that are not given are 30 s and 128 MiB', async () => {
  await app.exec();
  expect(app.pool.jobs[0]).toMatchObject({ timeoutMs: 30_000, heapMiB: 128, tree: null, state: null });
});

test.each([
  ['no body', {}, undefined],
  ['no code', { payload: {} }, 'code'],
  ['code that is no text', { payload: { code: 5 } }, 'code'],
  ['a list', { payload: [] }, 'object'],
  ['half a JSON', { payload: '{"code":', headers: { 'content-type': 'application/json' } }, 'JSON'],
  ['JSON that is not UTF-8', { payload: Buffer.from([0x22, 0xff, 0x22]) }, 'UTF-8'],
  ['source that is not UTF-8', { payload: Buffer.from([0xff]), headers: source }, 'UTF-8'],
  ['too short a time', { payload: { code: '', execution_timeout_secs: 0 } }, 'execution_timeout_secs'],
  ['too long a time', { payload: { code: '', execution_timeout_secs: 301 } }, 'execution_timeout_secs'],
  ['half a second', { payload: { code: '', execution_timeout_secs: 1.5 } }, 'execution_timeout_secs'],
  ['time as text', { payload: { code: '', execution_timeout_secs: '5' } }, 'execution_timeout_secs'],
  ['too little memory', { payload: { code: '', heap_memory_max_mb: 7 } }, 'heap_memory_max_mb'],
  ['too much memory', { payload: { code: '', heap_memory_max_mb: 1025 } }, 'heap_memory_max_mb'],
  ['tags that are no text', { payload: { code: '', tags: { a: 1 } } }, 'tags'],
  ['a CA id in capitals', { payload: { code: '', fs: 'A'.repeat(40) } }, 'lower-case'],
  ['an unknown CA id', { payload: { code: '', fs: '1'.repeat(40) } }, 'no such snapshot'],
  ['a bad label', { payload: { code: '', fs: 'a..b' } }, 'label'],
  ['an unknown heap', { payload: { code: '', heap: '1'.repeat(40) } }, 'heap'],
  ['a heap that is no key', { payload: { code: '', heap: 'main' } }, 'heap'],
])('POST /api/exec: %s is refused with 400 and nothing is run', async (_what, options, hint) => {
  const { status, body } = await app.call('POST', '/api/exec', options as object);
  expect(status).toBe(400);
  expect(body.error).toContain(hint ?? '');
  expect(app.pool.jobs).toEqual([]);
  expect((await app.get('/api/executions')).body.executions).toEqual([]);
});

test('POST /api/exec: the ends of the ranges are taken', async () => {
  for (const execution_timeout_secs of [1, 300]) await app.exec({ execution_timeout_secs });
  for (const heap_memory_max_mb of [8, 1024]) await app.exec({ heap_memory_max_mb });
  await app.exec({
    fs: null,
    heap: null,
    session: null,
    tags: null,
    execution_timeout_secs: null,
    heap_memory_max_mb: null,
  });
  expect(app.pool.jobs).toHaveLength(5);
});

test('POST /api/exec: a query parameter that is no number is refused', async () => {
  for (const query of ['heap_memory_max_mb=x', 'heap_memory_max_mb=', 'execution_timeout_secs=1e2', 'fs=a&fs=b']) {
    expect((await app.call('POST', `/api/exec?${query}`, { payload: '1', headers: source })).status, query).toBe(400);
  }
});

test('POST /api/exec: multipart is refused with 415', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  expect((await app.call('POST', '/api/exec', { payload: '--x--', headers })).status).toBe(415);
});

test('POST /api/exec: 16 MiB are taken and one byte more is refused with 413', async () => {
  const whole = 'x'.repeat(16 * MiB);
  expect((await app.call('POST', '/api/exec', { payload: whole, headers: source })).status).toBe(202);
  expect((await app.call('POST', '/api/exec', { payload: `${whole}x`, headers: source })).status).toBe(413);
});

test('POST /api/exec: a full queue answers 503 with Retry-After and leaves no record', async () => {
  app.pool.refusal = 'queue_full';
  const { status, headers, body } = await app.post('/api/exec', { code: '1' });
  expect([status, body.code]).toEqual([503, 'queue_full']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await app.get('/api/executions')).body.executions).toEqual([]);
});

test('POST /api/exec: names of objects are names like any other', async () => {
  const tags = JSON.parse('{"__proto__": "a", "constructor": "b"}');
  const id = await app.exec({ tags, session: '__proto__' });
  const { text, body } = await app.get(`/api/executions/${id}`);
  expect(text).toContain('"__proto__":"a"');
  expect(body.session).toBe('__proto__');
  expect((await app.get('/api/executions?session=__proto__')).body.executions).toHaveLength(1);
});

test('Idempotency-Key: a repeated request is answered with the first execution, another with 409', async () => {
  const headers = { 'idempotency-key': 'key 1' };
  const first = await app.exec({ tags: { a: 'b' } }, headers);
  expect(await app.exec({ tags: { a: 'b' } }, headers)).toBe(first);
  expect(app.pool.jobs).toHaveLength(1);
  const other = await app.post('/api/exec', { code: '2' }, headers);
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_mismatch']);
  expect(await app.exec({}, { 'idempotency-key': 'key 2' })).not.toBe(first);
});

test('Idempotency-Key: raw bodies count with their parameters', async () => {
  const send = (query: string, headers = source) =>
    app.call('POST', `/api/exec?${query}`, { payload: '1', headers: { ...headers, 'idempotency-key': 'k' } });
  const first = await send('session=a&heap_memory_max_mb=64');
  expect((await send('heap_memory_max_mb=64&session=a')).body).toEqual(first.body);
  expect((await send('session=b&heap_memory_max_mb=64')).status).toBe(409);
});

test('Idempotency-Key: of many requests at once one is run', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => app.exec({}, { 'idempotency-key': 'k' })));
  expect(new Set(ids).size).toBe(1);
  expect(app.pool.jobs).toHaveLength(1);
});

test('Idempotency-Key: a refused request leaves its key unused', async () => {
  const headers = { 'idempotency-key': 'k' };
  app.pool.refusal = 'queue_full';
  expect((await app.post('/api/exec', { code: '1' }, headers)).status).toBe(503);
  app.pool.refusal = undefined;
  expect((await app.post('/api/exec', { code: '1' }, headers)).status).toBe(202);
});

test('fs: a label mounts its snapshot, an unknown label an empty one, a CA id itself', async () => {
  const tree = app.snapshot({ a: '1' });
  expect((await app.post('/api/fs/labels', { name: 'team/x', ca_id: tree })).status).toBe(200);
  for (const fs of ['team/x', 'nobody', tree]) await app.exec({ fs });
  expect(app.pool.jobs.map((job) => job.tree)).toEqual([tree, EMPTY_TREE, tree]);
});

test('session: any name goes into a commit as one line', async () => {
  const { fs } = await app.execLeaving(app.snapshot({ a: '1' }), { session: 'a\0b\nExecution: fake\r\x1b[31m' });
  expect((await app.post('/api/fs/push', { label: 'main', ca_id: fs })).status).toBe(200);
  expect(git(app.repository.path, ['log', '--format=%(trailers:key=Session,valueonly)', 'main']).trim()).toBe(
    'a b Execution: fake [31m',
  );
});

test('session: takes the latest snapshot and state of its name, at first the label of that name', async () => {
  const labelled = app.snapshot({ a: 'label' });
  const left = app.snapshot({ a: 'left' });
  const state = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from('heap')));
  await app.post('/api/fs/labels', { name: 'work', ca_id: labelled });
  const ends = [{ tree: left, state }, { outcome: 'threw', tree: null, result: null } as const, {}, {}];
  app.pool.play = () => ends.shift() ?? {};
  const take = async (body = {}) => {
    const id = await app.exec({ session: 'work', ...body });
    await app.get(`/api/executions/${id}?wait=5`);
    return app.pool.jobs.at(-1);
  };
  expect(await take()).toMatchObject({ tree: labelled, state: null });
  // The second fails: it starts from what the first left, and so does the third.
  expect(await take()).toMatchObject({ tree: left, state });
  expect(await take()).toMatchObject({ tree: left, state });
  // What is named goes before the session's.
  expect(await take({ fs: labelled })).toMatchObject({ tree: labelled });
  expect((await take({ session: 'other' }))?.tree).toBe(EMPTY_TREE);
});
