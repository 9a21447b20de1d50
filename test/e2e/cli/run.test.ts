import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test('run FILE: output goes to stdout, the result and the rest to stderr', async () => {
  const { status, stdout, stderr } = await treebox([
    'run',
    source('a.ts', 'console.log("one"); const n: number = 2; n'),
  ]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'one\n' });
  expect(stderr).toMatch(/^result 2\ncompleted in [\d.]+ m?s, heap [0-9a-f]{40} \([0-9a-f-]{36}\)\n$/);
});

test('run -e: each stream goes to its own; --print has the result on stdout, null too', async () => {
  const { status, stdout, stderr } = await treebox([
    'run',
    '-e',
    'console.log("out"); console.error("err"); 6 * 7',
    '-p',
  ]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'out\n42\n' });
  expect(stderr).toMatch(/^err\ncompleted in /);
  expect((await treebox(['run', '-e', 'let x', '--print'])).stdout).toBe('null\n');
});

test('run -: takes the source from stdin, all of it', async () => {
  const long = `"${'x'.repeat(200_000)}".length`;
  expect(await treebox(['run', '-', '--print'], { stdin: long })).toMatchObject({ status: 0, stdout: '200000\n' });
});

test('run: a long result is cut on stderr and whole with --print', async () => {
  const { stderr } = await treebox(['run', '-e', '"x".repeat(1e5)']);
  expect(stderr).toContain('… (100002 characters; --print prints them all)');
  expect(stderr.length).toBeLessThan(3_000);
  expect((await treebox(['run', '-e', '"x".repeat(1e5)', '--print'])).stdout).toHaveLength(100_003);
});

test('run: prints output while it runs, and takes --follow as before', async () => {
  for (const flags of [[], ['--follow']]) {
    const moments: string[] = [];
    const onOutput = (printed: string) => void moments.push(printed);
    const { stdout } = await treebox(['run', '-', '--print', ...flags], { stdin: SLOW, onOutput });
    expect(stdout).toBe('0\n1\n2\n"done"\n');
    expect(moments.length).toBeGreaterThan(1);
    expect(moments[0]).not.toContain('2');
  }
});

test('run --json: stdout is the execution and nothing else', async () => {
  const { stdout, stderr } = await treebox(['run', '-', '--json'], { stdin: SLOW });
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', result: '"done"' });
  expect(stderr).toBe('0\n1\n2\n');
});

test('run: a program that throws is exit status 1 with its error, its line and the id', async () => {
  const { status, stderr } = await treebox(['run', '-'], { stdin: 'throw new TypeError("no \\u001b[31mgood")' });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^treebox: threw: TypeError: no \\u001b\[31mgood\n {4}at main.ts:1:7\n1 \| throw new .*\n {10}\^\nexecution [0-9a-f-]{36}\n$/,
  );
});

test('run: a syntax error says that nothing ran, and shows its line', async () => {
  const { status, stderr } = await treebox(['run', '-e', 'let y;\nlet x = ;']);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^treebox: syntax_error before any of it ran: .*\n {4}at main.ts:2:9\n2 \| let x = ;\n {12}\^\nexecution /,
  );
});

test("run: the exit status is the program's own", async () => {
  const status = async (code: string, ...flags: string[]) => (await treebox(['run', '-e', code, ...flags])).status;
  expect(await status('process.exit(7)')).toBe(7);
  expect(await status('process.exitCode = 9')).toBe(9);
  expect(await status('process.exit(0); throw 1')).toBe(0);
  expect(await status('process.exit(256)')).toBe(1);
  expect(await status('for (;;);', '--timeout', '1')).toBe(124);
  expect(await status('const all = []; for (;;) all.push(new Array(1e5).fill(0));', '--memory', '16')).toBe(137);
});

test('run FILE --dir: brings the folder along and runs the file in it', async () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'src'), { recursive: true });
  writeFileSync(
    join(project, 'src/lib.ts'),
    'export const n: number = 41;\nexport const fail = () => { throw new Error("bad"); };',
  );
  writeFileSync(
    join(project, 'src/main.ts'),
    'import { n } from "./lib.ts"; console.log(n + 1, import.meta.filename);',
  );
  writeFileSync(join(project, 'src/bad.ts'), 'import { fail } from "./lib.ts"; fail();');
  writeFileSync(join(project, 'bytes.bin'), Buffer.from([0, 255, 254]));
  const here = { cwd: project };
  expect(await treebox(['run', 'src/main.ts', '--dir', '.'], here)).toMatchObject({
    status: 0,
    stdout: '42 /src/main.ts\n',
  });
  const failed = await treebox(['run', 'src/bad.ts', '--dir', '.'], here);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('\n2 | export const fail = () => { throw new Error("bad"); };\n');
  const onLabel = ['--fs', 'project', '--create', '--push'];
  expect(await treebox(['run', 'src/main.ts', '--dir', '.', ...onLabel], here)).toMatchObject({ status: 0 });
  expect(
    (await treebox(['run', '-e', 'fs.readFileSync("/bytes.bin").toJSON().data', '--fs', 'project', '-p'])).stdout,
  ).toBe('[0,255,254]\n');
  expect(await treebox(['run', '--file', 'src/main.ts', '--fs', 'project'])).toMatchObject({
    stdout: '42 /src/main.ts\n',
  });
  const outside = await treebox(['run', source('outside.ts', '1'), '--dir', project]);
  expect(outside).toMatchObject({ status: 125, stderr: expect.stringContaining('is not in') });
});

