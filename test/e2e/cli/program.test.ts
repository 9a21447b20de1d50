import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { createProgram } from '../../../src/cli/program.ts';
import { type Cli, cliFor, runCli } from '../../support/cli.ts';
import { blocksOf } from '../../support/documentation.ts';
import { TestServer } from '../../support/server.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const TOKEN = 'a-token-of-the-tests';

let server: TestServer;
let treebox: Cli;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-program-'));
  server = await TestServer.start({ args: ['--token', TOKEN] });
  treebox = cliFor(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('version: shows both versions, with the token by flag or by environment', async () => {
  const both = `treebox ${packageJson.version}\nserver ${packageJson.version}\n`;
  expect((await treebox(['version', '--token', TOKEN])).stdout).toBe(both);
  expect((await treebox(['--token', TOKEN, 'version'])).stdout).toBe(both);
  const { stdout } = await treebox(['version', '--json'], { env: { TREEBOX_TOKEN: TOKEN } });
  expect(JSON.parse(stdout)).toEqual({ client: packageJson.version, server: packageJson.version });
  expect((await treebox(['--version'])).stdout).toBe(`${packageJson.version}\n`);
});

test("--token: a missing or wrong one is exit status 1 with the server's sentence", async () => {
  for (const args of [['ps'], ['ps', '--token', 'wrong']]) {
    const { status, stderr } = await treebox(args);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('Bearer') });
  }
});

test('--server: goes before TREEBOX_SERVER; one that does not answer is said by its address', async () => {
  const closed = await TestServer.start();
  await closed.close();
  const { status, stderr } = await treebox(['ps', '--server', closed.url]);
  expect(status).toBe(1);
  expect(stderr).toContain(
    `treebox: the treebox server at ${closed.url} did not answer (ECONNREFUSED); start a server there`,
  );
  expect(await runCli(['ps', '--server', 'ftp://x'])).toMatchObject({ status: 2 });
  expect(await runCli(['ps', '--server', 'nowhere'])).toMatchObject({ status: 2 });
  expect(await runCli(['ps', '--server', 'http://x:secret@127.0.0.1'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^treebox: --server contains .* --token\n$/),
  });
});

const NO_TREEBOX = 'but is not a treebox server; name one with --server or TREEBOX_SERVER';

