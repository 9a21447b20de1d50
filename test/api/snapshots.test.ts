/**
 * Snapshots over HTTP: looking in, archives, differences, merges, collection.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack as createPack, type Header } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE, type Oid } from '../../src/core/ids.ts';
import { git, temporaryFolder } from '../support/real-git.ts';
import { type AppAnswer, TestApp } from '../support/test-app.ts';

let app: TestApp;
let folder: string;

beforeEach(() => {
  app = new TestApp();
  folder = mkdtempSync(join(tmpdir(), 'treebox-tar-'));
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const tarType = { 'content-type': 'application/x-tar' };
const importTar = (payload: Buffer): Promise<AppAnswer> =>
  app.call('POST', '/api/fs/snapshots', { payload, headers: tarType });

/** An archive of these entries, in order. */
async function tarOf(entries: readonly (Partial<Header> & { name: string; content?: string })[]): Promise<Buffer> {
  const pack = createPack();
  for (const { content = '', ...header } of entries) pack.entry(header, content);
  pack.finalize();
  return await buffer(pack);
}

/** A folder on disk with everything that a snapshot keeps, and what git makes of it. */
function realFolder(): { path: string; tree: string } {
  const path = join(folder, 'real');
  mkdirSync(join(path, 'sub/deep'), { recursive: true });
  mkdirSync(join(path, 'empty'));
  writeFileSync(join(path, 'text.txt'), 'hello\n');
  writeFileSync(join(path, 'sub/run.sh'), '#!/bin/sh\n');
  chmodSync(join(path, 'sub/run.sh'), 0o755);
  writeFileSync(join(path, 'sub/deep', `${'n'.repeat(120)}é😀`), Buffer.alloc(100_000, 7));
  writeFileSync(join(path, 'zero'), '');
  symlinkSync('../text.txt', join(path, 'sub/link'));
  git(path, ['init', '-q']);
  git(path, ['add', '-A']);
  const tree = git(path, ['write-tree']);
  rmSync(join(path, '.git'), { recursive: true });
  return { path, tree };
}

test('archives: what tar packs comes in as the tree that git makes, and goes out as it was', async () => {
  const real = realFolder();
  // The oldest format can't hold the long name.
  for (const format of ['gnu', 'pax']) {
    const archive = execFileSync('tar', [`--format=${format}`, '-C', real.path, '-c', '.']);
    const { status, body } = await importTar(archive);
    expect([format, status, body.ca_id]).toEqual([format, 201, real.tree]);
  }
  const { headers, ...exported } = await app.call('GET', `/api/fs/snapshots/${real.tree}/archive.tar`);
  expect([exported.status, headers['content-type']]).toEqual([200, 'application/x-tar']);
  const raw = (await app.app.inject(`/api/fs/snapshots/${real.tree}/archive.tar`)).rawPayload;
  const out = join(folder, 'out');
  mkdirSync(out);
  execFileSync('tar', ['-C', out, '-x'], { input: raw });
  git(out, ['init', '-q']);
  git(out, ['add', '-A']);
  expect(git(out, ['write-tree'])).toBe(real.tree);
  expect((await importTar(raw)).body.ca_id).toBe(real.tree);
});

