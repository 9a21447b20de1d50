/** Bindings that came from an `import` or `require` live on as that import, over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

const FILES = {
  '/lib.mjs': 'export let count = 0; export function up() { count += 1; return count; } export default class Lib {}',
  '/lib.cjs':
    'const made = []; exports.add = (x) => made.push(x); exports.deep = { er: { n: 7 } }; exports.made = made;',
  '/data.json': '{"a":1}',
  '/waits.mjs': 'await null; export const late = 1;',
  '/node_modules/pack/package.json': '{"exports":{"import":"./i.mjs","require":"./r.cjs"}}',
  '/node_modules/pack/i.mjs': 'export const way = "import";',
  '/node_modules/pack/r.cjs': 'exports.way = "require";',
};

let server: TestServer;
let client: Client;
let fs: unknown;
beforeAll(async () => {
  server = await TestServer.start();
  client = new Client(server.url);
  const stored = await client.exec({ code: '0', fs: 'imports', files: FILES });
  fs = stored.fs;
});
afterAll(async () => {
  client.close();
  await server.close();
});

/** Runs sources one after the other, each on the heap of the one before; answers the last execution. */
async function chain(...sources: readonly string[]) {
  let heap: unknown = null;
  let last: Record<string, unknown> = {};
  for (const code of sources) {
    last = await client.exec({ code, fs, heap });
    expect(last).toMatchObject({ status: 'completed', error: null, warnings: [] });
    heap = last.heap;
  }
  return last;
}

test.each<[string, readonly string[], string]>([
  ['a default import', ["import fs from 'node:fs';", '[typeof fs.readFileSync]'], '["function"]'],
  ['a namespace', ["import * as path from 'path';", '[path.sep, path.default === path.posix]'], '["/",true]'],
  ['named and renamed', ["import { sep, join as j } from 'node:path';", "[sep, j('a', 'b')]"], '["/","a/b"]'],
  [
    'a class of a file',
    ["import Lib, { up } from './lib.mjs'; up();", '[new Lib().constructor.name, up()]'],
    '["Lib",1]',
  ],
  ['a live binding', ["import { count, up } from './lib.mjs';", 'up(); up(); count'], '2'],
  ['a namespace of a file', ["import * as lib from './lib.mjs';", 'Object.keys(lib)'], '["count","default","up"]'],
  ['JSON', ["import data from './data.json';", 'data'], '{"a":1}'],
  [
    'a dynamic import',
    ["const lib = await import('./lib.mjs'); const { up: more } = await import('./lib.mjs');", '[more(), lib.count]'],
    '[1,1]',
  ],
  ['require', ["const lib = require('./lib.cjs'); lib.add(1);", '[lib.made, lib.add(5)]'], '[[5],1]'],
  ['destructured', ["const { add, deep: { er } } = require('./lib.cjs');", '[typeof add, er.n]'], '["function",7]'],
  ['members', ["var n = require('./lib.cjs').deep.er;", 'n'], '{"n":7}'],
  [
    'a built-in by require',
    ["const { join } = require('path'); let os = require('os');", "[join('a', 'b'), typeof os.cpus]"],
    '["a/b","function"]',
  ],
  ['a package by import', ["import { way } from 'pack';", 'way'], '"import"'],
  ['a package by require', ["const { way } = require('pack');", 'way'], '"require"'],
  [
    'createRequire',
    [
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const lib = require('./lib.cjs');",
      'lib.deep.er.n + typeof require',
    ],
    '"7function"',
  ],
  [
    'TypeScript',
    [
      "import lib = require('./lib.cjs'); import { sep } from 'node:path'; const s: string = sep; lib.add(1);",
      '[lib.deep.er.n, s]',
    ],
    '[7,"/"]',
  ],
  [
    'functions that use imports',
    ["import { join } from 'node:path'; export function under(x) { return join('a', x); }", "under('b')"],
    '"a/b"',
  ],
  ['through runs that do not use them', ["import { join } from 'node:path';", '1', '2', "join('a', 'b')"], '"a/b"'],
  ['a binding that is assigned to is kept by its value', ["let v = require('./lib.cjs').deep; v = 3;", 'v'], '3'],
  [
    'an import that a later run assigns to',
    ["let v = require('./lib.cjs').deep;", 'v = { own: v.er.n }; 0', 'v'],
    '{"own":7}',
  ],
  ['a name that a later run declares anew', ["import { sep } from 'path';", 'let sep = 5;', 'sep'], '5'],
  ['a name that becomes an import', ['const sep = 5;', "import { sep } from 'path';", 'sep'], '"/"'],
])('%s', async (_what, sources, result) => {
  expect((await chain(...sources)).result).toBe(result);
});

test.each([
  "import { join } from 'node:path'; import * as lib from './lib.mjs'; export const x = join('a', 'b');",
  "const { join } = require('path'); var lib = require('./lib.cjs'); let own = 1;",
  "const { up } = await import('./lib.mjs'); up();",
])('the same source runs twice: %s', async (source) => {
  const first = await chain(source);
  const again = await chain(source, source);
  expect(again.heap).toBe(first.heap);
});

test('an import that is not used keeps its key and is not evaluated', async () => {
  const files = { '/loud.mjs': 'console.log("evaluated"); export const loud = 1;' };
  const first = await client.exec({ code: "import { loud } from './loud.mjs';", fs: 'loud', files });
  const { body } = await client.post('/api/exec', { code: '1', fs: first.fs, heap: first.heap, wait_secs: 30 });
  expect(body).toMatchObject({ status: 'completed', heap: first.heap, output: { data: '' } });
});

test('a file that is gone is told of, and its binding left out', async () => {
  const source =
    "import { up } from './lib.mjs'; import { sep } from 'node:path'; const { way } = await import('pack');";
  const first = await client.exec({ code: source, fs });
  const removing = await client.exec({
    code: "fs.rmSync('/lib.mjs'); fs.rmSync('/node_modules', { recursive: true })",
    fs,
    heap: first.heap,
  });
  const without = await client.exec({
    code: '[typeof up, typeof way, sep]',
    heap: removing.heap,
    fs: removing.fs,
  });
  expect(without).toMatchObject({ status: 'completed', result: '["undefined","undefined","/"]' });
  const warnings = String(without.warnings);
  expect(warnings).toContain('up (import of "./lib.mjs": Cannot find module \'/lib.mjs\' imported from /main.ts)');
  expect(warnings).toContain('way (import of "pack": Cannot find package');
  const after = await client.exec({ code: 'sep', heap: without.heap, fs: without.fs });
  expect(after).toMatchObject({ result: '"/"', warnings: [] });
});

test('what a module exports that waits at its top level is kept by its value', async () => {
  const source =
    "import { late } from './waits.mjs'; import * as all from './waits.mjs'; import { sep } from 'node:path';";
  const first = await client.exec({ code: source, fs });
  const second = await client.exec({ code: '[late, all.late, sep]', heap: first.heap, fs });
  expect(second).toMatchObject({ result: '[1,1,"/"]', warnings: [] });
});
