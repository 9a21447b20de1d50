/** Packages as they come from the registry, put into a label's `node_modules` and used over the API. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Packages of pure JavaScript with all that they depend on: modules, CommonJS, and both. */
const PACKAGES = [
  '@isaacs/nonrecursive-glob-match',
  'ajv',
  'balanced-match',
  'brace-expansion',
  'fast-deep-equal',
  'fast-uri',
  'json-schema-traverse',
  'lodash-es',
  'marked',
  'minimatch',
  'require-from-string',
  'zod',
];

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = new Client(server.url);
  const folders = PACKAGES.map((name) => `node_modules/${name}`);
  const tar = execFileSync('tar', ['-C', ROOT, '-cf', '-', '--exclude=*.map', ...folders], {
    maxBuffer: 256 * 1024 * 1024,
  });
  const headers = { 'content-type': 'application/x-tar' };
  const imported = await fetch(`${server.url}/api/fs/snapshots`, { method: 'POST', headers, body: tar });
  const { ca_id } = (await imported.json()) as { ca_id: string };
  expect(imported.status).toBe(201);
  expect((await client.post('/api/fs/push', { label: 'app', ca_id })).status).toBe(200);
});
afterAll(async () => {
  client.close();
  await server.close();
});

async function run(code: string): Promise<unknown> {
  const { status, result, error } = await client.exec({ code, fs: 'app' });
  expect(error).toBeNull();
  expect(status).toBe('completed');
  return typeof result === 'string' ? JSON.parse(result) : result;
}

test('marked: a module package by its exports', async () => {
  const code = `import { marked, Lexer } from 'marked';
    const html = marked.parse('# Hi\\n\\n- *a*\\n- \`b\`\\n\\n| x | y |\\n| - | - |\\n| 1 | 2 |');
    [html.includes('<h1>Hi</h1>'), html.includes('<li><em>a</em></li>'), html.includes('<td>2</td>'), new Lexer().lex('a *b*')[0].tokens.length]`;
  expect(await run(code)).toEqual([true, true, true, 2]);
});

test('lodash-es: 600 modules behind one, and single ones by their path', async () => {
  const code = `import _ from 'lodash-es'; import { chunk, groupBy } from 'lodash-es'; import debounce from 'lodash-es/debounce.js';
    [chunk([1, 2, 3], 2), groupBy(['a', 'bb', 'cc'], 'length'), _.merge({ a: { b: 1 } }, { a: { c: 2 } }), typeof debounce, _.template('<%= x %>!')({ x: 1 })]`;
  expect(await run(code)).toEqual([
    [[1, 2], [3]],
    { 1: ['a'], 2: ['bb', 'cc'] },
    { a: { b: 1, c: 2 } },
    'function',
    '1!',
  ]);
});

test('zod: the same package by import and by require, in TypeScript', async () => {
  const code = `import { z } from 'zod';
    const Person = z.object({ name: z.string().min(1), age: z.number().int(), tags: z.array(z.string()).default([]) });
    type Person = z.infer<typeof Person>;
    const one: Person = Person.parse({ name: 'Ada', age: 36 });
    const bad = Person.safeParse({ name: '', age: 1.5 });
    [one, bad.success, bad.error?.issues.map((issue) => issue.path.join('.'))]`;
  expect(await run(code)).toEqual([{ name: 'Ada', age: 36, tags: [] }, false, ['name', 'age']]);
  expect(await run(`require('zod').z.string().safeParse(1).success`)).toBe(false);
});

test('ajv: CommonJS with dependencies of its own, which makes functions from text', async () => {
  const code = `import Ajv from 'ajv';
    const ajv = new Ajv({ allErrors: true });
    const validate = ajv.compile({ type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 2 }, b: { const: { x: [1] } } } });
    [validate({ a: 3, b: { x: [1] } }), validate({ a: 1, b: 2 }), ajv.errorsText(validate.errors)]`;
  expect(await run(code)).toEqual([true, false, 'data/a must be >= 2, data/b must be equal to constant']);
});

test('minimatch: conditions in exports give a module to import and CommonJS to require', async () => {
  const code = `const { minimatch } = await import('minimatch'); const { minimatch: other } = require('minimatch');
    [minimatch('src/a.ts', 'src/*.{ts,js}'), other('src/a.md', 'src/*.{ts,js}'), minimatch === other]`;
  expect(await run(code)).toEqual([true, false, false]);
});

test('a package that is not there names itself', async () => {
  const { status, error } = await client.exec({ code: `import x from 'left-pad'; x`, fs: 'app' });
  expect(status).toBe('failed');
  expect(error).toContain("Cannot find package 'left-pad'");
});
