import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, cliFor } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';

let server: TestServer;
let treebox: Cli;
beforeAll(async () => {
  server = await TestServer.start();
  treebox = cliFor(server.url);
});
afterAll(() => server.close());

/** Starts a run and answers its id. */
async function detached(code: string, ...args: string[]): Promise<string> {
  const { stdout } = await treebox(['run', '-', '--detach', ...args], { stdin: code });
  return stdout.trim();
}

test('run --detach: prints the id at once', async () => {
  const id = await detached('for (;;);');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse((await treebox(['show', id, '--json'])).stdout).status).toBe('running');
  await treebox(['cancel', id]);
});

test('ps: lists executions, newest first, by session and status', async () => {
  const first = await detached('1', '--session', 'listed');
  const second = await detached('throw 2', '--session', 'listed');
  await treebox(['output', second, '--follow']);
  await treebox(['output', first, '--follow']);
  const { stdout } = await treebox(['ps', '--session', 'listed']);
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.split(/ +/).slice(0, 2))).toEqual([
    [second, 'threw'],
    [first, 'completed'],
  ]);
  expect(lines[0]).toMatch(/s +listed$/);
  const failed = await treebox(['ps', '--session', 'listed', '--status', 'failed', '--json']);
  expect(JSON.parse(failed.stdout).executions).toMatchObject([{ execution_id: second }]);
  expect((await treebox(['ps', '--session', 'listed', '--limit', '1'])).stdout).toContain(second);
  expect((await treebox(['ps', '--session', 'listed', '--before', second])).stdout).toContain(first);
});

test('show: tells what is on record, a failed run included', async () => {
  const id = await detached('await fs.writeFile("/x", "1"); 6 * 7', '--fs', 'shown', '--create', '--tag', 'k=v');
  await treebox(['output', id, '--follow']);
  const { status, stdout } = await treebox(['show', id]);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^execution {2}${id}$`, 'm'));
  expect(stdout).toMatch(/^status {5}completed$/m);
  expect(stdout).toMatch(/^result {5}42$/m);
  expect(stdout).toMatch(/^tags {7}k=v$/m);
  expect(stdout).toMatch(/^ {2}added {8}x$/m);
  const failed = await detached('throw new Error("so")');
  await treebox(['output', failed, '--follow']);
  expect((await treebox(['show', failed])).stdout).toMatch(/^error {6}Error: so\n {11} {4}at main.ts:1:7$/m);
});

test('output: prints the whole of many pages, or one part', async () => {
  const id = await detached(
    'for (let i = 0; i < 100_000; i += 1) console.log("line %d of many, padded to take room", i)',
  );
  await treebox(['output', id, '--follow']);
  const { stdout } = await treebox(['output', id]);
  const lines = stdout.split('\n');
  expect(lines.length).toBe(100_001);
  expect(lines[99_999]).toBe('line 99999 of many, padded to take room');
  expect((await treebox(['output', id, '--line-offset', '7', '--line-limit', '1'])).stdout).toBe(`${lines[7]}\n`);
  const page = await treebox(['output', id, '--byte-offset', '5', '--byte-limit', '3', '--json']);
  expect(JSON.parse(page.stdout)).toMatchObject({ data: '0 o', start_byte: 5, end_byte: 8 });
  const { status, stderr } = await treebox(['output', id, '--follow', '--byte-offset', '1']);
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('--follow') });
});

test('output --follow: goes on to the end, as events with --json', async () => {
  const id = await detached('console.log("é"); await new Promise((r) => setTimeout(r, 200)); console.log("end")');
  const { stdout } = await treebox(['output', id, '--follow', '--json']);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const output = events.filter(({ event }) => event === 'output');
  expect(output.map(({ data }) => data).join('')).toBe('é\nend\n');
  expect(output.at(-1).byte_offset + Buffer.byteLength(output.at(-1).data)).toBe(7);
  expect(events.at(-1)).toMatchObject({ event: 'end', execution: { status: 'completed' } });
});

test('output: a reader that goes away ends it without a word', async () => {
  const id = await detached('for (let i = 0; i < 50_000; i += 1) console.log("many lines for a reader of one %d", i)');
  await treebox(['output', id, '--follow']);
  const { stdout, stderr } = await treebox(['-c', `"$0" output ${id} | head -1`, 'treebox'], {
    program: 'bash',
    env: { PATH: `${new URL('../../../bin', import.meta.url).pathname}:${process.env.PATH}` },
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'many lines for a reader of one 0\n', stderr: '' });
});

test('cancel: ends a run once', async () => {
  const id = await detached('for (;;);');
  expect(await treebox(['cancel', id])).toEqual({ status: 0, stdout: '', stderr: `cancelled ${id}\n` });
  await treebox(['output', id, '--follow']);
  expect((await treebox(['ps', '--status', 'cancelled'])).stdout).toContain(id);
  const again = await treebox(['cancel', id, '--json']);
  expect(again.status).toBe(1);
  expect(JSON.parse(again.stderr).error).toContain('nothing to cancel');
});

test('show, output, cancel: an id that nobody knows is exit status 1', async () => {
  for (const verb of ['show', 'output', 'cancel']) {
    const { status, stderr } = await treebox([verb, '01a20db0-2646-7000-bb12-e47ebf2ee3bb']);
    expect({ verb, status }).toEqual({ verb, status: 1 });
    expect(stderr).toContain('no such execution');
  }
});
