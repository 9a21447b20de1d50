/**
 * Zip archives taken in as snapshots, and imports that are pushed.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/core/ids.ts';
import { git } from '../support/real-git.ts';
import { TestApp } from '../support/test-app.ts';
import { type ZipEntry, zipOf } from '../support/zip.ts';

let app: TestApp;

beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.close());

const take = (payload: Buffer | Readable, query = '', type = 'application/zip') =>
  app.call('POST', `/api/fs/snapshots${query}`, { payload, headers: { 'content-type': type } });

/** An archive that git writes of a snapshot. */
const archiveOf = (tree: string, format: 'zip' | 'tar') =>
  execFileSync('git', ['-C', app.repository.path, 'archive', `--format=${format}`, tree]);

test('POST /api/fs/snapshots: what git packs as zip comes in as the tree that it was', async () => {
  const { body: edited } = await app.post('/api/fs/edit', {
    base: app.snapshot({ 'sub/run.sh': '#!/bin/sh\n', 'sub/ä😀': 'x'.repeat(100_000), zero: '' }),
    edits: [{ path: 'sub/run.sh', mode: '100755' }],
  });
  const blob = git(app.repository.path, ['hash-object', '-w', '--stdin'], 'sub/run.sh');
  const listed = git(app.repository.path, ['ls-tree', edited.ca_id]);
  const tree = git(app.repository.path, ['mktree'], `${listed}\n120000 blob ${blob}\tlink\n`);
  const archive = archiveOf(tree, 'zip');
  for (const type of ['application/zip', 'application/x-tar']) {
    const { status, body } = await take(archive, '', type);
    expect([status, body]).toEqual([201, { ca_id: tree, push: null }]);
  }
  expect(readdirSync(join(app.repository.path, 'treebox/incoming'), { recursive: true }).join()).not.toContain('.zip');
});

test('POST /api/fs/snapshots: zip without entries, with folders alone, stored and replaced entries', async () => {
  expect((await take(zipOf([]))).body.ca_id).toBe(EMPTY_TREE);
  expect((await take(zipOf([{ name: 'a/b/' }]))).body.ca_id).toBe(EMPTY_TREE);
  const entries = [
    { name: './a', content: '1' },
    { name: 'd//b', content: '2', method: 0 as const },
    { name: 'a', content: '3' },
  ];
  expect((await take(zipOf(entries))).body.ca_id).toBe(app.snapshot({ a: '3', 'd/b': '2' }));
});

test.each([
  ['an absolute path', { name: '/etc/passwd' }, 'absolute'],
  ['a path that leads out', { name: 'a/../../b' }, '".."'],
  ['a name that git refuses', { name: 'a/.git/config' }, 'git refuses the name'],
  ['a link that leads out', { name: 'a/l', content: '../../x', mode: 0o120_777 }, 'links out of the archive'],
  ['an absolute link', { name: 'l', content: '/etc', mode: 0o120_777 }, 'absolute path'],
  ['a link without end', { name: 'l', content: 'x'.repeat(5_000), mode: 0o120_777 }, '4095 bytes'],
  ['a device', { name: 'd', mode: 0o060_644 }, "can't hold"],
  ['an encrypted file', { name: 'e', content: 'x', flags: 0x0801 }, 'encrypted'],
  ['a method that nobody has', { name: 'm', content: 'x', method: 12 as const }, 'compression method'],
  ['more bytes than it tells', { name: 'b', content: 'x'.repeat(5_000), size: 10 }, 'too many bytes'],
  ['fewer bytes than it tells', { name: 'b', content: 'x', size: 100_000 }, 'not enough bytes'],
  ['a file of another CRC-32', { name: 'c', content: 'x', crc: 1 }, 'CRC-32'],
  [
    'a large stored file of another CRC-32',
    { name: 'c', content: 'x'.repeat(99_999), crc: 1, method: 0 as const },
    'CRC-32',
  ],
  ['a link of another CRC-32', { name: 'l', content: 'good', mode: 0o120_777, crc: 1 }, 'CRC-32'],
  ['a .gitmodules that git refuses', { name: '.gitmodules', content: '[submodule "x"]\n\turl = -x\n' }, 'git refuses'],
])('POST /api/fs/snapshots: a zip with %s is refused', async (_, entry, why) => {
  const { status, body } = await take(zipOf([{ name: 'good', content: '1' }, entry]));
  expect([status, body.error]).toEqual([400, expect.stringContaining(why)]);
});

test('POST /api/fs/snapshots: a zip through a link, over a folder, or cut short is refused', async () => {
  const link = { name: 'l', content: 'good', mode: 0o120_777 };
  for (const entries of [
    [link, { name: 'l/x' }],
    [{ name: 'd/x' }, { name: 'd', content: '1' }],
  ]) {
    expect((await take(zipOf(entries))).status).toBe(400);
  }
  const archive = zipOf([{ name: 'a', content: 'x'.repeat(3_000) }]);
  for (const broken of [archive.subarray(0, 40), archive.subarray(0, -30), Buffer.from('PK\x03\x04', 'latin1')]) {
    const { status, body } = await take(broken);
    expect([status, body.error]).toEqual([400, expect.stringContaining('not a complete zip archive')]);
  }
});

