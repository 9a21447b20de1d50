/**
 * The files for containers, systemd and proxies: as far as the tools that judge them are there.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/documentation.ts';
import { TestServer } from '../support/server.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const isThere = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

test.runIf(isThere('systemd-analyze'))('treebox.service: systemd takes it', () => {
  const unit = join(ROOT, 'deploy/treebox.service');
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  expect(verified.stderr + verified.stdout).toBe('');
  expect(verified.status).toBe(0);
});

test('nginx.conf: every block is closed, every directive ends', () => {
  const lines = read('deploy/nginx.conf')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim());
  expect(lines.filter((line) => line !== '' && !/[;{}]$/.test(line))).toEqual([]);
  const text = lines.join('\n');
  expect(text.split('{').length).toBe(text.split('}').length);
});

test.runIf(isThere('docker') && spawnSync('docker', ['compose', 'version']).status === 0)(
  'compose.yaml: docker compose takes it, and asks for a token',
  () => {
    const config = (token: string) =>
      spawnSync('docker', ['compose', 'config', '--format', 'json'], {
        cwd: ROOT,
        env: { ...process.env, TREEBOX_TOKEN: token },
        encoding: 'utf8',
      });
    const { treebox } = JSON.parse(config('abc').stdout).services;
    expect(treebox).toMatchObject({ read_only: true, cap_drop: ['ALL'], environment: { TREEBOX_TOKEN: 'abc' } });
    expect(config('').stderr).toContain('set TREEBOX_TOKEN');
  },
);

test('Dockerfile: no root, a health check, the data in a volume', () => {
  const [, image = ''] = read('Dockerfile').split(/^FROM .*\n(?![\s\S]*^FROM )/m);
  expect(image).toMatch(/^USER node$/m);
  expect(image).toMatch(/^HEALTHCHECK /m);
  expect(image).toMatch(/^VOLUME \/data$/m);
  expect(image).toContain('--omit=dev');
  // What linters of such files ask for: fixed bases, no package lists left behind, commands that get signals.
  const lines = read('Dockerfile')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  for (const line of lines) {
    if (line.startsWith('FROM ')) expect(line).toMatch(/^FROM node:\d+-[a-z]+-slim(?: AS [a-z]+)?$/);
    if (line.includes('apt-get install')) {
      expect(line).toContain('--no-install-recommends');
      expect(line).toContain('rm -rf /var/lib/apt/lists/*');
    }
    if (line.startsWith('CMD ') || line.startsWith('ENTRYPOINT ')) expect(line).toMatch(/^\w+ \[/);
    expect(line).not.toMatch(/^(?:ADD|MAINTAINER) |sudo|:latest|curl [^|]*\|/);
  }
});

test('grafana-dashboard.json: every metric that it asks for is one that the server has', async () => {
  await using server = await TestServer.start();
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const { panels } = JSON.parse(read('deploy/grafana-dashboard.json'));
  const asked = panels
    .flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr))
    .flatMap((expr: string) => expr.match(/\b(?:treebox|process|nodejs)_\w+/g) ?? [])
    .map((name: string) => name.replace(/_bucket$/, ''));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name: string) => !known.has(name))).toEqual([]);
});

test('the health check of the image succeeds on a server that is up, and fails without one', async () => {
  const script = /CMD \["node", "-e", "(.+)"\]/.exec(read('Dockerfile'))?.[1] as string;
  await using server = await TestServer.start();
  const check = (url: string) =>
    spawnSync(process.execPath, ['-e', script.replace('http://127.0.0.1:8080', url)]).status;
  expect(check(server.url)).toBe(0);
  expect(check('http://127.0.0.1:9')).toBe(1);
});
