/**
 * The npm package as a user gets it: packed, installed into an empty folder, started.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url).pathname;
/** The Node.js of the tests comes first, as a user of the package has a recent one. */
const ENV = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
/** What the package may take with all that it depends on, in KiB. */
const INSTALLED_MAX_KIB = 120 * 1024;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treebox-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, env: ENV });
  const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, archive)], { cwd: folder, env: ENV });
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(
    join(folder, 'node_modules/.bin/treebox'),
    ['serve', '--port', '0', '--data', join(folder, 'data')],
    {
      cwd: folder,
      env: ENV,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    printed += chunk;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url) return { url, child };
  }
  throw new Error(`the server did not start: ${printed}`);
}

test('the package is under 120 MB with all that it needs', async () => {
  const { stdout } = await run('du', ['-sk', 'node_modules'], { cwd: folder });
  expect(Number.parseInt(stdout, 10)).toBeLessThan(INSTALLED_MAX_KIB);
});

test('treebox serve: runs TypeScript, serves the console and the reference, and ends at SIGTERM', async () => {
  const { url, child } = await serve();
  const body = JSON.stringify({ code: 'const x: number = 41; x + 1', wait_secs: 30 });
  const headers = { 'content-type': 'application/json' };
  const ran = (await (await fetch(`${url}/api/exec`, { method: 'POST', headers, body })).json()) as { result: string };
  expect(ran.result).toBe('42');
  const { stdout } = await run('npx', ['treebox', '--server', url, 'version'], { cwd: folder, env: ENV });
  expect(stdout).toMatch(/^treebox (\S+)\nserver \1\n$/);
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const script = /src="(\/console\/assets\/[^"]+)"/.exec(page)?.[1];
  expect((await fetch(url + script)).status).toBe(200);
  expect((await fetch(`${url}/docs/swagger-ui.css`)).status).toBe(200);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('import: the server and the client, in a program of the user', async () => {
  const program = `
    import { startServer } from 'treebox';
    import { Treebox } from 'treebox/client';
    const server = await startServer({ port: 0, data: ${JSON.stringify(join(folder, 'embedded'))}, logLevel: 'error' });
    const tb = new Treebox({ server: server.url });
    const { result } = await tb.run('input.a + 1', { input: { a: 1 } });
    await server.close();
    console.log(result);
    process.exit(0);
  `;
  await writeFile(join(folder, 'program.js'), program);
  const { stdout } = await run('node', ['program.js'], { cwd: folder, env: ENV });
  expect(stdout.trim().split('\n').at(-1)).toBe('2');
});
