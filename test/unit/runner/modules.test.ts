import { beforeAll, describe, expect, test } from 'vitest';
import type { LibraryCode } from '../../../src/runner/isolate/library-code.ts';
import { libraryCode } from '../../support/library.ts';
import { runOnFiles } from '../../support/run-on-files.ts';

let library: LibraryCode;
beforeAll(async () => {
  library = await libraryCode();
});

/** Runs a source on files and answers its result, or throws with the user's view of its failure. */
async function evaluate(code: string, files: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return await runOnFiles(library, code, files);
}

describe('import of files in the volume', () => {
  test('finds a file without its extension, an index, a .ts for a .js, and an absolute path', async () => {
    const files = {
      '/a.ts': 'export const a: number = 1;',
      '/lib/index.ts': 'export { b } from "./b.js"; enum E { X = 4 } export const e: number = E.X;',
      '/lib/b.ts': 'export const b = 2 as number;',
      '/c.mjs': 'export default 3;',
    };
    const code = 'import { a } from "./a"; import { b, e } from "./lib"; import c from "/c.mjs"; [a, b, c, e]';
    expect(await evaluate(code, files)).toEqual([1, 2, 3, 4]);
  });

  test('keeps bindings live, and cycles work as in any engine', async () => {
    const files = {
      '/counter.js': 'export let n = 0; export function up() { n += 1; }',
      '/even.js': 'import { odd } from "./odd.js"; export const even = (n) => n === 0 || odd(n - 1);',
      '/odd.js': 'import { even } from "./even.js"; export const odd = (n) => n !== 0 && even(n - 1);',
    };
    expect(await evaluate('import { n, up } from "./counter.js"; up(); up(); n', files)).toBe(2);
    expect(await evaluate('import { even } from "./even.js"; [even(10), even(7)]', files)).toEqual([true, false]);
  });

  test('reads JSON, CommonJS with its named exports, and packages by their exports', async () => {
    const files = {
      '/data.json': '{"x": [1]}',
      '/old.cjs': 'exports.one = 1; exports.two = require("./data.json").x;',
      '/node_modules/pkg/package.json':
        '{"name": "pkg", "exports": {".": {"import": "./m.mjs", "require": "./m.cjs"}}}',
      '/node_modules/pkg/m.mjs': 'export const how = "import";',
      '/node_modules/pkg/m.cjs': 'module.exports = { how: "require" };',
      '/node_modules/@s/plain/package.json': '{"main": "lib/start"}',
      '/node_modules/@s/plain/lib/start.js': 'module.exports = function plain() { return "plain"; };',
    };
    const code = `import data from './data.json' with { type: 'json' };
      import old, { one, two } from './old.cjs';
      import { how } from 'pkg';
      import plain from '@s/plain';
      [data.x, old.one, one, two, how, plain()]`;
    expect(await evaluate(code, files)).toEqual([[1], 1, 1, [1], 'import', 'plain']);
    expect(await evaluate("require('pkg').how", files)).toBe('require');
  });

  test('import() gives the namespace, also of a computed name, and rejects with what is missing', async () => {
    const files = { '/x.ts': 'await null; export const x: number = 7;' };
    expect(await evaluate('const { x } = await import("./x.ts"); x', files)).toBe(7);
    expect(
      await evaluate('const m = await Promise.all([1, 2].map(() => import("./" + "x"))); m[0] === m[1]', files),
    ).toBe(true);
    const missing = 'await import("./gone.ts").catch((e) => [e instanceof Error, e.code, e.message])';
    expect(await evaluate(missing)).toEqual([
      true,
      'ERR_MODULE_NOT_FOUND',
      "Cannot find module '/gone.ts' imported from /main.ts",
    ]);
  });

  test('import.meta tells where a module lies', async () => {
    const files = { '/lib/m.js': 'export default [import.meta.url, import.meta.dirname, import.meta.filename];' };
    expect(await evaluate('import m from "./lib/m.js"; m', files)).toEqual(['file:///lib/m.js', '/lib', '/lib/m.js']);
  });
});

