import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, cliFor } from '../../support/cli.ts';
import { TestServer } from '../../support/server.ts';
import { zipOf } from '../../support/zip.ts';

let server: TestServer;
let treebox: Cli;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-fs-'));
  server = await TestServer.start();
  treebox = cliFor(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Imports a folder with these files and answers its CA id. */
async function imported(files: Record<string, string>): Promise<string> {
  const made = mkdtempSync(join(folder, 'tree-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(made, path, '..'), { recursive: true });
    writeFileSync(join(made, path), content);
  }
  const { stdout, stderr, status } = await treebox(['fs', 'import', made]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim();
}

/** What git makes of a folder. */
function treeOf(path: string): string {
  const git = (...args: string[]) => execFileSync('git', ['-C', path, ...args], { stdio: 'pipe' }).toString();
  git('init', '--quiet');
  git('add', '--all');
  return git('write-tree').trim();
}

test('fs import FOLDER: has the tree that git makes of it, without its .git', async () => {
  const made = join(folder, 'whole');
  mkdirSync(join(made, 'sub/empty'), { recursive: true });
  writeFileSync(join(made, 'sub/program'), '#!/bin/sh\n');
  chmodSync(join(made, 'sub/program'), 0o755);
  writeFileSync(join(made, 'ü — 日本.txt'), 'é');
  writeFileSync(join(made, `${'long/'.repeat(30)}name`.replaceAll('/', '-')), 'x'.repeat(1000));
  writeFileSync(join(made, 'big'), Buffer.alloc(3_000_000, 'treebox '));
  symlinkSync('sub/program', join(made, 'link'));
  const tree = treeOf(made);
  expect(await treebox(['fs', 'import', made])).toEqual({ status: 0, stdout: `${tree}\n`, stderr: '' });
});

test('fs import, fs export: a tar archive comes back as it was, by file and by pipe', async () => {
  const id = await imported({ 'a.txt': 'one', 'd/e/f.txt': 'two' });
  const file = join(folder, 'out.tar');
  expect(await treebox(['fs', 'export', id, file])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(execFileSync('tar', ['-xOf', file, 'd/e/f.txt']).toString()).toBe('two');
  expect((await treebox(['fs', 'import', file])).stdout).toBe(`${id}\n`);
  expect((await treebox(['fs', 'import', '-'], { stdin: readFileSync(file) })).stdout).toBe(`${id}\n`);
  const piped = await treebox(['fs', 'export', id]);
  expect(Buffer.from(piped.stdout)).toEqual(readFileSync(file));
  expect(JSON.parse((await treebox(['fs', 'import', file, '--json'])).stdout)).toEqual({ ca_id: id });
});

test('fs import --push: pushes on top of what the label names', async () => {
  const zip = join(folder, 'made.zip');
  writeFileSync(zip, zipOf([{ name: 'a', content: '1' }]));
  const { stdout } = await treebox(['fs', 'import', zip, '--push', 'in', '--message', 'by zip']);
  expect((await treebox(['fs', 'cat', 'in', 'a'])).stdout).toBe('1');
  expect((await treebox(['fs', 'log', 'in'])).stdout).toContain('by zip');
  const { push } = JSON.parse((await treebox(['fs', 'import', zip, '--push', 'in', '--json'])).stdout);
  expect(push).toMatchObject({ status: 'unchanged', ca_id: stdout.trim() });
  expect((await treebox(['fs', 'import', zip, '--message', 'x'])).status).toBe(2);
});

test('fs import: what is no archive is refused with a reason', async () => {
  const junk = join(folder, 'junk.tar');
  writeFileSync(junk, 'no archive'.repeat(1000));
  const { status, stdout, stderr } = await treebox(['fs', 'import', junk]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^treebox: .*archive/);
  const missing = await treebox(['fs', 'import', join(folder, 'nothing')]);
  expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('ENOENT') });
});

test('fs export: a file is written whole or left as it was', async () => {
  const file = join(folder, 'kept.tar');
  writeFileSync(file, 'before');
  const { status, stderr } = await treebox(['fs', 'export', 'no-label', file]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('no-label') });
  expect(readFileSync(file, 'utf8')).toBe('before');
  const id = await imported({ a: '' });
  const blocked = await treebox(['fs', 'export', id, join(folder, 'no/such/folder.tar')]);
  expect(blocked).toMatchObject({ status: 1, stderr: expect.stringContaining("can't be written") });
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('fs label, ls, pull, log, rm: set, list, resolve, tell and delete a label with a slash', async () => {
  const [one, two] = [await imported({ a: '1' }), await imported({ a: '2' })];
  expect((await treebox(['fs', 'label', 'team/x', one, '--message', 'first'])).status).toBe(0);
  expect((await treebox(['fs', 'label', 'team/x', two])).status).toBe(0);
  expect((await treebox(['fs', 'pull', 'team/x'])).stdout).toBe(`${two}\n`);
  expect((await treebox(['fs', 'ls'])).stdout).toMatch(new RegExp(`^team/x {2}${two} {2}[0-9a-f]{40}$`, 'm'));
  const log = (await treebox(['fs', 'log', 'team/x'])).stdout.trim().split('\n');
  expect(log.map((line) => line.split(/ {2,}/).slice(1, 3))).toEqual([
    ['force', two],
    ['create', one],
  ]);
  expect(log[1]).toMatch(/first$/);
  expect((await treebox(['fs', 'log', 'team/x', '--limit', '1'])).stdout.trim().split('\n')).toHaveLength(1);
  expect((await treebox(['fs', 'rm', 'team/x'])).status).toBe(0);
  const gone = await treebox(['fs', 'pull', 'team/x']);
  expect(gone).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('team/x') });
});

test('fs push: advances on the expected head, and is exit status 3 on another', async () => {
  const [one, two] = [await imported({ p: '1' }), await imported({ p: '2' })];
  expect((await treebox(['fs', 'push', 'pushed', one])).status).toBe(0);
  expect((await treebox(['fs', 'push', 'pushed', two, '--expected', one, '--message', 'on'])).status).toBe(0);
  const stale = await treebox(['fs', 'push', 'pushed', one, '--expected', one]);
  expect(stale).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining(`pushed names ${two}`) });
  const data = await treebox(['fs', 'push', 'pushed', one, '--json']);
  expect(data.status).toBe(3);
  expect(JSON.parse(data.stdout)).toMatchObject({ status: 'rejected', label: 'pushed', current: two });
  expect((await treebox(['fs', 'push', 'pushed', one, '--force'])).status).toBe(0);
  expect((await treebox(['fs', 'push', 'pushed', one, '--force', '--expected', two])).status).toBe(2);
  expect((await treebox(['fs', 'push', 'a..b', one])).status).toBe(1);
});

