/**
 * The documentation as the server shows it.
 */
import { afterAll, expect, test } from 'vitest';
import { documentationPages } from '../support/documentation.ts';
import { TestApp } from '../support/test-app.ts';

const app = new TestApp();
afterAll(() => app.close());

const addressOf = (page: string) => `/${page.replace(/(?:README)?\.md$/, '')}`;
const PAGES = documentationPages().filter((page) => page.startsWith('docs/'));

test('GET /docs: leads to /docs/', async () => {
  const { status, headers } = await app.get('/docs');
  expect([status, headers.location]).toEqual([308, '/docs/']);
});

test.for(PAGES)('%s: is a page whose links all lead somewhere', async (page) => {
  const { status, headers, text } = await app.get(addressOf(page));
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self'; base-uri/);
  expect(text).not.toMatch(/<script|style=|\]\(/);
  for (const [, address = ''] of text.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
    if (address === '/') continue;
    const [path = '', anchor] = address.split('#');
    const answer = await app.get(path);
    expect([address, answer.status]).toEqual([address, 200]);
    if (anchor !== undefined) expect(answer.text, address).toContain(`id="${anchor}"`);
  }
});

test('GET /docs/...: no page but those of docs/, and nothing beside them', async () => {
  for (const path of [
    'none',
    '../package.json',
    '..%2fpackage',
    'guides',
    'images/none.svg',
    '%2e%2e/README',
    'a.md',
  ]) {
    expect((await app.get(`/docs/${path}`)).status, path).toBe(404);
  }
});
