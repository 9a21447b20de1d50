/**
 * The endpoint as the protocol wants it: tasks, resources, cancelling, too large messages, other origins.
 */
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHttp } from '../../support/mcp.ts';
import { TestServer } from '../../support/server.ts';

const TASKS = 'io.modelcontextprotocol/tasks';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

test('tools/list: the whole result has at most 10,240 bytes, in both eras', async () => {
  const modern = await ask('tools/list', {});
  const legacy = await fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  for (const text of [JSON.stringify(modern.result), await legacy.text()]) {
    expect(text).toContain('"run_js"');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_240);
  }
});

interface RpcAnswer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Sends a request of the 2026-07-28 revision. */
async function ask(
  method: string,
  params: Record<string, unknown>,
  extensions: object = {},
  url = server.url,
): Promise<RpcAnswer> {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { extensions },
  };
  const name = (params.name ?? params.taskId ?? params.uri) as string | undefined;
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
  });
  return (await response.json()) as RpcAnswer;
}

test('tasks: a run that takes long is a task, which is polled to its result', async () => {
  const code = 'await new Promise((r) => setTimeout(r, 4_000)); console.log("out"); 5';
  const created = await ask('tools/call', { name: 'run_js', arguments: { code } }, { [TASKS]: {} });
  expect(created.result).toMatchObject({ resultType: 'task', status: 'working', pollIntervalMs: expect.any(Number) });
  const taskId = created.result?.taskId as string;
  await expect
    .poll(async () => (await ask('tasks/get', { taskId }, { [TASKS]: {} })).result?.status, { timeout: 40_000 })
    .toBe('completed');
  const done = await ask('tasks/get', { taskId }, { [TASKS]: {} });
  expect(JSON.stringify(done.result?.result)).toContain('result: 5');
  expect(await ask('tasks/update', { taskId, inputResponses: {} }, { [TASKS]: {} })).toMatchObject({ result: {} });
});

test('tasks: cancelling ends the run, and use without declaring is refused', async () => {
  const code = 'await new Promise((r) => setTimeout(r, 60_000))';
  const created = await ask('tools/call', { name: 'run_js', arguments: { code, timeout_secs: 100 } }, { [TASKS]: {} });
  const taskId = created.result?.taskId as string;
  await ask('tasks/cancel', { taskId }, { [TASKS]: {} });
  await expect.poll(async () => (await ask('tasks/get', { taskId }, { [TASKS]: {} })).result?.status).toBe('cancelled');
  expect((await ask('tasks/get', { taskId })).error?.code).toBe(-32021);
  expect((await ask('tasks/get', { taskId: 'none' }, { [TASKS]: {} })).error?.code).toBe(-32602);
});

test('tasks: retention spares a task until its time is over, and drops it then', async () => {
  const short = await TestServer.start({ args: ['--retain-executions', '1', '--retain-days', '0'] });
  try {
    const code = 'await new Promise((r) => setTimeout(r, 3_000)); 5';
    const created = await ask('tools/call', { name: 'run_js', arguments: { code } }, { [TASKS]: {} }, short.url);
    const { taskId, ttlMs } = created.result as { taskId: string; ttlMs: number };
    const status = async () => (await ask('tasks/get', { taskId }, { [TASKS]: {} }, short.url)).result?.status;
    await expect.poll(status, { timeout: 40_000 }).toBe('completed');
    const collect = async () => {
      for (let runs = 0; runs < 3; runs++)
        await ask('tools/call', { name: 'run_js', arguments: { code: '1' } }, {}, short.url);
      await fetch(`${short.url}/api/fs/gc`, { method: 'POST' });
    };
    await collect();
    expect(await status()).toBe('completed');
    // An hour passes.
    using records = new DatabaseSync(join(short.data, 'executions/records.sqlite'));
    records.prepare('UPDATE executions SET completed_at = completed_at - ? WHERE id = ?').run(ttlMs, taskId);
    await collect();
    expect((await ask('tasks/get', { taskId }, { [TASKS]: {} }, short.url)).error?.code).toBe(-32602);
  } finally {
    await short.close();
  }
});

test('resources: the guide, the labels, a file, an execution; what is not there is refused', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  await client.call('run_js', { fs: 'files', code: 'await fs.writeFile("/a b.txt", "hello")', push: 'files' });
  await client.close();
  for (const [uri, content] of [
    ['treebox://guide', 'run_js'],
    ['treebox://labels', '"files"'],
    ['treebox://fs/files/a%20b.txt', 'hello'],
  ] as const) {
    expect(JSON.stringify((await ask('resources/read', { uri })).result?.contents)).toContain(
      content.replaceAll('"', '\\"'),
    );
  }
  expect((await ask('resources/read', { uri: 'treebox://fs/files/none' })).error?.code).toBe(-32602);
  expect((await ask('resources/read', { uri: 'other://x' })).error?.code).toBe(-32602);
});

test('a page of another origin is refused, and the refusal names --allow-host', async () => {
  for (const origin of ['http://evil.example', 'null']) {
    const response = await fetch(`${server.url}/mcp`, { method: 'POST', headers: { origin }, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('--allow-host');
  }
});

test('a message that is too large is 413, and the server goes on', async () => {
  const { hostname, port } = new URL(server.url);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': 17 * 1024 * 1024 };
    const sent = request({ hostname, port, path: '/mcp', method: 'POST', headers }, ({ statusCode }) =>
      resolve(statusCode),
    );
    sent.on('error', reject);
    sent.write('{"jsonrpc":"2.0",');
  });
  expect(status).toBe(413);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('300 requests leave nothing behind in the server', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  const rss = async () => Number(/^VmRSS:\s+(\d+)/m.exec(await readStatus())?.[1]);
  const readStatus = async () =>
    (await import('node:fs/promises')).readFile(`/proc/${server.process.pid}/status`, 'utf8');
  for (let i = 0; i < 100; i++) await client.call('fs_labels', {});
  const before = await rss();
  for (let i = 0; i < 300; i++) await client.call('fs_labels', {});
  // A request that leaked its server, tools and schemas would keep some hundred KiB.
  expect((await rss()) - before).toBeLessThan(40 * 1024);
  await client.close();
});
