/**
 * The console over HTTP: who gets the page at `/`, its files and their headers, and signing in.
 */
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { consoleFiles } from '../../src/http/console-assets.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const TOKEN = 'a-token-of-the-console';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const OWN = { 'treebox-console': '1', 'sec-fetch-site': 'same-origin' };

/** Signs in; answers the cookie as a browser sends it. */
async function signIn(testApp: TestApp): Promise<string> {
  const { status, headers } = await testApp.post('/console/session', { token: TOKEN }, OWN);
  expect(status).toBe(204);
  return String(headers['set-cookie']).split(';', 1)[0] as string;
}

test('GET / is a page for a browser and addresses for others, by Accept', async () => {
  const testApp = startTestApp({ token: TOKEN });
  for (const accept of ['*/*', 'application/json', undefined]) {
    const { status, headers, body } = await testApp.get('/', accept === undefined ? {} : { accept });
    expect([status, headers.vary]).toEqual([200, 'Accept']);
    expect(body).toEqual({
      name: 'treebox',
      version: packageJson.version,
      docs: '/docs/',
      openapi: '/openapi.json',
      mcp: '/mcp',
      health: '/health',
    });
  }
  const { status, headers, text } = await testApp.get('/', BROWSER);
  expect([status, headers.vary, headers['content-type']]).toEqual([200, 'Accept', 'text/html; charset=utf-8']);
  expect(text).toContain('<div id="app">');
});

test('the page is served with a strict policy, a nonce of its own, and for every address of a page', async () => {
  const testApp = startTestApp();
  const nonces = new Set<string>();
  for (const path of ['/', '/console/', '/console/labels/a%2Fb', '/console/run?fs=main']) {
    const { status, headers, text } = await testApp.get(path, BROWSER);
    expect([path, status]).toEqual([path, 200]);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const [, nonce] = /'nonce-([\w+/=]+)'/.exec(policy) ?? [];
    expect(text).toContain(`content="${nonce}"`);
    expect(headers['cache-control']).toBe('no-store');
    nonces.add(nonce as string);
  }
  expect(nonces.size).toBe(4);
});

test('every file of the console can be had, compressed too, and no other', async () => {
  const testApp = startTestApp();
  const names = [...(await consoleFiles()).keys()].filter((name) => name !== 'page.html');
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const path = `/console/assets/${name}`;
    const plain = await testApp.get(path);
    expect([name, plain.status, plain.headers['x-content-type-options']]).toEqual([name, 200, 'nosniff']);
    expect(plain.headers['cache-control']).toContain('immutable');
    expect(plain.headers.vary).toBe('Accept-Encoding');
    const packed = await testApp.get(path, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(Number(packed.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']));
  }
  for (const name of ['none.js', 'page.html', '..%2f..%2fpackage.json']) {
    const { status, body } = await testApp.get(`/console/assets/${name}`);
    expect([name, status, body.code]).toEqual([name, 404, 'not_found']);
  }
});

test('refusals of /console/session have the form of all errors', async () => {
  const testApp = startTestApp({ token: TOKEN });
  const cases: [string, object][] = [
    ['{', { 'content-type': 'application/json' }],
    ['{}', { 'content-type': 'application/json' }],
    ['5', { 'content-type': 'application/json' }],
    ['{"token": 5}', { 'content-type': 'application/json' }],
    ['', {}],
  ];
  for (const [payload, headers] of cases) {
    const { status, body } = await testApp.call('POST', '/console/session', { payload, headers: { ...headers } });
    expect([payload, status, typeof body.error]).toEqual([payload, 400, 'string']);
  }
  const form = await testApp.call('POST', '/console/session', {
    payload: `token=${TOKEN}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([form.status, form.body.code]).toEqual([415, 'unsupported_media_type']);
  const wrong = await testApp.post('/console/session', { token: 'x' });
  expect([wrong.status, wrong.body.code, wrong.headers['set-cookie']]).toEqual([401, 'unauthorized', undefined]);
  const other = await testApp.call('PUT', '/console/session');
  expect([other.status, other.body.code]).toEqual([405, 'method_not_allowed']);
});

test('GET /console/session says whether a token is wanted and whether this browser has signed in', async () => {
  const open = startTestApp();
  expect((await open.get('/console/session')).body).toEqual({ token_wanted: false, signed_in: false });
  const testApp = startTestApp({ token: TOKEN });
  expect((await testApp.get('/console/session')).body).toEqual({ token_wanted: true, signed_in: false });
  const cookie = await signIn(testApp);
  expect((await testApp.get('/console/session', { cookie })).body).toEqual({ token_wanted: true, signed_in: true });
});

test('the cookie is HttpOnly and SameSite=Strict, and counts until sign-out', async () => {
  const testApp = startTestApp({ token: TOKEN });
  const { headers } = await testApp.post('/console/session', { token: TOKEN }, OWN);
  const set = String(headers['set-cookie']);
  expect(set).toMatch(/; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
  expect(set).not.toContain(TOKEN);
  const cookie = set.split(';', 1)[0] as string;
  expect((await testApp.get('/api/fs/labels', { cookie })).status).toBe(200);
  const out = await testApp.call('DELETE', '/console/session', { headers: { cookie, ...OWN } });
  expect([out.status, String(out.headers['set-cookie'])]).toEqual([204, expect.stringContaining('Max-Age=0')]);
  expect((await testApp.get('/api/fs/labels', { cookie })).status).toBe(401);
});

test('the cookie changes nothing for a page of another site or without the header of the console', async () => {
  const testApp = startTestApp({ token: TOKEN });
  const cookie = await signIn(testApp);
  const create = (headers: Record<string, string>) => testApp.post('/api/exec', { code: '1' }, { cookie, ...headers });
  expect((await create(OWN)).status).toBe(202);
  expect((await create({})).status).toBe(401);
  expect((await create({ 'sec-fetch-site': 'same-origin' })).status).toBe(401);
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect([site, (await create({ ...OWN, 'sec-fetch-site': site })).status]).toEqual([site, 401]);
  }
  expect((await create({ ...OWN, origin: 'http://other.example' })).status).toBe(400);
  expect((await testApp.get('/api/fs/labels', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(401);
});