test('run --input, --arg, --env, --stdin: hand values in', async () => {
  const code = `let read = ''; for await (const part of process.stdin) read += part;
[input, process.argv.slice(2), process.env.A, read]`;
  const args = ['--arg', 'x', '--arg=-y', '--env', 'A=b=c', '--stdin', '--print'];
  const { stdout } = await treebox(['run', '-e', code, '--input', '{"n":[1]}', ...args], { stdin: 'typed' });
  expect(JSON.parse(stdout)).toEqual([{ n: [1] }, ['x', '-y'], 'b=c', 'typed']);
  const file = source('input.json', '[3]');
  expect((await treebox(['run', '-e', 'input', '--input', `@${file}`, '-p'])).stdout).toBe('[3]\n');
});

test('run --fs: a label that does not exist is refused, and mounted empty with --create', async () => {
  const { status, stderr } = await treebox(['run', '-e', '1', '--fs', 'misspelt']);
  expect({ status, stderr }).toEqual({
    status: 125,
    stderr: 'treebox: there is no label misspelt; --create starts it with an empty tree\n',
  });
  expect(
    await treebox(['run', '-e', 'fs.readdirSync("/").length', '--fs', 'misspelt', '--create', '-p']),
  ).toMatchObject({
    status: 0,
    stdout: '0\n',
    stderr: expect.stringMatching(/^(?!.*warning).*completed in .*\n$/),
  });
  // A server says it to whoever does not say that the label is to be made.
  const recorded = await treebox(['run', '-e', '1', '--fs', 'misspelt', '--create', '--json']);
  expect(JSON.parse(recorded.stdout).warnings).toEqual(['label "misspelt" does not exist: an empty tree is mounted']);
});

test('run --timeout, --memory, --tag, --session, --heap: are what the server is asked for', async () => {
  const args = ['--timeout', '1', '--memory', '64', '--tag', 'a=b=c', '--tag', 'd=', '--session', 'tuning', '--json'];
  const slow = await treebox(['run', '-', ...args], { stdin: 'for (;;);' });
  expect(slow.status).toBe(124);
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
  expect((await treebox(['run', '-', '--heap', heap, '--print'], { stdin: 'kept + 1' })).stdout).toBe('42\n');
});

test('run --fs --push: makes the label, moves it, and leaves it where nothing changed', async () => {
  const write = (text: string) => ({ stdin: `await fs.writeFile('/a.txt', ${JSON.stringify(text)})` });
  const made = await treebox(['run', '-', '--fs', 'work', '--create', '--push', '--message', 'made'], write('1'));
  expect(made).toMatchObject({ status: 0, stdout: '' });
  expect(made.stderr).toMatch(/1 path changed, fs [0-9a-f]{40}, .*pushed to work/);
  expect((await treebox(['run', '-', '--fs', 'work', '--push'], write('2'))).stderr).toContain('pushed to work');
  expect((await treebox(['run', '-', '--fs', 'work', '--push'], write('2'))).stderr).toContain('nothing to push');
  const log = JSON.parse((await treebox(['fs', 'log', 'work', '--json'])).stdout).log;
  expect(log.map(({ op }: { op: string }) => op)).toEqual(['create', 'push']);
  expect(log[0].message).toBe('made');
  expect((await treebox(['fs', 'cat', 'work', 'a.txt'])).stdout).toBe('2');
});

test('run --push: a label that moved meanwhile is exit status 128 and stays where it is', async () => {
  const { stdout: other } = await treebox(['run', '-', '--fs', 'raced', '--create', '--push', '--json'], {
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
  expect({ status, stdout }).toEqual({ status: 128, stdout: 'on\n' });
  expect(stderr).toMatch(
    /treebox: raced has moved to [0-9a-f]{40} in the meantime; the tree of the run is [0-9a-f]{40}/,
  );
  expect((await treebox(['fs', 'tree', 'raced'])).stdout).not.toContain(' q');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('run: %s cancels the execution and is exit status %i', async (signal, expected) => {
  const onOutput = (_: string, kill: (signal: NodeJS.Signals) => void) => kill(signal);
  const { status, stderr } = await treebox(['run', '-'], { stdin: 'console.log("on"); for (;;);', onOutput });
  expect({ status, stderr }).toEqual({
    status: expected,
    stderr: expect.stringMatching(/^treebox: cancelled: Execution cancelled\nexecution [0-9a-f-]{36}\n$/),
  });
});

test('run: what can not be asked for is exit status 125 and up, and runs nothing', async () => {
  const count = async () => JSON.parse((await treebox(['ps', '--json'])).stdout).executions.length;
  const before = await count();
  const wrong: [number, ...string[]][] = [
    [125],
    [127, join(folder, 'missing.ts')],
    [126, folder],
    [125, '-', '-e', '1'],
    [125, '-', '--timeout', 'soon'],
    [125, '-', '--tag', 'nothing'],
    [125, '-', '--input', '{'],
    [125, '-', '--input', `@${join(folder, 'missing.json')}`],
    [125, '-', '--push'],
    [125, '-', '--push', '--fs', '0'.repeat(40)],
    [125, '-', '--fs', '0'.repeat(40)],
    [125, '-', '--message', 'x'],
    [125, '-', '--create'],
    [125, '-', '--stdin'],
    [125, '-', '--detach', '--follow'],
    [125, '-', '--nonsense'],
    [125, '-', '--server', 'http://127.0.0.1:1'],
  ];
  for (const [expected, ...args] of wrong) {
    const { status, stdout, stderr } = await treebox(['run', ...args], { stdin: '1' });
    expect({ args, status, stdout }).toEqual({ args, status: expected, stdout: '' });
    expect(stderr).toMatch(/^treebox: ./);
  }
  expect(await count()).toBe(before);
});
