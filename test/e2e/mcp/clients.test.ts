/**
 * The official clients against a real server: every way to negotiate, over HTTP and over standard streams.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHttp, connectStdio, type McpClient, MODES, type Mode, nextOf } from '../../support/mcp.ts';
import { TestServer } from '../../support/server.ts';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await TestServer.start();
  folder = await mkdtemp(join(tmpdir(), 'treebox-mcp-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts several servers, each of which may take its time on a busy machine. */
const STARTS = { timeout: 180_000 };

const WAYS: readonly (readonly [string, (mode: Mode) => Promise<McpClient>])[] = [
  ['HTTP', (mode) => connectHttp(mode, `${server.url}/mcp`)],
  ['stdio to a server', (mode) => connectStdio(mode, { args: ['--server', server.url] })],
  ['stdio with a server of its own', (mode) => connectStdio(mode, { args: ['--data', join(folder, mode)] })],
];

for (const [way, connect] of WAYS) {
  describe.concurrent.each(MODES)(`${way}, %s`, (mode) => {
    test('lists the tools, runs code, and tells a failure', async () => {
      const client = await connect(mode);
      try {
        const tools = await client.tools();
        expect(tools.map(({ name }) => name).slice(0, 2)).toEqual(['run_js', 'get_execution']);
        const ran = await client.call('run_js', { code: 'console.log("hello"); 6 * 7' });
        expect(ran.isError).toBe(false);
        expect(ran.text).toContain('result: 42');
        expect(ran.text).toContain('hello\n');
        const failed = await client.call('run_js', { code: 'let a = 1;\nlet b = missing(a);\nb' });
        expect(failed.isError).toBe(true);
        expect(failed.text).toContain('ReferenceError: missing is not defined');
        expect(failed.text).toContain('2 | let b = missing(a);');
        const refused = await client.call('run_js', { cod: '1' });
        expect(refused).toMatchObject({ isError: true, text: 'unknown argument "cod": did you mean "code"?' });
      } finally {
        await client.close();
      }
    });
  });
}

test.concurrent('run_js: following the next lines gives every byte of a long output', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  const code = 'for (let i = 0; i < 20000; i++) { console.log(i + " äöü€😀 " + "x".repeat(i % 50)) }';
  let answer = await client.call('run_js', { code, max_chars: 100_000 });
  let text = partOf(answer.text);
  for (let next = nextOf(answer.text); next; next = nextOf(answer.text)) {
    answer = await client.call(next.name, { ...next.args, max_chars: 200_000 });
    expect(answer.text.length).toBeLessThanOrEqual(200_000);
    text += partOf(answer.text);
  }
  const expected = Array.from({ length: 20_000 }, (_, i) => `${i} äöü€😀 ${'x'.repeat(i % 50)}\n`).join('');
  expect(text).toBe(expected);
  await client.close();
});

/** The first part of the output that an answer shows. */
function partOf(text: string): string {
  return /^--- output, bytes .* ---\n([\s\S]*?)\n--- end of output, byte \d+ ---$/m.exec(text)?.[1] ?? '';
}

test.concurrent('run_js: an answer is never longer than max_chars', async () => {
  const client = await connectHttp('auto', `${server.url}/mcp`);
  for (const code of ['"x".repeat(1e6)', 'throw new Error("x".repeat(1e6))', 'console.log("x".repeat(1e6))']) {
    const { text } = await client.call('run_js', { code, max_chars: 5_000 });
    expect(text.length).toBeLessThanOrEqual(5_000);
  }
  await client.close();
});

test.concurrent('a token: the same as for the API; without it 401 with a challenge', async () => {
  const guarded = await TestServer.start({ args: ['--token', 'secret'] });
  try {
    const bare = await fetch(`${guarded.url}/mcp`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(401);
    expect(bare.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const client = await connectHttp('auto', `${guarded.url}/mcp`, 'secret');
    expect((await client.call('run_js', { code: '1 + 1' })).text).toContain('result: 2');
    await client.close();
  } finally {
    await guarded.close();
  }
});

test.concurrent(
  'a server that dies in the middle of a call is told as what it is, and its successor is used',
  STARTS,
  async ({ expect }) => {
    const data = join(folder, 'dies');
    const first = await TestServer.start({ data });
    const { port } = new URL(first.url);
    const client = await connectStdio('auto', { args: ['--server', first.url] });
    const call = client.call('run_js', { code: 'await new Promise((r) => setTimeout(r, 20_000))' });
    await expect
      .poll(
        async () =>
          ((await (await fetch(`${first.url}/api/executions?status=running`)).json()) as { executions: [] }).executions
            .length,
      )
      .toBe(1);
    await first.end('SIGKILL');
    const told = await call;
    expect(told.isError).toBe(true);
    expect(told.text).toMatch(/did not answer .* while execution [0-9a-f-]{36} was running/);
    const second = await TestServer.start({ data, args: ['--port', port] });
    try {
      const next = nextOf(told.text) as { name: string; args: Record<string, unknown> };
      expect((await client.call(next.name, next.args)).text).toMatch(/^lost/);
      expect((await client.call('run_js', { code: '1 + 1' })).text).toContain('result: 2');
      await client.close();
    } finally {
      await second.close();
    }
  },
);

/** The process of the server on a data folder. */
async function serverOn(data: string): Promise<number | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (title.includes(`src/main.ts --data ${data} `)) return Number(pid);
  }
  return undefined;
}

test.concurrent(
  'a server of its own that dies in the middle of a call is told as what it is, and started again',
  STARTS,
  async ({ expect }) => {
    const data = join(folder, 'own');
    const client = await connectStdio('auto', { args: ['--data', data] });
    try {
      const first = (await serverOn(data)) as number;
      const call = client.call('run_js', { code: 'await new Promise((r) => setTimeout(r, 20_000))' });
      const records = new DatabaseSync(join(data, 'executions/records.sqlite'), { readOnly: true });
      await expect.poll(() => records.prepare('SELECT id FROM executions').all().length).toBe(1);
      records.close();
      process.kill(first, 'SIGKILL');
      const told = await call;
      expect(told.isError).toBe(true);
      expect(told.text).toMatch(/^lost/);
      expect(told.text).toContain('hint: the failure was not caused by the code; call run_js again');
      expect(await serverOn(data)).not.toBe(first);
    } finally {
      await client.close();
    }
  },
);
