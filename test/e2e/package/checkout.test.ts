/**
 * `npm install` in a fresh checkout: quiet on the oldest and the newest Node.js that may start it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
