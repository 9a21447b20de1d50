/**
 * Executions over HTTP, with a pool that the test plays.
 */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, isExecutionId } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

const MiB = 1024 * 1024;
let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

const source = { 'content-type': 'text/javascript' };

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
  for (const type of ['text/plain', 'application/javascript', 'application/x-www-form-urlencoded', 'x/y; charset=z']) {
    const answer = await app.call('POST', `/api/exec?${query}`, { payload: 'a é', headers: { 'content-type': type } });
    expect(answer.status, type).toBe(202);
    expect(app.pool.jobs.at(-1)).toMatchObject({ source: 'a é', heapMiB: 64, timeoutMs: 5000, tree: EMPTY_TREE });
    expect((await app.get(`/api/executions/${answer.body.execution_id}`)).body.session).toBe('s');
  }
});

test('POST /api/exec: the limits that are not given are 30 s and 128 MiB', async () => {
  await app.exec();
  expect(app.pool.jobs[0]).toMatchObject({ timeoutMs: 30_000, heapMiB: 128, tree: null, heap: null });
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

test('session: takes the latest snapshot and heap of its name, at first the label of that name', async () => {
  const labelled = app.snapshot({ a: 'label' });
  const left = app.snapshot({ a: 'left' });
  const heap = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from('heap')));
  await app.post('/api/fs/labels', { name: 'work', ca_id: labelled });
  const ends = [{ tree: left, heap }, { outcome: 'threw', tree: null, result: null } as const, {}, {}];
  app.pool.play = () => ends.shift() ?? {};
  const take = async (body = {}) => {
    const id = await app.exec({ session: 'work', ...body });
    await app.get(`/api/executions/${id}?wait=5`);
    return app.pool.jobs.at(-1);
  };
  expect(await take()).toMatchObject({ tree: labelled, heap: null });
  // The second fails: it starts from what the first left, and so does the third.
  expect(await take()).toMatchObject({ tree: left, heap });
  expect(await take()).toMatchObject({ tree: left, heap });
  // What is named goes before the session's.
  expect(await take({ fs: labelled })).toMatchObject({ tree: labelled });
  expect((await take({ session: 'other' }))?.tree).toBe(EMPTY_TREE);
});

test('GET /api/executions/{id}: tells everything about a run that completed', async () => {
  const [base, tree] = [app.snapshot({ 'a/x': '1', b: '2' }), app.snapshot({ 'a/x': '3', c: '4' })];
  const record = await app.execLeaving(tree, { fs: base, tags: { k: 'v' }, session: 's' });
  expect(record).toMatchObject({
    status: 'completed',
    outcome: 'completed',
    started: true,
    result: 'null',
    error: null,
    fs: tree,
    base_fs: base,
    heap: null,
    session: 's',
    tags: { k: 'v' },
    changes: {
      total: 3,
      entries: [
        { path: 'a/x', status: 'modified' },
        { path: 'b', status: 'deleted' },
        { path: 'c', status: 'added' },
      ],
    },
    timings: { queued: 0, mount: 0, compile: 0, run: 0, commit: 0 },
  });
  expect(new Date(record.completed_at).toISOString()).toBe(record.completed_at);
});

test('GET /api/executions/{id}: lists 1,000 changes and counts all', async () => {
  const files = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`f${index}`, 'x']));
  const { changes } = await app.execLeaving(app.snapshot(files));
  expect([changes.total, changes.entries.length]).toEqual([1_500, 1_000]);
});

test.each([
  ['threw', 'failed'],
  ['syntax_error', 'failed'],
  ['out_of_memory', 'failed'],
  ['quota_exceeded', 'failed'],
  ['crashed', 'failed'],
  ['timed_out', 'timed_out'],
  ['cancelled', 'cancelled'],
] as const)('GET /api/executions/{id}: the outcome %s has the status %s', async (outcome, status) => {
  const started = outcome !== 'syntax_error';
  app.pool.play = () => ({ outcome, started, result: null, tree: null, error: 'because' });
  const id = await app.exec({ fs: 'main' });
  const { body } = await app.get(`/api/executions/${id}?wait=5`);
  expect(body).toMatchObject({ outcome, status, started, error: 'because', result: null, fs: null, changes: null });
});

/** Settles when a request waits for an execution, with the longest that it will, in ms. */
function waitBegins(): Promise<number> {
  const { executions } = app.services;
  const wait = executions.waitForEnd.bind(executions);
  return new Promise((resolve) => {
    executions.waitForEnd = (id, ms) => {
      resolve(ms);
      return wait(id, ms);
    };
  });
}

test('?wait: holds the answer until the execution has ended', async () => {
  app.pool.play = undefined;
  const id = await app.exec();
  const held = waitBegins();
  const waiting = app.get(`/api/executions/${id}?wait=60`);
  await held;
  app.pool.end(app.pool.jobs[0] as never, { result: '7' });
  expect((await waiting).body).toMatchObject({ status: 'completed', result: '7' });
});

