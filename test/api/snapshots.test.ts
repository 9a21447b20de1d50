/**
 * Snapshots over HTTP: looking in, differences, merges, collection.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TreeId } from '../../src/core/ids.ts';
import { importTar, realFolder } from '../support/archives.ts';
import { git, temporaryFolder } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(async () => {
  await app.close();
});

test('tree: a folder as git lists it', async () => {
  const real = realFolder();
  await importTar(app, execFileSync('tar', ['-C', real.path, '-c', '.']));
  const listed = (await app.get(`/api/fs/snapshots/${real.tree}/tree/sub`)).body;
  const expected = git(app.repository.path, ['ls-tree', '-l', `${real.tree}:sub`]).split('\n');
  expect(listed).toMatchObject({ ca_id: real.tree, path: 'sub' });
  expect(
    listed.entries.map(({ mode, type, oid, size, name }: Record<string, string>) => {
      const gitType = type === 'symlink' ? 'blob' : type;
      return `${mode} ${gitType} ${oid} ${String(size ?? '-').padStart(7)}\t${name}`;
    }),
  ).toEqual(expected);
  expect(listed.entries.find(({ name }: { name: string }) => name === 'link').type).toBe('symlink');
  for (const path of ['', 'sub/', 'sub/deep']) {
    expect((await app.get(`/api/fs/snapshots/${real.tree}/tree/${path}`)).status, path).toBe(200);
  }
  for (const path of ['none', 'text.txt', 'sub/none', 'sub//deep', '%2e%2e']) {
    expect((await app.get(`/api/fs/snapshots/${real.tree}/tree/${path}`)).status, path).toBe(404);
  }
  for (const handle of ['none', '1'.repeat(40), 'a..b']) {
    expect((await app.get(`/api/fs/snapshots/${handle}/tree/`)).status, handle).toBe(404);
  }
});

test('tree: names of objects are names like any other', async () => {
  const tree = app.snapshot({ __proto__x: '', 'constructor/toString': 'text' });
  expect((await app.get(`/api/fs/snapshots/${tree}/files/constructor/toString`)).text).toBe('text');
  for (const name of ['hasOwnProperty', '__proto__']) {
    expect((await app.get(`/api/fs/snapshots/${tree}/files/${name}`)).status).toBe(404);
  }
});

test('files: bytes with their type, ETag and policy', async () => {
  const tree = app.snapshot({
    'a.json': '{}',
    'b/page.html': '<b>',
    'c.svg': '<svg/>',
    'd.js': '1',
    'e.ts': '1',
    f: '\0',
    'g "é.txt': '',
  });
  const head = async (path: string) => (await app.get(`/api/fs/snapshots/${tree}/files/${encodeURI(path)}`)).headers;
  const shown = await head('a.json');
  expect(shown).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
  });
  expect(shown.etag).toBe(`"${git(app.repository.path, ['rev-parse', `${tree}:a.json`])}"`);
  expect(shown['content-disposition']).toMatch(/^inline/);
  for (const active of ['b/page.html', 'c.svg', 'd.js', 'f']) {
    expect((await head(active))['content-disposition'], active).toMatch(/^attachment/);
  }
  expect((await head('e.ts'))['content-type']).toBe('text/plain; charset=utf-8');
  expect((await head('f'))['content-type']).toBe('application/octet-stream');
  expect((await head('g "é.txt'))['content-disposition']).toBe("inline; filename*=UTF-8''g%20%22%C3%A9.txt");
});

test('files: ranges and conditions', async () => {
  const tree = app.snapshot({ f: '0123456789', empty: '' });
  const url = `/api/fs/snapshots/${tree}/files/f`;
  const { etag } = (await app.get(url)).headers as { etag: string };
  const cases: [Record<string, string>, number, string, string | undefined][] = [
    [{ range: 'bytes=0-0' }, 206, '0', 'bytes 0-0/10'],
    [{ range: 'bytes=3-' }, 206, '3456789', 'bytes 3-9/10'],
    [{ range: 'bytes=-3' }, 206, '789', 'bytes 7-9/10'],
    [{ range: 'bytes=-99' }, 206, '0123456789', 'bytes 0-9/10'],
    [{ range: 'bytes=8-99' }, 206, '89', 'bytes 8-9/10'],
    [{ range: 'bytes=5-4' }, 200, '0123456789', undefined],
    [{ range: 'bytes=0-1,3-4' }, 200, '0123456789', undefined],
    [{ range: 'lines=0-1' }, 200, '0123456789', undefined],
    [{ range: 'bytes=0-1', 'if-range': etag }, 206, '01', 'bytes 0-1/10'],
    [{ range: 'bytes=0-1', 'if-range': '"other"' }, 200, '0123456789', undefined],
    [{ 'if-none-match': etag }, 304, '', undefined],
    [{ 'if-none-match': `"x", W/${etag}` }, 304, '', undefined],
    [{ 'if-none-match': '*' }, 304, '', undefined],
    [{ 'if-none-match': '"x"' }, 200, '0123456789', undefined],
  ];
  for (const [headers, status, text, contentRange] of cases) {
    const answer = await app.get(url, headers);
    expect([answer.status, answer.text, answer.headers['content-range']], JSON.stringify(headers)).toEqual([
      status,
      text,
      contentRange,
    ]);
  }
  for (const range of ['bytes=10-', 'bytes=-0']) {
    const answer = await app.get(url, { range });
    expect([answer.status, answer.headers['content-range'], answer.body.code]).toEqual([
      416,
      'bytes */10',
      'range_not_satisfiable',
    ]);
  }
  const empty = await app.get(`/api/fs/snapshots/${tree}/files/empty`);
  expect([empty.status, empty.text, empty.headers['content-length']]).toEqual([200, '', '0']);
  for (const path of ['none', 'f/x', ''])
    expect((await app.get(`/api/fs/snapshots/${tree}/files/${path}`)).status).toBe(404);
  expect((await app.call('HEAD', url)).headers['content-length']).toBe('10');
});