test('fs reset: goes back along the log, elsewhere only when allowed', async () => {
  const [one, two, three] = [await imported({ r: '1' }), await imported({ r: '2' }), await imported({ r: '3' })];
  await treebox(['fs', 'label', 'back', one]);
  await treebox(['fs', 'label', 'back', two]);
  expect((await treebox(['fs', 'reset', 'back', one])).status).toBe(0);
  expect((await treebox(['fs', 'pull', 'back'])).stdout).toBe(`${one}\n`);
  expect((await treebox(['fs', 'reset', 'back', three])).status).toBe(1);
  expect((await treebox(['fs', 'reset', 'back', three, '--allow-unlogged'])).status).toBe(0);
  expect((await treebox(['fs', 'pull', 'back'])).stdout).toBe(`${three}\n`);
});

test('fs merge: prints the result, or the conflicts with exit status 3', async () => {
  const base = await imported({ same: 's', text: 'a\n' });
  const ours = await imported({ same: 's', text: 'b\n' });
  const theirs = await imported({ same: 't', text: 'a\n' });
  const clash = await imported({ same: 's', text: 'c\n' });
  const merged = await treebox(['fs', 'merge', ours, theirs, '--base', base]);
  expect(merged.stdout).toBe(`${await imported({ same: 't', text: 'b\n' })}\n`);
  const conflict = await treebox(['fs', 'merge', ours, clash, '--base', base]);
  expect(conflict).toMatchObject({ status: 3, stdout: 'CONFLICT (text): text\n' });
  expect(conflict.stderr).toMatch(/^treebox: 1 path is in conflict/);
  const data = await treebox(['fs', 'merge', ours, clash, '--base', base, '--json']);
  expect(data.status).toBe(3);
  expect(JSON.parse(data.stdout).conflicts[0].markers).toContain('<<<<<<<');
  const settled = await treebox(['fs', 'merge', ours, clash, '--base', base, '--prefer', 'theirs']);
  expect(settled.stdout).toBe(`${clash}\n`);
  expect((await treebox(['fs', 'merge', ours, clash, '--prefer', 'mine'])).status).toBe(2);
});

