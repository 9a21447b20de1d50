/**
 * Boundary 5: a source that runs as JavaScript of its compiler, behind the walls that this system has. It reads the program,
 * writes nothing, starts nothing but esbuild and Node, and reaches no other process and no socket.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readReply } from '../../src/compiler/protocol.ts';
import { startCompiler } from '../../src/pool/compiler-process.ts';
import type { AskedProcess } from '../../src/processes/asked-process.ts';
import { probeWalls } from '../../src/processes/launch.ts';
import { processTree } from '../support/processes.ts';

const standing = await probeWalls('auto');
const escaped = new URL('./escaped-compiler.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'treebox-compiler-'));
const secret = join(folder, 'secret');
let compiler: AskedProcess;

beforeAll(() => {
  writeFileSync(secret, 'secret');
  compiler = startCompiler('auto', escaped);
});
afterAll(() => {
  compiler.kill('stopping');
  rmSync(folder, { recursive: true });
});

const ask = async (source: string) =>
  await compiler.ask(
    { kind: 'source', source, file: 'main.ts', tsconfig: null },
    readReply,
    AbortSignal.timeout(30_000),
  );

test('a compiler that was killed says why', async () => {
  const surplus = startCompiler('auto');
  surplus.kill('surplus');
  await expect(surplus.exited).resolves.toMatchObject({ reason: 'surplus', message: 'it was not needed any more' });
});

test('a compiler that ends while its child holds its pipe is gone, and its request fails', async () => {
  const ending = startCompiler('auto', escaped);
  const source = `//ESCAPED
    const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: [0, 1, 2, 3] });
    setTimeout(() => process.exit(0), 500);
    return String(pid);`;
  const request = { kind: 'source', file: 'main.ts', tsconfig: null };
  const reply = await ending.ask({ ...request, source }, readReply, AbortSignal.timeout(30_000));
  const child = Number(reply.kind === 'failure' && reply.message);
  onTestFinished(() => void process.kill(child, 'SIGKILL'));
  const waiting = ending.ask(
    { ...request, source: '//ESCAPED\nawait new Promise(() => {})' },
    readReply,
    AbortSignal.timeout(10_000),
  );
  await expect(waiting).rejects.toMatchObject({ reason: 'ended', message: 'the compiler process ended (0)' });
  await expect(ending.exited).resolves.toMatchObject({ reason: 'ended' });
  expect(process.kill(child, 0)).toBe(true);
});

test.each([
  [
    'takes memory',
    'setTimeout(() => { globalThis.all = Buffer.alloc(2 ** 29 + 2 ** 26, 1); }, 10)',
    'memory',
    'it took more than 512 MiB',
  ],
  [
    'works',
    'setInterval(() => { const end = Date.now() + 800; while (Date.now() < end); }, 1000)',
    'distrusted',
    'the compiler process worked although nothing was asked of it',
  ],
])('a compiler that %s after its answer is killed', async (_what, work, reason, message) => {
  const free = startCompiler('auto', escaped);
  const request = { kind: 'source', file: 'main.ts', tsconfig: null, source: `//ESCAPED\n${work}; return 'answered'` };
  expect(await free.ask(request, readReply, AbortSignal.timeout(30_000))).toMatchObject({ message: 'answered' });
  await expect(free.exited).resolves.toMatchObject({ reason, message });
});

/** Runs JavaScript in the compiler's place. @returns what it tells of each attempt: a value, or an error's code */
async function attempt(attempts: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const list = Object.entries(attempts).map(([name, code]) => `[${JSON.stringify(name)}, async () => { ${code} }]`);
  const reply = await ask(`//ESCAPED
    const fs = require('fs'), told = {}, folder = ${JSON.stringify(folder)};
    process.on('uncaughtException', () => undefined);
    for (const [name, work] of [${list.join(',')}]) {
      try { told[name] = 'did: ' + String(await work()).slice(0, 80); } catch (error) { told[name] = error.code ?? error.message; }
    }
    return JSON.stringify(told);`);
  if (reply.kind !== 'failure') throw new Error(JSON.stringify(reply));
  return JSON.parse(reply.message);
}

const done = (told: Readonly<Record<string, string>>) =>
  Object.entries(told).filter(([, answer]) => answer.startsWith('did'));

test('a compiler runs by Node with its permission model, without an environment, and in a folder of its own', async () => {
  expect(await ask('let x: number = 1')).toMatchObject({ kind: 'source' });
  const told = await attempt({
    permissions:
      "return ['fs.read', 'fs.write', 'worker', 'addon', 'net', 'ffi'].filter((it) => process.permission.has(it))",
    environment: 'return Object.keys(process.env)',
  });
  expect(told).toEqual({ permissions: 'did: ', environment: 'did: ' });
});

test('a source that has taken its compiler over reads and writes nothing outside', async () => {
  const told = await attempt({
    passwd: "return fs.readFileSync('/etc/passwd', 'utf8')",
    secret: "return fs.readFileSync(folder + '/secret', 'utf8')",
    parent: "return fs.readFileSync('/proc/' + process.ppid + '/cmdline', 'utf8')",
    write: "return fs.writeFileSync(folder + '/forged', 'x')",
    'write to the program': "return fs.writeFileSync(process.argv[1] + '.forged', 'x')",
    'write over it': "return fs.appendFileSync(process.argv[1], ' ')",
    'a thread of its own': "return new (require('worker_threads').Worker)('1', { eval: true })",
    'native code': "return process.dlopen({ exports: {} }, require.resolve('isolated-vm'))",
    database: `return new (require('node:sqlite').DatabaseSync)(folder + '/made.db')`,
  });
  expect(done(told)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['secret']);
  expect(readFileSync(secret, 'utf8')).toBe('secret');
});

test.skipIf(!standing.landlock || !standing.seccomp)(
  'what it starts stands behind the same wall; it signals nobody and opens no socket',
  async () => {
    const told = await attempt({
      shell: "return require('child_process').execFileSync('/bin/sh', ['-c', 'echo ran'])",
      // Node itself may run: what it does then is the business of the second wall alone.
      'Node that reads':
        "return require('child_process').execFileSync(process.execPath, ['-p', 'fs.readFileSync(process.argv[1], \"utf8\")', folder + '/secret'], { stdio: 'pipe' })",
      'Node that writes':
        "return require('child_process').execFileSync(process.execPath, ['-e', 'fs.writeFileSync(process.argv[1], \"x\")', folder + '/forged'], { stdio: 'pipe' })",
      'Node that runs a shell':
        "return require('child_process').execFileSync(process.execPath, ['-e', 'child_process.execFileSync(\"/bin/sh\")'], { stdio: 'pipe' })",
      parent: 'return process.kill(process.ppid, 0)',
      connect:
        "return await new Promise((done, fail) => require('net').connect(1, '127.0.0.1').on('connect', done).on('error', fail))",
      listen:
        "return await new Promise((done, fail) => require('net').createServer().on('error', fail).listen(0, done))",
    });
    expect(done(told)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['secret']);
  },
);

test.skipIf(!standing.seccomp)('its process and esbuild stand behind the filter of system calls', async () => {
  await ask('let x: number = 1');
  const pids = processTree(process.pid).flatMap(({ pid, command }) =>
    /escaped-compiler|esbuild.*--service/.test(command) ? [pid] : [],
  );
  expect(pids.length).toBeGreaterThanOrEqual(2);
  for (const pid of pids) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
  }
});
