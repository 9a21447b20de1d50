/**
 * The server as a process: how it starts, refuses to, ends, and what is there again afterwards.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { test as base, expect } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { Client } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
/** Nothing here waits longer; generous, because other work may go on on the machine. */
const PATIENCE_MS = 30_000;

/** Has a data folder for each test, so that several run at a time: most of their time they wait for a process. */
const { concurrent: test } = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'treebox-process-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Runs the program to its end. */
async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string; ms: number }> {
  const from = performance.now();
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    timeout: PATIENCE_MS,
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err, ms: performance.now() - from };
}

/** Submits code that prints, then runs on, and waits until it has printed. */
async function startBusy(url: string, code = 'console.log("on"); for (;;);'): Promise<string> {
  const { execution_id } = (await new Client(url).post('/api/exec', { code })).body;
  const events = await fetch(`${url}/api/executions/${execution_id}/events`);
  for await (const chunk of events.body?.pipeThrough(new TextDecoderStream()) ?? []) if (chunk.includes('on\\n')) break;
  return execution_id;
}

test('--help lists every setting and exits with 0', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const flag of ['--port', '--host', '--data', '--token', '--runners', '--queue-limit', '--retain-days'])
    expect(out).toContain(flag);
  for (const flag of ['--retain-executions', '--output-bytes', '--volume-bytes', '--volume-files'])
    expect(out).toContain(flag);
});

test.for([
  [['--port', 'x'], {}, '--port is "x"; it must be a whole number from 0 to 65535'],
  [[], { TREEBOX_RUNNERS: '0' }, 'TREEBOX_RUNNERS is "0"; it must be a whole number from 1 to 256'],
  [['--host', '0.0.0.0'], {}, '--token'],
  [['--data', '/dev/null/x'], {}, '--data is "/dev/null/x"; it must be the path of a folder'],
  [['--port', '0', '--host', '192.0.2.1', '--token', 't'], {}, '192.0.2.1'],
] as [string[], Record<string, string>, string][])(
  'a bad setting %j %j ends with 2 and one line on stderr',
  async ([args, env, message], { folder }) => {
    const { code, err, out, ms } = await run(['--data', folder, ...args], env);
    expect([code, err.split('\n').length, out]).toEqual([2, 2, '']);
    expect(err).toContain(message);
    expect(ms).toBeLessThan(PATIENCE_MS);
  },
);

test('a port that is taken ends with 2 and says so', async ({ folder }) => {
  await using server = await TestServer.start();
  const { port } = new URL(server.url);
  const { code, err } = await run(['--data', folder, '--port', port]);
  expect(code).toBe(2);
  expect(err).toContain(`--host and --port are 127.0.0.1 and ${port}, which is in use`);
});

test('two servers on one data folder: the second ends with 2; a killed one leaves no lock', async ({ folder }) => {
  const first = await TestServer.start({ data: folder });
  const { code, err } = await run(['--data', folder, '--port', '0']);
  expect([code, err.split('\n').length]).toEqual([2, 2]);
  expect(err).toContain('another treebox server is using that folder');
  await first.end('SIGKILL');
  const second = await TestServer.start({ data: folder });
  expect(await second.end()).toBe(0);
});

test('of servers that start at once on one folder one gets it', async ({ folder }) => {
  const starts = await Promise.allSettled(Array.from({ length: 4 }, () => TestServer.start({ data: folder })));
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  expect(started).toHaveLength(1);
  for (const start of starts) if (start.status === 'rejected') expect(String(start.reason)).toContain('(2)');
  await started[0]?.end();
});

test('a repository that is none ends with 2 and keeps its files', async ({ folder }) => {
  writeFileSync(join(folder, 'snapshots.git'), 'mine');
  const { code, err } = await run(['--data', folder, '--port', '0']);
  expect([code, err.split('\n').length]).toEqual([2, 2]);
});

test('the ready line holds the address, and /api/version answers', async () => {
  await using server = await TestServer.start();
  const { status, body } = await new Client(server.url).get('/api/version');
  expect([status, (body as { version: string }).version]).toEqual([200, packageJson.version]);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s: ends with 0, an idle server at once', async (signal) => {
  await using server = await TestServer.start();
  expect(await server.end(signal)).toBe(0);
});

test('a signal while the server starts ends it with 0', async ({ folder }) => {
  const child = spawn(process.execPath, ['src/main.ts', '--port', '0', '--data', folder], { cwd: ROOT });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
});

