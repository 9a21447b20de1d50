/**
 * Executions read, listed, followed and cancelled over HTTP, with a pool that the test plays.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

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

test('GET /api/executions/{id}: with renames, changes tell what a file was called before', async () => {
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  const base = app.snapshot({ 'a/x': text, b: 'gone\n' });
  const { execution_id } = await app.execLeaving(app.snapshot({ y: `${text}more\n` }), { fs: base });
  const changes = async (query: string) => (await app.get(`/api/executions/${execution_id}${query}`)).body.changes;
  expect(await changes('?renames=true')).toEqual({
    total: 2,
    entries: [
      { path: 'b', status: 'deleted' },
      { path: 'y', status: 'renamed', old_path: 'a/x', similarity: 96 },
    ],
  });
  expect((await changes('')).total).toBe(3);
  expect(await changes('?renames=false')).toEqual(await changes(''));
});

test('GET /api/executions/{id}: lists 1,000 changes and counts all', async () => {
  const files = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`f${index}`, 'x']));
  const { changes } = await app.execLeaving(app.snapshot(files));
  expect([changes.total, changes.entries.length]).toEqual([4_000, 1_000]);
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

test('GET /api/executions?status=running: those that have not ended, however old, and no other', async () => {
  const running = async () =>
    (await app.get('/api/executions?status=running')).body.executions.map(
      (one: { execution_id: string }) => one.execution_id,
    );
  app.pool.play = undefined;
  const ids: string[] = [];
  for (let count = 0; count < 4; count += 1) ids.unshift(await app.exec());
  const [last, third, second, first] = app.pool.jobs.slice(-4).toReversed();
  expect(await running()).toEqual(ids);
  for (const [job, left] of [
    [third, [ids[0], ids[2], ids[3]]],
    [first, [ids[0], ids[2]]],
    [last, [ids[2]]],
    [second, []],
  ] as const) {
    app.pool.end(job as never);
    await app.get(`/api/executions/${(job as { id: string }).id}?wait=5`);
    expect(await running()).toEqual(left);
  }
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
  expect(text).toContain('event: output\nid: 9\ndata: {"data":"first é\\n","stream":"stdout","byte_offset":0}\n\n');
  const record = (await app.get(`/api/executions/${id}`)).body;
  const end = /event: end\nid: 9\ndata: (.*)\n\n$/.exec(text);
  expect(JSON.parse(end?.[1] ?? '')).toEqual(record);
  const resumed = await app.get(`/api/executions/${id}/events`, { 'last-event-id': '6' });
  expect(resumed.text).toContain('id: 9\ndata: {"data":"é\\n","stream":"stdout","byte_offset":6}');
  expect((await app.get(`/api/executions/${id}/events`, { 'last-event-id': '9' })).text).not.toContain('event: output');
  expect((await app.get(`/api/executions/${id}/events`, { 'last-event-id': 'x' })).status).toBe(400);
});
