/**
 * Boundary 3: a guest that runs as JavaScript of its runner, behind the walls that this system has. It reads the program,
 * the objects and its own folders; it writes to those alone; it reaches no process and no socket.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeWalls } from '../../src/processes/launch.ts';
import { TestPool } from '../support/pool.ts';

const standing = await probeWalls('auto');
let pool: TestPool;
let secret: string;

beforeAll(() => {
  pool = new TestPool({ runners: 1 }, { main: new URL('./escaped-runner.ts', import.meta.url).pathname });
  mkdirSync(join(pool.folder, 'executions'));
  secret = join(pool.folder, 'executions', 'records.sqlite');
  writeFileSync(secret, 'secret');
});
afterAll(() => pool.close());

/** Runs JavaScript in the runner's place. @returns what it tells of each attempt: a value, or an error's code */
async function attempt(attempts: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const list = Object.entries(attempts).map(([name, code]) => `[${JSON.stringify(name)}, async () => { ${code} }]`);
  const source = `//ESCAPED
    const fs = require('fs'), told = {}, secret = ${JSON.stringify(secret)}, root = ${JSON.stringify(pool.folder)};
    process.on('uncaughtException', () => undefined);
    for (const [name, work] of [${list.join(',')}]) {
      try { told[name] = 'did: ' + String(await work()).slice(0, 80); } catch (error) { told[name] = error.code ?? error.message; }
    }
    return { result: JSON.stringify(told) };`;
  const { outcome, result, error } = await pool.pool.submit(pool.job(source));
  expect([outcome, error]).toEqual(['completed', null]);
  return JSON.parse(result as string);
}

const once = (emitter: string) =>
  `return await new Promise((done, fail) => { const s = ${emitter}; s.on('connect', () => done('connected')); s.on('error', fail); });`;

describe('a guest that has escaped', () => {
  test('reads and writes nothing outside', async () => {
    const told = await attempt({
      passwd: "return fs.readFileSync('/etc/passwd', 'utf8')",
      records: "return fs.readFileSync(secret, 'utf8')",
      'records by its folder': "return fs.readFileSync(config.incoming + '/../../../../../executions/records.sqlite')",
      'settings of the repository': "return fs.readFileSync(config.repository + '/config', 'utf8')",
      labels: "return fs.readdirSync(config.repository + '/refs')",
      'folders of others': "return fs.readdirSync(config.incoming + '/..')",
      'output of others': "return fs.readdirSync(root + '/output')",
      parent: "return fs.readFileSync('/proc/' + process.ppid + '/cmdline', 'utf8')",
      write: "return fs.writeFileSync(root + '/forged', 'x')",
      'write an object': "return fs.writeFileSync(config.repository + '/objects/forged', 'x')",
      'make output': "return fs.writeFileSync(root + '/output/forged', 'x')",
      link: "return fs.symlinkSync(secret, config.incoming + '/link')",
      'hard link': "return fs.linkSync(secret, config.incoming + '/link')",
      'a working folder':
        "return require('worker_threads') && process.cwd() === config.incoming ? Promise.reject({ code: 'OWN' }) : 1",
    });
    const refused = Object.entries(told).filter(([, answer]) => answer.startsWith('did'));
    expect(refused).toEqual([]);
    expect(readdirSync(pool.folder).concat(readdirSync(join(pool.folder, 'output')))).not.toContain('forged');
    expect(readFileSync(secret, 'utf8')).toBe('secret');
  });

  test('reads the objects, and writes to its own folder', async () => {
    const told = await attempt({
      objects: "return fs.readdirSync(config.repository + '/objects').length > 0",
      own: "fs.writeFileSync(config.incoming + '/own', 'x'); return fs.readFileSync(config.incoming + '/own', 'utf8')",
    });
    expect(told).toEqual({ objects: 'did: true', own: 'did: x' });
  });

  test('loads no native code, starts no thread and opens no database', async () => {
    const told = await attempt({
      dlopen: "return process.dlopen({ exports: {} }, require.resolve('isolated-vm'))",
      worker: "return new (require('worker_threads').Worker)('1', { eval: true })",
      sqlite: "return new (require('node:sqlite').DatabaseSync)(':memory:')",
      ffi: "return require('node:ffi').dlopen(null, {})",
      inspector: "return require('inspector').open(0)",
      report: "return process.report.writeReport(root + '/report.json')",
      wasi: "return new (require('wasi').WASI)({ version: 'preview1' })",
    });
    expect(Object.entries(told).filter(([, answer]) => answer.startsWith('did'))).toEqual([]);
  });

  test('starts, signals and traces no process, and opens no socket', async () => {
    const told = await attempt({
      spawn: "return require('child_process').execFileSync(process.execPath, ['-v'])",
      execve: "return process.execve(process.execPath, ['node'], {})",
      net: once("require('net').connect(1, '127.0.0.1')"),
      unix: once("require('net').connect('/var/run/nobody.sock')"),
      listen:
        "return await new Promise((done, fail) => require('net').createServer().on('error', fail).listen(0, done))",
      dgram:
        "return await new Promise((done, fail) => require('dgram').createSocket('udp4').on('error', fail).bind(0, done))",
      dns: "return await require('dns').promises.resolve('localhost')",
      fetch: "return await fetch('http://127.0.0.1:1/')",
    });
    expect(Object.entries(told).filter(([, answer]) => answer.startsWith('did'))).toEqual([]);
  });

  test.skipIf(!standing.seccomp)('signals nobody but itself, by the kernel', async () => {
    const told = await attempt({
      parent: 'return process.kill(process.ppid, 0)',
      group: 'return process.kill(0, 0)',
      everybody: 'return process.kill(-1, 0)',
      itself: 'return process.kill(process.pid, 0)',
    });
    expect(told).toEqual({ parent: 'EPERM', group: 'EPERM', everybody: 'EPERM', itself: 'did: true' });
  });

  test('has its memory bound, whatever it says of its volume', async () => {
    const source = `//ESCAPED
      const fs = require('fs');
      fs.writeSync(4, Buffer.from([0, 0, 0, 0, 0, 0, 1, 0]), 0, 8, 0);
      const kept = [];
      for (;;) { kept.push(Buffer.alloc(1 << 24, 1)); await new Promise((done) => setTimeout(done, 1)); }`;
    expect((await pool.pool.submit(pool.job(source, { timeoutMs: 30_000 }))).outcome).toBe('out_of_memory');
  });

  test('rewrites no output but its own', async () => {
    const first = pool.job('console.log("mine")');
    await pool.pool.submit(first);
    expect(readFileSync(first.outputPath, 'utf8')).toBe('mine\n');
    const told = await attempt({
      all: `const names = fs.readdirSync(require('path').dirname(message.outputPath)); return names.length;`,
      other: `return fs.writeFileSync(${JSON.stringify(first.outputPath)}, 'forged')`,
    });
    expect(told.other).not.toMatch(/^did/);
    expect(readFileSync(first.outputPath, 'utf8')).toBe('mine\n');
    expect(existsSync(first.outputPath)).toBe(true);
  });
});
