/**
 * `/health` with real causes: each makes it answer 503 within 10 s, and it recovers when the cause is gone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/api.ts';
import { cliFor } from '../support/cli.ts';
import { TestServer } from '../support/server.ts';

/** From the cause to the answer, in ms. */
const TOLD_WITHIN_MS = 10_000;
/** How long a runner may take to start on a busy machine, in ms. */
const MENDED_WITHIN_MS = 60_000;

const PATIENT = { timeout: 200_000 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'treebox-health-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Waits until `/health` has this status, and returns its body. */
async function healthOf(server: TestServer, status: number) {
  let body: { status: string; reasons: string[]; disk: { free_bytes: number } | null; runners: { idle: number } };
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${server.url}/health`);
        body = (await answer.json()) as typeof body;
        return answer.status;
      },
      { timeout: status === 503 ? TOLD_WITHIN_MS : MENDED_WITHIN_MS, interval: 100 },
    )
    .toBe(status);
  return body!;
}

function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);
}

test('GET /health: 503 while no runner process can be started, and 200 again when one can', PATIENT, async () => {
  // The program that runners are started with goes away, as in an upgrade that was cut short.
  const node = join(folder, 'node');
  try {
    linkSync(process.execPath, node);
  } catch {
    copyFileSync(process.execPath, node);
  }
  await using server = await TestServer.start({ node });
  const client = new Client(server.url);
  expect(await client.exec({ code: '1' })).toMatchObject({ outcome: 'completed' });
  expect(await healthOf(server, 200)).toMatchObject({ status: 'ok', reasons: [] });

  unlinkSync(node);
  for (const pid of childrenOf(server.process.pid as number)) process.kill(pid, 'SIGKILL');
  const failing = await healthOf(server, 503);
  expect(failing).toMatchObject({ status: 'failing', reasons: [expect.stringMatching(/^no runner process /)] });
  const told = await cliFor(server.url)(['health']);
  expect(told).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^status failing\n(?:.*\n)*reasons \["no runner process /),
    stderr: expect.stringMatching(/^treebox: runs can't be carried out: no runner process .*\n$/),
  });
  expect(JSON.parse((await cliFor(server.url)(['health', '--json'])).stdout)).toMatchObject({ status: 'failing' });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^treebox_healthy 0$/m);
  expect(metrics).toMatch(/^treebox_runner_deaths_total\{cause="not_started"\} [1-9]/m);

  copyFileSync(process.execPath, node);
  expect((await healthOf(server, 200)).reasons).toEqual([]);
  expect(await client.exec({ code: '2' })).toMatchObject({ result: '2' });
  client.close();
});

test('GET /health: 503 while something else keeps the records locked', PATIENT, async () => {
  await using server = await TestServer.start();
  await healthOf(server, 200);
  const other = new DatabaseSync(join(server.data, 'executions/records.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  expect((await healthOf(server, 503)).reasons).toEqual([
    expect.stringMatching(/^the records can't be written: .*locked/),
  ]);
  other.exec('ROLLBACK');
  other.close();
  await healthOf(server, 200);
});

const MOUNTED = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=64m none "$0" && exec "$@"'];
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test.runIf(canMount)('GET /health: 503 while the disk is full, and while it is read-only', PATIENT, async () => {
  const data = mkdtempSync(join(tmpdir(), 'treebox-disk-'));
  const server = await TestServer.start({ data, wrapper: [...MOUNTED, data] });
  const pid = server.process.pid as number;
  try {
    await expect.poll(async () => (await healthOf(server, 200)).disk?.free_bytes ?? 0).toBeGreaterThan(1 << 20);

    const filler = join(`/proc/${pid}/root`, data, 'filler');
    expect(spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096']).status).not.toBe(0);
    expect(await healthOf(server, 503)).toMatchObject({
      reasons: ['the disk is full', 'the disk is full'],
      disk: { free_bytes: 0 },
    });
    rmSync(filler);
    await healthOf(server, 200);

    const inside = (...command: string[]) =>
      execFileSync('nsenter', ['-t', String(pid), '-U', '-m', '--preserve-credentials', ...command]);
    const part = join(data, 'snapshots.git/treebox');
    inside('mount', '--bind', part, part);
    inside('mount', '-o', 'remount,bind,ro', part);
    expect((await healthOf(server, 503)).reasons).toEqual(['the disk is read-only']);
    inside('umount', part);
    await healthOf(server, 200);
  } finally {
    await server.end();
    rmSync(data, { recursive: true, force: true });
  }
});

test('GET /metrics: a server has the metrics that the reference lists, and counts what it does', async () => {
  await using server = await TestServer.start();
  const client = new Client(server.url);
  await client.exec({ code: 'const n: number = 1; fs.writeFileSync("/a", "1")', fs: 'main', push: { label: 'main' } });
  await client.exec({ code: 'for (;;);', execution_timeout_secs: 1 });
  await client.post('/api/fs/merge', { ours: 'main', theirs: 'main', base: 'main' });
  execFileSync('git', ['ls-remote', `${server.url}/git/snapshots.git`]);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  client.close();

  const listed = readFileSync(new URL('../../docs/reference/metrics.md', import.meta.url), 'utf8');
  const rows = [...listed.matchAll(/^\| `(treebox_\w+)` \| (\w+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
  const told = [...text.matchAll(/^# TYPE (treebox_\w+ \w+)$/gm)].map(([, row]) => row);
  expect(told).toEqual(rows);
  expect(text).not.toContain('crashed_idle');
  for (const sample of [
    /^treebox_run_phase_seconds_count\{phase="compile"\} [12]$/m,
    /^treebox_queue_wait_seconds_count 2$/m,
    /^treebox_label_move_seconds_count\{result="moved"\} 1$/m,
    /^treebox_merge_seconds_count\{result="merged"\} 1$/m,
    /^treebox_git_request_seconds_count\{service="upload-pack",result="served"\} [1-9]/m,
    /^treebox_http_request_seconds_bucket\{le="\+Inf",operation="exec",status="2xx"\} 2$/m,
    /^treebox_runner_deaths_total\{cause="timed_out"\} 1$/m,
    /^treebox_executions_total\{outcome="timed_out"\} 1$/m,
    /^treebox_labels 1$/m,
    /^treebox_packs [1-9]/m,
    /^treebox_disk_bytes\{kind="free"\} [1-9]/m,
    /^treebox_runners\{state="(?:idle|starting)"\} [1-9]/m,
  ]) {
    expect(text).toMatch(sample);
  }
});
