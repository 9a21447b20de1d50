import { posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleGuestLibrary, compileSource } from '../../../src/compiler/bundle.ts';
import { MAIN_FILE, sourcePositions, userStack } from '../../../src/runner/guest-error.ts';
import { Uncaught } from '../../../src/runner/guest-failure.ts';
import { GuestSources } from '../../../src/runner/guest-sources.ts';
import { ImportQueue } from '../../../src/runner/import-queue.ts';
import { ModuleGraph } from '../../../src/runner/module-graph.ts';
import { PendingWork } from '../../../src/runner/pending-work.ts';
import type { VolumeFiles } from '../../../src/runner/resolve.ts';
import { LibraryCode, Sandbox } from '../../../src/runner/sandbox.ts';
import { readSource } from '../../../src/runner/source.ts';

/** Nothing stops a test early. */
const NEVER = new AbortController().signal;

let library: LibraryCode;
beforeAll(async () => {
  library = new LibraryCode(await bundleGuestLibrary());
});

/** Files by absolute path, as module resolution sees them. */
function filesOf(files: Readonly<Record<string, string>>): VolumeFiles {
  return {
    kind: (path) => {
      if (Object.hasOwn(files, path)) return 'file';
      return Object.keys(files).some((file) => file.startsWith(posix.join(path, '/'))) ? 'folder' : undefined;
    },
    read: (path) => files[path] ?? '',
    realpath: (path) => path,
  };
}

/** Runs a source on files and answers its result, or throws with the user's view of its failure. */
async function evaluate(code: string, files: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const source = readSource(code, '/main.ts');
  if (!source) throw new Error('not plain JavaScript');
  const graph = new ModuleGraph(filesOf(files), compileSource, new GuestSources());
  graph.positions.set(MAIN_FILE, sourcePositions(source.mapPosition));
  const sandbox = new Sandbox(library, 64, () => undefined);
  const pending = new PendingWork();
  const imports = new ImportQueue(graph, sandbox, pending);
  sandbox.connect({
    fs: () => ({ name: 'Error', message: 'no volume' }),
    call: () => ({ name: 'Error', message: 'no calls' }),
    write: () => undefined,
    modules: (call, ...args) => imports.answer(call, args),
  });
  try {
    if (source.kind === 'script') sandbox.start(source, MAIN_FILE);
    else sandbox.evaluate(await graph.entry(source, '/main.ts', MAIN_FILE));
    for (;;) {
      const { state } = sandbox.step();
      if (state === 'failed') throw new Error(userStack(sandbox.failure().text, graph.positions, true));
      if (state === 'again') continue;
      if (pending.isBusy) await pending.wait(NEVER);
      else if (state === 'idle') return JSON.parse(sandbox.result() ?? 'null');
      else throw new Error(state);
    }
  } catch (error) {
    if (error instanceof Uncaught) throw new Error(userStack(error.failure.text, graph.positions, true));
    throw error;
  } finally {
    sandbox.dispose();
  }
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
      [data.x, old.one, one, two, how, require('pkg').how, plain()]`;
    expect(await evaluate(code, files)).toEqual([[1], 1, 1, [1], 'import', 'require', 'plain']);
  });

  test('import() gives the namespace, also of a computed name, and rejects with what is missing', async () => {
    const files = { '/x.ts': 'await null; export const x: number = 7;' };
    expect(await evaluate('const { x } = await import("./x.ts"); x', files)).toBe(7);
    expect(
      await evaluate('const m = await Promise.all([1, 2].map(() => import("./" + "x"))); m[0] === m[1]', files),
    ).toBe(true);
    const missing = 'await import("./gone.ts").catch((e) => [e instanceof Error, e.code, e.message])';
    expect(await evaluate(missing)).toEqual([true, 'ERR_MODULE_NOT_FOUND', expect.stringContaining("'./gone.ts'")]);
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

  test('of a module says what would be right', async () => {
    await expect(evaluate('require("./m.mjs")', { '/m.mjs': 'export {}' })).rejects.toThrow('use import instead');
  });
});

describe('failures', () => {
  test.each([
    ['import "left-pad"', "Cannot find package 'left-pad' imported from /main.ts: tried /node_modules/left-pad"],
    ['import "./no.ts"', "Cannot find module './no.ts' imported from /main.ts: tried /no.ts, /no.ts.ts"],
    ['import { get } from "node:http"; get("x")', 'http.get is not available here: a run has no network'],
    ['require("child_process").exec("x")', 'child_process.exec is not available here: a run can start no processes'],
    ['import "sqlite"', "Cannot find package 'sqlite'"],
    ['import "node:nope"', 'Node has no such module; the built-in modules here are _http_agent'],
    ['import "https://example.org/x.js"', 'a run has no network: put the files into the volume'],
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
