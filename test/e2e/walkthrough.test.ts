import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, ROOT } from '../support/documentation.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  server = await TestServer.start({ npm: true });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('quick start: the walk-through works as printed, from git push to git log', async () => {
  const script = blocksOf('docs/quick-start.md')
    .map(({ text }) => text)
    .join('\n')
    .replaceAll('http://127.0.0.1:8080', server.url)
    .replaceAll('/tmp/', `${folder}/`);
  const { stdout } = await run('bash', ['-euxo', 'pipefail', '-c', script], { cwd: ROOT, maxBuffer: 1 << 26 });

  const git = (...args: string[]) => execFileSync('git', args, { cwd: join(folder, 'report-clone') }).toString();
  const report = JSON.parse(readFileSync(join(folder, 'report-clone/report.json'), 'utf8'));
  const counted = git('ls-files', '*.ts').trim().split('\n').length;
  expect(report.reduce((sum: number, row: { files: number }) => sum + row.files, 0)).toBe(counted);
  expect(readFileSync(join(folder, 'report-clone/report.md'), 'utf8')).toContain('| /src/core |');
  const id = /"execution_id":"([0-9a-f-]{36})"/.exec(stdout)?.[1];
  expect(id).toBeDefined();
  expect(git('log', '-1', '--format=%s%n%(trailers:key=Execution,valueonly)')).toBe(`count lines\n${id}\n\n`);
  expect(git('rev-parse', 'HEAD~1')).toBe(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT }).toString());
  expect(stdout).toContain('"status":"advanced"');

  execFileSync('git', ['-C', server.repository, 'fsck', '--strict', '--full']);
  const reflog = execFileSync('git', ['-C', server.repository, 'reflog', 'show', '--format=%gs', 'main']).toString();
  expect(reflog.split('\n')[0]).toContain('count lines');
});

test('the data folder can be cloned by path while the server runs', async () => {
  const clone = join(folder, 'by-path');
  await run('git', ['clone', '--quiet', '--branch', 'main', server.repository, clone]);
  expect(readFileSync(join(clone, 'report.md'), 'utf8')).toContain('| folder | files | lines |');
});
