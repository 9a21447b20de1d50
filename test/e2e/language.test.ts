/** The language of a run, from the submitted source to what the execution's record says of it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import type { JobResult } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';
import { type FileState, storeFiles } from '../support/random-trees.ts';

/** Sources in the volume. */
const FILES: Readonly<Record<string, string>> = {
  'lib/t.ts':
    'interface A { a: number }\n\n\nexport function thrower(x: A): never {\n  throw new RangeError("deep" + x.a);\n}',
  'lib/read.ts':
    'type T = string;\n\ninterface Unused { a: T }\nexport function where(): string {\n  const e: Error = new Error("here");\n  return e.stack ?? "";\n}',
  'lib/bad.ts': 'export const a: number = 1;\nexport const b = = 2;',
  'lib/throws.js': 'const a = 1;\nnull.x;\nexport { a };',
  'lib/index.js': 'export default "index";',
  'lib/common.cjs':
    'const { dep } = require("./dep");\nmodule.exports = { dep, name: __filename, fail() {\n  throw new TypeError("common");\n} };',
  'lib/dep.js': 'exports.dep = 5;',
  'data.json': '{"a":[1,2]}',
  'a.js': 'import { b } from "./b.js"; export const a = () => "a" + b();',
  'b.js': 'import { a } from "./a.js"; export const b = () => typeof a;',
  'live.js': 'export let n = 0; export const add = () => { n += 1; };',
  'top.js': 'export const value = await Promise.resolve(7);',
  'node_modules/pkg/package.json':
    '{"name":"pkg","version":"1.0.0","exports":{".":{"import":"./m.mjs","require":"./c.cjs"},"./sub/*":"./sub/*.js"},"imports":{"#own":"./own.js"},"type":"module"}',
  'node_modules/pkg/m.mjs': 'import own from "#own"; export default "module" + own;',
  'node_modules/pkg/c.cjs': 'module.exports = "common";',
  'node_modules/pkg/own.js': 'export default "!";',
  'node_modules/pkg/sub/x.js': 'export default "sub";',
};

let pool: TestPool;
let tree: TreeId;

beforeAll(() => {
  pool = new TestPool({ runners: 1, queueLimit: 100 });
  const files = Object.entries(FILES).map(([path, text]): [string, FileState] => [
    path,
    { mode: '100644', content: Buffer.from(text) },
  ]);
  tree = pool.repository.incoming.write((writer) => storeFiles(writer, new Map(files)));
});
afterAll(() => pool.close());

async function end(source: string): Promise<JobResult> {
  return await pool.pool.submit(pool.job(source, { tree }));
}

async function resultOf(source: string): Promise<unknown> {
  const { result, error } = await end(source);
  expect(error).toBeNull();
  return JSON.parse(result ?? 'null');
}

async function errorOf(source: string): Promise<string> {
  return (await end(source)).error ?? '';
}

