/** State that lives on from run to run, over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await TestServer.start();
  client = new Client(server.url);
});
afterAll(async () => {
  client.close();
  await server.close();
});

/** Runs sources one after the other, each on the heap of the one before; answers the last execution. */
async function chain(...sources: string[]) {
  let heap: string | null = null;
  let last: Record<string, unknown> = {};
  for (const code of sources) {
    last = await client.exec({ code, heap });
    expect(last).toMatchObject({ status: 'completed', error: null });
    heap = last.heap as string | null;
  }
  return last;
}

test.each([
  ['bindings', ['const a = [1, { b: 2 }]; let n = 1;', 'n += 1; [a[1].b, n]'], '[2,2]'],
  [
    'functions that see each other and the bindings',
    ['let n = 0; function up() { return ++n; } const twice = () => up() + up();', 'twice()', '[n, up()]'],
    '[2,3]',
  ],
  [
    'classes and their instances',
    [
      'class P { constructor(x) { this.x = x; } get double() { return this.x * 2; } } const p = new P(4);',
      '[p.double, p instanceof P, new P(1).double]',
    ],
    '[8,true,2]',
  ],
  [
    'Map, Set, Date, RegExp, BigInt, typed arrays, cycles',
    [
      'const m = new Map([["k", new Set([1n])]]); const d = new Date(5); const r = /x/g; const u = new Uint8Array([1, 2]); const c = {}; c.self = c;',
      '[[...m.get("k")][0] === 1n, d.getTime(), r.flags, [...u], c.self === c]',
    ],
    '[true,5,"g",[1,2],true]',
  ],
  [
    'properties of the global object',
    ['globalThis.shared = { n: 1 }; undeclared = 2', '[shared.n, undeclared]'],
    '[1,2]',
  ],
  [
    'a name that a later run declares again',
    ['let n = 1; function read() { return n; }', 'let n = 5; read()', '[n, read()]'],
    '[5,5]',
  ],
  [
    'TypeScript and modules',
    [
      'export const list: number[] = [1]; interface A { a: number } export function add(x: number): number { return list.push(x); }',
      'add(7); list',
    ],
    '[1,7]',
  ],
] as const)('%s live on', async (_what, sources, result) => {
  expect((await chain(...sources)).result).toBe(result);
});

test('a state that is not touched keeps its key, and equal states have one key', async () => {
  const first = await client.exec({ code: 'const a = { x: [1] };' });
  const untouched = await client.exec({ code: '1 + 1', heap: first.heap });
  const again = await client.exec({ code: 'const a = { x: [1] };' });
  expect(first.heap).toMatch(/^[0-9a-f]{40}$/);
  expect([untouched.heap, again.heap]).toEqual([first.heap, first.heap]);
});

test('a run that leaves nothing has no heap; one that fails neither', async () => {
  expect((await client.exec({ code: '1 + 1' })).heap).toBeNull();
  expect((await client.exec({ code: 'const a = 1; throw new Error("x")' })).heap).toBeNull();
  const { body, status } = await client.post('/api/exec', { code: '1', heap: 'a'.repeat(40) });
  expect([status, body.code]).toEqual([400, 'unknown_heap']);
});

test('process.exit(0) keeps the state', async () => {
  const { heap, status } = await client.exec({ code: 'let n = 41; n += 1; process.exit(0)' });
  expect(status).toBe('completed');
  expect((await client.exec({ code: 'n', heap })).result).toBe('42');
});

test("what can't be carried is left out whole and named, and the output says nothing of it", async () => {
  const code = 'const p = Promise.resolve(1); const holds = { deep: [p], n: 1 }; const kept = 1;';
  const { execution_id, heap, state, warnings } = await client.exec({ code });
  expect(state).toEqual({
    kept: true,
    reason: null,
    left_out: [
      { name: 'holds', why: 'holds.deep[0]: a Promise' },
      { name: 'p', why: 'p: a Promise' },
    ],
  });
  expect(warnings).toEqual(['not kept in the state: holds (holds.deep[0]: a Promise), p (p: a Promise)']);
  const { body } = await client.get(`/api/executions/${execution_id}/output`);
  expect(body.data).toBe('');
  expect((await client.exec({ code: '[typeof p, typeof holds, kept]', heap })).result).toBe(
    '["undefined","undefined",1]',
  );
});