describe('require', () => {
  test('gives a half-filled exports in a cycle, and runs a file once', async () => {
    const files = {
      '/a.js': 'exports.early = 1; exports.b = require("./b"); exports.late = 2;',
      '/b.js': 'module.exports = { seen: Object.keys(require("./a")) };',
    };
    expect(await evaluate('[require("./a").b.seen, require("./a") === require("./a.js")]', files)).toEqual([
      ['early'],
      true,
    ]);
  });

  test('gives the namespace of a module, unless it waits at its top level', async () => {
    const files = {
      '/m.mjs': 'export const a = 1;',
      '/default.mjs': 'export default 2; export const b = 3;',
      '/named.mjs': 'const own = () => 4; export { own as "module.exports" };',
      '/t.ts': 'enum E { A = 5 } export const a: number = E.A;',
      '/waits.mjs': 'export const a = await 1;',
      '/above.mjs': 'import "./waits.mjs";',
      '/throws.mjs': 'globalThis.thrown = { own: 1 }; throw globalThis.thrown;',
    };
    const code = `const m = require('./m.mjs'), d = require('./default.mjs');
      const of = (run) => { try { return run(); } catch (error) { return error.code ?? error === thrown; } };
      [m.a, m === require('./m.mjs'), m === await import('./m.mjs'), d.default, d.b, d.__esModule, require('./named.mjs')(),
       require('./t').a, of(() => require('./waits.mjs')), of(() => require('./above.mjs')),
       of(() => require('./throws.mjs'))]`;
    const asynchronous = 'ERR_REQUIRE_ASYNC_MODULE';
    expect(await evaluate(code, files)).toEqual([1, true, true, 2, 3, true, 4, 5, asynchronous, asynchronous, true]);
  });
});

describe('failures', () => {
  test.each([
    ['import "left-pad"', "Cannot find package 'left-pad' imported from /main.ts"],
    ['import "./no.ts"', "Cannot find module '/no.ts' imported from /main.ts"],
    ['import { get } from "node:http"; get("x")', 'http.get is not available here: a run has no network'],
    ['require("child_process").exec("x")', 'child_process.exec is not available here: a run can start no processes'],
    ['import "sqlite"', "Cannot find package 'sqlite'"],
    ['import "node:nope"', 'No such built-in module: node:nope'],
    ['import "https://example.org/x.js"', 'a run has no network, put the files into the volume'],
  ])('%s: %s', async (code, text) => {
    await expect(evaluate(code)).rejects.toThrow(text);
  });

  test('a stack leads to the lines that their authors wrote, across files and TypeScript', async () => {
    const files = {
      '/lib/t.ts':
        'interface A { a: number }\n\nexport function thrower(x: A): never {\n  throw new Error("deep" + x.a);\n}',
    };
    const failure = evaluate('import { thrower } from "./lib/t.ts";\n\nthrower({ a: 1 });', files);
    await expect(failure).rejects.toThrow('Error: deep1\n    at thrower (/lib/t.ts:4:9)\n    at main.ts:3:1');
  });
});

describe('a script is a main module', () => {
  test('with the names of CommonJS, which no module sees', async () => {
    const files = {
      '/seen.mjs':
        'export default [typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname];',
      '/own.mjs': 'const require = 1, module = 2; export default [require, module];',
    };
    const code = `[require.main === module, module.id, module.filename, exports === module.exports, __filename, __dirname,
      module.paths, global === globalThis, (await import('./seen.mjs')).default, (await import('./own.mjs')).default]`;
    const seen = ['undefined', 'undefined', 'undefined', 'undefined', 'undefined'];
    expect(await evaluate(code, files)).toEqual([
      true,
      '.',
      '/main.ts',
      true,
      '/main.ts',
      '/',
      ['/node_modules'],
      true,
      seen,
      [1, 2],
    ]);
    expect(await evaluate('export default [typeof require, import.meta.main, import.meta === import.meta]')).toEqual([
      'undefined',
      true,
      true,
    ]);
  });

  test('require has a cache, looks in given folders, and modules know their children', async () => {
    const files = {
      '/a.js':
        'exports.loaded = module.loaded; exports.parent = module.parent.id; exports.b = require("./b"); exports.own = module;',
      '/b.js': 'globalThis.count = (globalThis.count ?? 0) + 1; exports.count = count;',
      '/lib/node_modules/p/index.js': 'exports.p = 1;',
    };
    const code = `const a = require('./a'); delete require.cache['/b.js'];
      const again = require('./b.js').count;
      require.cache['/faked.js'] = { exports: 'faked' };
      [a.loaded, a.own.loaded, a.parent, a.own.children.map(({ id }) => id), module.children.length, again,
       require.resolve('p', { paths: ['/lib/deep'] }), require.resolve.paths('x'), require.resolve.paths('fs'),
       require.resolve.paths('./x'), a.own.require('./b').count, typeof require.extensions['.js']]`;
    expect(await evaluate(code, files)).toEqual([
      false,
      true,
      '.',
      ['/b.js'],
      2,
      2,
      '/lib/node_modules/p/index.js',
      ['/node_modules'],
      null,
      ['/'],
      2,
      'function',
    ]);
  });
});

test('node:module makes a require, and its own functions find and load what require does', async () => {
  const files = { '/lib/a.cjs': 'exports.b = require("./b.cjs");', '/lib/b.cjs': 'module.exports = 7;' };
  const code = `import Module, { createRequire } from 'node:module';
    const require = createRequire('/lib/x.js');
    [require('./a.cjs').b, Module._cache === require.cache, Module._extensions === require.extensions,
     Module._resolveFilename('./b.cjs', { filename: '/lib/x.js' }), Module._load('./b.cjs', { filename: '/lib/x.js' }),
     Object.keys(require.cache), Module.isBuiltin('fs')]`;
  expect(await evaluate(code, files)).toEqual([7, true, true, '/lib/b.cjs', 7, ['/lib/a.cjs', '/lib/b.cjs'], true]);
});