test('fs merge --push, fs pick, fs revert: move a label, as git merge, cherry-pick and revert do', async () => {
  const [start, ours, theirs] = [
    await imported({ a: '1', b: '1' }),
    await imported({ a: '2', b: '1' }),
    await imported({ a: '1', b: '2' }),
  ];
  for (const label of ['picked', 'change', 'third']) await treebox(['fs', 'label', label, start]);
  await treebox(['fs', 'push', 'picked', ours, '--expected', start]);
  await treebox(['fs', 'push', 'change', theirs, '--expected', start]);
  const both = await imported({ a: '2', b: '2' });
  expect(await treebox(['fs', 'pick', 'picked', 'change', '--push', 'picked'])).toMatchObject({
    status: 0,
    stdout: `${both}\n`,
  });
  expect((await treebox(['fs', 'revert', 'picked', 'picked', '--push', 'picked'])).stdout).toBe(`${ours}\n`);
  const merged = await treebox(['fs', 'merge', 'picked', 'change', '--base', start, '--push', 'picked']);
  expect(merged).toMatchObject({ status: 0, stdout: `${both}\n`, stderr: expect.stringContaining('picked names') });
  const elsewhere = await treebox(['fs', 'merge', 'picked', 'change', '--base', start, '--push', 'third']);
  expect(elsewhere.status).toBe(3);
});

test('fs tree, fs cat: list and read a snapshot by any way to write a path', async () => {
  const id = await imported({ 'a.txt': 'text\n', 'd/e/f.bin': '\u0000ÿ', 'd/#?%20 x': 'odd', 'd/empty': '' });
  expect((await treebox(['fs', 'tree', id])).stdout).toBe(
    '100644 blob                5 a.txt\n040000 tree                - d/\n',
  );
  expect((await treebox(['fs', 'tree', id, '/d/./e/'])).stdout).toContain(' d/e/f.bin\n');
  const all = (await treebox(['fs', 'tree', id, '--recursive', '--json'])).stdout.trim().split('\n');
  expect(all.map((line) => JSON.parse(line).path)).toEqual(['a.txt', 'd', 'd/#?%20 x', 'd/e', 'd/e/f.bin', 'd/empty']);
  expect((await treebox(['fs', 'cat', id, '/d/../a.txt'])).stdout).toBe('text\n');
  expect((await treebox(['fs', 'cat', id, 'd/e/f.bin'])).stdout).toBe('\u0000ÿ');
  expect((await treebox(['fs', 'cat', id, 'd/#?%20 x'])).stdout).toBe('odd');
  expect(await treebox(['fs', 'cat', id, 'd/empty'])).toMatchObject({ status: 0, stdout: '' });
  expect(await treebox(['fs', 'cat', id, 'none'])).toMatchObject({ status: 1, stdout: '' });
});

test('fs diff: names what differs as git does, and makes a patch that git applies', async () => {
  const [from, to] = [await imported({ a: '1\n', b: '2\n' }), await imported({ b: '3\n', c: '4\n' })];
  expect((await treebox(['fs', 'diff', from, to])).stdout).toBe('D\ta\nM\tb\nA\tc\n');
  const json = JSON.parse((await treebox(['fs', 'diff', from, to, '--json'])).stdout);
  expect(json.changes.map(({ path }: { path: string }) => path)).toEqual(['a', 'b', 'c']);
  const { stdout: patch } = await treebox(['fs', 'diff', from, to, '--patch']);
  const work = mkdtempSync(join(folder, 'apply-'));
  writeFileSync(join(work, 'a'), '1\n');
  writeFileSync(join(work, 'b'), '2\n');
  execFileSync('git', ['init', '--quiet'], { cwd: work });
  execFileSync('git', ['apply'], { cwd: work, input: patch });
  expect(treeOf(work)).toBe(to);
  expect((await treebox(['fs', 'diff', from, to, '--patch', '--json'])).status).toBe(2);
});