test('?wait: gives up after its time, and is clamped to its maximum', async () => {
  app.pool.play = undefined;
  const id = await app.exec();
  const from = performance.now();
  expect((await app.get(`/api/executions/${id}?wait=0.05`)).body.status).toBe('running');
  expect(performance.now() - from).toBeGreaterThan(40);
  const held = waitBegins();
  const waiting = app.get(`/api/executions/${id}?wait=100000`);
  expect(await held).toBe(60_000);
  app.pool.end(app.pool.jobs[0] as never);
  expect((await waiting).status).toBe(200);
  for (const wait of ['x', '-1', '']) expect((await app.get(`/api/executions/${id}?wait=${wait}`)).status).toBe(400);
});

test('GET /api/executions: newest first, filtered, in pages', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    app.pool.play = () => (index % 2 === 0 ? {} : { outcome: 'threw', result: null, error: 'e' });
    ids.unshift(await app.exec({ session: index < 3 ? 'a' : 'b' }));
    await app.get(`/api/executions/${ids[0]}?wait=5`);
  }
  const list = async (query: string) =>
    (await app.get(`/api/executions?${query}`)).body.executions.map(
      (one: { execution_id: string }) => one.execution_id,
    );
  expect(await list('')).toEqual(ids);
  expect(await list('session=a')).toEqual(ids.slice(3));
  expect(await list('status=completed')).toEqual([ids[1], ids[3], ids[5]]);
  expect(await list('status=failed&session=b')).toEqual([ids[0], ids[2]]);
  expect(await list('status=running')).toEqual([]);
  expect(await list('limit=2')).toEqual(ids.slice(0, 2));
  expect(await list('limit=0')).toEqual(ids.slice(0, 1));
  expect(await list('limit=100000')).toEqual(ids);
  expect(await list(`limit=2&before=${ids[1]}`)).toEqual(ids.slice(2, 4));
  for (const query of ['status=done', 'limit=x', 'limit=-1']) {
    expect((await app.get(`/api/executions?${query}`)).status, query).toBe(400);
  }
  for (const before of ['x', '01890000-0000-7000-8000-000000000000']) {
    expect((await app.get(`/api/executions?before=${before}`)).status, before).toBe(404);
  }
});

test('cancel: a waiting or running execution ends cancelled; any other answers 400', async () => {
  app.pool.play = undefined;
  const id = await app.exec();
  expect(await app.post(`/api/executions/${id}/cancel`)).toMatchObject({ status: 200, body: { ok: true } });
  expect((await app.get(`/api/executions/${id}?wait=5`)).body.status).toBe('cancelled');
  for (const gone of [id, 'x', '01890000-0000-7000-8000-000000000000']) {
    const { status, body } = await app.post(`/api/executions/${gone}/cancel`);
    expect([status, body.ok, typeof body.error]).toEqual([400, false, 'string']);
  }
});

test('output: pages, statuses and refusals', async () => {
  app.pool.output = 'one\ntwo é\nthree';
  const id = await app.exec();
  await app.get(`/api/executions/${id}?wait=5`);
  const page = (await app.get(`/api/executions/${id}/output?line_offset=1&line_limit=1`)).body;
  expect(page).toEqual({
    execution_id: id,
    status: 'completed',
    data: 'two é\n',
    start_line: 1,
    end_line: 2,
    next_line_offset: 2,
    total_lines: 3,
    start_byte: 4,
    end_byte: 11,
    next_byte_offset: 11,
    total_bytes: 16,
    has_more: true,
  });
  expect((await app.get(`/api/executions/${id}/output?byte_offset=4&line_offset=0`)).body.data).toBe('two é\nthree');
  expect((await app.get(`/api/executions/${id}/output?byte_limit=0`)).body.data).toBe('o');
  for (const query of ['line_offset=x', 'byte_limit=-1', 'line_limit=1.5', 'byte_offset=']) {
    expect((await app.get(`/api/executions/${id}/output?${query}`)).status, query).toBe(400);
  }
  expect((await app.get('/api/executions/x/output')).status).toBe(404);
});

test('events: output as it comes, then the end, resumable', async () => {
  app.pool.play = undefined;
  app.pool.output = 'first é\n';
  const id = await app.exec();
  const address = await app.app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${address}/api/executions/${id}/events`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes('first')) app.pool.end(app.pool.jobs[0] as never);
  }
  expect(text).toContain('event: output\nid: 9\ndata: {"data":"first é\\n","byte_offset":0}\n\n');
  const record = (await app.get(`/api/executions/${id}`)).body;
  const end = /event: end\nid: 9\ndata: (.*)\n\n$/.exec(text);
  expect(JSON.parse(end?.[1] ?? '')).toEqual(record);
  const resumed = await app.get(`/api/executions/${id}/events`, { 'last-event-id': '6' });
  expect(resumed.text).toContain('id: 9\ndata: {"data":"é\\n","byte_offset":6}');
  expect((await app.get(`/api/executions/${id}/events`, { 'last-event-id': '9' })).text).not.toContain('event: output');
  expect((await app.get(`/api/executions/${id}/events`, { 'last-event-id': 'x' })).status).toBe(400);
});

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
