/**
 * The TypeScript client against a real server.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiError, RunFailed, Treebox, type TreeboxEvent, Unreachable } from '../../../src/client/index.ts';
import { TestServer } from '../../support/server.ts';

let server: TestServer;
let tb: Treebox;
beforeAll(async () => {
  server = await TestServer.start({ args: ['--token', 'secret'] });
  tb = new Treebox({ server: `${server.url}/`, token: 'secret' });
});
afterAll(() => server.close());

test('run: hands in input, files, args, env and stdin, and gives the result parsed', async () => {
  const code = `
    import { readFileSync } from 'node:fs';
    export default [input, process.argv.slice(2), process.env.NAME, readFileSync(0, 'utf8'), [...readFileSync('/b')]];`;
  const files = { '/b': new Uint8Array([0, 255]) };
  const { result } = await tb.run(code, {
    input: { a: 1 },
    args: ['x'],
    env: { NAME: 'n' },
    stdin: 's',
    files,
    fs: 'none',
  });
  expect(result).toEqual([{ a: 1 }, ['x'], 'n', 's', [0, 255]]);
  expect((await tb.run('undefined')).result).toBeNull();
});

test('run: a run that fails is RunFailed with its record, a refusal is ApiError with its code', async () => {
  const failed = await tb.run('throw new TypeError("no")').catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(RunFailed);
  expect(failed).toMatchObject({ message: expect.stringContaining('TypeError: no'), info: { outcome: 'threw' } });
  await expect(tb.run('1', { heap: 'f'.repeat(40) })).rejects.toMatchObject({ status: 400, code: 'unknown_heap' });
  await expect(new Treebox({ server: server.url }).run('1')).rejects.toBeInstanceOf(ApiError);
});

test('run: onOutput gets what is printed, by stream', async () => {
  const told: [string, string][] = [];
  const code = 'console.log("out"); await new Promise((end) => setTimeout(end, 300)); console.error("err"); 7';
  const { result } = await tb.run(code, { onOutput: (text, stream) => told.push([stream, text]) });
  const of = (name: string) => told.flatMap(([stream, text]) => (stream === name ? [text] : [])).join('');
  expect([result, of('stdout'), of('stderr')]).toEqual([7, 'out\n', 'err\n']);
});

test('run: an abort cancels the run on the server', async () => {
  const abort = new AbortController();
  const run = tb.run('console.log("on"); for (;;);', {
    session: 'abort',
    signal: abort.signal,
    onOutput: () => abort.abort(new Error('enough')),
  });
  await expect(run).rejects.toThrow('enough');
  const { data } = await tb.api.GET('/api/executions', { params: { query: { session: 'abort' } } });
  expect(data?.executions.map(({ outcome }) => outcome)).toEqual(['cancelled']);
});

test('retries: an answer that is lost is asked for again under the same key, and runs once', async () => {
  const keys: (string | null)[] = [];
  const lossy = new Treebox({
    server: server.url,
    token: 'secret',
    fetch: async (request) => {
      const isSubmit = request.method === 'POST';
      if (isSubmit) keys.push(request.headers.get('idempotency-key'));
      const answer = await fetch(request);
      if (isSubmit && keys.length === 1) throw new TypeError('fetch failed');
      return answer;
    },
  });
  expect((await lossy.run('21 * 2', { session: 'lossy' })).result).toBe(42);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  const { data } = await tb.api.GET('/api/executions', { params: { query: { session: 'lossy' } } });
  expect(data?.executions).toHaveLength(1);
});

test('retries: 503 is tried again, and a move that could happen twice is not', async () => {
  let calls = 0;
  const busy = new Treebox({
    server: server.url,
    token: 'secret',
    fetch: async (request) => (++calls === 1 ? new Response('{}', { status: 503 }) : await fetch(request)),
  });
  expect(await busy.labels()).toBeInstanceOf(Array);
  expect(calls).toBe(2);
  let sent = 0;
  const away = new Treebox({
    server: server.url,
    fetch: () => {
      sent++;
      throw new TypeError('fetch failed');
    },
  });
  const once = [
    () => away.label('x').push('0'.repeat(40)),
    () => away.label('x').files.write('a', 'a', { ifAbsent: true }),
    () => away.label('x').files.write('a', 'a', { ifMatch: '0'.repeat(40) }),
  ];
  for (const [at, move] of once.entries()) {
    await expect(move()).rejects.toBeInstanceOf(Unreachable);
    expect(sent).toBe(at + 1);
  }
});

test('labels: files, compare-and-set, log, branch, reset, delete', async () => {
  const label = tb.label('work/one');
  expect(await label.head()).toBeUndefined();
  await tb.run('', { fs: label.name, push: label.name, files: { '/a.txt': 'a\n' } });
  const first = await label.head();
  const { blob } = await label.files.write('b c.txt', 'b\n', { message: 'add b', ifAbsent: true });
  await expect(label.files.write('b c.txt', 'x', { ifAbsent: true })).rejects.toMatchObject({ status: 412 });
  await label.files.write('b c.txt', 'B\n', { ifMatch: blob as string });
  await expect(label.files.delete('b c.txt', { ifMatch: blob as string })).rejects.toMatchObject({ status: 412 });
  expect(await label.files.read('/b c.txt')).toBe('B\n');
  expect((await label.files.list()).map(({ name }) => name)).toEqual(['a.txt', 'b c.txt']);
  await expect(label.files.read('none')).rejects.toMatchObject({ status: 404 });
  await label.files.delete('b c.txt');
  expect((await label.head())?.ca_id).toBe(first?.ca_id);
  expect(await label.log()).toHaveLength(4);
  await tb.label('work/two').createFrom('work/one');
  expect((await tb.labels()).map(({ name }) => name)).toEqual(expect.arrayContaining(['work/one', 'work/two']));
  await expect(label.push(first?.ca_id as string)).rejects.toMatchObject({ status: 409 });
  await tb.label('work/two').delete();
  expect(await tb.label('work/two').head()).toBeUndefined();
});

test('merge: a clean one is pushed, a conflict is a result', async () => {
  await tb.run('', { fs: 'm', push: 'm', files: { '/l': '1\n2\n3\n' } });
  for (const side of ['m-1', 'm-2']) await tb.label(side).createFrom('m');
  await tb.label('m-1').files.write('l', 'one\n2\n3\n');
  await tb.label('m-2').files.write('l', '1\n2\nthree\n');
  for (const theirs of ['m-1', 'm-2']) expect((await tb.merge({ ours: 'm', theirs, push: 'm' })).status).toBe('merged');
  expect(await tb.label('m').files.read('l')).toBe('one\n2\nthree\n');
  await tb.label('m-1').files.write('l', 'uno\n2\n3\n');
  const conflict = await tb.merge({ ours: 'm-1', theirs: 'm-2' });
  expect([conflict.status, (await tb.merge({ ours: 'm-2', theirs: 'm-1' })).status]).toEqual(['merged', 'merged']);
  await tb.label('m-2').files.write('l', 'eins\n2\n3\n');
  const sides = { ours: 'm-1', theirs: 'm-2' };
  expect((await tb.merge(sides)).status).toBe('conflict');
  const push = { label: 'm-1', message: 'settled' };
  expect((await tb.merge({ ...sides, resolutions: { l: 'theirs' }, push })).status).toBe('merged');
  expect((await tb.label('m-1').log()).map(({ message }) => message)).toContain('settled');
});

test('session: variables go on', async () => {
  const session = tb.session('s');
  await session.run('let n = 1');
  expect((await session.run('++n')).result).toBe(2);
});

test('events: moves of labels and runs are told until the signal is aborted', async () => {
  const abort = new AbortController();
  const told: TreeboxEvent[] = [];
  const seen = Promise.withResolvers<void>();
  const listening = (async () => {
    for await (const event of tb.events({ signal: abort.signal })) {
      told.push(event);
      const ended = told.some((earlier) => earlier.type === 'execution' && earlier.outcome === 'completed');
      if (ended && told.some((earlier) => earlier.type === 'label' && earlier.name === 'watched')) seen.resolve();
    }
  })();
  for (let n = 0; told.length < 4; n++) {
    await tb.run('', { fs: 'watched', push: 'watched', files: { '/n': `${n}` } });
  }
  await seen.promise;
  abort.abort();
  await listening;
  expect(told.at(-1)?.type).toMatch(/^(?:label|execution)$/);
});
