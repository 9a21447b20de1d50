/**
 * Snapshots over HTTP: what comes in and goes out as an archive.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Header } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { importTar, realFolder, tarOf } from '../support/archives.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';

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

test('archives: what tar packs comes in as the tree that git makes, and goes out as it was', async () => {
  const real = realFolder();
  // The oldest format can't hold the long name.
  for (const format of ['gnu', 'pax']) {
    const archive = execFileSync('tar', [`--format=${format}`, '-C', real.path, '-c', '.']);
    const { status, body } = await importTar(app, archive);
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
  expect((await importTar(app, raw)).body.ca_id).toBe(real.tree);
});

test('archives: an imported snapshot can be pushed and survives git gc', async () => {
  const { ca_id } = (await importTar(app, await tarOf([{ name: './a/b', content: 'x' }]))).body;
  git(app.repository.path, ['gc', '--prune=now', '--quiet']);
  expect((await app.post('/api/fs/push', { label: 'main', ca_id })).status).toBe(200);
  expect((await app.get('/api/fs/snapshots/main/files/a/b')).text).toBe('x');
  expect(git(app.repository.path, ['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
});

test('archives: an empty one is the empty tree, and empty folders are dropped', async () => {
  expect((await importTar(app, await tarOf([]))).body.ca_id).toBe(EMPTY_TREE);
  expect((await importTar(app, await tarOf([{ name: 'a/b/', type: 'directory' }]))).body.ca_id).toBe(EMPTY_TREE);
});

test('archives: a later entry replaces an earlier one, a hard link is a copy', async () => {
  const archive = await tarOf([
    { name: 'a', content: 'first' },
    { name: 'a', content: 'second' },
    { name: 'b', type: 'link', linkname: 'a' },
  ]);
  const { ca_id } = (await importTar(app, archive)).body;
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
  const { status, body } = await importTar(app, await tarOf(entries));
  expect([status, body.code]).toEqual([400, 'bad_request']);
});

test.each(['v7', 'ustar', 'oldgnu', 'gnu', 'pax'])('archives: what tar writes as %s comes in', async (format) => {
  writeFileSync(join(folder, 'f'), 'text');
  const archive = execFileSync('tar', ['-C', folder, '-c', `--format=${format}`, 'f']);
  const { body } = await importTar(app, archive);
  expect((await app.get(`/api/fs/snapshots/${body.ca_id}/files/f`)).text).toBe('text');
});

test.each(['gnu', 'pax'])('archives: a sparse file of tar as %s is refused', async (format) => {
  writeFileSync(join(folder, 'f'), '');
  truncateSync(join(folder, 'f'), 1 << 20);
  const archive = execFileSync('tar', ['-C', folder, '-c', '--sparse', `--format=${format}`, 'f']);
  const { status, body } = await importTar(app, archive);
  expect([status, body.error]).toEqual([400, expect.stringContaining('pack it without --sparse')]);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('POST /api/fs/snapshots: an archive packed with %s is unpacked, under any type', async (name, pack) => {
  const { path, tree } = realFolder();
  const archive = execFileSync('tar', ['-C', path, '--exclude=.git', '-c', '.'], { maxBuffer: 1 << 24 });
  expect((await importTar(app, pack(archive))).body.ca_id).toBe(tree);
  const type = { 'content-type': `application/${name}` };
  const payload = pack(archive);
  expect((await app.call('POST', '/api/fs/snapshots', { payload, headers: type })).body.ca_id).toBe(tree);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('POST /api/fs/snapshots: %s is bounded while it unpacks, also what comes after the end', async (_name, pack) => {
  const end = await tarOf([{ name: 'a' }]);
  const { status, body } = await importTar(app, pack(Buffer.concat([end, Buffer.alloc(16 << 20)])));
  expect([status, body.code]).toEqual([413, 'too_large']);
  const large = await importTar(app, pack(await tarOf([{ name: 'a', content: 'x'.repeat((1 << 20) + 1) }])));
  expect(large.status).toBe(413);
});

test.each([gzipSync, zstdCompressSync])(
  'POST /api/fs/snapshots: a packed archive that is cut short or damaged is refused',
  async (pack) => {
    const packed = pack(await tarOf([{ name: 'a', content: randomBytes(5_000).toString('hex') }]));
    expect((await importTar(app, packed.subarray(0, packed.length >> 1))).status).toBe(400);
    packed.fill(0x55, packed.length >> 1);
    expect((await importTar(app, packed)).status).toBe(400);
  },
);

test.each(['BZh91AY', '\u00fd7zXZ\0'])('POST /api/fs/snapshots: %j is refused by name', async (start) => {
  const { status, body } = await importTar(app, Buffer.from(start.padEnd(1024, '\0'), 'latin1'));
  expect([status, body.error]).toEqual([400, expect.stringContaining('with gzip or zstd')]);
});

test('archives: names that are not UTF-8 are refused', async () => {
  const archive = await tarOf([{ name: 'abc' }]);
  archive[0] = 0xff;
  let sum = 8 * 0x20;
  for (const [index, byte] of archive.subarray(0, 512).entries()) if (index < 148 || index >= 156) sum += byte;
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const { status, body } = await importTar(app, archive);
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
    const { status } = await importTar(app, await tarOf(entries));
    expect([400, 413]).toContain(status);
  }
  expect(
    (await importTar(app, await tarOf([{ name: '.gitmodules', content: content.replace('-x', './x') }]))).status,
  ).toBe(201);
});

test('archives: too many files, too many bytes and bombs are refused with 413', async () => {
  const many = Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` }));
  expect((await importTar(app, await tarOf(many))).status).toBe(413);
  expect((await importTar(app, await tarOf([{ name: 'a', content: 'x'.repeat((1 << 20) + 1) }]))).status).toBe(413);
  // Says that it holds far more than it does: refused for what it says, before it is read.
  const bomb = headerOf('a', '7'.repeat(11));
  expect((await importTar(app, bomb)).status).toBe(413);
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
    expect((await importTar(app, broken)).status).toBe(400);
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
  const { ca_id } = (await importTar(app, await tarOf([{ name: 'big', content }]))).body;
  const { size, oid } = (await app.get(`/api/fs/snapshots/${ca_id}/tree/`)).body.entries[0];
  expect([size, git(app.repository.path, ['cat-file', '-s', oid])]).toEqual([content.length, `${content.length}`]);
  expect((await app.get(`/api/fs/snapshots/${ca_id}/files/big`)).text === content).toBe(true);
  const part = await app.get(`/api/fs/snapshots/${ca_id}/files/big`, { range: `bytes=${content.length - 10}-` });
  expect([part.status, part.text]).toEqual([206, content.slice(-10)]);
  process.off('warning', onWarning);
  // Such as of listeners that pile up with each chunk.
  expect(warnings).toEqual([]);
});