describe('the result', () => {
  test.each<[string, unknown]>([
    ['1 + 1', 2],
    ['const a: number = 1; enum E { A = 3 } a + E.A', 4],
    ['const x = <T,>(v: T): T => v; x(5)', 5],
    ['class A { constructor(private readonly b: number) {} get() { return this.b; } } new A(3).get()', 3],
    [
      'const React = { createElement: (n: string, p: object, ...c: unknown[]) => [n, p, c] }; <a b="1">x{2}</a>',
      ['a', { b: '1' }, ['x', 2]],
    ],
    ['await Promise.resolve(3)', 3],
    ['Promise.resolve(4)', 4],
    ['const f = async () => { await null; return 5; }; f()', 5],
    ['for await (const x of [Promise.resolve(1)]) globalThis.y = x; globalThis.y', 1],
    ['export default 6', 6],
    ['export default await Promise.resolve(7); 8', 7],
    ['export default function f() { return 1 }', null],
    ['import { value } from "./top.js"; value', 7],
    ['let a = 1', null],
    ['undefined', null],
    ['({ a: 1n, m: new Map([[1, { b: 2 }]]), s: new Set([1]) })', { a: '1', m: [[1, { b: 2 }]], s: [1] }],
    ['const a = {}; a.a = a; a', { a: '[Circular]' }],
    ['using x = { [Symbol.dispose]() {} }; 9', 9],
    ['label: { break label; } 10', 10],
    ['"use strict"; (function () { return this; })() === undefined', true],
    ['#!/usr/bin/env node\n11', 11],
    ['12 // a comment at the end', 12],
    ['', null],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('a syntax error', () => {
  test.each<[string, string, string]>([
    ['plain JavaScript', 'const a = 1;\nconst b = = 2;', 'main.ts:2:11'],
    ['TypeScript', 'const a: number = 1;\nlet b: string = ;', 'main.ts:2:17'],
    ['only for V8', 'let a;\nlet b; let a;', 'main.ts:2:'],
    ['in an imported file', 'import { b } from "./lib/bad.ts"; b', '/lib/bad.ts:2:18'],
    ['at the end', 'function f() {', 'main.ts:1:15'],
  ])('%s tells line and column, and that nothing ran', async (_name, source, place) => {
    const { outcome, started, error } = await end(source);
    expect(outcome).toBe('syntax_error');
    expect(started).toBe(false);
    expect(error).toMatch(/^SyntaxError: /);
    expect(error).toContain(place);
  });
});

describe('a stack', () => {
  test('leads through TypeScript and CommonJS to what their authors wrote', async () => {
    const typed =
      'import { thrower } from "./lib/t.ts";\ninterface X { y: 1 }\n\nfunction go(x: number): void {\n  thrower({ a: x });\n}\ngo(2);';
    expect(await errorOf(typed)).toBe(
      'RangeError: deep2\n    at thrower (/lib/t.ts:5:9)\n    at go (main.ts:5:3)\n    at main.ts:7:1',
    );
    expect(await errorOf('let x = 1;\nrequire("./lib/common.cjs").fail()')).toBe(
      'TypeError: common\n    at Object.fail (/lib/common.cjs:3:9)\n    at main.ts:2:29',
    );
  });

  test('that the guest reads itself says the same', async () => {
    const source =
      'import { where } from "./lib/read.ts";\ntype A = 1;\n\nfunction own(): string {\n  return where();\n}\nown()';
    expect(await resultOf(source)).toBe(
      'Error: here\n    at where (/lib/read.ts:5:20)\n    at own (main.ts:5:10)\n    at main.ts:7:1',
    );
    const caught =
      'interface A { b: 1 }\nlet seen = "";\ntry {\n  (null as unknown as A).b;\n} catch (e) {\n  seen = (e as Error).stack!;\n}\nseen';
    expect(await resultOf(caught)).toMatch(/^TypeError: .*\n {4}at main\.ts:4:\d+$/);
  });

  test('of a timer, a promise and a rejection tells where it began', async () => {
    expect(await errorOf('type A = 1;\nsetTimeout(() => {\n  throw new Error("late");\n}, 1)')).toMatch(
      /^Error: late\n {4}at .*main\.ts:3:9/,
    );
    expect(
      await errorOf(
        'type A = 1;\nasync function f(): Promise<void> {\n  await null;\n  throw new Error("soon");\n}\nawait f()',
      ),
    ).toBe('Error: soon\n    at f (main.ts:4:9)\n    at async main.ts:6:1');
    expect(await errorOf('type A = 1;\nPromise.reject(new TypeError("nobody"));\n1')).toMatch(
      /^TypeError: nobody\n {4}at main\.ts:2:16/,
    );
  });

  test('names no file of the host and none of our own, however it is read', async () => {
    const source = `const seen = [];
      const keep = (f) => { try { f(); } catch (e) { seen.push(e.stack); } };
      keep(() => JSON.parse('{')); keep(() => fs.readFileSync('/none')); keep(() => require('./nope')); keep(() => new URL('x'));
      keep(() => Buffer.alloc(-1)); keep(() => require('assert')(0)); keep(() => structuredClone(() => 1)); keep(() => require('util').parseArgs({ args: ['-x'] }));
      await import('./lib/throws.js').catch((e) => seen.push(e.stack)); await import('./lib/bad.ts').catch((e) => seen.push(e.stack));
      await fs.promises.readFile('/none').catch((e) => seen.push(e.stack));
      [1].map(() => seen.push(new Error('x').stack)); seen`;
    const stacks = (await resultOf(source)) as string[];
    expect(stacks).toHaveLength(12);
    for (const stack of stacks)
      expect(stack).not.toMatch(/treebox|node:|node_modules\/|\/src\/|\/work|isolated|\.mjs:/);
  });
});

describe('a module', () => {
  test.each<[string, unknown]>([
    ['import d from "./data.json" with { type: "json" }; d', { a: [1, 2] }],
    ['import i from "./lib"; i', 'index'],
    ['import { dep } from "./lib/dep"; dep', 5],
    ['import c, { name } from "/lib/common.cjs"; [c.dep, name]', [5, '/lib/common.cjs']],
    ['import { a } from "./a.js"; a()', 'afunction'],
    ['import { n, add } from "./live.js"; add(); n', 1],
    ['import p from "pkg"; import s from "pkg/sub/x"; [p, s, typeof require]', ['module!', 'sub', 'undefined']],
    ['[require("pkg"), require("pkg/sub/x").default, require("./lib/read.ts").where.name]', ['common', 'sub', 'where']],
    ['(await import("./live.js")).n', 0],
    ['const name = "live"; Object.keys(await import("./" + name + ".js"))', ['add', 'n']],
    ['[import.meta.url, import.meta.dirname, import.meta.filename]', ['file:///main.ts', '/', '/main.ts']],
    [
      'import path, { join } from "node:path"; import { readFileSync } from "fs"; [path.join === join, JSON.parse(readFileSync("/data.json", "utf8")).a.length]',
      [true, 2],
    ],
    ['require.resolve("./lib/dep")', '/lib/dep.js'],
    ['require("./data")', { a: [1, 2] }],
    [
      'const m = await import("./lib/throws.js").catch((e) => [e instanceof TypeError, e.name, /lib\\/throws.js:2/.test(e.stack)]); m',
      [true, 'TypeError', true],
    ],
    [
      'await import("./lib/bad.ts").catch((e) => [e instanceof SyntaxError, /bad.ts:2:18/.test(e.message)])',
      [true, true],
    ],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });

  test('that is missing names itself', async () => {
    expect(await errorOf('import x from "./nope"; x')).toMatch(/'\/nope' imported from \/main\.ts/);
    expect(await errorOf('require("./lib/nope.js")')).toMatch(/nope\.js/);
    expect(await errorOf('import x from "none"; x')).toMatch(/'none' imported from \/main/);
    expect(await errorOf('import x from "pkg/hidden"; x')).toMatch(/pkg\/hidden|\.\/hidden/);
    expect(await errorOf('await import("http://x.org/y.js")')).toMatch(/a run has no network/);
    expect(await errorOf('import { nope } from "./live.js"; nope')).toMatch(/nope/);
  });
});

describe('the end', () => {
  test.each<[string, string, RegExp]>([
    [
      'a rejection that nobody handles',
      'Promise.reject(new Error("a")); await new Promise((r) => setTimeout(r, 5)); 1',
      /^Error: a\n {4}at main/,
    ],
    ['an await that nothing can settle', 'await new Promise(() => 0)', /can never settle/],
    ['an exception in a timer', 'setTimeout(() => { throw 5; })', /^Uncaught 5/],
    ['an exit with a status', 'process.exit(3)', /process\.exit\(3\)/],
    ['a status set before', 'process.exitCode = 3; process.exit()', /process\.exit\(3\)/],
    ['a status set before the end', 'process.exitCode = 3; 5', /process\.exit\(3\)/],
    ['a status set at the end', "process.on('exit', () => { process.exitCode = '4'; })", /process\.exit\(4\)/],
  ])('%s fails the run at once', async (_name, source, text) => {
    const { outcome, error } = await end(source);
    expect(outcome).toBe(error?.startsWith('process.exit') ? 'exited' : 'threw');
    expect(error).toMatch(text);
  });

  test('does not come by what listeners of process deal with', async () => {
    const source = `const seen = [];
      process.on('uncaughtException', (e, origin) => seen.push([e.message, origin]));
      process.on('unhandledRejection', (reason, promise) => seen.push([reason.message, promise instanceof Promise]));
      setTimeout(() => { throw new Error('a'); }); Promise.reject(new Error('b'));
      await new Promise((done) => setTimeout(done, 5)); seen`;
    expect(await resultOf(source)).toEqual([
      ['b', true],
      ['a', 'uncaughtException'],
    ]);
  });

  test.each([
    ['throw { a: 1 }', 'Uncaught { a: 1 }'],
    ['throw null', 'Uncaught null'],
    ["throw Object.assign(new Error('x'), { code: 'E' })", 'Error: x\n    at main.ts:1:21'],
    ["Promise.reject('text'); 0", 'Uncaught text'],
    ['Promise.reject(undefined); 0', 'Uncaught undefined'],
    ["Promise.reject(new RangeError('x')); 0", 'RangeError: x\n    at main.ts:1:16'],
    ...['Promise.reject({ a: 1 }); 0', 'Promise.reject(Symbol()); 0', "import 'fs'; throw { a: 1 }"].map((source) => [
      source,
      'Uncaught value that is not an Error: a module threw it, or it is the reason of a rejection that nothing handled, so ' +
        'what it holds is not known. Throw or reject with an Error, or handle it with catch or await',
    ]),
  ])('of `%s` tells what was thrown', async (source, error) => {
    expect(await end(source)).toMatchObject({ outcome: 'threw', error });
  });

  test('comes when nothing is left, after what was still to come', async () => {
    const source = `const seen = []; globalThis.seen = seen;
      process.on('beforeExit', () => seen.push('beforeExit')); process.on('exit', (code) => console.log(JSON.stringify(seen), code));
      setTimeout(() => seen.push('timeout'), 2); setImmediate(() => seen.push('immediate')); process.nextTick(() => seen.push('tick'));
      Promise.resolve().then(() => seen.push('micro')); setInterval(() => 0, 1).unref(); seen.push('sync'); 0`;
    const job = pool.job(source, { tree });
    const { outcome } = await pool.pool.submit(job);
    expect(outcome).toBe('completed');
    expect(readFileSync(job.outputPath, 'utf8')).toBe('["sync","tick","micro","immediate","timeout","beforeExit"] 0\n');
  });
});
