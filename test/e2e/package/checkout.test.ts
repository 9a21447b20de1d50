/**
 * `npm install` in a fresh checkout: quiet on the oldest and the newest Node.js that may start it. A checkout that is part of
 * a workspace, which has the packages of all its parts in one folder above them.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Client } from '../../support/api.ts';
import { ROOT } from '../../support/documentation.ts';
import { withNode } from '../../support/node-versions.ts';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treebox-checkout-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.concurrent.for(['20', '26'])(
  'npm install on Node %s says what it added, and nothing else',
  { timeout: 600_000 },
  async (major) => {
    const checkout = join(folder, major);
    const env = await withNode(major, folder);
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      await cp(join(ROOT, file), join(checkout, file));
    expect(execFileSync('node', ['--version'], { env, encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
    const { stdout, stderr } = await run('npm', ['install'], { cwd: checkout, env });
    expect(stderr).toBe('');
    expect(stdout.trim()).toMatch(/^added \d+ packages in \S+$/);
    // The Node.js that treebox runs on has come with it, whatever started the installation.
    const own = execFileSync(join(checkout, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
    expect(own.trim()).toBe(process.version);
  },
);

test('a checkout in a workspace, whose packages lie above it, runs TypeScript and prints', {
  timeout: 300_000,
}, async () => {
  const workspace = join(folder, 'workspace');
  const checkout = join(workspace, 'packages/treebox');
  await mkdir(checkout, { recursive: true });
  await writeFile(join(workspace, 'package.json'), '{"private": true, "workspaces": ["packages/*"]}');
  const copy = 'git ls-files -z | xargs -0 cp --parents -t "$0" && rm -rf "$1/.cache"';
  // Links take seconds, copies a minute.
  const above = join(workspace, 'node_modules');
  execFileSync('sh', ['-c', 'cp -al node_modules "$0" 2>/dev/null || cp -a node_modules "$0"', above], { cwd: ROOT });
  execFileSync('sh', ['-c', copy, checkout, above], { cwd: ROOT });

  const args = ['src/main.ts', '--port', '0', '--data', join(workspace, 'data'), '--log-format', 'json'];
  const server = spawn(join(above, '.bin/node'), args, { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  let url = '';
  for await (const line of createInterface(server.stdout)) {
    url = (JSON.parse(line) as { address?: string }).address ?? '';
    if (url !== '') break;
  }
  server.stdout.resume();
  const client = new Client(url);
  // So much output that a thread of the runner writes it.
  const code = `const x: number = 41; for (let nth = 0; nth < 2000; nth += 1) console.log('x'.repeat(200)); x + 1`;
  expect(await client.exec({ code })).toMatchObject({ outcome: 'completed', result: '42' });
  client.close();
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
