/**
 * Where a request may come from: pages of other sites, `Origin` and `Host`.
 */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

test('what a page of another site has a browser send is refused', async () => {
  const testApp = startTestApp();
  const send = (site: string) =>
    testApp.call('POST', '/api/exec', {
      payload: '1',
      headers: { 'content-type': 'text/plain', 'sec-fetch-site': site },
    });
  for (const site of ['cross-site', 'same-site', 'odd']) expect((await send(site)).status, site).toBe(400);
  for (const site of ['same-origin', 'none']) expect((await send(site)).status, site).toBe(202);
});

test('what a page of another site has a browser read is refused, and a link is not', async () => {
  const testApp = startTestApp();
  const read = async (headers: Record<string, string>) => (await testApp.get('/api/version', headers)).status;
  expect(await read({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })).toBe(
    400,
  );
  expect(await read({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).toBe(
    400,
  );
  expect(
    await read({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
  ).toBe(200);
  expect(await read({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBe(200);
});

test('Origin: another one than this host is refused, whatever else is said', async () => {
  const testApp = startTestApp();
  const send = async (origin: string, host = 'localhost:80') =>
    (await testApp.call('POST', '/api/exec', { payload: { code: '1' }, headers: { origin, host } })).status;
  expect(await send('http://localhost:80')).toBe(202);
  expect(await send('http://127.0.0.1:8080', '127.0.0.1:8080')).toBe(202);
  for (const origin of ['http://evil.example', 'http://localhost:81', 'null', 'file://', 'http://localhost:80/x']) {
    expect(await send(origin), origin).toBe(400);
  }
});

test('Host: without a token it must mean this machine or be allowed', async () => {
  const testApp = startTestApp({ allowedHosts: ['Box.example'] });
  const status = async (host: string) => (await testApp.get('/api/version', { host })).status;
  for (const host of [
    'localhost',
    'LOCALHOST:1',
    '127.0.0.1:80',
    '127.9.9.9',
    '[::1]:8080',
    'a.localhost',
    'box.example:1',
  ]) {
    expect(await status(host), host).toBe(200);
  }
  for (const host of [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '[::2]',
    '0.0.0.0',
  ]) {
    expect(await status(host), host).toBe(400);
  }
  // The last accepted header is remembered, and no other.
  const asked = ['evil.example', 'evil.example', 'localhost', 'evil.example', 'localhost', 'localhost:1'];
  expect(await Promise.all(asked.map(status))).toEqual([400, 400, 200, 400, 200, 200]);
  const guarded = startTestApp({ token: 't' });
  const answer = await guarded.get('/api/version', { host: 'box.other', authorization: 'Bearer t' });
  expect(answer.status).toBe(200);
});
