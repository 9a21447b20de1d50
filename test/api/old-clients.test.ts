/**
 * Requests as clients of the given interface make them: recorded from its own TypeScript client, and made from its
 * document, each operation with the fields that it knows and no others. Their answers must hold what the document
 * requires, with the types that it names.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import recorded from '../fixtures/given-client-requests.json' with { type: 'json' };
import { type Answer, Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await TestServer.start();
  client = new Client(server.url);
});
afterAll(async () => {
  client.close();
  await server.close();
});

const TEXT_OR_NOTHING = [undefined, null, expect.any(String)];
const OID = expect.stringMatching(/^[0-9a-f]{40}$/);
const STATUS = expect.stringMatching(/^(running|completed|failed|cancelled|timed_out)$/);

/** The end of an execution, by asking again and again, as such a client does. */
async function ended(id: string): Promise<Answer> {
  for (;;) {
    const answer = await client.get(`/api/executions/${id}`);
    if (answer.body.status !== 'running') return answer;
  }
}

async function run(request: Record<string, unknown>): Promise<Answer['body']> {
  const accepted = await client.post('/api/exec', request);
  expect({ status: accepted.status, body: accepted.body }).toEqual({
    status: 202,
    body: { execution_id: expect.any(String) },
  });
  return (await ended(accepted.body.execution_id)).body;
}

const write = (text: string) => `await fs.writeFile('/f', ${JSON.stringify(text)}); console.log('wrote'); 1`;

test('POST /api/exec: takes every field of the given interface, null for those that may be', async () => {
  const info = await run({
    code: write('a'),
    execution_timeout_secs: 30,
    fs: 'old',
    heap: null,
    heap_memory_max_mb: 64,
    session: 'old-session',
    tags: { client: 'old' },
  });
  expect(info).toMatchObject({ execution_id: expect.any(String), status: 'completed', started_at: expect.any(String) });
  expect(info).toMatchObject({ completed_at: expect.any(String), result: '1', fs: OID, error: null });
  expect(TEXT_OR_NOTHING).toContainEqual(info.heap);
  const empty = {
    execution_timeout_secs: null,
    fs: null,
    heap: null,
    heap_memory_max_mb: null,
    session: null,
    tags: null,
  };
  expect(await run({ code: '1', ...empty })).toMatchObject({ status: 'completed', fs: null });
  expect(await run({ code: 'throw new Error("no")' })).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('no'),
  });
  const left = await run({ code: 'let kept = 2' });
  expect(await run({ code: 'kept', heap: left.heap })).toMatchObject({ result: '2' });
});

test('POST /api/exec: refuses as the given interface says', async () => {
  const refused = { error: expect.any(String) };
  expect(await client.post('/api/exec', {})).toMatchObject({ status: 400, body: refused });
  expect(await client.post('/api/exec', { code: 1 })).toMatchObject({ status: 400, body: refused });
  const form = await client.call('POST', '/api/exec', 'x', { 'content-type': 'multipart/form-data; boundary=x' });
  expect(form).toMatchObject({ status: 415, body: refused });
});

test('GET /api/executions, /{id}, /{id}/output, cancel: answer what an old client reads', async () => {
  const { execution_id: id } = await run({ code: 'console.log("one"); console.log("two")' });
  const { status, body } = await client.get('/api/executions');
  expect(status).toBe(200);
  const listed = body.executions.find((one: { execution_id: string }) => one.execution_id === id);
  expect(listed).toMatchObject({ status: STATUS, started_at: expect.any(String), completed_at: expect.any(String) });
  expect(await client.get('/api/executions/none')).toMatchObject({ status: 404, body: { error: expect.any(String) } });

  const whole = { data: 'one\ntwo\n', start_line: 0, end_line: 2, next_line_offset: 2, total_lines: 2 };
  const bytes = { start_byte: 0, end_byte: 8, next_byte_offset: 8, total_bytes: 8, has_more: false };
  expect(await client.get(`/api/executions/${id}/output`)).toMatchObject({
    status: 200,
    body: { execution_id: id, status: 'completed', ...whole, ...bytes },
  });
  const lines = await client.get(`/api/executions/${id}/output?line_offset=1&line_limit=1`);
  expect(lines.body).toMatchObject({ data: 'two\n', start_line: 1, start_byte: 4 });
  const part = await client.get(`/api/executions/${id}/output?byte_offset=4&byte_limit=2`);
  expect(part.body).toMatchObject({ data: 'tw', start_byte: 4, end_byte: 6, has_more: true });
  expect(await client.get('/api/executions/none/output')).toMatchObject({ status: 404 });

  const { body: endless } = await client.post('/api/exec', { code: 'for (;;);' });
  const cancel = `/api/executions/${endless.execution_id}/cancel`;
  expect(await client.call('POST', cancel)).toMatchObject({ status: 200, body: { ok: true } });
  expect((await ended(endless.execution_id)).body.status).toBe('cancelled');
  expect(await client.call('POST', cancel)).toMatchObject({
    status: 400,
    body: { ok: false, error: expect.any(String) },
  });
});

