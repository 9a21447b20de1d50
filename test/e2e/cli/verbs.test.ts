/**
 * Verbs that need no run: files of labels, sessions, state, the server itself.
 */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, cliFor } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';

let server: TestServer;
let treebox: Cli;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-verbs-'));
  server = await TestServer.start();
  treebox = cliFor(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs code and answers the execution. */
async function execution(code: string, ...flags: string[]) {
  return JSON.parse((await treebox(['run', '-e', code, '--json', ...flags])).stdout);
}

const names = (label: string) =>
  expect.stringMatching(new RegExp(`^${label} names [0-9a-f]{40} \\(commit [0-9a-f]{40}\\)\\n$`));

test('fs put, edit, rm-file: are one commit each on the label, with its message', async () => {
  await treebox(['run', '-e', 'fs.writeFileSync("/first", "")', '--fs', 'files', '--create', '--push']);
  const put = await treebox(['fs', 'put', 'files', '/docs/a.txt', '--message', 'put it'], { stdin: 'one two two' });
  expect(put).toMatchObject({ status: 0, stdout: '', stderr: names('files') });
  const file = join(folder, 'bytes.bin');
  writeFileSync(file, Buffer.from([0, 255, 10]));
  const { blob } = JSON.parse((await treebox(['fs', 'put', 'files', 'bytes.bin', file, '--json'])).stdout);
  expect(blob).toMatch(/^[0-9a-f]{40}$/);
  expect((await treebox(['fs', 'put', 'files', 'bytes.bin', '--new'], { stdin: 'x' })).status).toBe(1);
  expect(
    (await treebox(['fs', 'put', 'files', 'bytes.bin', '--expected', '0'.repeat(40)], { stdin: 'x' })).status,
  ).toBe(1);
  expect(await treebox(['fs', 'put', 'files', 'bytes.bin', '--expected', blob], { stdin: 'x' })).toMatchObject({
    status: 0,
  });
  expect((await treebox(['fs', 'put', 'files', 'y', '--new', '--expected', blob])).status).toBe(2);
  expect((await treebox(['fs', 'put', 'files', 'y', join(folder, 'missing')])).status).toBe(2);

  const edit = ['fs', 'edit', 'files', 'docs/a.txt'];
  expect(await treebox([...edit, '--replace', 'one', '--with', '1'])).toMatchObject({
    status: 0,
    stderr: names('files'),
  });
  expect(await treebox([...edit, '--replace', 'two', '--with', '2'])).toMatchObject({ status: 1 });
  expect(await treebox([...edit, '--replace', 'two', '--with', '2', '--all'])).toMatchObject({ status: 0 });
  expect((await treebox([...edit, '--replace', 'x'])).status).toBe(2);
  expect((await treebox(['fs', 'cat', 'files', 'docs/a.txt'])).stdout).toBe('1 2 2');

  expect(await treebox(['fs', 'rm-file', 'files', 'bytes.bin', '--message', 'gone'])).toMatchObject({
    status: 0,
    stderr: names('files'),
  });
  expect((await treebox(['fs', 'rm-file', 'files', 'bytes.bin'])).status).toBe(1);
  const { log } = JSON.parse((await treebox(['fs', 'log', 'files', '--json'])).stdout);
  expect(log).toHaveLength(7);
  expect([log[1].message, log[6].message]).toEqual(['put it', 'gone']);
});

test('fs branch: starts at the same commit, at a place in the history too', async () => {
  await treebox(['run', '-e', 'fs.writeFileSync("/a", "1")', '--fs', 'trunk', '--create', '--push']);
  await treebox(['fs', 'put', 'trunk', 'a'], { stdin: '2' });
  const { log } = JSON.parse((await treebox(['fs', 'log', 'trunk', '--json'])).stdout);
  expect(JSON.parse((await treebox(['fs', 'branch', 'twig', 'trunk', '--json'])).stdout)).toMatchObject({
    label: 'twig',
    commit: log[1].commit,
  });
  const older = JSON.parse((await treebox(['fs', 'branch', 'older', 'trunk~1', '--json'])).stdout);
  expect(older.commit).toBe(log[0].commit);
  expect(await treebox(['fs', 'branch', 'twig', 'trunk'])).toMatchObject({ status: 3 });
  expect(await treebox(['fs', 'branch', 'no-main'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('main'),
  });
});

test('fs search: prints path, line and text as git grep does, and fails when nothing matches', async () => {
  const code = 'fs.writeFileSync("/b.ts", "x\\nneedle\\ny\\n"); fs.writeFileSync("/a.txt", "a Needle\\n")';
  await treebox(['run', '-e', code, '--fs', 'hay', '--create', '--push']);
  expect(await treebox(['fs', 'search', 'hay', 'needle'])).toEqual({
    status: 0,
    stdout: 'b.ts:2:needle\n',
    stderr: '',
  });
  expect((await treebox(['fs', 'search', 'hay', 'needle', '-i'])).stdout).toBe('a.txt:1:a Needle\nb.ts:2:needle\n');
  expect((await treebox(['fs', 'search', 'hay', '^n.*e$', '-E', '-C', '1'])).stdout).toBe(
    'b.ts-1-x\nb.ts:2:needle\nb.ts-3-y\n',
  );
  expect((await treebox(['fs', 'search', 'hay', 'eedle', '--glob', '*.txt'])).stdout).toBe('a.txt:1:a Needle\n');
  expect(await treebox(['fs', 'search', 'hay', 'eedle', '--limit', '1'])).toMatchObject({
    stdout: 'a.txt:1:a Needle\n',
    stderr: '1 of 2 lines; --limit shows more\n',
  });
  expect(await treebox(['fs', 'search', 'hay', 'pin'])).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'treebox: no line matches\n',
  });
});