test('what has bytes or headers of its own is left out and named by its kind', async () => {
  const code = `const blob = new Blob(['x']), form = new FormData(), box = { file: new File([], 'n'), n: 1 };
    let headers = new Headers(); var request = new Request('http://a/'); globalThis.response = new Response();`;
  const { state } = await client.exec({ code });
  expect(state).toMatchObject({
    left_out: [
      { name: 'blob', why: 'blob: a Blob' },
      { name: 'box', why: 'box.file: a File' },
      { name: 'form', why: 'form: a FormData' },
      { name: 'headers', why: 'headers: a Headers' },
      { name: 'request', why: 'request: a Request' },
      { name: 'response', why: 'response: a Response' },
    ],
  });
});

test.each([
  [
    'a view that its buffer has outgrown',
    'const b = new ArrayBuffer(8, { maxByteLength: 16 }), d = new DataView(b, 4); b.resize(2); 5',
  ],
  [
    'a getter that ends the process',
    'globalThis.__defineGetter__("x", () => process.exit(3)); const y = { get z() { process.exit(4) } }; 5',
  ],
  [
    'a getter that throws',
    'Object.defineProperty(globalThis, "x", { get() { throw 1 }, enumerable: true, configurable: true }); 5',
  ],
  ['more than is kept unasked', 'const big = "x".repeat(5_000_000); 5'],
  ['a proxy whose traps throw', 'const p = new Proxy({}, { ownKeys() { throw 1 }, getPrototypeOf() { throw 2 } }); 5'],
])('keeping state never hurts a run: %s', async (_what, code) => {
  expect(await client.exec({ code })).toMatchObject({ status: 'completed', result: '5', error: null, exit_code: 0 });
});

test('views that follow the length of their buffer still do', async () => {
  const code = `const b = new ArrayBuffer(8, { maxByteLength: 16 }), full = new ArrayBuffer(8, { maxByteLength: 8 });
    const views = [new Uint8Array(b), new Uint8Array(b, 4), new Uint8Array(b, 4, 4), new DataView(b, 8), new Uint16Array(full), new Uint8Array(full, 0, 8)];
    views[0][7] = 9; views[4][3] = 7;`;
  const after = 'b.resize(12); full.resize(4); views.map((v) => v.byteLength).concat(views[0][7])';
  expect((await chain(code, after)).result).toBe('[12,8,4,4,4,0,9]');
});

test('a session keeps its earlier state where a run leaves more than is kept', async () => {
  const session = 'bounded';
  await client.exec({ code: 'let n = 7;', session });
  const large = await client.exec({
    code: 'const a = "x".repeat(70_000_000), b = "y".repeat(70_000_000); n = 8; 1',
    session,
    heap_memory_max_mb: 1024,
  });
  expect(large).toMatchObject({ status: 'completed', state: { kept: false, left_out: [] } });
  expect((large.state as { reason: string }).reason).toContain('128 MiB');
  expect((await client.exec({ code: 'n', session })).result).toBe('7');
});

test('one source runs twice in a session', async () => {
  const run = {
    code: 'const a = 1; let b = 2; var c = 3; class D {} function e() { return a + b + c } e()',
    session: 'twice',
  };
  expect((await client.exec(run)).result).toBe('6');
  expect((await client.exec(run)).result).toBe('6');
});

test('a session goes on where it was: its heap and its file system', async () => {
  await client.exec({ code: 'let visits = 1; await fs.writeFile("/v", "1");', session: 'agent' });
  const { result } = await client.exec({
    code: 'visits += 1; [visits, fs.readFileSync("/v", "utf8")]',
    session: 'agent',
  });
  expect(result).toBe('[2,"1"]');
});

test('GET /api/heaps/{key} tells the bindings and the tags', async () => {
  const { heap } = await client.exec({ code: 'const answer = 42;', tags: { who: 'test' } });
  const { status, body } = await client.get(`/api/heaps/${heap}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ key: heap, tags: { who: 'test' } });
  expect(JSON.stringify(body.bindings)).toContain('answer');
});