test('SIGTERM: no new work, waiting runs end cancelled at once, running ones get their time, all is on record', async ({
  folder,
}) => {
  const server = await TestServer.start({ data: folder, args: ['--runners', '1'] });
  const client = new Client(server.url);
  const running = await startBusy(server.url, 'console.log("on"); await new Promise((r) => setTimeout(r, 1500)); 7');
  const waiting = (await client.post('/api/exec', { code: '1' })).body.execution_id;
  const answer = new Client(server.url).get(`/api/executions/${running}?wait=20`);
  const ended = server.end('SIGTERM');
  // The terminal's signal and npm's come both.
  server.process.kill('SIGTERM');
  server.process.kill('SIGINT');
  expect((await client.get(`/api/executions/${waiting}?wait=20`)).body.status).toBe('cancelled');
  const refused = await client.post('/api/exec', { code: '1' });
  expect([refused.status, refused.body.code]).toEqual([503, 'stopping']);
  expect((await answer).body).toMatchObject({ status: 'completed', result: '7' });
  expect(await ended).toBe(0);

  const again = await TestServer.start({ data: folder });
  const records = await Promise.all([running, waiting].map((id) => new Client(again.url).get(`/api/executions/${id}`)));
  expect(records.map(({ body }) => [body.status, body.started])).toEqual([
    ['completed', true],
    ['cancelled', false],
  ]);
  await again.end();
});

test('SIGTERM: what runs for ever is cancelled after 5 s', async ({ folder }) => {
  const server = await TestServer.start({ data: folder });
  const id = await startBusy(server.url);
  const from = performance.now();
  expect(await server.end()).toBe(0);
  expect(performance.now() - from).toBeGreaterThan(4_500);
  const again = await TestServer.start({ data: folder });
  expect((await new Client(again.url).get(`/api/executions/${id}`)).body).toMatchObject({
    status: 'cancelled',
    error: expect.any(String),
  });
  await again.end();
});

test('a server whose log nobody reads any more goes on', async ({ folder }) => {
  const server = await TestServer.start({ data: folder, args: ['--log-level', 'debug'] });
  server.process.stdout?.destroy();
  const client = new Client(server.url);
  for (let n = 0; n < 20; n += 1) expect((await client.exec({ code: '1 + 1' })).result).toBe('2');
  expect(await server.end()).toBe(0);
});

