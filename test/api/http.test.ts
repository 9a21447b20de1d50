/**
 * What holds for every address: errors, methods, the token, what the parser refuses, the pages about the service.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Sends text as it comes, until told to stop. */
async function send(socket: Socket, pieces: AsyncIterable<string>, stop: AbortSignal): Promise<void> {
  // What the other side no longer takes is of no interest.
  socket.on('error', () => undefined);
  for await (const piece of pieces) {
    if (stop.aborted || !socket.writable) return;
    socket.write(piece);
  }
}

/** Listens, sends these bytes, and answers what comes back until the other side closes. */
async function exchange(
  testApp: TestApp,
  sent: string | AsyncIterable<string>,
): Promise<{ status: number; body: { error: string; code: string } }> {
  await testApp.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = testApp.app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const end = new AbortController();
  if (typeof sent === 'string') socket.write(sent);
  else void send(socket, sent, end.signal);
  let received = '';
  for await (const text of socket) received += text;
  end.abort();
  const [head, body] = received.split('\r\n\r\n', 2) as [string, string];
  expect(head).toMatch(/content-type: application\/json/i);
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}

test('an unknown path is 404, a known one with another method 405 with Allow', async () => {
  const testApp = startTestApp();
  for (const path of ['/console', '/api', '/api/none', '/api/version/', '/git/other.git/info/refs', '/docs/none.js']) {
    const { status, body } = await testApp.get(path);
    expect([path, status, body.code]).toEqual([path, 404, 'not_found']);
  }
  const cases = [
    ['DELETE', '/api/version', 'GET, HEAD'],
    ['PUT', '/api/exec', 'POST'],
    ['PROPFIND', '/api/executions', 'GET, HEAD'],
    ['PATCH', '/api/fs/labels', 'GET, HEAD, POST'],
    ['POST', '/api/fs/labels/a%2Fb', 'GET, HEAD, DELETE'],
    ['POST', '/api/fs/snapshots/x/files/a/b/c', 'GET, HEAD'],
    ['GET', '/git/snapshots.git/git-upload-pack', 'POST'],
    ['OPTIONS', '/api/version', 'GET, HEAD'],
    ['QUERY', '/api/version', 'GET, HEAD'],
    ['QUERY', '/api/exec', 'POST'],
  ] as const;
  for (const [method, path, allow] of cases) {
    const { status, headers, body } = await testApp.call(method, path);
    expect([path, status, body.code]).toEqual([path, 405, 'method_not_allowed']);
    expect(String(headers.allow).split(', ').sort(), path).toEqual(allow.split(', ').sort());
  }
});

test('errors name neither a stack nor a path of the server', async () => {
  const testApp = startTestApp();
  const { page } = testApp.services.labels;
  testApp.services.labels.page = () => {
    throw new Error(`ENOENT: no such file, open '${testApp.folder}/x'`);
  };
  const { status, body, text } = await testApp.get('/api/fs/labels');
  testApp.services.labels.page = page;
  expect([status, body.code]).toEqual([500, 'internal']);
  expect(text).not.toContain(testApp.folder);
  expect(text).not.toMatch(/\bat\b.*:\d+/);
});

test('an address that can not be decoded is 400', async () => {
  const testApp = startTestApp();
  for (const path of ['/api/%zz', '/api/executions/%ff', '/%']) {
    const { status, body } = await testApp.get(path);
    expect([path, status, body.code]).toEqual([path, 400, 'bad_request']);
  }
});

test('a body of another type than JSON is 415 where JSON is wanted', async () => {
  const testApp = startTestApp();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const path of ['/api/fs/push', '/api/fs/labels', '/api/fs/reset', '/api/fs/merge', '/api/fs/gc']) {
    const answer = await testApp.call('POST', path, { payload: 'a=b', headers });
    expect([path, answer.status, answer.body.code]).toEqual([path, 415, 'unsupported_media_type']);
  }
});

test('a body that is encoded is 415, and named as what it is', async () => {
  const testApp = startTestApp();
  const cases = [
    ['/api/exec', 'application/json'],
    ['/api/fs/push', 'application/json'],
    ['/api/fs/snapshots', 'application/x-tar'],
  ] as const;
  for (const [path, type] of cases) {
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    const answer = await testApp.call('POST', path, { payload: '{}', headers });
    expect([path, answer.status, answer.body.error]).toEqual([path, 415, expect.stringContaining('gzip')]);
  }
});

test('a query parameter that is missing or given twice is named as that', async () => {
  const testApp = startTestApp();
  const error = async (path: string) => (await testApp.get(path)).body.error;
  expect(await error('/api/fs/diff')).toBe('query parameter "from" is missing');
  expect(await error('/api/executions?limit=1&limit=2')).toBe('query parameter "limit" must be given once');
});