test('labels, push, reset, log, merge: the loop of an old client, a conflict of its push included', async () => {
  const one = (await run({ code: write('1'), fs: 'loop' })).fs;
  const pushed = { label: 'loop', ca_id: one, expected: null, force: false, detach: false, message: 'first' };
  expect(await client.post('/api/fs/push', pushed)).toMatchObject({
    status: 200,
    body: { status: 'advanced', label: 'loop', ca_id: one },
  });
  const two = (await run({ code: write('2'), fs: 'loop' })).fs;
  expect(await client.post('/api/fs/push', { label: 'loop', ca_id: two })).toMatchObject({
    status: 409,
    body: { status: 'rejected', label: 'loop', current: one },
  });
  expect(await client.post('/api/fs/push', { label: 'loop', ca_id: two, expected: one })).toMatchObject({
    status: 200,
  });
  expect(await client.post('/api/fs/push', { ca_id: two, detach: true })).toMatchObject({
    status: 200,
    body: { status: 'detached', ca_id: two },
  });
  expect(await client.get('/api/fs/labels/loop')).toMatchObject({ status: 200, body: { label: 'loop', ca_id: two } });
  expect((await client.get('/api/fs/labels')).body.labels).toContainEqual(
    expect.objectContaining({ name: 'loop', ca_id: two }),
  );
  expect(await client.get('/api/fs/labels/none')).toMatchObject({ status: 404 });

  expect(
    await client.post('/api/fs/reset', { label: 'loop', ca_id: one, allow_unlogged: false, message: null }),
  ).toMatchObject({ status: 200, body: { label: 'loop', ca_id: one } });
  expect(await client.post('/api/fs/reset', { label: 'none', ca_id: one })).toMatchObject({ status: 400 });
  const { body: log } = await client.get('/api/fs/labels/loop/log');
  expect(log.log.map(({ op }: { op: string }) => op)).toEqual(['create', 'push', 'reset']);
  expect(log.log[0]).toMatchObject({ at: expect.any(Number), from: null, to: one, message: 'first' });
  expect((await client.get('/api/fs/labels/loop/log?limit=1')).body.log).toHaveLength(1);

  expect(await client.post('/api/fs/labels', { name: 'copy', ca_id: two, message: null })).toMatchObject({
    status: 200,
    body: { label: 'copy', ca_id: two },
  });
  expect(await client.post('/api/fs/merge', { ours: one, theirs: two, base: one, prefer: null })).toMatchObject({
    status: 200,
    body: { status: 'merged', ca_id: two },
  });
  expect(await client.post('/api/fs/merge', { ours: 'loop', theirs: 'copy' })).toMatchObject({
    status: 200,
    body: { status: 'conflict', conflicts: [expect.objectContaining({ path: 'f' })] },
  });
  expect(await client.post('/api/fs/merge', { ours: 'none', theirs: 'copy' })).toMatchObject({ status: 400 });
});

test('GET /api/version, /api/cli, /api/cli/{platform}: are as given', async () => {
  expect(await client.get('/api/version')).toMatchObject({ status: 200, body: { version: expect.any(String) } });
  const { status, body } = await client.get('/api/cli');
  const asset = { platform: expect.any(String), url: expect.any(String), available: expect.any(Boolean) };
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      version: expect.any(String),
      assets: [expect.objectContaining(asset), expect.anything(), expect.anything()],
    },
  });
  expect(await client.get('/api/cli/none')).toMatchObject({ status: 404, body: { error: expect.any(String) } });
});

test('requests recorded from the given TypeScript client: each is answered as that client expects', async () => {
  let id = '';
  let heap: unknown;
  for (const { method, path, body, headers, status, answer = {} } of recorded) {
    const request = body && { ...body, ...('heap' in body && body.heap === '$heap' && { heap }) };
    const ask = () => client.call(method, path.replace('$id', id), request, headers as Record<string, string>);
    let got = await ask();
    // It asks again until the run has ended; of each such series the last request is recorded.
    while ('status' in answer && got.body.status === 'running' && answer.status !== 'running') got = await ask();
    const told = { status: got.status, body: got.body };
    expect(told, `${method} ${path}`).toMatchObject({ status, body: answer });
    if (status >= 400) expect(told.body.error).toEqual(expect.any(String));
    id = got.body.execution_id ?? id;
    heap = got.body.heap ?? heap;
  }
});