test.concurrent.each<[string, string[], (response: ServerResponse) => unknown, string]>([
  [
    'a page that is not found',
    ['ps'],
    (response) => response.writeHead(404).end('<h1>no</h1>'),
    'the server answered 404: is it treebox?',
  ],
  [
    'an outage of a proxy',
    ['health'],
    (response) => response.writeHead(503).end('<h1>no</h1>'),
    'the server answered 503: is it treebox?',
  ],
  ...[['ps'], ['version'], ['fs', 'cat', 'main', 'f'], ['fs', 'export', 'main', '-'], ['show', 'x', '--json']].flatMap(
    (args): [string, string[], (response: ServerResponse) => unknown, string][] => [
      [
        `a page for ${args.join(' ')}`,
        args,
        (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hi</h1>'),
        `SERVER answered with text/html, ${NO_TREEBOX}`,
      ],
      [
        `JSON of another kind for ${args.join(' ')}`,
        args,
        (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
        `SERVER answered with application/json, ${NO_TREEBOX}`,
      ],
    ],
  ),
  [
    'what is no JSON',
    ['ps'],
    (response) => response.writeHead(200, { 'treebox-api': '1', 'content-type': 'text/html' }).end('<h1>hi</h1>'),
    'the server answered with text/html instead of JSON: is it treebox?',
  ],
  [
    'what is no archive',
    ['fs', 'export', 'main', '-'],
    (response) => response.writeHead(200, { 'treebox-api': '1', 'content-type': 'text/html' }).end('<h1>hi</h1>'),
    'the server answered with text/html instead of application/x-tar: is it treebox?',
  ],
  [
    'half an answer',
    ['ps'],
    (response) => breakOff(response, 'application/json'),
    'the answer broke off (UND_ERR_SOCKET); try again',
  ],
  [
    'half an archive',
    ['fs', 'export', 'main', '-'],
    (response) => breakOff(response, 'application/x-tar'),
    'the answer broke off (UND_ERR_SOCKET); try again',
  ],
])('--server: %s is told in one line', async (_, args, answer, sentence) => {
  const other = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const { status, stdout, stderr } = await runCli([...args, '--server', `${url}/`]);
  other.close();
  const told = args.includes('--json') ? (JSON.parse(stderr) as { error: string }).error : stderr;
  const expected = sentence.replace('SERVER', url);
  expect({ status, told, isPrinted: stdout.includes('<h1>') }).toEqual({
    status: 1,
    told: args.includes('--json') ? expected : `treebox: ${expected}\n`,
    isPrinted: false,
  });
});

/** Sends a part of what it announces. */
function breakOff(response: ServerResponse, type: string): void {
  response.writeHead(200, { 'treebox-api': '1', 'content-type': type, 'content-length': 100 });
  response.write('[', () => response.destroy());
}

test('treebox: without a verb, or with one that is none, shows what there is and is exit status 2', async () => {
  expect(await runCli([])).toMatchObject({ status: 2, stderr: expect.stringContaining('Commands:') });
  expect(await runCli(['fs'])).toMatchObject({ status: 2, stderr: expect.stringContaining('Commands:') });
  expect(await runCli(['shw'])).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean show?') });
  expect(await runCli(['ps', 'extra'])).toMatchObject({ status: 2 });
  expect(await runCli(['--help'])).toMatchObject({ status: 0, stderr: '' });
});

test('treebox: colours are for terminals', async () => {
  const env = { TREEBOX_TOKEN: TOKEN };
  await treebox(['run', '-'], { stdin: '1', env });
  const plain = await treebox(['ps'], { env });
  expect(plain.stdout).not.toContain('\u001b');
  // script(1) gives the program a terminal.
  const shown = await runCli(['--quiet', '--command', `${ROOT}bin/treebox ps`, '/dev/null'], {
    program: 'script',
    env: { ...env, TREEBOX_SERVER: server.url, TERM: 'xterm' },
  });
  expect(shown.stdout).toContain('\u001b[32mcompleted\u001b[39m');
  expect(shown.stdout).toContain('STATUS');
});

test('npx treebox: runs in a checkout', async () => {
  const { stdout } = await promisify(execFile)('npx', ['treebox', '--version'], { cwd: ROOT });
  expect(stdout).toBe(`${packageJson.version}\n`);
});

test('serve: is the server, with its flags, its exit status and its signals', async () => {
  const bad = await runCli(['serve', '--port', 'x']);
  expect(bad).toMatchObject({ status: 2, stderr: expect.stringMatching(/^treebox: --port is "x"/) });
  expect((await runCli(['serve', '--help'])).stdout).toMatch(
    /^Usage: treebox serve \[flags\]\nIn a checkout also: npm start -- \[flags\]\n(?:.*\n)*.*--retain-days/,
  );
  const child = spawn(join(ROOT, 'bin/treebox'), ['serve', '--port', '0', '--data', join(folder, 'served')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { address } = JSON.parse(line.toString().split('\n')[0] as string);
  expect((await cliFor(address)(['run', '-', '--print'], { stdin: '6 * 7' })).stdout).toBe('42\n');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** Returns the words of every verb that has none below it. */
function leaves(command: CommandUnknownOpts, verbs: readonly string[]): string[][] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((verb) => verb.name() !== 'help')
    .flatMap((verb) => {
      const name = [...verbs, verb.name()];
      return verb.commands.length > 0 ? leaves(verb, name) : [name];
    });
}

/** Returns the verb with these words, whose output goes to `write`. */
function verbAt(program: CommandUnknownOpts, words: readonly string[], write: (text: string) => void) {
  const found = words.reduce((command, word) => {
    return command.commands.find((verb) => verb.name() === word) as CommandUnknownOpts;
  }, program);
  return found.configureOutput({ writeOut: write });
}

test('help: prints the help of every verb, also of those of two words', async () => {
  const verbs = leaves(createProgram(), []);
  expect(verbs).toContainEqual(['fs', 'merge']);
  for (const words of [[], ['fs'], ...verbs]) {
    const parts: string[] = [];
    const program = createProgram();
    verbAt(program, words, (text) => void parts.push(text));
    await expect(program.parseAsync(['help', ...words], { from: 'user' })).rejects.toThrow('(outputHelp)');
    const own: string[] = [];
    verbAt(createProgram(), words, (text) => void own.push(text)).outputHelp();
    expect({ words, help: parts.join('') }).toEqual({ words, help: own.join('') });
    expect(own.join('')).toContain(['Usage: treebox', ...words].join(' '));
  }
  expect(await runCli(['help', 'fs', 'merge'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Usage: treebox fs merge /),
  });
  expect(await runCli(['help', 'fs', 'nosuch'])).toMatchObject({
    status: 2,
    stderr: "treebox: unknown command 'nosuch'\n(see --help)\n",
  });
});

test('--help: every verb shows examples', async () => {
  for (const verbs of leaves(createProgram(), [])) {
    const program = createProgram();
    const parts: string[] = [];
    verbAt(program, verbs, (text) => void parts.push(text)).outputHelp();
    if (verbs.join(' ') === 'mcp install') continue;
    const help = parts.join('');
    expect({ verbs, hasExamples: help.includes(`Examples:\n  `) && help.includes(verbs.join(' ')) }).toEqual({
      verbs,
      hasExamples: true,
    });
  }
});

test('npm run build:cli: makes a program of one file, which the server hands out and which works alone', async () => {
  const platform = `${process.platform === 'darwin' ? 'macos' : 'linux'}-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`;
  execFileSync('npm', ['run', 'build:cli', '--', platform], { cwd: ROOT, stdio: 'pipe' });
  const answer = await fetch(`${server.url}/api/cli/${platform}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  const program = join(folder, 'treebox');
  writeFileSync(program, Buffer.from(await answer.arrayBuffer()));
  expect(readFileSync(program).equals(readFileSync(join(ROOT, 'dist/cli', `treebox-${platform}`)))).toBe(true);
  chmodSync(program, 0o755);
  const alone = (args: string[], stdin = '') =>
    treebox(args, { program, cwd: folder, stdin, env: { TREEBOX_TOKEN: TOKEN, PATH: '/nowhere' } });
  expect((await alone(['version'])).stdout).toBe(`treebox ${packageJson.version}\nserver ${packageJson.version}\n`);
  expect(await alone(['run', '-', '--print'], 'console.log("out"); 6 * 7')).toMatchObject({
    status: 0,
    stdout: 'out\n42\n',
  });
  // README's first example as it stands, with this program behind npx.
  const first = blocksOf('README.md').find(({ text }) => text.startsWith('npx treebox run'))?.text ?? 'exit 1';
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec '${program}' "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${folder}:/usr/bin:/bin`, TREEBOX_TOKEN: TOKEN };
  expect(await treebox(['-euc', first], { program: '/bin/sh', cwd: folder, env })).toMatchObject({
    status: 0,
    stdout: 'hello\n',
    stderr: expect.stringMatching(/^result 2\ncompleted in .*\ncompleted in .*1 path changed.*pushed to demo/),
  });
  const archive = join(folder, 'one.tar');
  const { stdout: id } = await alone(['fs', 'import', join(ROOT, 'bin')]);
  expect((await alone(['fs', 'export', id.trim(), archive])).status).toBe(0);
  expect((await alone(['fs', 'import', '-'], readFileSync(archive, 'latin1'))).stdout).toBe(id);
  expect(await alone(['serve'])).toMatchObject({ status: 1, stderr: expect.stringContaining('npm start') });
  expect(await alone(['ps', '--server', 'http://127.0.0.1:1'])).toMatchObject({ status: 1 });
});
