/**
 * Hostile state: what a run leaves to break its keeping, or the run that starts from it, ends in a warning or in a clean
 * failure within the limits of its run, and the next run works. So does a stored state that no capture has written.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobId } from '../../src/core/ids.ts';
import type { Job } from '../../src/pool/job.ts';
import { TestPool } from '../support/pool.ts';
import { git } from '../support/real-git.ts';

/** Ends that are the run's own. */
const CLEAN = ['completed', 'threw', 'out_of_memory', 'timed_out'];

let tested: TestPool;
beforeAll(() => {
  tested = new TestPool();
});
afterAll(() => tested.close());

async function run(source: string, options: Partial<Job> = {}) {
  const job = tested.job(source, options);
  const end = await tested.pool.submit(job);
  return { ...end, output: existsSync(job.outputPath) ? readFileSync(job.outputPath, 'utf8') : '' };
}

async function expectUnharmed(): Promise<void> {
  const { state } = await run('const kept = [1];');
  expect(await run('kept', { state })).toMatchObject({ outcome: 'completed', result: '[1]' });
}

describe('state that runs code when it is looked at', () => {
  test.each([
    ['a getter that throws', 'const o = { get x() { throw new Error("asked"); }, y: 1 };', 'o.y', '1'],
    ['a getter that never ends', 'const o = { get x() { for (;;); }, y: 1 };', 'o.y', '1'],
    [
      'a proxy whose traps throw',
      'const kept = 1; const p = new Proxy({}, new Proxy({}, { get() { throw new Error("asked"); } }));',
      '[typeof p, kept]',
      '["undefined",1]',
    ],
    [
      'a proxy that has been revoked',
      'const kept = 1; const { proxy, revoke } = Proxy.revocable({}, {}); revoke();',
      '[typeof proxy, kept]',
      '["undefined",1]',
    ],
    [
      'a proxy of an array as a prototype',
      'const kept = 1; const o = Object.create(new Proxy([], {}));',
      '[typeof o, kept]',
      '["undefined",1]',
    ],
    [
      'a toJSON, a valueOf and a Symbol.toPrimitive that throw',
      'const raise = () => { throw new Error("asked"); }; const o = { toJSON: raise, valueOf: raise, toString: raise, [Symbol.toPrimitive]: raise, y: 1 };',
      'o.y',
      '1',
    ],
    [
      'a Symbol.toStringTag that lies',
      'class M { get [Symbol.toStringTag]() { return "Map"; } } const m = new M(); m.y = 1;',
      '[m.y, m instanceof M, Object.prototype.toString.call(m)]',
      '[1,true,"[object Map]"]',
    ],
    [
      'a Map cut off from its prototype',
      'const m = Object.setPrototypeOf(new Map([[1, 2]]), null); const kept = 1;',
      'kept',
      '1',
    ],
    [
      'an Error whose stack is prepared by the guest',
      'Error.prepareStackTrace = () => { throw new Error("asked"); }; const e = new Error("x"); const kept = 1;',
      'kept',
      '1',
    ],
    [
      'an array that says it is longer',
      'const a = []; a.length = 2 ** 32 - 1; a[7] = 1;',
      '[a.length, a[7]]',
      '[4294967295,1]',
    ],
    [
      'names of what every object has',
      'const o = JSON.parse(\'{"__proto__": 1, "constructor": 2}\');',
      'o',
      '{"__proto__":1,"constructor":2}',
    ],
  ])('%s: is kept, or named and left out', async (_name, source, look, result) => {
    const first = await run(source);
    expect(first).toMatchObject({ outcome: 'completed', error: null });
    expect(await run(look, { state: first.state })).toMatchObject({ outcome: 'completed', error: null, result });
  });

  test.each([
    ['a WeakRef', 'const w = new WeakRef({});'],
    ['a WeakMap', 'const w = new WeakMap();'],
    ['a promise', 'const w = Promise.resolve(1);'],
    ['a generator', 'const w = (function* () { yield 1; })();'],
    ['an async generator', 'const w = (async function* () { yield 1; })();'],
    ['an iterator', 'const w = [1].values();'],
    ['an instance with private members', 'class P { #x = 1; get x() { return this.#x; } } const w = new P();'],
    ['a bound function', 'const w = (() => 1).bind(null);'],
    ['shared memory', 'const w = new SharedArrayBuffer(8);'],
    ['a detached buffer', 'const w = new ArrayBuffer(8); w.transfer();'],
    ['a WebAssembly memory', 'const w = new WebAssembly.Memory({ initial: 1 });'],
    ['a FinalizationRegistry', 'const w = new FinalizationRegistry(() => {});'],
    ['a function of the runtime', 'const w = console.log;'],
  ])('%s: is left out, and the record names it', async (_name, source) => {
    const first = await run(`${source} const kept = 1;`);
    expect(first).toMatchObject({ outcome: 'completed' });
    expect(first.stateEnd?.leftOut.map(({ name }) => name)).toEqual(['w']);
    expect(await run('[typeof w, kept]', { state: first.state })).toMatchObject({ result: '["undefined",1]' });
  });
});

