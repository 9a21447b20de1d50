import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, Client } from '../../support/api.ts';
import { type Cli, cliFor } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';

let server: TestServer;
let treebox: Cli;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-run-'));
  server = await TestServer.start();
  treebox = cliFor(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function source(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

/** Prints three lines, some time apart. */
const SLOW = 'for (let i = 0; i < 3; i += 1) { console.log(i); await new Promise((r) => setTimeout(r, 100)); } "done"';

test('run FILE: prints the output, then the result, and tells the rest on stderr', async () => {
  const { status, stdout, stderr } = await treebox([
    'run',
    source('a.ts', 'console.log("one"); const n: number = 2; n'),
  ]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'one\n2\n' });
  expect(stderr).toMatch(/^completed in [\d.]+ m?s, heap [0-9a-f]{40} \([0-9a-f-]{36}\)\n$/);
});

test('run -: takes the source from stdin, all of it', async () => {
  const long = `"${'x'.repeat(200_000)}".length`;
  expect(await treebox(['run', '-'], { stdin: long })).toMatchObject({ status: 0, stdout: '200000\n' });
});

test('run --follow: prints output while it runs', async () => {
  const moments: string[] = [];
  const onOutput = (printed: string) => void moments.push(printed);
  const { stdout } = await treebox(['run', '-', '--follow'], { stdin: SLOW, onOutput });
  expect(stdout).toBe('0\n1\n2\n"done"\n');
  expect(moments.length).toBeGreaterThan(1);
  expect(moments[0]).not.toContain('2');
});

test('run --json: stdout is the execution and nothing else, also when following', async () => {
  const { stdout, stderr } = await treebox(['run', '-', '--follow', '--json'], { stdin: SLOW });
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', result: '"done"' });
  expect(stderr).toBe('0\n1\n2\n');
});

test('run: a script that throws is exit status 1 with its error', async () => {
  const { status, stderr } = await treebox(['run', '-'], { stdin: 'throw new TypeError("no \\u001b[31mgood")' });
  expect(status).toBe(1);
  expect(stderr).toBe('treebox: threw: TypeError: no \\u001b[31mgood\n    at main.ts:1:7\n');
});

test('run: a syntax error says that nothing ran', async () => {
  const { status, stderr } = await treebox(['run', '-'], { stdin: 'let x = ;' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^treebox: syntax_error before any of it ran: .*\n {4}at main.ts:1:9\n$/);
});

test('run --timeout, --memory, --tag, --session, --heap: are what the server is asked for', async () => {
  const args = ['--timeout', '1', '--memory', '64', '--tag', 'a=b=c', '--tag', 'd=', '--session', 'tuning', '--json'];
  const slow = await treebox(['run', '-', ...args], { stdin: 'for (;;);' });
  expect(slow.status).toBe(1);
  expect(JSON.parse(slow.stdout)).toMatchObject({
    outcome: 'timed_out',
    session: 'tuning',
    tags: { a: 'b=c', d: '' },
    error: expect.stringContaining('1 s'),
  });
  const memory = await treebox(['run', '-', '--memory', '16', '--json'], {
    stdin: 'const all = []; for (;;) all.push(new Array(1e5).fill(0));',
  });
  expect(JSON.parse(memory.stdout).outcome).toBe('out_of_memory');
  const first = await treebox(['run', '-', '--json'], { stdin: 'let kept = 41' });
  const { heap } = JSON.parse(first.stdout);
  expect((await treebox(['run', '-', '--heap', heap], { stdin: 'kept + 1' })).stdout).toBe('42\n');
});

test('run --fs --push: makes the label, moves it, and leaves it where nothing changed', async () => {
  const write = (text: string) => ({ stdin: `await fs.writeFile('/a.txt', ${JSON.stringify(text)})` });
  const made = await treebox(['run', '-', '--fs', 'work', '--push', '--message', 'made'], write('1'));
  expect(made).toMatchObject({ status: 0, stdout: '' });
  expect(made.stderr).toMatch(/1 path changed, fs [0-9a-f]{40}, .*pushed to work/);
  expect((await treebox(['run', '-', '--fs', 'work', '--push'], write('2'))).stderr).toContain('pushed to work');
  expect((await treebox(['run', '-', '--fs', 'work', '--push'], write('2'))).stderr).toContain('nothing to push');
  const log = JSON.parse((await treebox(['fs', 'log', 'work', '--json'])).stdout).log;
  expect(log.map(({ op }: { op: string }) => op)).toEqual(['create', 'push']);
  expect(log[0].message).toBe('made');
  expect((await treebox(['fs', 'cat', 'work', 'a.txt'])).stdout).toBe('2');
});

test('run --push: a label that moved meanwhile is exit status 3 and stays where it is', async () => {
  const { stdout: other } = await treebox(['run', '-', '--fs', 'raced', '--push', '--json'], {
    stdin: 'await fs.writeFile("/o", "")',
  });
  const here = JSON.parse(other).fs;
  const { stdout: elsewhere } = await treebox(['run', '-', '--fs', here, '--json'], {
    stdin: 'await fs.writeFile("/p", "")',
  });
  const client = new Client(server.url);
  const move = () => client.post('/api/fs/labels', { name: 'raced', ca_id: JSON.parse(elsewhere).fs });
  let moved: Promise<Answer> | undefined;
  // One request finds its way in that time, however busy the machine.
  const code =
    'console.log("on"); await new Promise((resolve) => setTimeout(resolve, 5000)); await fs.writeFile("/q", "")';
  const { status, stderr, stdout } = await treebox(['run', '-', '--fs', 'raced', '--push', '--follow'], {
    stdin: code,
    onOutput: () => {
      moved ??= move();
    },
  });
  expect((await moved)?.status).toBe(200);
  client.close();
  expect({ status, stdout }).toEqual({ status: 3, stdout: 'on\n' });
  expect(stderr).toMatch(/treebox: raced has moved to [0-9a-f]{40} in the meantime; what the run left is [0-9a-f]{40}/);
  expect((await treebox(['fs', 'tree', 'raced'])).stdout).not.toContain(' q');
});

test('run: an interrupt cancels the execution', async () => {
  const onOutput = (_: string, kill: (signal: NodeJS.Signals) => void) => kill('SIGINT');
  const { status, stderr } = await treebox(['run', '-', '--follow'], {
    stdin: 'console.log("on"); for (;;);',
    onOutput,
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'treebox: cancelled: Execution cancelled\n' });
});

test('run: what can not be asked for is exit status 2 and runs nothing', async () => {
  const count = async () => JSON.parse((await treebox(['ps', '--json'])).stdout).executions.length;
  const before = await count();
  const wrong = [
    ['run'],
    ['run', join(folder, 'missing.ts')],
    ['run', folder],
    ['run', '-', '--timeout', 'soon'],
    ['run', '-', '--tag', 'nothing'],
    ['run', '-', '--push'],
    ['run', '-', '--push', '--fs', '0'.repeat(40)],
    ['run', '-', '--detach', '--follow'],
    ['run', '-', '--nonsense'],
  ];
  for (const args of wrong) {
    const { status, stdout, stderr } = await treebox(args);
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
    expect(stderr).toMatch(/^treebox: ./);
  }
  expect(await count()).toBe(before);
});