test('diff: lists what differs, as a patch what git would print', async () => {
  const [from, to] = [
    app.snapshot({ same: '1', a: 'x\n', gone: 'y\n' }),
    app.snapshot({ same: '1', a: 'z\n', 'new/f': 'n\n' }),
  ];
  const { body } = await app.get(`/api/fs/diff?from=${from}&to=${to}`);
  expect(body.changes.map(({ path, status }: Record<string, string>) => `${status} ${path}`)).toEqual([
    'modified a',
    'deleted gone',
    'added new/f',
  ]);
  expect(body.changes[1]).toMatchObject({ from: expect.stringMatching(/^[0-9a-f]{40}$/), to: null });
  const patch = await app.get(`/api/fs/diff?from=${from}&to=${to}&patch=true`);
  expect(patch.headers['content-type']).toBe('text/x-diff; charset=utf-8');
  expect(patch.text).toBe(`${git(app.repository.path, ['diff', '--no-renames', '--abbrev=7', from, to])}\n`);
  for (const query of ['', `from=${from}`, `from=${from}&to=${to}&patch=maybe`]) {
    expect((await app.get(`/api/fs/diff?${query}`)).status, query).toBe(400);
  }
  for (const query of [`from=${from}&to=none`, `from=${'1'.repeat(40)}&to=${to}&patch=true`]) {
    expect((await app.get(`/api/fs/diff?${query}`)).status, query).toBe(404);
  }
});

test('fs_diff_handler: with renames, gives a patch that git apply takes', async () => {
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  const from = app.snapshot({ 'a/x': text, b: '1\n', same: '2\n' });
  const to = app.snapshot({ 'c/y': `${text}more\n`, b: '3\n', moved: '2\n' });
  const { text: patch } = await app.get(`/api/fs/diff?from=${from}&to=${to}&patch=true&renames=true`);
  expect(patch).toContain('\nrename from a/x\nrename to c/y\n');
  const folder = temporaryFolder();
  git(folder, ['init', '-q']);
  writeFileSync(join(folder, '.git/objects/info/alternates'), `${app.repository.path}/objects\n`);
  git(folder, ['read-tree', '--reset', '-u', from]);
  git(folder, ['apply', '--index', '-'], patch);
  git(folder, ['add', '-A']);
  const { body } = await app.get(`/api/fs/diff?from=${from}&to=${to}&renames=true`);
  expect(body.changes.map((change: { status: string }) => change.status)).toEqual(['modified', 'renamed', 'renamed']);
  expect(git(folder, ['write-tree'])).toBe(to);
});

test('merge: merges by CA id and label, reports conflicts, settles them', async () => {
  const base = app.snapshot({ a: '1\n', b: '1\n' });
  const ours = app.snapshot({ a: '2\n', b: '1\n' });
  const theirs = app.snapshot({ a: '3\n', b: '2\n' });
  await app.post('/api/fs/labels', { name: 'side', ca_id: app.snapshot({ a: '1\n', b: '2\n' }) });
  const merge = async (body: object) => (await app.post('/api/fs/merge', { base, ours, ...body })).body;
  const clean = await merge({ theirs: 'side' });
  expect(clean).toMatchObject({ status: 'merged', ca_id: app.snapshot({ a: '2\n', b: '2\n' }) });
  expect(app.repository.pins.has(clean.ca_id)).toBe(true);
  const { status, conflicts } = await merge({ theirs });
  expect([status, conflicts.length, conflicts[0].path, conflicts[0].kind]).toEqual(['conflict', 1, 'a', 'text']);
  expect(conflicts[0].markers).toContain('|||||||');
  expect(await merge({ theirs, prefer: 'theirs' })).toMatchObject({ status: 'merged', ca_id: theirs });
  for (const body of [
    { theirs: 'none' },
    { theirs: '1'.repeat(40) },
    { theirs, prefer: 'both' },
    { theirs: 'a..b' },
    {},
  ]) {
    expect((await app.post('/api/fs/merge', { base, ours, ...body })).status).toBe(400);
  }
});

test('gc: keeps what anything names, tells what it would free', async () => {
  const named = app.snapshot({ a: 'label' });
  await app.post('/api/fs/push', { label: 'main', ca_id: named });
  const { fs } = await app.execLeaving(app.snapshot({ a: 'execution' }));
  const dry = await app.post('/api/fs/gc', { dry_run: true });
  expect(dry).toMatchObject({ status: 200, body: { dry_run: true, kept: {}, freed: {} } });
  const { status, body } = await app.call('POST', '/api/fs/gc');
  expect([status, body.dry_run]).toEqual([200, false]);
  expect(body.kept.objects).toBeGreaterThan(0);
  for (const tree of [named, fs as TreeId])
    expect((await app.get(`/api/fs/snapshots/${tree}/files/a`)).status).toBe(200);
  expect((await app.post('/api/fs/gc', { dry_run: 'yes' })).status).toBe(400);
  expect(readFileSync(join(app.repository.path, 'HEAD'), 'utf8')).toContain('ref:');
});