describe('state that ends the run when it is looked at', () => {
  const prepare = (code: number) => `Error.prepareStackTrace = () => process.exit(${code}); const e = new Error('x');`;

  test.each([
    ['an Error whose stack is prepared by the guest, which exits', `${prepare(0)} 7`, '7', 0],
    ['the same with a status that is a failure', `${prepare(3)} 7`, '7', 3],
    ['the same in a run that has exited', `${prepare(3)} process.exit(0)`, null, 3],
    ['the same in a module', `import 'fs'; ${prepare(0).replace('const e', 'globalThis.e')} export default 7`, '7', 0],
  ])('%s: the run has completed, and the record says why nothing was kept', async (_name, source, result, code) => {
    const reason = `reading it called process.exit(${code})`;
    expect(await run(source, { given: { wantsState: true } })).toMatchObject({
      outcome: 'completed',
      error: null,
      result,
      state: null,
      stateEnd: { kept: false, reason, leftOut: [] },
    });
    expect(await run(source)).toMatchObject({ outcome: 'completed', error: null, result });
    await expectUnharmed();
  });
});

describe('state of a shape that is hard to walk', () => {
  test.each([
    [
      'a linked list 100,000 deep',
      'let list = null; for (let i = 0; i < 100_000; i += 1) list = { next: list };',
      'let n = 0; for (let at = list; at; at = at.next) n += 1; n',
      '100000',
    ],
    [
      'prototypes 10,000 deep',
      'let o = { base: 1 }; for (let i = 0; i < 10_000; i += 1) o = Object.create(o);',
      'o.base',
      '1',
    ],
    [
      'Maps in a cycle, as keys and as values',
      'const m = new Map(); m.set(m, m); const s = new Set([m]); m.set(s, s); s.add(s);',
      '[m.get(m) === m, m.get(s) === s, s.has(s), s.has(m)]',
      '[true,true,true,true]',
    ],
    [
      '1,000 classes that extend each other',
      'let C = class {}; for (let i = 0; i < 1_000; i += 1) C = class extends C {};',
      'typeof C',
      '"function"',
    ],
    [
      '100,000 bindings of one object',
      'const o = {}; for (let i = 0; i < 100_000; i += 1) globalThis["g" + i] = o;',
      'g0 === g99999',
      'true',
    ],
  ])('%s: comes back', { timeout: 60_000 }, async (_name, source, look, result) => {
    const first = await run(source, { heapMiB: 256, timeoutMs: 30_000, given: { wantsState: true } });
    expect(first).toMatchObject({ outcome: 'completed', error: null });
    const second = await run(look, { state: first.state, heapMiB: 256, timeoutMs: 30_000 });
    expect(second).toMatchObject({ outcome: 'completed', error: null, result });
  });

  test.each([
    ['a million nodes', 'const all = []; for (let i = 0; i < 1_000_000; i += 1) all.push({ i });'],
    ['a string of 100 MiB', 'const s = "x".repeat(100 << 20);'],
    ['a typed array of 100 MiB', 'const u = new Uint8Array(100 << 20);'],
    ['a BigInt of a million digits', 'const b = 2n ** 4_000_000n;'],
    ['an object of a million properties', 'const o = {}; for (let i = 0; i < 1_000_000; i += 1) o["k" + i] = i;'],
  ])('%s: is kept, or fails within the limits of the run', { timeout: 60_000 }, async (_name, source) => {
    const first = await run(source, { heapMiB: 256, timeoutMs: 30_000 });
    expect(CLEAN).toContain(first.outcome);
    if (first.outcome === 'threw') expect(first.error).toMatch(/^RangeError: the heap is more than \d+ MiB as text/);
    if (first.outcome === 'completed') {
      const second = await run('1', { state: first.state, heapMiB: 256, timeoutMs: 30_000 });
      expect(CLEAN).toContain(second.outcome);
    }
    await expectUnharmed();
  });
});

