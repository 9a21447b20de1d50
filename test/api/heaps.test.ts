/**
 * Heaps over HTTP: keys, tags, and what is shown of them.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlobId } from '../../src/core/ids.ts';
import type { SavedState } from '../../src/guest/state/format.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

function stored(heap: Partial<SavedState>): BlobId {
  const text = JSON.stringify({ version: 1, bindings: [], globals: [], objects: [], ...heap });
  return app.repository.incoming.write((writer) => writer.write('blob', Buffer.from(text)));
}

/** An execution leaves the heap. */
async function leave(heap: BlobId, body: object = {}): Promise<void> {
  app.pool.play = () => ({ state: heap });
  await app.get(`/api/executions/${await app.exec({ ...body })}?wait=5`);
}

test('a run starts from the heap that an earlier one left, and from nothing else', async () => {
  const heap = stored({});
  const blob = app.repository.incoming.write((writer) => writer.write('blob', Buffer.from('{}')));
  for (const key of [heap, blob])
    expect((await app.post('/api/exec', { code: '', heap: key })).body.code).toBe('unknown_heap');
  await leave(heap);
  await app.exec({ heap });
  expect(app.pool.jobs.at(-1)?.state).toBe(heap);
  expect((await app.post('/api/exec', { code: '', heap: blob })).status).toBe(400);
  expect((await app.get(`/api/heaps/${blob}`)).status).toBe(404);
});

test('tags of every run that left a heap are on it, the latest of a name', async () => {
  const heap = stored({});
  await leave(heap, { tags: { a: '1', b: '1' } });
  await leave(heap, { tags: { b: '2', c: '2' } });
  await leave(heap);
  expect((await app.get(`/api/heaps/${heap}`)).body).toEqual({
    key: heap,
    tags: { a: '1', b: '2', c: '2' },
    bindings: [],
    globals: [],
  });
  const odd = stored({ bindings: [['odd', 'let', 1]] });
  await leave(odd, { tags: JSON.parse('{"__proto__": "x", "a\\"b": "\\u0000"}') });
  expect((await app.get(`/api/heaps/${odd}`)).text).toContain('"tags":{"__proto__":"x","a\\"b":"\\u0000"}');
});

test('values of every type are shown as JSON', async () => {
  const heap = stored({
    imports: [
      ['join', 'const', 'import', 'node:path', '/main.ts', ['join']],
      ['lib', 'let', 'require', './lib', '/main.ts', []],
      ['require', 'const', 'createRequire', '', '/main.ts', []],
    ],
    bindings: [
      ['n', 'const', 1.5],
      ['s', 'let', '##not a reference'],
      ['nil', 'var', null],
      ['none', 'let', '#undefined'],
      ['nan', 'let', '#NaN'],
      ['big', 'let', '#12n'],
      ['sym', 'const', '#:shared'],
      ['iter', 'const', '#@iterator'],
      ['map', 'const', '#1'],
      ['self', 'const', '#0'],
      ['when', 'let', '#2'],
      ['re', 'let', '#3'],
      ['f', 'function', '#4'],
      ['list', 'let', '#5'],
      ['bytes', 'let', '#6'],
    ],
    globals: [['shared', 7, 'text']],
    objects: [
      { type: 'object', properties: { a: 1, me: '#0', next: '#1' } },
      { type: 'map', entries: [['k', '#5']] },
      { type: 'date', time: 0 },
      { type: 'regexp', source: 'a+', flags: 'g' },
      { type: 'function', source: 'function f() {}', name: 'f' },
      { type: 'array', items: [1, '#hole', 'x'] },
      { type: 'buffer', base64: 'AAAA' },
    ],
  });
  await leave(heap);
  const { bindings, globals } = (await app.get(`/api/heaps/${heap}`)).body;
  expect(
    bindings.map(({ name, type, value }: { name: string; type: string; value: unknown }) => [name, type, value]),
  ).toEqual([
    ['join', 'import', 'import("node:path").join'],
    ['lib', 'import', 'require("./lib")'],
    ['require', 'import', 'createRequire()'],
    ['n', 'number', 1.5],
    ['s', 'string', '#not a reference'],
    ['nil', 'null', null],
    ['none', 'undefined', 'undefined'],
    ['nan', 'number', 'NaN'],
    ['big', 'bigint', '12n'],
    ['sym', 'symbol', 'Symbol.for(shared)'],
    ['iter', 'symbol', 'Symbol.iterator'],
    ['map', 'map', [['k', [1, 'hole', 'x']]]],
    ['self', 'object', { a: 1, me: '[Circular]', next: [['k', [1, 'hole', 'x']]] }],
    ['when', 'date', '1970-01-01T00:00:00.000Z'],
    ['re', 'regexp', '/a+/g'],
    ['f', 'function', 'function f() {}'],
    ['list', 'array', [1, 'hole', 'x']],
    ['bytes', 'buffer', '3 bytes'],
  ]);
  expect(globals).toEqual([{ name: 'shared', kind: 'global', type: 'string', value: 'text' }]);
});

test('what is long, wide, deep or twisted is cut', async () => {
  const deep = Array.from({ length: 50 }, (_, index) => ({ type: 'array' as const, items: [`#${index + 1}`] }));
  const wide = { type: 'array' as const, items: Array.from({ length: 500 }, () => '#51') };
  const heap = stored({
    bindings: [
      ['deep', 'let', '#0'],
      ['wide', 'let', '#51'],
      ['long', 'let', 'x'.repeat(5_000)],
    ],
    objects: [...deep, { type: 'object' }, wide],
  });
  await leave(heap);
  const { status, text, body } = await app.get(`/api/heaps/${heap}`);
  expect(status).toBe(200);
  expect(text.length).toBeLessThan(100_000);
  expect(body.bindings[0].value).toEqual([[[['[array]']]]]);
});

test('a heap goes when no record names it and its day is over', async () => {
  await app.close();
  app = new TestApp({ retain: { days: 7, executions: 1 } });
  const heap = stored({});
  await leave(heap);
  app.pool.play = () => ({});
  await app.exec();
  await app.exec();
  await app.services.retention.sweep();
  expect((await app.get(`/api/heaps/${heap}`)).status).toBe(200);
  expect(app.repository.pins.has(heap)).toBe(true);
});
