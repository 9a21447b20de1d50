/**
 * A run in one request on a real server: what it is handed, what it prints, how it ends, and what is on record of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, Client } from '../support/api.ts';
import { git } from '../support/real-git.ts';
import { TestServer } from '../support/server.ts';

const OUTPUT_BYTES = 65_536;
const WAIT_SECS = 50;

let server: TestServer;
let client: Client;
beforeAll(async () => {
  server = await TestServer.start({ args: ['--output-bytes', String(OUTPUT_BYTES)] });
  client = new Client(server.url);
});
afterAll(async () => {
  client.close();
  await server.close();
});

async function run(request: Record<string, unknown>): Promise<Answer['body']> {
  const { status, body } = await client.post('/api/exec', { wait_secs: WAIT_SECS, ...request });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

test('wait_secs: a client that goes away does not cancel the run', async () => {
  const gone = new AbortController();
  const session = 'goes-on';
  const request = fetch(`${server.url}/api/exec`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      code: 'await new Promise((resolve) => setTimeout(resolve, 1500)); 7',
      wait_secs: 30,
      session,
    }),
    signal: gone.signal,
  });
  const rows = async () => (await client.get(`/api/executions?session=${session}`)).body.executions;
  await expect.poll(async () => (await rows()).length).toBe(1);
  gone.abort();
  await expect(request).rejects.toThrow('abort');
  const [{ execution_id: id }] = await rows();
  expect((await client.get(`/api/executions/${id}?wait=30`)).body).toMatchObject({ status: 'completed', result: '7' });
});

test('output: each call writes to its own stream, without prefixes, and offsets count within what is asked for', async () => {
  const code = `console.log('log'); console.error('error'); console.info('info'); console.warn('warn');
    console.debug('debug'); process.stdout.write('out\\n'); process.stderr.write('err\\n');
    console.trace('trace')`;
  const { execution_id: id, output } = await run({ code });
  expect(output.data).toBe('log\nerror\ninfo\nwarn\ndebug\nout\nerr\ntrace\n');
  const page = async (query: string) => (await client.get(`/api/executions/${id}/output?${query}`)).body;
  expect(await page('stream=stdout')).toMatchObject({ data: 'log\ninfo\ndebug\nout\n', total_lines: 4, end_byte: 19 });
  expect((await page('stream=stderr')).data).toBe('error\nwarn\nerr\ntrace\n');
  expect(await page('stream=stdout&byte_offset=4&byte_limit=5')).toMatchObject({ data: 'info\n', next_byte_offset: 9 });
  expect(await page('stream=stderr&line_offset=1&line_limit=1')).toMatchObject({ data: 'warn\n', start_byte: 6 });
  const events = await (await fetch(`${server.url}/api/executions/${id}/events`)).text();
  const told = [...events.matchAll(/^event: output\n(?:id: .*\n)?data: (.*)$/gm)].map(([, text]) =>
    JSON.parse(text as string),
  );
  const textOf = (stream: string) => told.flatMap((each) => (each.stream === stream ? each.data : [])).join('');
  expect(textOf('stdout')).toBe('log\ninfo\ndebug\nout\n');
  expect(textOf('stderr')).toBe('error\nwarn\nerr\ntrace\n');
});

test('output: past --output-bytes it ends, the record says so, and nothing is written into it', async () => {
  const { output_truncated, execution_id: id } = await run({
    code: `for (let i = 0; i < 20_000; i += 1) console.log('abcdefgh')`,
  });
  expect(output_truncated).toBe(true);
  const { body } = await client.get(`/api/executions/${id}/output?byte_limit=1000000`);
  expect(body.total_bytes).toBeLessThanOrEqual(OUTPUT_BYTES);
  expect(body.data).toMatch(/^(?:abcdefgh\n)+[a-h]*$/);
  expect((await run({ code: '1' })).output_truncated).toBe(false);
});

test.each([
  ['process.exit(3)', { status: 'failed', outcome: 'exited', exit_code: 3 }],
  ['process.exit(0); throw 1', { status: 'completed', outcome: 'completed', exit_code: 0, result: null }],
  ['process.exitCode = 4; 1', { status: 'failed', outcome: 'exited', exit_code: 4 }],
  ['1', { status: 'completed', exit_code: 0 }],
  ['throw new Error("no")', { status: 'failed', outcome: 'threw', exit_code: null }],
])('exit_code: %s', async (code, expected) => {
  expect(await run({ code })).toMatchObject(expected);
});

test('the record: what was used, as whole numbers, and times to the hundredth', async () => {
  const info = await run({ code: 'const list = []; for (let i = 0; i < 1e5; i += 1) list.push({ i }); list.length' });
  for (const figure of [info.cpu_ms, info.memory_peak_bytes]) {
    expect([Number.isInteger(figure), figure > 0]).toEqual([true, true]);
  }
  for (const ms of Object.values(info.timings as Record<string, number>)) expect(ms).toBe(Math.round(ms * 100) / 100);
  expect(info).toMatchObject({ base_commit: null, input: null, mounts: [], push: null, warnings: [] });
});

test('file: runs a file of the tree or of files, with its own path for imports, names and stacks', async () => {
  const files = {
    '/lib/main.mjs': `import { half } from './half.mjs'; import { basename } from 'node:path';
export default [half(4), basename(import.meta.filename), import.meta.dirname];`,
    '/lib/half.mjs': 'export const half = (n) => n / 2;',
    '/lib/old.cjs': 'module.exports = __dirname;\nthrow new Error("here");',
  };
  const { fs, result } = await run({ file: '/lib/main.mjs', files, fs: 'of-files' });
  expect(JSON.parse(result)).toEqual([2, 'main.mjs', '/lib']);
  expect(await run({ file: 'lib/main.mjs', fs })).toMatchObject({ result });
  expect((await run({ file: '/lib/old.cjs', fs })).error).toMatch(/^Error: here\n {4}at .*\/lib\/old\.cjs:2:7/);
  expect(await run({ file: '/none.js', fs })).toMatchObject({ status: 'failed', started: false });
  for (const both of [{ code: '1', file: '/a' }, {}]) {
    expect((await client.post('/api/exec', both)).body.error).toContain('exactly one of them');
  }
});

test('files: are written as if the run had written them', async () => {
  const { changes, fs } = await run({
    code: '1',
    fs: 'written',
    files: { '/a.txt': 'a', '/b.bin': { base64: 'AP8=' } },
  });
  expect(changes.entries.map(({ path }: { path: string }) => path)).toEqual(['a.txt', 'b.bin']);
  const file = await fetch(`${server.url}/api/fs/snapshots/${fs}/files/b.bin`);
  expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255]);
});

test('input: more than 1 MiB of JSON is refused with 413, and 1 MiB is taken', async () => {
  const text = 'x'.repeat(1024 * 1024 - 2);
  expect(await run({ code: 'input.length', input: text })).toMatchObject({ result: String(text.length) });
  const { status, body } = await client.post('/api/exec', { code: '1', input: `${text}x` });
  expect({ status, code: body.code }).toEqual({ status: 413, code: 'too_large' });
});

test('mounts: are read-only, shadow what lies there, and are no part of the tree', async () => {
  const { fs: data } = await run({ code: '1', fs: 'data', files: { '/in.txt': 'in' } });
  const code = `const tried = (call) => { try { call(); return 'done'; } catch ({ code }) { return code; } };
    [fs.readFileSync('/data/in.txt', 'utf8'), fs.existsSync('/data/own.txt'),
     tried(() => fs.writeFileSync('/data/new', '')), tried(() => fs.renameSync('/data/in.txt', '/in.txt')),
     tried(() => fs.renameSync('/out.txt', '/data/out.txt'))]`;
  const mounts = [{ path: '/data', fs: data }];
  const own = await run({ code: '1', fs: 'own', files: { '/data/own.txt': 'own', '/out.txt': '' } });
  const info = await run({ code, mounts, fs: own.fs });
  expect(JSON.parse(info.result)).toEqual(['in', false, 'EROFS', 'EXDEV', 'EXDEV']);
  expect(info).toMatchObject({ fs: own.fs, mounts: [{ path: '/data', fs: data, ca_id: data }] });
});

test('keep_on_failure: a run that fails or times out leaves its tree and is not pushed', async () => {
  const write = `fs.writeFileSync('/half', 'done');`;
  const request = { fs: 'kept', keep_on_failure: true, push: { label: 'kept' }, execution_timeout_secs: 1 };
  for (const [end, status] of [
    ['throw new Error("no")', 'failed'],
    ['await new Promise((resolve) => setTimeout(resolve, 60_000))', 'timed_out'],
  ]) {
    const info = await run({ ...request, code: `${write} ${end}` });
    expect(info).toMatchObject({ status, push: null, fs: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(git(server.repository, ['ls-tree', '--name-only', info.fs]).trim()).toBe('half');
  }
  // One that never waits can only be killed, and its tree with it.
  expect(await run({ ...request, code: `${write} for (;;);` })).toMatchObject({ status: 'timed_out', fs: null });
  expect(await run({ ...request, keep_on_failure: false, code: `${write} throw 1` })).toMatchObject({ fs: null });
  expect((await client.get('/api/fs/labels/kept')).status).toBe(404);
});

test('author: is the one of every commit that the request makes', async () => {
  const author = { name: 'Ada', email: 'ada@example.org' };
  const { push } = await run({ code: `fs.writeFileSync('/a', '')`, fs: 'by', author, push: { label: 'by' } });
  const { push: plain } = await run({ code: `fs.writeFileSync('/b', '')`, fs: 'by', push: { label: 'by' } });
  const by = (commit: string) => git(server.repository, ['log', '-1', '--format=%an <%ae>', commit]).trim();
  expect([by(push.commit), by(plain.commit)]).toEqual(['Ada <ada@example.org>', 'treebox <treebox@localhost>']);
});

test('GET /api/executions: filters by label, outcome, tag, since and until, alone and together', async () => {
  const before = new Date().toISOString();
  const { execution_id: one } = await run({ code: '1', fs: 'listed', tags: { kind: 'a=b' } });
  const { execution_id: two } = await run({ code: 'throw 1', tags: { kind: 'c' } });
  const { started_at } = (await client.get(`/api/executions/${two}`)).body;
  const ids = async (query: Record<string, string>) => {
    const { body } = await client.get(`/api/executions?${new URLSearchParams(query)}`);
    return body.executions.map(({ execution_id }: { execution_id: string }) => execution_id);
  };
  expect(await ids({ label: 'listed' })).toEqual([one]);
  expect(await ids({ tag: 'kind=a=b' })).toEqual([one]);
  expect(await ids({ since: before })).toEqual([two, one]);
  expect(await ids({ since: before, until: started_at })).toEqual([one]);
  expect(await ids({ since: before, outcome: 'threw' })).toEqual([two]);
  expect(await ids({ since: before, outcome: 'threw', label: 'listed' })).toEqual([]);
});

test('a log entry has its time beside at, and the version tells what the server can do', async () => {
  await run({ code: `fs.writeFileSync('/a', '')`, fs: 'timed', push: { label: 'timed' } });
  const [entry] = (await client.get('/api/fs/labels/timed/log')).body.log;
  expect(Date.parse(entry.time)).toBe(entry.at);
  const { capabilities } = (await client.get('/api/version')).body;
  expect(capabilities).toEqual(expect.arrayContaining(['fs_merge', 'exec.push', 'exec.mounts', 'events']));
});

test('the reference and the interface need no token, and the data does', async () => {
  await using guarded = await TestServer.start({ args: ['--token', 'a-token-of-the-tests'] });
  for (const path of ['/docs/', '/docs/api', '/openapi.json', '/health']) {
    expect([path, (await fetch(guarded.url + path)).status]).toEqual([path, 200]);
  }
  for (const path of [
    '/api/executions',
    '/api/fs/labels',
    '/metrics',
    '/git/snapshots.git/info/refs?service=git-upload-pack',
  ]) {
    expect([path, (await fetch(guarded.url + path)).status]).toEqual([path, 401]);
  }
});