test('archives: an imported snapshot can be pushed and survives git gc', async () => {
  const { ca_id } = (await importTar(await tarOf([{ name: './a/b', content: 'x' }]))).body;
  git(app.repository.path, ['gc', '--prune=now', '--quiet']);
  expect((await app.post('/api/fs/push', { label: 'main', ca_id })).status).toBe(200);
  expect((await app.get('/api/fs/snapshots/main/files/a/b')).text).toBe('x');
  expect(git(app.repository.path, ['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
});

test('archives: an empty one is the empty tree, and empty folders are dropped', async () => {
  expect((await importTar(await tarOf([]))).body.ca_id).toBe(EMPTY_TREE);
  expect((await importTar(await tarOf([{ name: 'a/b/', type: 'directory' }]))).body.ca_id).toBe(EMPTY_TREE);
});

test('archives: a later entry replaces an earlier one, a hard link is a copy', async () => {
  const archive = await tarOf([
    { name: 'a', content: 'first' },
    { name: 'a', content: 'second' },
    { name: 'b', type: 'link', linkname: 'a' },
  ]);
  const { ca_id } = (await importTar(archive)).body;
  for (const name of ['a', 'b'])
    expect((await app.get(`/api/fs/snapshots/${ca_id}/files/${name}`)).text).toBe('second');
});

test.each<[string, (Partial<Header> & { name: string; content?: string })[]]>([
  ['a path with ".."', [{ name: '../a' }]],
  ['a path with ".." inside', [{ name: 'a/../../b' }]],
  ['an absolute path', [{ name: '/etc/passwd' }]],
  ['a link out', [{ name: 'a', type: 'symlink', linkname: '../x' }]],
  ['a link out, the long way', [{ name: 'a/b', type: 'symlink', linkname: 'c/../../../x' }]],
  ['a link to an absolute path', [{ name: 'a', type: 'symlink', linkname: '/etc/passwd' }]],
  ['a hard link out', [{ name: 'a', type: 'link', linkname: '../x' }]],
  ['a hard link to what is not there', [{ name: 'a', type: 'link', linkname: 'b' }]],
  ['a path through a link', [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'a/c' }]],
  ['a path through a file', [{ name: 'a' }, { name: 'a/c' }]],
  ['a file over a folder', [{ name: 'a/c' }, { name: 'a' }]],
  ['a device', [{ name: 'a', type: 'character-device' }]],
  ['a pipe', [{ name: 'a', type: 'fifo' }]],
  ['a repository', [{ name: '.git/config' }]],
  ['a repository in disguise', [{ name: 'x/GIT~1' }]],
  ['a .gitmodules link', [{ name: '.gitmodules', type: 'symlink', linkname: 'a' }]],
  ['a long name', [{ name: 'x'.repeat(256) }]],
  ['a long path', [{ name: 'x/'.repeat(2_100) }]],
])('archives: %s is refused with 400', async (_what, entries) => {
  const { status, body } = await importTar(await tarOf(entries));
  expect([status, body.code]).toEqual([400, 'bad_request']);
});

test.each(['v7', 'ustar', 'oldgnu', 'gnu', 'pax'])('archives: what tar writes as %s comes in', async (format) => {
  writeFileSync(join(folder, 'f'), 'text');
  const archive = execFileSync('tar', ['-C', folder, '-c', `--format=${format}`, 'f']);
  const { body } = await importTar(archive);
  expect((await app.get(`/api/fs/snapshots/${body.ca_id}/files/f`)).text).toBe('text');
});

test.each(['gnu', 'pax'])('archives: a sparse file of tar as %s is refused', async (format) => {
  writeFileSync(join(folder, 'f'), '');
  truncateSync(join(folder, 'f'), 1 << 20);
  const archive = execFileSync('tar', ['-C', folder, '-c', '--sparse', `--format=${format}`, 'f']);
  const { status, body } = await importTar(archive);
  expect([status, body.error]).toEqual([400, expect.stringContaining('pack it without --sparse')]);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('POST /api/fs/snapshots: an archive packed with %s is unpacked, under any type', async (name, pack) => {
  const { path, tree } = realFolder();
  const archive = execFileSync('tar', ['-C', path, '--exclude=.git', '-c', '.'], { maxBuffer: 1 << 24 });
  expect((await importTar(pack(archive))).body.ca_id).toBe(tree);
  const type = { 'content-type': `application/${name}` };
  const payload = pack(archive);
  expect((await app.call('POST', '/api/fs/snapshots', { payload, headers: type })).body.ca_id).toBe(tree);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('POST /api/fs/snapshots: %s is bounded while it unpacks, also what comes after the end', async (_name, pack) => {
  const end = await tarOf([{ name: 'a' }]);
  const { status, body } = await importTar(pack(Buffer.concat([end, Buffer.alloc(16 << 20)])));
  expect([status, body.code]).toEqual([413, 'too_large']);
  const large = await importTar(pack(await tarOf([{ name: 'a', content: 'x'.repeat((1 << 20) + 1) }])));
  expect(large.status).toBe(413);
});

test.each([gzipSync, zstdCompressSync])(
  'POST /api/fs/snapshots: a packed archive that is cut short or damaged is refused',
  async (pack) => {
    const packed = pack(await tarOf([{ name: 'a', content: randomBytes(5_000).toString('hex') }]));
    expect((await importTar(packed.subarray(0, packed.length >> 1))).status).toBe(400);
    packed.fill(0x55, packed.length >> 1);
    expect((await importTar(packed)).status).toBe(400);
  },
);

test.each(['BZh91AY', '\u00fd7zXZ\0'])('POST /api/fs/snapshots: %j is refused by name', async (start) => {
  const { status, body } = await importTar(Buffer.from(start.padEnd(1024, '\0'), 'latin1'));
  expect([status, body.error]).toEqual([400, expect.stringContaining('with gzip or zstd')]);
});

test('archives: names that are not UTF-8 are refused', async () => {
  const archive = await tarOf([{ name: 'abc' }]);
  archive[0] = 0xff;
  let sum = 8 * 0x20;
  for (const [index, byte] of archive.subarray(0, 512).entries()) if (index < 148 || index >= 156) sum += byte;
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const { status, body } = await importTar(archive);
  expect([status, body.error]).toEqual([400, expect.stringContaining('UTF-8')]);
});

test('archives: what git refuses in the files that it reads is refused', async () => {
  const content = '[submodule "x"]\n\turl = -x\n';
  for (const entries of [
    [{ name: 'a/.gitmodules', content }],
    [{ name: '.GITMODULES', content: 'x'.repeat(11 << 20) }],
    [
      { name: 'f', content },
      { name: 'gitmod~1', type: 'link' as const, linkname: 'f' },
    ],
  ]) {
    const { status } = await importTar(await tarOf(entries));
    expect([400, 413]).toContain(status);
  }
  expect((await importTar(await tarOf([{ name: '.gitmodules', content: content.replace('-x', './x') }]))).status).toBe(
    201,
  );
});

test('archives: too many files, too many bytes and bombs are refused with 413', async () => {
  const many = Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` }));
  expect((await importTar(await tarOf(many))).status).toBe(413);
  expect((await importTar(await tarOf([{ name: 'a', content: 'x'.repeat((1 << 20) + 1) }]))).status).toBe(413);
  // Says that it holds far more than it does: refused for what it says, before it is read.
  const bomb = headerOf('a', '7'.repeat(11));
  expect((await importTar(bomb)).status).toBe(413);
});

/** A lone header block that announces `size` in octal. */
function headerOf(name: string, size: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name);
  block.write('0000644\0', 100);
  block.write(`${size}\0`, 124);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

test('archives: damaged ones are refused with 400, other types with 415, unknown snapshots with 404', async () => {
  const archive = await tarOf([{ name: 'a', content: 'x'.repeat(2_000) }]);
  for (const broken of [Buffer.from('no tar'), archive.subarray(0, 1_000), Buffer.alloc(700, 'x')]) {
    expect((await importTar(broken)).status).toBe(400);
  }
  expect((await app.call('POST', '/api/fs/snapshots', { payload: archive })).status).toBe(415);
  const json = { 'content-type': 'application/json' };
  expect((await app.call('POST', '/api/fs/snapshots', { payload: '{}', headers: json })).status).toBe(415);
  expect((await app.get('/api/fs/snapshots/none/archive.tar')).status).toBe(404);
});

test('archives: a large file comes in and goes out whole', async () => {
  await app.close();
  app = new TestApp({ importLimits: { bytes: 64 << 20, files: 10 } });
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const content = 'abcdefg\n'.repeat(1 << 20);
  const { ca_id } = (await importTar(await tarOf([{ name: 'big', content }]))).body;
  const { size, oid } = (await app.get(`/api/fs/snapshots/${ca_id}/tree/`)).body.entries[0];
  expect([size, git(app.repository.path, ['cat-file', '-s', oid])]).toEqual([content.length, `${content.length}`]);
  expect((await app.get(`/api/fs/snapshots/${ca_id}/files/big`)).text === content).toBe(true);
  const part = await app.get(`/api/fs/snapshots/${ca_id}/files/big`, { range: `bytes=${content.length - 10}-` });
  expect([part.status, part.text]).toEqual([206, content.slice(-10)]);
  process.off('warning', onWarning);
  // Such as of listeners that pile up with each chunk.
  expect(warnings).toEqual([]);
});

test('tree: a folder as git lists it', async () => {
  const real = realFolder();
  await importTar(execFileSync('tar', ['-C', real.path, '-c', '.']));
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
  for (const tree of [named, fs as Oid]) expect((await app.get(`/api/fs/snapshots/${tree}/files/a`)).status).toBe(200);
  expect((await app.post('/api/fs/gc', { dry_run: 'yes' })).status).toBe(400);
  expect(readFileSync(join(app.repository.path, 'HEAD'), 'utf8')).toContain('ref:');
});