describe('import() works', () => {
  const files = {
    '/node_modules/cj/index.js':
      'exports.load = async () => (await import /* ( */ ("./esm.mjs")).value; exports.text = exports.load.toString();',
    '/node_modules/cj/esm.mjs': 'export const value = 42;',
    '/node_modules/cj/direct.js': 'exports.load = (code) => { const at = "./esm.mjs"; return eval(code); };',
  };

  test('in CommonJS, and functions give back their text', async () => {
    const code = "import cj from 'cj'; export default [await cj.load(), cj.text];";
    const text = 'async () => (await import /* ( */ ("./esm.mjs")).value';
    expect(await evaluate(code, files)).toEqual([42, text]);
  });

  test.each([
    ["(await new Function('s', 'return import(s)')('node:path')).sep", '/'],
    ["(await (async () => {}).constructor('s', 'return await import(s)')('node:path')).sep", '/'],
    ["(await eval('import(\\'node:path\\')')).sep", '/'],
    ["(await (0, eval)('import(\\'node:path\\')')).sep", '/'],
    ["(await require('cj/direct.js').load('import(at)')).value", 42],
    ["Function instanceof Function && Function.prototype.constructor === Function && Function('a', 'return a')(1)", 1],
    ['Function.toString()', 'function Function() { [native code] }'],
    ['class F extends Function {} new F("return 7")() + Number(new F() instanceof F)', 8],
  ])('%s', async (code, value) => {
    expect(await evaluate(code, files)).toBe(value);
  });
});

describe('packages and files', () => {
  const files = {
    '/package.json': '{"type":"module","imports":{"#path":{"node":"path","default":"./x.js"}}}',
    '/node_modules/bare/index.js': "module.exports = 'cjs';",
    '/node_modules/file.js': 'exports.is = "file";',
    '/node_modules/bp/package.json': '\uFEFF{"name":"bp","main":"m.js"}',
    '/node_modules/bp/m.js': 'module.exports = 9;',
    '/c.cjs': 'exports.a = 1;',
    '/a.json': '\uFEFF{"a":1}',
    '/h.mjs': '\uFEFF#!/usr/bin/env node\nexport default 5;',
    '/n.mjs': 'globalThis.count = (globalThis.count ?? 0) + 1; export const n = globalThis.count;',
    '/a b.mjs': 'export default "space";',
    '/meta.js': 'globalThis.url = import.meta.url;',
    '/missing.mjs': 'import { none } from "./n.mjs";',
    '/second.mjs': 'import { none } from "./n.mjs"; export { none };',
  };

  test.each<[string, unknown]>([
    ["(await import('#path')).sep", '/'],
    ["(await import('bare')).default", 'cjs'],
    ["require('file').is", 'file'],
    ["[require('bp'), (await import('bp')).default]", [9, 9]],
    ["Object.keys(await import('./c.cjs'))", ['a', 'default', 'module.exports']],
    ["[(await import('./a.json', { with: { type: 'json' } })).default.a, require('./a.json').a]", [1, 1]],
    ["(await import('./h.mjs')).default", 5],
    [
      "const n = async (s) => (await import(s)).n; [await n('./n.mjs'), await n('./n.mjs?v=1'), await n('./n.mjs?v=1'), await n('file:///n.mjs?v=2')]",
      [1, 2, 2, 3],
    ],
    ["(await import('./a%20b.mjs')).default", 'space'],
    ["await import('./meta.js'); url", 'file:///meta.js'],
    ["(await import('data:text/javascript,export default import.meta.url.length')).default", 58],
    ["(await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgNw==')).default", 7],
    [
      "const f = (s) => import(s).catch(({ message }) => message.includes(\"'none'\")); [await f('./missing.mjs'), await f('./second.mjs'), await f('./missing.mjs')]",
      [true, true, true],
    ],
    [
      "await import('./n.mjs', { with: { type: 'json' } }).catch(({ code }) => code)",
      'ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE',
    ],
    ["await import('./n.mjs', 5).catch((error) => error instanceof TypeError)", true],
  ])('%s', async (code, value) => {
    expect(await evaluate(code, files)).toEqual(value);
  });

  test('TypeScript goes before JavaScript in what the user wrote, and behind it in packages', async () => {
    const both = { '.ts': 'export const from: string = "ts";', '.js': 'exports.from = "js";' };
    const layout = Object.fromEntries(
      ['/x', '/node_modules/p/x'].flatMap((at) => Object.entries(both).map(([end, text]) => [at + end, text])),
    );
    expect(await evaluate("[require('./x').from, require('p/x').from]", layout)).toEqual(['ts', 'js']);
  });
});
