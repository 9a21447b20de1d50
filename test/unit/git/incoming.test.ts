/** What comes into a repository: adopted from this process, or taken from one that is not trusted. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/core/ids.ts';
import { PackWriter } from '../../../src/git/packs/pack-writer.ts';
import { fsck, git, storeTree, temporaryRepository, tryGit } from '../../support/real-git.ts';

test('Incoming keeps what it has adopted from git gc --prune=now before anything names it', () => {
  const repository = temporaryRepository();
  const { path } = repository;
  const unpacked = git(path, ['hash-object', '-w', '--stdin'], 'loose and unnamed');
  const tree = storeTree(repository, { a: 'unnamed' });
  git(path, ['gc', '--quiet', '--prune=now']);
  git(path, ['repack', '-a', '-d', '-q']);
  git(path, ['prune', '--expire=now']);
  expect(tryGit(path, ['cat-file', '-e', unpacked]).code).not.toBe(0);
  expect(git(path, ['cat-file', 'blob', `${tree}:a`])).toBe('unnamed');
});

test('Incoming.admit takes what a PackWriter has written, small or large, and deletes it', async () => {
  const repository = temporaryRepository();
  const folder = repository.incoming.folder('runner');
  for (const size of [10, 500_000, 20_000_000]) {
    // Files for the copy are there already, but for the first time.
    const madeAhead = () => repository.incoming.folders('packs').flatMap((stock) => readdirSync(stock)).length;
    if (size > 10) await expect.poll(madeAhead).toBeGreaterThan(1);
    const writer = new PackWriter(folder);
    const contents = [Buffer.alloc(size, 'a'), Buffer.alloc(size, 'b'), Buffer.alloc(0)];
    const oids = contents.map((content) => writer.write('blob', content));
    await repository.incoming.admit(folder, writer.finish() as string);
    for (const [nth, oid] of oids.entries())
      expect(repository.objects.read(oid)?.data.equals(contents[nth] as Buffer)).toBe(true);
  }
  expect(readdirSync(folder)).toEqual([]);
  expect(fsck(repository.path)).toBe('');
});

test('Incoming.admit of a large pack leaves no reverse index behind, which newer gits write unasked', async () => {
  const { path, incoming } = temporaryRepository();
  git(path, ['config', 'pack.writeReverseIndex', 'true']);
  const folder = incoming.folder('runner');
  const writer = new PackWriter(folder);
  writer.write('blob', randomBytes(500_000));
  await incoming.admit(folder, writer.finish() as string);
  const places = [incoming.folder('server'), ...incoming.folders('packs')];
  expect(places.flatMap((place) => readdirSync(place)).filter((name) => name.endsWith('.rev'))).toEqual([]);
});

test('Incoming.admit of a pack that is not there leaves no files that were made ahead for it', async () => {
  const { incoming } = temporaryRepository();
  const folder = incoming.folder('runner');
  const admit = () => incoming.admit(folder, `pack-${'a'.repeat(40)}`);
  const madeAhead = () => incoming.folders('packs').flatMap((stock) => readdirSync(stock));
  await expect(admit()).rejects.toThrow('ENOENT');
  await expect.poll(() => madeAhead().length).toBe(2);
  const files = madeAhead();
  await turn();
  await expect(admit()).rejects.toThrow('ENOENT');
  for (const file of files) expect(madeAhead()).not.toContain(file);
});

test('Incoming.admit: trees that it took can be read without the pack folder, and none of a refused pack', async () => {
  const { path, incoming, objects } = temporaryRepository();
  const folder = incoming.folder('runner');
  const written = () => {
    const writer = new PackWriter(folder);
    const blob = writer.write('blob', randomBytes(10));
    const entry = Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(blob, 'hex')]);
    return { blob, entry, tree: writer.write('tree', entry), name: writer.finish() as string };
  };
  const taken = written();
  await incoming.admit(folder, taken.name);
  const refused = written();
  const bytes = readFileSync(join(folder, `${refused.name}.pack`));
  writeFileSync(join(folder, `${refused.name}.pack`), bytes.fill(0, bytes.length - 1));
  await expect(incoming.admit(folder, refused.name)).rejects.toThrow('its hash is wrong');
  rmSync(join(path, 'objects/pack'), { recursive: true });
  mkdirSync(join(path, 'objects/pack'));
  expect(objects.read(taken.tree)).toEqual({ type: 'tree', data: taken.entry });
  expect([taken.blob, refused.tree].map((oid) => objects.stat(oid))).toEqual([undefined, undefined]);
});

test('Incoming.admit believes neither an index nor a name', async () => {
  const repository = temporaryRepository();
  const folder = repository.incoming.folder('runner');
  const good = storeTree(repository, { a: 'good' });
  const writer = new PackWriter(folder);
  const evil = writer.write('tree', Buffer.alloc(0));
  const name = writer.finish() as string;
  const index = readFileSync(join(folder, `${name}.idx`), 'latin1');
  const raw = (oid: Oid) => Buffer.from(oid, 'hex').toString('latin1');
  writeFileSync(join(folder, `${name}.idx`), index.replace(raw(evil), raw(good)), 'latin1');
  await repository.incoming.admit(folder, name);
  expect(git(repository.path, ['ls-tree', '--name-only', good])).toBe('a');
  expect(fsck(repository.path)).toBe('');

  for (const odd of ['../../../config', 'pack-1', `pack-${'g'.repeat(40)}`]) {
    await expect(repository.incoming.admit(folder, odd)).rejects.toThrow('names its pack');
  }
});

test.each([
  ['nothing', () => Buffer.alloc(0)],
  ['no pack', () => Buffer.alloc(1000, 'x')],
  ['a pack cut short', (good: Buffer) => good.subarray(0, -7)],
  ['a pack with something after it', (good: Buffer) => Buffer.concat([good, good])],
  [
    'a pack of another number of objects',
    (good: Buffer) => Buffer.concat([good.subarray(0, 11), Buffer.from([9]), good.subarray(12)]),
  ],
  [
    'a pack with a changed byte',
    (good: Buffer) => Buffer.concat([good.subarray(0, 30), Buffer.from([~(good[30] as number)]), good.subarray(31)]),
  ],
  ['a large file that is no pack', () => Buffer.alloc(1_000_000, 'x')],
] as const)('Incoming.admit refuses %s, and takes nothing', async (_, spoil) => {
  const repository = temporaryRepository();
  const folder = repository.incoming.folder('runner');
  const writer = new PackWriter(folder);
  for (const text of ['some content', 'some more content']) writer.write('blob', Buffer.from(text));
  const name = writer.finish() as string;
  const path = join(folder, `${name}.pack`);
  writeFileSync(path, spoil(readFileSync(path)));
  await expect(repository.incoming.admit(folder, name)).rejects.toThrow(/pack/);
  rmSync(path);
  symlinkSync('/etc/passwd', path);
  await expect(repository.incoming.admit(folder, name)).rejects.toThrow(/ELOOP/);
  expect(readdirSync(join(repository.path, 'objects/pack'))).toEqual([]);
  expect(readdirSync(repository.incoming.folder('server'))).toEqual([]);
});
