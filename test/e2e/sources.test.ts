/** A submitted source means what it says: its value, its scope, the places of its errors, and no trace of our edits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import type { JobResult } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';
import { type FileState, storeFiles } from '../support/random-trees.ts';

const FILES: Readonly<Record<string, string>> = {
  'a.mjs': 'export const a = 1; export default 4;',
  'foo.mjs': 'throw "foo";',
  'error.mjs': 'throw Object.assign(new RangeError("no"), { extra: 5 });',
  'meta.mjs': 'import.meta.seen = 1;\nexport const same = import.meta === import.meta && import.meta.seen === 1;',
  'run.mjs':
    'const $treebox$run = 1, $run = 2; export default [$treebox$run, $run, typeof import.meta, eval("typeof handle")];',
  'place.mjs': 'const u = import.meta.url; export const stack = new Error("x").stack;',
  'free.cjs': 'module.exports = [typeof document, typeof late];',
  'early.mjs': 'export const f = () => new import("./a.mjs");',
  'early.cjs': 'exports.f = () => import("./a.mjs") = 1;',
  'early-meta.mjs': 'export const f = () => { [import.meta] = [1]; };',
  'types.ts': 'export interface Row { a: number }\nexport const make = (): Row => ({ a: 1 });',
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

describe('the value of a source', () => {
  test.each<[string, unknown]>([
    ["'use strict'; var z = 1; (function () { return this === undefined })()", true],
    ["'use strict'\nawait null; (function () { return this === undefined })()", true],
    ["'use strict'; await null; const k = 1; (function () { return this === undefined })()", true],
    ['return 5', 5],
    ['if (true) return 6; 7', 6],
    ['return; 7', null],
    ['const x = 5; export { x as default }', 5],
    ['const y = 5; export { y as "default" }; 9', 5],
    ['export { default } from "./a.mjs"; 9', 4],
    ['export default function () {} if (true) globalThis.b = 1', null],
    ['export default (1, 2)', 2],
    ['export const q = 1; q, 8', 8],
    ['export const r = 1; (r, 9);', 9],
    ['(await import /* ( */ ("./a.mjs")).a', 1],
    ['1;;', 1],
    ['5; let a = 1', null],
    ['if (true) 5', null],
    ['f()\nfunction f() { return 3 }', null],
    ['// nothing', null],
    ['"only"', 'only'],
    ['f<number>(x); var f = 1, number = 2, x = 0; f<number>(x)', true],
    ['function f(a: number) { return a } f<number>(4)', 4],
    ['/* a */ ( /* b */ 1 + /* c */ 2 /* d */ ) /* e */ ; // f', 3],
    ['await null; /* ) */ ({ a: 1 }).a /* ; */', 1],
    ['Promise.resolve({ then(r) { r(6) } })', 6],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('what may not be done with import() and import.meta', () => {
  test.each<[string, unknown]>([
    ['import("./early.mjs").catch((e) => e.name)', 'SyntaxError'],
    ['import("./early-meta.mjs").catch((e) => e.name)', 'SyntaxError'],
    ['let name; try { require("./early.cjs") } catch (e) { ({ name } = e) } name', 'SyntaxError'],
    ['new Function("return import.source(\'./a.mjs\')")().catch((e) => e.code)', 'ERR_SOURCE_PHASE_NOT_DEFINED'],
    ['new Function("return import.source(\'./no.mjs\')")().catch((e) => e.code)', 'ERR_MODULE_NOT_FOUND'],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('the top level of a script', () => {
  test.each<[string, unknown]>([
    ['const document = require("./free.cjs"); let late = 2; document', ['undefined', 'undefined']],
    ['this === globalThis', true],
    ['var a = 1; function b() {} [globalThis.a, typeof globalThis.b, delete globalThis.a]', [1, 'function', false]],
    ['await null; var a = 1; function b() {} a = 2; [globalThis.a, typeof globalThis.b]', [2, 'function']],
    [
      'let a = 1; class B {} [typeof globalThis.a, typeof globalThis.B, new Function("return a")()]',
      ['undefined', 'undefined', 1],
    ],
    ['typeof arguments', 'undefined'],
    ['const require = 1; require', 1],
    ['const console = 2; console', 2],
    ['var await = 3; await', 3],
    ['var Map = 4; JSON.stringify([Map])', '[4]'],
    ['try { undeclared = 1; [undeclared] } catch {} undeclared', 1],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('our edits are not seen', () => {
  test.each<[string, unknown]>([
    ['function f() { return import("./a.mjs") } f.toString()', 'function f() { return import("./a.mjs") }'],
    ['await null; const f = () => import("./a.mjs"); String(f)', '() => import("./a.mjs")'],
    ['export const f = () => import.meta.url; f.toString()', '() => import.meta.url'],
    ['Function.prototype.toString.toString()', 'function toString() { [native code] }'],
    ['eval("typeof $run") + eval("typeof $treebox")', 'undefinedundefined'],
    ['import { a } from "./a.mjs"; let b = a; eval("typeof $run")', 'undefined'],
    ['import r from "./run.mjs"; r', [1, 2, 'object', 'undefined']],
    ['import { same } from "./meta.mjs"; same', true],
    ['import { stack } from "./place.mjs"; stack.split("\\n")[1].trim()', 'at /place.mjs:1:49'],
    ['Object.getOwnPropertyNames(globalThis).filter((n) => /^imp|treebox/.test(n))', []],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('an error tells its place', () => {
  test.each<[string, string]>([
    ['const a = 1;\n// a comment between\nmissing(a);', 'ReferenceError: missing is not defined\n    at main.ts:3:1'],
    ['1; 2; missing(3)', 'ReferenceError: missing is not defined\n    at main.ts:1:7'],
    ['await 1; 2; missing(3)', 'ReferenceError: missing is not defined\n    at main.ts:1:13'],
    ['export const a = 1; missing(3)', 'ReferenceError: missing is not defined\n    at main.ts:1:21'],
    ['const r = /abc', 'SyntaxError: Invalid regular expression: missing /\n    at main.ts:1:11'],
    ['let a;\nlet b; let a;', "SyntaxError: Identifier 'a' has already been declared\n    at main.ts:2:12"],
    ['const a = {\n  b: 1,\n  c d\n};', "SyntaxError: Unexpected identifier 'd'\n    at main.ts:3:5"],
    ['await 1;\nconst a = ;', "SyntaxError: Unexpected token ';'\n    at main.ts:2:11"],
    ['import { a } from "./a.mjs";\nconst b = = 1;', "SyntaxError: Unexpected token '='\n    at main.ts:2:11"],
    ['export { Number };', "SyntaxError: Export 'Number' is not defined in module\n    at main.ts:1:10"],
    [
      'import {\n  nope\n} from "./a.mjs";',
      "SyntaxError: The requested module './a.mjs' does not provide an export named 'nope'\n    at main.ts:2:3",
    ],
    [
      'const f = (a) => {\r\n  return a.b.c;\r\n};\r\nawait f({})',
      "TypeError: Cannot read properties of undefined (reading 'c')\n    at f (main.ts:2:14)\n    at main.ts:4:7",
    ],
  ])('%j', async (source, error) => {
    expect((await end(source)).error).toBe(error);
  });

  test('of `delete null.x`', async () => {
    expect((await end('1;\n  delete null.x')).error).toMatch(/^TypeError: .*\n {4}at main\.ts:2:\d+$/);
  });

  test('nesting that acorn does not bear is no mistake of the source', async () => {
    expect(await resultOf(`${'('.repeat(5_000)}1${')'.repeat(5_000)}`)).toBe(1);
  });
});

describe('what is thrown', () => {
  test.each<[string, unknown]>([
    ['await import("./foo.mjs").catch((e) => e)', 'foo'],
    ['await import("./error.mjs").catch((e) => [e instanceof RangeError, e.message, e.extra])', [true, 'no', 5]],
    [
      'let e1, e2; try { await import("./error.mjs") } catch (e) { e1 = e } try { await import("./error.mjs") } catch (e) { e2 = e } e1 === e2',
      true,
    ],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['throw { a: 1 }', 'Uncaught { a: 1 }'],
    ['throw [1, "x"]', "Uncaught [ 1, 'x' ]"],
    ['throw "text"', 'Uncaught text'],
    ['throw null', 'Uncaught null'],
    ['throw new Map([[1, 2]])', 'Uncaught Map(1) { 1 => 2 }'],
  ])('%s fails the run with %s', async (source, error) => {
    expect(await end(source)).toMatchObject({ outcome: 'threw', error });
  });

  test('with a cause and errors tells them', async () => {
    const source =
      "throw new Error('outer', { cause: new AggregateError([new Error('first'), new TypeError('second')], 'many') });";
    const { error } = await end(source);
    expect(error).toMatch(/^Error: outer\n/);
    for (const text of ['many', 'first', 'second', 'at main.ts:1:7']) expect(error).toContain(text);
  });
});

describe('TypeScript', () => {
  test.each<[string, unknown]>([
    [
      'function named(value: any, context: { kind: string; name: any }) { seen.push(context.kind, context.name); return value }\nvar seen: any[]; seen = [];\nclass A { @named m() { return 1 } accessor z = 2 }\n[new A().m(), new A().z, seen]',
      [1, 2, ['method', 'm']],
    ],
    ["import { Row, make } from './types.ts'; const r: Row = make(); r", { a: 1 }],
    [
      "import { Stats } from 'node:fs'; import { NoSuchType } from 'node:path'; const s: NoSuchType | Stats = 1 as any; s",
      1,
    ],
    ['enum E { A = 2 } namespace N { export const x = E.A } N.x', 2],
    ['class A { x = 1; constructor(readonly y: number) {} } new A(2)', { y: 2, x: 1 }],
  ])('%s', async (source, expected) => {
    expect(await resultOf(source)).toEqual(expected);
  });
});

describe('a tsconfig.json of the volume', () => {
  async function withConfig(options: string, source: string): Promise<unknown> {
    const files = new Map<string, FileState>([
      ['tsconfig.json', { mode: '100644', content: Buffer.from(`{ /* options */ "compilerOptions": ${options}, }`) }],
    ]);
    const configured = pool.repository.incoming.write((writer) => storeFiles(writer, files));
    const { result, error } = await pool.pool.submit(pool.job(source, { tree: configured }));
    expect(error).toBeNull();
    return JSON.parse(result ?? 'null');
  }

  test.each<[string, string, unknown]>([
    [
      '{ "experimentalDecorators": true }',
      'var seen: any[] = []; function d(target: any, key: string) { seen.push(typeof target, key) } class A { @d m() {} } seen',
      ['object', 'm'],
    ],
    ['{ "jsxFactory": "h" }', 'const h = (n: string, p: object, ...c: any[]) => [n, ...c]; <a>{1}</a>', ['a', 1]],
    [
      '{ "useDefineForClassFields": false }',
      'class A { set x(v: number) { this.y = v } y: any } class B extends A { x = 5 } new B().y',
      5,
    ],
    [
      '{ "target": "ES2021" }',
      'class A { set x(v: number) { this.y = v } y: any } class B extends A { x = 5 } new B().y',
      5,
    ],
    ['{}', 'class A { set x(v: number) { this.y = v } y: any } class B extends A { x = 5 } new B().y ?? "own"', 'own'],
  ])('%s', async (options, source, expected) => {
    expect(await withConfig(options, source)).toEqual(expected);
  });
});

describe("TypeScript's words for CommonJS", () => {
  const files: Readonly<Record<string, string>> = {
    'equals.ts':
      "import { join } from 'node:path';\nimport low = require('./low');\nexport = { joined: join('a', low.name) };",
    'low.ts': "/* the name */ export = { name: 'low' };",
    'mixed.ts': "import low = require('./low');\nimport { sep } from 'node:path';\nexport const all = [low.name, sep];",
    'again.mts': "export import path = require('node:path');\nexport const kind = typeof path.join;",
    'pack/package.json': '{"type":"module"}',
    'pack/only.ts': "import os = require('node:os');\nglobalThis.eol = os.EOL;",
    'types.ts': 'namespace Types { export type Row = { a: number }; export const made = 1 } export = Types;',
    'rows.ts': 'namespace Rows { export type Row = { a: number } } export = Rows;',
    'shape.ts':
      "import { sep } from 'node:path';\ninterface Shape { side: number }\nglobalThis.read = sep;\nexport = Shape;",
    'both.ts': 'interface Both { a: number } const Both = { a: 2 }; export = Both;',
    'quoted.ts': 'export const text = `\nexport = 1\nimport x = require("y")`;',
  };

  async function resultWithFiles(source: string): Promise<unknown> {
    const entries = Object.entries(files).map(([path, text]): [string, FileState] => [
      path,
      { mode: '100644', content: Buffer.from(text) },
    ]);
    const mounted = pool.repository.incoming.write((writer) => storeFiles(writer, new Map(entries)));
    const { result, error } = await pool.pool.submit(pool.job(source, { tree: mounted }));
    expect(error).toBeNull();
    return JSON.parse(result ?? 'null');
  }

  test.each<[string, unknown]>([
    ["import e from './equals.ts'; e", { joined: 'a/low' }],
    ["require('./equals.ts')", { joined: 'a/low' }],
    ["import { all } from './mixed.ts'; all", ['low', '/']],
    ["require('./mixed.ts').all", ['low', '/']],
    ["import { kind, path } from './again.mts'; [kind, path.sep]", ['function', '/']],
    ["await import('./pack/only.ts'); globalThis.eol", '\n'],
    ["import low = require('./low'); low.name", 'low'],
    ["import low = require('./low'); import { sep } from 'node:path'; [low.name, sep]", ['low', '/']],
    ["import low = require('./low'); export = low.name", 'low'],
    ["import Types = require('./types'); const row: Types.Row = { a: Types.made }; row", { a: 1 }],
    ["import Rows = require('./rows'); const row: Rows.Row = { a: 3 }; [row, require('./rows.ts')]", [{ a: 3 }, {}]],
    ["import * as rows from './rows.ts'; rows.default", {}],
    ["[require('./shape.ts'), globalThis.read]", [{}, '/']],
    ["require('./both.ts')", { a: 2 }],
    ["import { text } from './quoted.ts'; text.length", 35],
  ])('%s', async (source, expected) => {
    expect(await resultWithFiles(source)).toEqual(expected);
  });

  test('keep the places of errors', async () => {
    const source =
      "import low = require('./low');\nimport { sep } from 'node:path';\nlet x: number = 1;\nmissing(sep, low, x)";
    const mounted = pool.repository.incoming.write((writer) =>
      storeFiles(writer, new Map([['low.ts', { mode: '100644', content: Buffer.from('export = 1') }]])),
    );
    const { error } = await pool.pool.submit(pool.job(source, { tree: mounted }));
    expect(error).toContain('at main.ts:4:1');
  });
});

describe('a tsconfig.json with bases and paths', () => {
  test('is found by the compiler, by imports and by require', async () => {
    const files: Readonly<Record<string, string>> = {
      'tsconfig.json':
        '{ "extends": ["./configs/base", "gone/tsconfig.json"], "compilerOptions": { "jsxFactory": "h" }, }',
      'configs/base.json':
        '{ "compilerOptions": { "experimentalDecorators": true, "baseUrl": "..", "paths": { "@/*": ["src/*"], "fs": ["src/a"] } } }',
      'src/a.ts': "import { b } from '@/deep/b.js'; export const a = [b, require_()]; function require_() { return 1 }",
      'src/deep/b.ts': 'export const b: number = 2;',
      'src/c.cts': "import deep = require('@/deep/b'); export = deep.b;",
    };
    const entries = Object.entries(files).map(([path, text]): [string, FileState] => [
      path,
      { mode: '100644', content: Buffer.from(text) },
    ]);
    const mounted = pool.repository.incoming.write((writer) => storeFiles(writer, new Map(entries)));
    const source = `
      import { a } from '@/a';
      import { b } from 'src/deep/b';
      import c from '@/c.cjs';
      import { readFileSync } from 'fs';
      const h = (name: string) => name;
      const kinds: string[] = [];
      function d(target: unknown, key: string) { kinds.push(key) }
      class A { @d m() {} }
      const later = await import('@/deep/b');
      [a, b, c, typeof readFileSync, <x />, kinds, later.b, import.meta.resolve('@/a')]`;
    const { result, error } = await pool.pool.submit(pool.job(source, { tree: mounted }));
    expect(error).toBeNull();
    expect(JSON.parse(result ?? 'null')).toEqual([[2, 1], 2, 2, 'function', 'x', ['m'], 2, 'file:///src/a.ts']);
  });
});
