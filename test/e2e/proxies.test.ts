/**
 * The files for reverse proxies, in the proxies that they are for: where one is installed it serves a real server by TLS.
 */
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/documentation.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const isThere = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const AUTHORIZED = ['-H', 'Authorization: Bearer secret'];

let server: TestServer;
let folder: string;
let proxy: ChildProcess | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proxies-'));
  server = await TestServer.start({ args: ['--token', 'secret'] });
});
afterEach(() => {
  proxy?.kill('SIGTERM');
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  const { port } = listener.address() as { port: number };
  await new Promise((closed) => listener.close(closed));
  return port;
}

function start(command: string, args: readonly string[]): void {
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  proxy = spawn(command, args, { cwd: folder, env, stdio: 'ignore' });
}

/** Does through the proxy what clients do: JSON, a stream of events, a clone, and a push of some MiB. */
async function judge(url: string): Promise<void> {
  const curl = async (...args: string[]) => (await run('curl', ['-sk', ...AUTHORIZED, ...args])).stdout;
  await expect.poll(() => curl(`${url}/health`).catch(String)).toContain('"status":"ok"');
  const exec = (code: string) => {
    const body = JSON.stringify({ code, fs: 'main', wait_secs: 30, push: { label: 'main' } });
    return curl(`${url}/api/exec`, '-H', 'Content-Type: application/json', '-d', body);
  };
  expect(await exec('fs.writeFileSync("/a", "1"); 1')).toContain('"status":"advanced"');

  const events = spawn('curl', ['-skN', ...AUTHORIZED, `${url}/api/events?types=label`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let told = '';
  events.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  for (let n = 0; !told.includes('"name":"main"'); n++) {
    expect(n).toBeLessThan(20);
    await exec(`fs.writeFileSync("/a", "${n} more")`);
  }
  events.kill();

  const clone = mkdtempSync(join(folder, 'clone-'));
  const git = (...args: string[]) =>
    run('git', ['-c', 'http.sslVerify=false', '-c', 'http.extraHeader=Authorization: Bearer secret', ...args], {
      cwd: clone,
    });
  await git('clone', '-q', '--branch', 'main', `${url}/git/snapshots.git`, '.');
  writeFileSync(join(clone, 'large'), randomBytes(3 << 20));
  await git('add', '.');
  await git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'large');
  await git('push', '-q');
  expect(await curl(`${url}/api/fs/snapshots/main/tree/`)).toContain('"large"');
}

test.runIf(isThere('nginx') && isThere('openssl'))(
  'nginx.conf: nginx serves treebox by TLS',
  { timeout: 120_000 },
  async () => {
    const [tls, plain] = [await freePort(), await freePort()];
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=treebox.example.com'];
    execFileSync('openssl', [...make, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const site = read('deploy/nginx.conf')
      .replace(/^\s*listen \[::\].*$/gm, '')
      .replace('listen 443 ', `listen 127.0.0.1:${tls} `)
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`)
      .replace('http://127.0.0.1:8080', server.url);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${join(folder, kind)};`,
    );
    const own = [`pid ${join(folder, 'pid')};`, 'daemon off;', ...(process.getuid?.() === 0 ? ['user root;'] : [])];
    const config = join(folder, 'nginx.conf');
    writeFileSync(config, `${own.join(' ')} events {} http { access_log off; ${temporary.join(' ')}\n${site}\n}\n`);
    const checked = spawnSync('nginx', ['-t', '-e', 'stderr', '-c', config], { encoding: 'utf8' });
    expect(checked.status, checked.stderr).toBe(0);
    start('nginx', ['-e', 'stderr', '-c', config]);
    await judge(`https://127.0.0.1:${tls}`);
    const { stdout } = await run('curl', [
      '-si',
      '-H',
      'Host: treebox.example.com',
      `http://127.0.0.1:${plain}/health`,
    ]);
    expect(stdout).toContain('Location: https://treebox.example.com/health');
  },
);

test.runIf(isThere('caddy'))('Caddyfile: caddy serves treebox by TLS', { timeout: 120_000 }, async () => {
  const port = await freePort();
  const site = read('deploy/Caddyfile')
    .replace('treebox.example.com {', `https://localhost:${port} {\n\ttls internal`)
    .replace('127.0.0.1:8080', new URL(server.url).host);
  const config = join(folder, 'Caddyfile');
  writeFileSync(config, `{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n${site}`);
  const checked = spawnSync('caddy', ['validate', '--config', config, '--adapter', 'caddyfile'], { encoding: 'utf8' });
  expect(checked.stdout + checked.stderr).toContain('Valid configuration');
  start('caddy', ['run', '--config', config, '--adapter', 'caddyfile']);
  await judge(`https://localhost:${port}`);
});