test('every answer has an id, which a proxy may give, and can not be used by another site', async () => {
  const testApp = startTestApp();
  const ids = new Set<unknown>();
  for (const path of ['/api/version', '/nothing', '/api/%zz', '/docs', '/openapi.json', '/api/executions?limit=x']) {
    const { headers } = await testApp.get(path);
    expect([path, headers['cross-origin-resource-policy']]).toEqual([path, 'same-origin']);
    expect(headers['x-request-id'], path).toMatch(/^[0-9a-f-]{36}$/);
    ids.add(headers['x-request-id']);
  }
  expect(ids.size).toBe(6);
  expect((await testApp.get('/health', { 'x-request-id': 'proxy-1.a' })).headers['x-request-id']).toBe('proxy-1.a');
  expect((await testApp.get('/health', { 'x-request-id': 'a b' })).headers['x-request-id']).not.toBe('a b');
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'bad_request'],
  ['no Host', 'GET /api/version HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
  [
    'two lengths',
    'POST /api/exec HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'bad_request',
  ],
  ['two hosts', 'GET /api/version HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
  ['a host that is none', 'GET /api/cli HTTP/1.1\r\nHost: "><b>\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
  ['for a proxy', 'CONNECT a:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n', 405, 'method_not_allowed'],
  [
    'a header of 100 KB',
    `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
])('bytes that are %s are answered in JSON', async (_what, sent, status, code) => {
  const answer = await exchange(startTestApp(), sent);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test('an upload that is cut off is no failure of the server', async () => {
  const testApp = startTestApp();
  const answered = Promise.withResolvers<number>();
  const failed: unknown[] = [];
  testApp.app.addHook('onRequest', async (request) => {
    request.log.error = (...args: unknown[]) => void failed.push(args);
  });
  testApp.app.addHook('onSend', async (_request, reply) => answered.resolve(reply.statusCode));
  await testApp.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = testApp.app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  testApp.app.server.once('request', () => socket.destroy());
  socket.write('POST /api/exec HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
  expect(await answered.promise).toBe(400);
  expect(failed).toEqual([]);
});

test.each([
  ['a header', 'GET / HTTP/1.1\r\nX: '],
  ['JSON', 'POST /api/exec HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n'],
  ['a chunk', 'POST /api/exec HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n'],
  [
    'an archive',
    'POST /api/fs/snapshots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-tar\r\nContent-Length: 100000\r\n\r\n',
  ],
  [
    "git's words",
    'POST /git/snapshots.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: 100000\r\n\r\n',
  ],
])('%s that comes in byte by byte without end is 408, and the connection is closed', async (_what, head) => {
  const testApp = startTestApp({ requestTimeoutMs: 400 });
  const trickle = async function* () {
    yield head;
    for (;;) yield await setTimeout(10, 'a');
  };
  const { status, body } = await exchange(testApp, trickle());
  expect([status, body.code]).toEqual([408, 'request_timeout']);
});

test('an Expect header that nobody knows is no obstacle', async () => {
  const sent = 'GET /api/version HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nConnection: close\r\n\r\n';
  expect((await exchange(startTestApp(), sent)).status).toBe(200);
});

test('with a token every address but /health and the documentation wants it', async () => {
  const testApp = startTestApp({ token: 'secret-1' });
  expect((await testApp.get('/health')).status).toBe(200);
  for (const path of [
    '/api/version',
    '/api/none',
    '/docsx',
    '/metrics',
    '/openapi.jsonx',
    '/health/',
    '/healthx',
    '/api/%68ealth',
  ]) {
    const { status, headers, body } = await testApp.get(path);
    expect([path, status, body.code]).toEqual([path, 401, 'unauthorized']);
    expect(headers['www-authenticate']).toBe('Bearer realm="treebox"');
  }
  const ok = ['Bearer secret-1', 'bearer secret-1', 'Bearer  secret-1'];
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const refused = ['Bearer secret-2', 'Bearer secret-1x', 'Bearer', 'secret-1', basic('x:secret-1'), ''];
  const ask = async (path: string, authorization: string) => (await testApp.get(path, { authorization })).status;
  for (const header of ok) expect(await ask('/api/version', header), header).toBe(200);
  for (const header of refused) expect(await ask('/api/version', header), header).toBe(401);
  const refs = '/git/snapshots.git/info/refs?service=git-upload-pack';
  for (const header of [basic('anyone:secret-1'), basic(':secret-1'), 'Bearer secret-1'])
    expect(await ask(refs, header)).toBe(200);
  for (const header of [basic('secret-1:'), basic('secret-1'), basic('x:y'), 'Basic %%%', '']) {
    expect(await ask(refs, header), header).toBe(401);
  }
  expect((await testApp.get(refs)).headers['www-authenticate']).toBe('Basic realm="treebox"');
  expect((await testApp.post('/api/exec', { code: '1' })).status).toBe(401);
  expect(testApp.pool.jobs).toEqual([]);
});

test('GET /api/version, /health, /openapi.json: what they say', async () => {
  const testApp = startTestApp();
  expect((await testApp.get('/api/version')).body).toMatchObject({ version: packageJson.version });
  expect((await testApp.get('/health')).body).toMatchObject({
    status: 'ok',
    reasons: [],
    version: packageJson.version,
  });
  expect((await testApp.get('/openapi.json')).body.openapi).toBe('3.0.3');
});

test('GET /metrics: counts executions by outcome', async () => {
  const testApp = startTestApp();
  await testApp.exec();
  testApp.pool.play = () => ({ outcome: 'threw', error: 'e', result: null });
  const id = await testApp.exec();
  await testApp.get(`/api/executions/${id}?wait=5`);
  const { headers, text } = await testApp.get('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain/);
  expect(text).toContain('treebox_executions_total{outcome="completed"} 1');
  expect(text).toContain('treebox_executions_total{outcome="threw"} 1');
  expect(text).toContain('treebox_executions_running 0');
  expect((await testApp.get('/metrics')).text).toContain('treebox_executions_total{outcome="completed"} 1');
});

test('GET /docs/api: a page whose assets all come from here, under a policy', async () => {
  const testApp = startTestApp();
  const { status, headers, text } = await testApp.get('/docs/api');
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
  expect(assets.length).toBeGreaterThan(2);
  for (const asset of assets) {
    const answer = await testApp.get(asset);
    expect([asset, answer.status, answer.text.length > 50]).toEqual([asset, 200, true]);
  }
});

test('GET /api/cli: lists the builds by absolute address, as the caller sees this server', async () => {
  const testApp = startTestApp({ allowedHosts: ['box'] });
  const urls = async (headers: Record<string, string>) =>
    (await testApp.get('/api/cli', headers)).body.assets.map(({ url }: { url: string }) => url);
  expect((await urls({ host: 'box:81' }))[0]).toBe('http://box:81/api/cli/linux-x86_64');
  const forwarded = { host: 'box:81', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'treebox.example' };
  expect(await urls(forwarded)).toEqual(
    ['linux-x86_64', 'linux-aarch64', 'macos-aarch64'].map((name) => `https://treebox.example/api/cli/${name}`),
  );
  const odd = { host: 'box:81', 'x-forwarded-proto': 'javascript', 'x-forwarded-host': '"><b>' };
  expect((await urls(odd))[0]).toBe('http://box:81/api/cli/linux-x86_64');
  const far = await testApp.call('GET', '/api/cli', { headers: forwarded, remoteAddress: '192.0.2.1' });
  expect(far.body.assets[0].url).toBe('http://box:81/api/cli/linux-x86_64');
});

test('GET /api/cli/{platform}: the program, or how to build it', async () => {
  const testApp = startTestApp();
  const missing = await testApp.get('/api/cli/linux-x86_64');
  expect([missing.status, missing.body.error]).toEqual([404, expect.stringContaining('npm run build:cli')]);
  expect((await testApp.get('/api/cli/../../package.json')).status).toBe(404);
  expect((await testApp.get('/api/cli/..%2F..%2Fx')).status).toBe(404);
  mkdirSync(testApp.cliFolder);
  writeFileSync(join(testApp.cliFolder, 'treebox-linux-x86_64'), 'program');
  const { status, headers, text } = await testApp.get('/api/cli/linux-x86_64');
  expect([status, headers['content-type'], text]).toEqual([200, 'application/octet-stream', 'program']);
  const { assets } = (await testApp.get('/api/cli')).body;
  expect(assets.map(({ available }: { available: boolean }) => available)).toEqual([true, false, false]);
});

test('git: what is not the smart protocol is refused', async () => {
  const testApp = startTestApp();
  await testApp.post('/api/fs/push', { label: 'main', ca_id: EMPTY_TREE });
  const root = '/git/snapshots.git';
  for (const path of ['/info/refs', '/info/refs?service=git-archive', '/info/refs?service=git-upload-pack&service=x']) {
    expect((await testApp.get(root + path)).status, path).toBe(400);
  }
  for (const path of ['/HEAD', '/config', '/objects/info/packs', '/../records.sqlite']) {
    expect((await testApp.get(root + path)).status, path).toBe(404);
  }
  for (const type of ['application/json', 'application/x-git-receive-pack-request']) {
    const headers = { 'content-type': type };
    const answer = await testApp.call('POST', `${root}/git-upload-pack`, { payload: '0000', headers });
    expect(answer.status, type).toBe(415);
  }
  const refs = await testApp.get(`${root}/info/refs?service=git-upload-pack`);
  expect([refs.status, refs.headers['cache-control']]).toEqual([200, 'no-cache']);
  expect(refs.text).toContain('refs/heads/main');
  expect(refs.text).not.toContain('refs/treebox');
});
