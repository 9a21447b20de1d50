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

test("what can't be carried is left out and named", async () => {
  const { warnings, heap } = await client.exec({ code: 'const p = Promise.resolve(1); const kept = 1;' });
  expect(warnings).toEqual([expect.stringMatching(/^not kept in the state: .*\bp\b/)]);
  expect((await client.exec({ code: '[typeof p, kept]', heap })).result).toBe('["undefined",1]');
});

test('what has bytes or headers of its own is left out and named by its kind', async () => {
  const code = `const blob = new Blob(['x']), form = new FormData(), box = { file: new File([], 'n'), n: 1 };
    let headers = new Headers(); var request = new Request('http://a/'); globalThis.response = new Response();`;
  const { warnings, heap } = await client.exec({ code });
  const named = [
    'blob: a Blob',
    'form: a FormData',
    'headers: a Headers',
    'request: a Request',
    'response: a Response',
  ];
  for (const name of [...named, 'box.file: a File']) expect(warnings.join()).toContain(name);
  expect((await client.exec({ code: '[typeof blob, box]', heap })).result).toBe('["undefined",{"n":1}]');
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