test('fs checkout: writes files, modes and links into a new or empty folder alone', async () => {
  const source = join(folder, 'source');
  mkdirSync(join(source, 'deep/er'), { recursive: true });
  writeFileSync(join(source, 'deep/er/file'), Buffer.from([1, 0, 255]));
  writeFileSync(join(source, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('deep/er', join(source, 'link'));
  const { stdout: id } = await treebox(['fs', 'import', source]);
  const target = join(folder, 'target');
  expect(await treebox(['fs', 'checkout', id.trim(), target])).toEqual({
    status: 0,
    stdout: '',
    stderr: `3 files in ${target}\n`,
  });
  expect([...readFileSync(join(target, 'deep/er/file'))]).toEqual([1, 0, 255]);
  expect(readlinkSync(join(target, 'link'))).toBe('deep/er');
  expect(lstatSync(join(target, 'tool')).mode & 0o111).not.toBe(0);
  expect(lstatSync(join(target, 'deep/er/file')).mode & 0o111).toBe(0);
  expect((await treebox(['fs', 'import', target])).stdout).toBe(id);
  expect(await treebox(['fs', 'checkout', id.trim(), target])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('not empty'),
  });
  expect(await treebox(['fs', 'checkout', 'no-label', join(folder, 'none')])).toMatchObject({ status: 1 });
  expect(lstatSync(join(folder, 'none'), { throwIfNoEntry: false })).toBeUndefined();
});

test('session ls, show, fork, rm; heap show: tell what goes on from run to run', async () => {
  const first = await execution('let kept = { a: 1 }', '--session', 'chain');
  await execution('kept.a += 1', '--session', 'chain');
  expect((await treebox(['session', 'ls', '--prefix', 'ch'])).stdout).toMatch(/^chain {2}2 {2}\S+ {2}/);
  expect((await treebox(['session', 'show', 'chain'])).stdout.trim().split('\n')).toHaveLength(2);
  expect((await treebox(['heap', 'show', first.heap])).stdout).toMatch(/^let +object +kept +\{"a":1\}\n$/);
  await treebox(['session', 'fork', 'chain', 'other', '--at', first.execution_id]);
  expect((await execution('kept.a', '--session', 'other')).result).toBe('1');
  expect((await execution('kept.a', '--session', 'chain')).result).toBe('2');
  expect(await treebox(['session', 'fork', 'chain', 'other'])).toMatchObject({ status: 3 });
  expect(await treebox(['session', 'rm', 'other'])).toMatchObject({ status: 0, stderr: 'deleted other (1 run)\n' });
  expect(await treebox(['session', 'show', 'other'])).toMatchObject({ status: 1 });
});

test('wait: ends with the execution, and fails where it failed', async () => {
  const { stdout: id } = await treebox([
    'run',
    '-e',
    'await new Promise((end) => setTimeout(end, 300)); 6 * 7',
    '--detach',
  ]);
  expect(await treebox(['wait', id.trim(), '--print'])).toMatchObject({ status: 0, stdout: '42\n' });
  const { stdout: bad } = await treebox(['run', '-e', 'throw new Error("no")', '--detach']);
  expect(await treebox(['wait', bad.trim()])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('threw: Error: no'),
  });
});

test('gc, health: tell what was freed, and how the server is', async () => {
  expect(await treebox(['gc', '--dry-run'])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^would free \d+ objects? \(.*\), kept \d+ objects? \(.*\)\n$/),
  });
  expect(JSON.parse((await treebox(['gc', '--json'])).stdout)).toMatchObject({ dry_run: false });
  const health = await treebox(['health']);
  expect(health).toMatchObject({ status: 0, stdout: expect.stringMatching(/^status ok\n/) });
  expect((await treebox(['health', '--server', 'http://127.0.0.1:1'])).status).toBe(1);
});

test('ids: the first digits do where one begins so; else the error says which ones do', async () => {
  const first = await execution('fs.writeFileSync("/prefixed", "1")', '--fs', 'prefixed', '--create', '--push');
  const second = await execution('1');
  const show = async (id: string) => await treebox(['show', id, '--json']);
  expect(JSON.parse((await show(first.execution_id.slice(0, 26))).stdout).execution_id).toBe(first.execution_id);
  const shared = first.execution_id.slice(0, 4);
  expect(second.execution_id.slice(0, 4)).toBe(shared);
  expect(await show(shared)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${shared} is ambiguous: execution `),
  });
  expect(await show('ffff')).toMatchObject({ status: 1, stderr: expect.stringContaining('ffff') });

  const { commit, ca_id } = first.push;
  for (const id of [commit, ca_id]) {
    expect((await treebox(['fs', 'cat', id.slice(0, 12), 'prefixed'])).stdout).toBe('1');
  }
  expect(
    (await treebox(['run', '-e', 'fs.readFileSync("/prefixed", "utf8")', '--fs', commit.slice(0, 12), '-p'])).stdout,
  ).toBe('"1"\n');
  await treebox(['fs', 'branch', 'abcd', 'prefixed']);
  expect((await treebox(['fs', 'cat', 'abcd', 'prefixed'])).stdout).toBe('1');
});