test('POST /api/fs/snapshots: a name without the mark of UTF-8 is read as UTF-8 where it is valid, else as code page 437', async () => {
  const tree = app.snapshot({ 'café.txt': '1', 'ä/漢.txt': '2' });
  const entries = [
    { name: 'café.txt', content: '1', flags: 0 },
    { name: 'ä/漢.txt', content: '2', flags: 0 },
  ];
  expect((await take(zipOf(entries))).body.ca_id).toBe(tree);
  const old = [{ name: Buffer.from('caf\x82.txt', 'latin1'), content: '1', flags: 0 }];
  expect((await take(zipOf(old))).body.ca_id).toBe(app.snapshot({ 'café.txt': '1' }));
  expect((await take(zipOf([{ ...old[0], flags: 0x0800 } as ZipEntry]))).body.error).toContain('not UTF-8');
});

test('POST /api/fs/snapshots: a refused zip leaves no file open', async () => {
  await using roomy = new TestApp({ importLimits: { bytes: 64 << 20, files: 100 } });
  const large = randomBytes((10 << 20) + 1);
  const refusals: ZipEntry[] = [
    { name: '.gitmodules', content: large, method: 0 },
    { name: '.gitattributes', content: large, method: 0 },
    { name: '.gitmodules', content: large },
    { name: 'b', content: large, size: 100_000 },
    { name: 'c', content: large, crc: 1 },
  ];
  for (const entry of refusals) {
    const { status } = await roomy.call('POST', '/api/fs/snapshots', {
      payload: zipOf([entry]),
      headers: { 'content-type': 'application/zip' },
    });
    expect(status).toBe(400);
  }
  await expect.poll(() => openFiles(roomy.folder).filter((path) => path.includes('.zip'))).toEqual([]);
});

/** Files below a folder that this process has open. */
function openFiles(folder: string): string[] {
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd));
    } catch {
      return ''; // closed since it was listed
    }
  });
  return paths.filter((path) => path.startsWith(folder));
}

test.each([
  ['zip', (tree: string) => archiveOf(tree, 'zip')],
  ['tar', (tree: string) => archiveOf(tree, 'tar')],
  ['tar with gzip', (tree: string) => gzipSync(archiveOf(tree, 'tar'))],
  ['tar with zstd', (tree: string) => zstdCompressSync(archiveOf(tree, 'tar'))],
])('POST /api/fs/snapshots: a %s is told from its first bytes, one chunk each', async (_, pack) => {
  const tree = app.snapshot({ a: '1', 'd/b': '2' });
  expect((await take(Readable.from(slowly(pack(tree)), { objectMode: false }))).body.ca_id).toBe(tree);
  for (const bytes of ['P', 'PK', 'PK\x03\x04', '\x1f']) {
    expect((await take(Buffer.from(bytes, 'latin1'))).body.error).toContain('archive');
  }
});

async function* slowly(content: Buffer): AsyncGenerator<Buffer> {
  for (const at of [0, 1, 2]) {
    yield content.subarray(at, at + 1);
    await sleep(20);
  }
  yield content.subarray(3);
}

test('POST /api/fs/snapshots: a zip past the limits is refused for what it says, before it is unpacked', async () => {
  const many = Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` }));
  expect((await take(zipOf(many))).status).toBe(413);
  expect((await take(zipOf([{ name: 'a', content: 'x'.repeat((1 << 20) + 1) }]))).status).toBe(413);
  expect((await take(zipOf([{ name: 'a', content: 'x', size: 0xfffffff0 }]))).status).toBe(413);
});

test.each(['zip', 'tar', 'tar.gz'])('POST /api/fs/snapshots?push=: pushes what came in as %s', async (format) => {
  const trees = [app.snapshot({ a: '1' }), app.snapshot({ a: '2' })];
  const type = { zip: 'application/zip', tar: 'application/x-tar', 'tar.gz': 'application/gzip' }[format];
  for (const [index, tree] of trees.entries()) {
    const archive = archiveOf(tree, format === 'zip' ? 'zip' : 'tar');
    const { status, body } = await take(
      format === 'tar.gz' ? gzipSync(archive) : archive,
      '?push=site&message=new%20site',
      type,
    );
    expect([status, body.ca_id, body.push]).toMatchObject([
      201,
      tree,
      { status: 'advanced', label: 'site', ca_id: tree },
    ]);
    const log = git(app.repository.path, ['log', '--format=%s %T', 'site']).split('\n');
    expect(log).toEqual(
      trees
        .slice(0, index + 1)
        .toReversed()
        .map((each) => `new site ${each}`),
    );
  }
  const { body } = await take(zipOf([{ name: 'a', content: '2' }]), '?push=site');
  expect(body.push).toMatchObject({ status: 'unchanged', ca_id: trees[1] });
});

test('POST /api/fs/snapshots?push=: a label that no branch can have is refused, and a message without a label', async () => {
  for (const query of [
    '?push=a..b',
    '?push=',
    '?message=x',
    '?push=a&message=x&mesage=y',
    `?push=a&message=${'x'.repeat(4_097)}`,
  ]) {
    expect((await take(zipOf([]), query)).status, query).toBe(400);
  }
  expect((await app.get('/api/fs/labels')).body.labels).toEqual([]);
});
