/**
 * The npm package as a user gets it: packed, installed into an empty folder, started.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../support/documentation.ts';
import { withNode } from '../../support/node-versions.ts';

const run = promisify(execFile);
/** The versions of Node.js that the package runs on; the last is the tests' own. */
const VERSIONS = ['24', '26'] as const;
const OWN = '26';
/** What the package may take with all that it depends on, in KiB. */
const INSTALLED_MAX_KIB = 120 * 1024;

let folder: string;
let archive: string;
const envs = new Map<string, NodeJS.ProcessEnv>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treebox-package-'));
  for (const major of VERSIONS) envs.set(major, await withNode(major, folder));
  const own = envs.get(OWN);
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, env: own });
  const [packed = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  archive = join(folder, packed);
  const installed = async ([major, env]: [string, NodeJS.ProcessEnv]) => {
    await mkdir(join(folder, major));
    await writeFile(join(folder, major, 'package.json'), '{"private": true, "type": "module"}');
    const install = ['install', '--no-audit', '--no-fund', archive];
    const { stderr } = await run('npm', install, { cwd: join(folder, major), env });
    // npm tells every project that some package has a script which it was not asked about.
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm warn install-scripts'))).toEqual(
      [],
    );
  };
  await Promise.all([...envs].map(installed));
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a server, and answers when it has printed its address. */
async function serve(command: string, args: readonly string[], env: NodeJS.ProcessEnv | undefined) {
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const url = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
    if (!url) continue;
    // The server goes on writing its log.
    child.stdout.resume();
    return { url, stop: () => stopped(child) };
  }
  throw new Error(`the server did not start: ${printed}`);
}

async function stopped(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return await ended;
}

test('the package is under 120 MB with all that it needs', async () => {
  const { stdout } = await run('du', ['-sk', 'node_modules'], { cwd: join(folder, OWN) });
  expect(Number.parseInt(stdout, 10)).toBeLessThan(INSTALLED_MAX_KIB);
});

test.concurrent.for(VERSIONS)(
  'Node %s: treebox serve runs TypeScript, serves the console and the reference, and ends at SIGTERM',
  { timeout: 120_000 },
  async (major) => {
    const env = envs.get(major);
    const cwd = join(folder, major);
    const data = join(cwd, 'data');
    const { url, stop } = await serve(
      join(cwd, 'node_modules/.bin/treebox'),
      ['serve', '--port', '0', '--data', data],
      env,
    );
    const body = JSON.stringify({ code: 'const x: number = 41; x + 1', wait_secs: 30 });
    const headers = { 'content-type': 'application/json' };
    const ran = (await (await fetch(`${url}/api/exec`, { method: 'POST', headers, body })).json()) as {
      result: string;
    };
    expect(ran.result).toBe('42');
    const { stdout } = await run('npx', ['treebox', '--server', url, 'version'], { cwd, env });
    expect(stdout).toMatch(/^treebox (\S+)\nserver \1\n$/);
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    const script = /src="(\/console\/assets\/[^"]+)"/.exec(page)?.[1];
    expect((await fetch(url + script)).status).toBe(200);
    expect((await fetch(`${url}/docs/swagger-ui.css`)).status).toBe(200);
    expect((await fetch(`${url}/docs/`)).status).toBe(200);
    expect(await stop()).toBe(0);
  },
);

test.concurrent.for(VERSIONS)(
  'Node %s: a program of the user imports the server and the client',
  { timeout: 120_000 },
  async (major) => {
    const cwd = join(folder, major);
    const program = `
    import { startServer } from 'treebox';
    import { Treebox } from 'treebox/client';
    const server = await startServer({ port: 0, data: ${JSON.stringify(join(cwd, 'embedded'))}, logLevel: 'error' });
    const tb = new Treebox({ server: server.url });
    const { result } = await tb.run('input.a + 1', { input: { a: 1 } });
    await server.close();
    console.log(result);
    process.exit(0);
  `;
    await writeFile(join(cwd, 'program.js'), program);
    const { stdout } = await run('node', ['program.js'], { cwd, env: envs.get(major) });
    expect(stdout.trim().split('\n').at(-1)).toBe('2');
  },
);

test.concurrent('Dockerfile: its last stage, carried out here, gives a server that its own check finds healthy', {
  timeout: 300_000,
}, async () => {
  const image = (await readFile(join(ROOT, 'Dockerfile'), 'utf8')).replaceAll(/\\\n\s*/g, '');
  const stage = image.slice(image.lastIndexOf('\nFROM '));
  const prefix = join(folder, 'image');
  const [, options = ''] = /RUN npm install --global (.*?) \/packed\/\*\.tgz/.exec(stage) ?? [];
  await run('npm', ['install', '--global', '--prefix', prefix, ...options.split(' '), archive], { env: envs.get(OWN) });
  const [, set = ''] = /^ENV (.+)$/m.exec(stage) ?? [];
  const settings = Object.fromEntries(set.split(' ').map((each) => each.split('=') as [string, string]));
  const command = JSON.parse(/^CMD (\[.+\])$/m.exec(stage)?.[1] ?? '[]') as string[];
  const check = JSON.parse(/^HEALTHCHECK .*?CMD (\[.+\])$/m.exec(stage)?.[1] ?? '[]') as string[];
  const env: NodeJS.ProcessEnv = {
    ...envs.get(OWN),
    ...settings,
    TREEBOX_DATA: join(folder, 'image-data'),
    TREEBOX_PORT: '0',
  };
  const program = join(prefix, 'bin', command[0] as string);
  // Without a token it refuses to be reached from other machines.
  await expect(run(program, command.slice(1), { env })).rejects.toMatchObject({ code: 2 });
  const { url, stop } = await serve(program, command.slice(1), { ...env, TREEBOX_TOKEN: 'secret' });
  const port = new URL(url).port;
  const [node = '', ...args] = check.map((part) => part.replace('127.0.0.1:8080', `127.0.0.1:${port}`));
  await run(node, args, { env });
  expect((await fetch(`http://127.0.0.1:${port}/api/executions`)).status).toBe(401);
  expect(await stop()).toBe(0);
});