test('records that are locked end the start with the reason, and the next start works', async ({ folder }) => {
  await (await TestServer.start({ data: folder })).end();
  const other = new DatabaseSync(join(folder, 'executions/records.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  const refused = await run(['--port', '0', '--data', folder]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('database is locked')]);
  other.close();
  await (await TestServer.start({ data: folder })).end();
});

test('npm start: SIGTERM to the whole group ends everything with 0', async ({ folder }) => {
  const child = spawn('npm', ['start', '--', '--port', '0', '--data', folder], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((resolve) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      printed += data;
      const address = /http:[^"\s]+/.exec(printed);
      if (address) resolve(address[0]);
    });
  });
  const record = await new Client(url).exec({ code: '1 + 1' });
  expect(record.result).toBe('2');
  process.kill(-(child.pid as number), 'SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('what is finished answers the same, byte for byte, after a stop and after a kill', async ({ folder }) => {
  let server = await TestServer.start({ data: folder });
  let client = new Client(server.url);
  const code =
    'fs.mkdirSync("/d"); fs.writeFileSync("/d/f", "é".repeat(3000)); let kept = new Map([[1, { a: "x" }]]);' +
    'for (let i = 0; i < 3000; i += 1) console.log("line", i, "é\\r"); ({ a: [1, "x"] })';
  const done = await client.exec({ code, fs: 'main', session: 's', tags: { k: 'v' } });
  expect([done.result, done.changes.total, done.heap]).toEqual(['{"a":[1,"x"]}', 1, expect.any(String)]);
  const failures = [
    { code: 'console.log("before"); throw new Error("no")', session: 's' },
    { code: 'let 1' },
    { code: 'for (;;);', execution_timeout_secs: 1 },
    { code: 'const all = []; for (;;) all.push(new Array(1e5).fill(1))', heap_memory_max_mb: 16 },
  ];
  const failed = await Promise.all(failures.map((body) => new Client(server.url).exec(body)));
  expect(failed.map(({ outcome }) => outcome)).toEqual(['threw', 'syntax_error', 'timed_out', 'out_of_memory']);
  const keyed = await client.call('POST', '/api/exec', { code: '1' }, { 'idempotency-key': 'key' });
  await client.get(`/api/executions/${keyed.body.execution_id}?wait=10`);
  await client.post('/api/fs/push', { label: 'main', ca_id: done.fs });
  const output = `/api/executions/${done.execution_id}/output`;
  const urls = [
    ...[done, ...failed].flatMap(({ execution_id: id }) =>
      ['', '/output', '/events'].map((part) => `/api/executions/${id}${part}`),
    ),
    `${output}?line_offset=1234&line_limit=7`,
    `${output}?byte_offset=20001&byte_limit=333`,
    `${output}?line_offset=2995`,
    `${output}?byte_offset=99999999`,
    '/api/executions',
    '/api/executions?session=s',
    '/api/executions?status=failed&limit=2',
    `/api/executions?before=${done.execution_id}`,
    `/api/heaps/${done.heap}`,
    '/api/fs/labels',
    '/api/fs/labels/main',
    '/api/fs/labels/main/log',
    `/api/fs/snapshots/${done.fs}/files/d/f`,
    '/api/fs/snapshots/main/tree/d',
    '/api/fs/snapshots/main/archive.tar',
    `/api/fs/diff?from=${done.base_fs}&to=${done.fs}`,
    `/api/fs/diff?from=${done.base_fs}&to=${done.fs}&patch=true`,
  ];
  const ask = async (): Promise<[string, number, string][]> =>
    await Promise.all(
      urls.map(async (url): Promise<[string, number, string]> => {
        const answer = await fetch(server.url + url);
        return [url, answer.status, await answer.text()];
      }),
    );
  const before = await ask();
  expect(before.filter(([, status]) => status !== 200)).toEqual([]);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await server.end(signal);
    server = await TestServer.start({ data: folder });
    client = new Client(server.url);
    expect(await ask()).toEqual(before);
    const again = await client.call('POST', '/api/exec', { code: '1' }, { 'idempotency-key': 'key' });
    expect(again.body).toEqual(keyed.body);
    const other = await client.call('POST', '/api/exec', { code: '2' }, { 'idempotency-key': 'key' });
    expect(other.status).toBe(409);
  }
  await server.end();
});

test('SIGKILL: what ran or waited is lost and says so, its output up to the kill is there', async ({ folder }) => {
  const killed = await TestServer.start({ data: folder, args: ['--runners', '1'] });
  const running = await startBusy(killed.url, 'console.log("on"); console.log("last words"); for (;;);');
  const waiting = (await new Client(killed.url).post('/api/exec', { code: '1' })).body.execution_id;
  await killed.end('SIGKILL');
  const server = await TestServer.start({ data: folder });
  const client = new Client(server.url);
  for (const id of [running, waiting]) {
    const { body } = await client.get(`/api/executions/${id}`);
    expect(body).toMatchObject({
      status: 'failed',
      outcome: 'lost',
      fs: null,
      error: expect.stringContaining('server died'),
    });
  }
  expect((await client.get(`/api/executions/${running}/output`)).body).toMatchObject({
    data: 'on\nlast words\n',
    has_more: false,
  });
  expect((await client.exec({ code: '1 + 1' })).result).toBe('2');
  await server.end();
});

test('SIGKILL at random moments loses no accepted execution', async ({ folder }) => {
  const accepted: string[] = [];
  for (let kill = 0; kill < 5; kill += 1) {
    const server = await TestServer.start({ data: folder });
    const first = Promise.withResolvers<void>();
    const killed = first.promise.then(() => sleep(Math.random() * 300)).then(() => server.end('SIGKILL'));
    const submit = async () => {
      const client = new Client(server.url);
      for (;;) {
        const answer = await client
          .post('/api/exec', { code: 'console.log("x"); 1', fs: 'main' })
          .catch(() => undefined);
        if (!answer) break;
        if (answer.status === 202) accepted.push(answer.body.execution_id);
        first.resolve();
      }
      client.close();
    };
    await Promise.all([killed, submit(), submit()]);
  }
  const server = await TestServer.start({ data: folder });
  const client = new Client(server.url);
  expect(accepted.length).toBeGreaterThan(5);
  for (const id of accepted) {
    const { status, body } = await client.get(`/api/executions/${id}`);
    expect(status).toBe(200);
    expect(['completed', 'failed']).toContain(body.status);
    if (body.status === 'failed') expect(body.outcome).toBe('lost');
    else expect((await client.get(`/api/fs/snapshots/${body.fs}/tree/`)).status).toBe(200);
  }
  await server.end();
});

test('with a token the API wants it, and git takes it as password', async () => {
  await using server = await TestServer.start({ args: ['--token', 'secret'] });
  const address = server.url.replace('http://', 'http://x:secret@');
  const git = spawn('git', ['ls-remote', `${address}/git/snapshots.git`], {
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  });
  expect((await once(git, 'close'))[0]).toBe(0);
  expect((await new Client(server.url).get('/api/version')).status).toBe(401);
  expect((await new Client(server.url).get('/health')).status).toBe(200);
});