describe('a stored state that no capture has written', () => {
  const stateOf = (fields: object) =>
    JSON.stringify({ version: 1, bindings: [['a', 'const', '#0']], globals: [], objects: [], ...fields });
  const object = (fields: object) => stateOf({ objects: [fields] });

  test.each([
    ['no text at all', ''],
    ['no JSON', 'const a = 1;'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', stateOf({ version: 2 })],
    ['no objects', JSON.stringify({ version: 1, bindings: [], globals: [] })],
    ['a reference to nothing', stateOf({})],
    ['a reference past all', stateOf({ bindings: [['a', 'const', '#4294967296']] })],
    ['a value that is none', stateOf({ bindings: [['a', 'const', '#what']] })],
    ['imports that are no list', stateOf({ imports: {} })],
    ['an import of too few parts', stateOf({ imports: [['a', 'const', 'import', 'node:path', '/main.ts']] })],
    ['an import by an unknown word', stateOf({ imports: [['a', 'const', 'meta', 'node:path', '/main.ts', []]] })],
    ['an import with steps that are no texts', stateOf({ imports: [['a', 'const', 'import', 'x', '/m', [{}]]] })],
    ['an object of no type', object({})],
    ['an object of an unknown type', object({ type: 'window' })],
    ['an object that is null', stateOf({ objects: [null] })],
    ['a prototype of itself', object({ type: 'object', proto: '#0' })],
    ['a function that is a statement', object({ type: 'function', source: 'console.log("ran")', name: 'a' })],
    [
      'a function with a call behind it',
      object({ type: 'function', source: '(() => {})(console.log("ran"))', name: 'a' }),
    ],
    [
      'a function that closes its parentheses',
      object({ type: 'function', source: '() => 1), (console.log("ran"), () => 1', name: 'a' }),
    ],
    [
      'a class with an initialiser that runs',
      object({
        type: 'function',
        source: 'class { static { console.log("ran"); } static x = console.log("ran"); }',
        name: 'a',
      }),
    ],
    [
      'a class that extends a call',
      object({
        type: 'function',
        source: 'class extends (console.log("ran"), Object) { [console.log("ran")]() {} }',
        name: 'a',
      }),
    ],
    ['a function of no text', object({ type: 'function', source: 7, name: 'a' })],
    ['a regular expression that is none', object({ type: 'regexp', source: '(', flags: 'zz' })],
    ['an array of a length that is none', object({ type: 'array', length: -1 })],
    [
      'a view past its buffer',
      stateOf({
        objects: [
          { type: 'view', of: 'Uint8Array', buffer: '#1', offset: 9, length: 9 },
          { type: 'buffer', base64: 'AA==' },
        ],
      }),
    ],
    [
      'a view of a class of its own',
      stateOf({
        objects: [
          { type: 'view', of: 'Function', buffer: '#1', offset: 0 },
          { type: 'buffer', base64: 'AA==' },
        ],
      }),
    ],
    ['a buffer of no base64', object({ type: 'buffer', base64: '!' })],
    ['a text of something else', object({ type: 'text', of: 'Function', text: 'console.log("ran")' })],
    ['a text of what every object has', object({ type: 'text', of: 'constructor', text: 'x' })],
    ['a member of nothing', object({ type: 'member', of: '#0', static: false, kind: 'value', key: 'x' })],
    ['entries that are none', object({ type: 'map', entries: [1] })],
    ['slots that are none', object({ type: 'object', slots: [[{}, 7, 1]] })],
    ['bindings that are none', stateOf({ bindings: [1] })],
    ['a getter that is no function', object({ type: 'object', slots: [['x', 6, 1, 2]] })],
    [
      'a property of what the language brings',
      stateOf({ bindings: [['a', 'const', '#$Object.prototype.constructor']] }),
    ],
  ])('%s: is refused, or harms nothing, and runs none of it', async (_name, text) => {
    const state = git(tested.repository.path, ['hash-object', '-w', '--stdin'], text) as BlobId;
    const { outcome, error, output } = await run('typeof a', { state });
    expect(output).not.toContain('ran');
    expect(['completed', 'threw']).toContain(outcome);
    if (outcome === 'threw') expect(error).toMatch(/^Error: the heap can't be restored: [^\n]+$/);
    await expectUnharmed();
  });

  test('what it puts on the global object stays with the run that names it', async () => {
    const globals = [
      ['console', 7, 'taken'],
      ['JSON', 7, 'taken'],
      ['Object', 7, 'taken'],
      ['undefined', 7, 1],
    ];
    const text = JSON.stringify({ version: 1, bindings: [], globals, objects: [] });
    const state = git(tested.repository.path, ['hash-object', '-w', '--stdin'], text) as BlobId;
    expect(['completed', 'threw']).toContain((await run('console', { state })).outcome);
    expect(await run('[typeof console, typeof JSON]')).toMatchObject({ result: '["object","object"]' });
  });
});
