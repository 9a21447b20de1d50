import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/core/ids.ts';
import { hashObject } from '../../../src/git/format/object-id.ts';
import { adler32, deflatePieces } from '../../../src/git/format/zlib-pieces.ts';
import { ByteLru } from '../../../src/git/objects/byte-lru.ts';
import { RepositoryObjects } from '../../../src/git/objects/repository-objects.ts';
import { applyDelta } from '../../../src/git/packs/pack-delta.ts';
import { encodePackIndex, PackIndex } from '../../../src/git/packs/pack-index.ts';
import { PackWriter } from '../../../src/git/packs/pack-writer.ts';
import { git, temporaryFolder } from '../../support/real-git.ts';

/** A repository made by git alone, with texts that make good deltas of one another. */
function gitRepository(blobs: number): { objects: string; oids: Oid[]; texts: Buffer[] } {
  const folder = temporaryFolder();
  git(folder, ['init', '-q', '--bare']);
  const lines = Array.from({ length: 200 }, (_, nth) => `line ${nth} of a text that changes a little\n`);
  const texts = Array.from({ length: blobs }, (_, nth) => {
    lines[(nth * 13) % lines.length] = `changed in version ${nth}\n`;
    return Buffer.from(lines.join(''));
  });
  mkdirSync(join(folder, 'files'));
  for (const [nth, text] of texts.entries()) writeFileSync(join(folder, 'files', `${nth}`), text);
  const paths = texts.map((_, nth) => `files/${nth}`).join('\n');
  const oids = git(folder, ['hash-object', '-w', '--stdin-paths'], paths).split('\n') as Oid[];
  return { objects: folder, oids, texts };
}

test.each([
  ['offset deltas', []],
  ['deltas that name their base', ['--no-delta-base-offset']],
  ['the longest chains that git writes', ['--depth=4095', '--window=300']],
  ['an index with offsets of eight bytes', ['--index-version=2,0x40']],
])('RepositoryObjects reads packs with %s', (_, options) => {
  const { objects, oids, texts } = gitRepository(120);
  git(objects, ['pack-objects', '-q', ...options, 'objects/pack/pack'], `${oids.join('\n')}\n`);
  git(objects, ['prune-packed']);
  for (const cacheBytes of [0, 1 << 24]) {
    const reader = new RepositoryObjects(objects, cacheBytes);
    for (const [nth, oid] of [...oids.entries()].reverse()) {
      expect(reader.stat(oid)).toEqual({ type: 'blob', size: texts[nth]?.length });
      expect(reader.read(oid)?.data.equals(texts[nth] as Buffer)).toBe(true);
    }
    reader.close();
  }
});

test('RepositoryObjects reads loose objects of plain git', () => {
  const { objects, oids, texts } = gitRepository(5);
  const reader = new RepositoryObjects(objects, 0);
  for (const [nth, oid] of oids.entries()) {
    expect(reader.stat(oid)).toEqual({ type: 'blob', size: texts[nth]?.length });
    expect(reader.read(oid)?.data.equals(texts[nth] as Buffer)).toBe(true);
  }
});

test('RepositoryObjects refuses damaged packs and loose objects instead of giving back something else', () => {
  const { objects, oids, texts } = gitRepository(30);
  const [loose, ...packed] = oids as [Oid, ...Oid[]];
  git(objects, ['pack-objects', '-q', 'objects/pack/pack'], `${packed.join('\n')}\n`);
  git(objects, ['prune-packed']);
  const file = join(objects, 'objects', loose.slice(0, 2), loose.slice(2));
  for (const path of [
    file,
    ...readdirSync(join(objects, 'objects/pack')).map((name) => join(objects, 'objects/pack', name)),
  ]) {
    const good = readFileSync(path);
    for (let at = 0; at < good.length; at += Math.ceil(good.length / 25)) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] as number) ^ 0x55;
      writeDespite(path, bad);
      const reader = new RepositoryObjects(objects, 0);
      for (const [nth, oid] of oids.entries()) {
        let read: Buffer | undefined;
        try {
          read = reader.read(oid)?.data;
        } catch {
          continue;
        }
        // zlib's checksum and the lengths are what protects content on the way in; names are checked by fsck.
        if (read !== undefined && !read.equals(texts[nth] as Buffer)) expect(oids).toContain(hashObject('blob', read));
      }
      reader.close();
    }
    for (const length of [0, 5, good.length >> 1]) {
      writeDespite(path, good.subarray(0, length));
      const reader = new RepositoryObjects(objects, 0);
      for (const oid of oids) {
        try {
          reader.read(oid);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
      reader.close();
    }
    writeDespite(path, good);
  }
});

/** Overwrites a file that git has made read-only. */
function writeDespite(path: string, bytes: Buffer): void {
  truncateSync(path, 0);
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes);
  closeSync(fd);
}

test('applyDelta refuses deltas that reach outside their base, their result or themselves', () => {
  const base = Buffer.from('0123456789');
  expect(applyDelta(base, Buffer.from([10, 5, 0x91, 2, 3, 2, 97, 98])).toString()).toBe('234ab');
  for (const delta of [
    [11, 5, 0x91, 2, 3, 2, 97, 98],
    [10, 5, 0x91, 9, 3, 2, 97, 98],
    [10, 5, 0x91, 2, 9],
    [10, 5, 0x91, 2, 3, 9, 97, 98],
    [10, 5, 0x91, 2, 3, 0],
    [10, 5, 0x91, 2, 3],
    [10, 5, 0x91, 2],
    [10],
    [],
    [0x8a, 0x80, 0x80],
  ]) {
    expect(() => applyDelta(base, Buffer.from(delta)), String(delta)).toThrow();
  }
});

test('encodePackIndex and PackIndex agree on offsets beyond two GiB and on many objects', () => {
  const path = join(temporaryFolder(), 'pack.idx');
  const entries = Array.from({ length: 20_000 }, (_, nth) => ({
    oid: hashObject('blob', Buffer.from(String(nth))),
    crc: nth,
    offset: 12 + nth * 0x40_000,
  }));
  writeFileSync(path, encodePackIndex(entries, Buffer.alloc(20, 7)));
  expect(statSync(path).size).toBeGreaterThan(256 * 1024);
  const index = new PackIndex(path);
  expect(index.count).toBe(entries.length);
  for (const { oid, offset } of entries) expect(index.find(Buffer.from(oid, 'hex'))).toBe(offset);
  expect(index.find(Buffer.alloc(20, 0))).toBeUndefined();
  expect(index.find(Buffer.alloc(20, 255))).toBeUndefined();
  expect(index.next(entries[5]?.offset ?? 0)).toBe(entries[6]?.offset);
  expect(index.next(entries.at(-1)?.offset ?? 0)).toBeUndefined();
  expect(index.oids()).toEqual(entries.map(({ oid }) => oid).sort());
  index.close();
});

test('PackWriter writes a pack that git accepts, whether it fits into memory or not', () => {
  for (const size of [10, 700_000]) {
    const folder = temporaryFolder();
    git(folder, ['init', '-q', '--bare']);
    const writer = new PackWriter(folder);
    for (let nth = 0; nth < 8; nth++) {
      const noise = Buffer.alloc(size, hashObject('blob', Buffer.from(`${nth}`)));
      writer.write('blob', nth % 2 === 0 ? noise : Buffer.concat([Buffer.from(`${nth}`), Buffer.alloc(size)]));
    }
    const name = writer.finish() as string;
    const verified = git(folder, ['verify-pack', '-v', `${name}.pack`]);
    expect(verified).toContain('non delta: 8 objects');
    const reindexed = git(folder, ['index-pack', '--strict', '-o', 'again.idx', `${name}.pack`]);
    expect(reindexed).toMatch(/^[0-9a-f]{40}$/);
    expect(readFileSync(join(folder, 'again.idx')).equals(readFileSync(join(folder, `${name}.idx`)))).toBe(true);
  }
});

test('PackWriter writes nothing when it is given nothing', () => {
  const folder = temporaryFolder();
  expect(new PackWriter(folder).finish()).toBeNull();
  new PackWriter(folder).abandon();
  expect(readdirSync(folder)).toEqual([]);
});

test('deflatePieces makes a zlib stream of content of any size', () => {
  for (const size of [0, 1, 128, 129, 1 << 20, (1 << 20) + 1, 3 << 20]) {
    const data = Buffer.alloc(size, 'some content ');
    const pieces: Buffer[] = [];
    deflatePieces(data, (piece) => pieces.push(piece));
    expect(inflateSync(Buffer.concat(pieces)).equals(data)).toBe(true);
  }
  expect(adler32(Buffer.from('Wikipedia'))).toBe(0x11e60398);
  expect(adler32(Buffer.alloc(100_000, 255))).toBe(inflatedChecksum(Buffer.alloc(100_000, 255)));
});

/** The checksum that zlib itself puts at the end of a stream. */
function inflatedChecksum(data: Buffer): number {
  const pieces: Buffer[] = [];
  deflatePieces(data, (piece) => pieces.push(piece));
  return Buffer.concat(pieces).readUInt32BE(Buffer.concat(pieces).length - 4);
}

test('ByteLru drops what was used longest ago, and keeps nothing that would push out the rest', () => {
  const cache = new ByteLru<string>(10_000);
  cache.set('used', 'used', 300);
  for (let nth = 0; nth < 100; nth++) {
    cache.set(`${nth}`, `${nth}`, 300);
    expect(cache.get('used')).toBe('used');
    // Half of the budget's worth of the last ones is always there.
    for (let back = 0; back < 9; back++) if (back <= nth) expect(cache.get(`${nth - back}`)).toBe(`${nth - back}`);
  }
  const kept = Array.from({ length: 100 }, (_, nth) => cache.get(`${nth}`)).filter((value) => value !== undefined);
  expect(kept.length).toBeLessThanOrEqual(20);
  cache.set('huge', 'huge', 9_000);
  expect(cache.get('huge')).toBeUndefined();
  cache.set('used', 'again', 10);
  expect(cache.get('used')).toBe('again');
});

test('ByteLru never holds more than its budget', async () => {
  const cache = new ByteLru<object>(10_000);
  const held: WeakRef<object>[] = [];
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const setAnother = () => {
    const value = {};
    held.push(new WeakRef(value));
    cache.set(`${held.length}`, value, 2_300);
  };
  for (let nth = 0; nth < 12; nth++) {
    setAnother();
    // What a weak reference has been made of or has answered stays until the turn ends.
    await setImmediate();
    collectGarbage();
    expect(held.filter((value) => value.deref() !== undefined).length * 2_500).toBeLessThanOrEqual(10_000);
    await setImmediate();
  }
});

test('RepositoryObjects: what is kept of small objects keeps no memory of others', () => {
  const { objects: folder, oids } = gitRepository(200);
  const objects = new RepositoryObjects(folder);
  for (const oid of oids) {
    // As whatever else goes on takes its part of the memory that small buffers are cut from.
    Buffer.allocUnsafe(30_000);
    objects.read(oid);
  }
  const kept = new Set(oids.map((oid) => objects.read(oid)?.data as Buffer));
  const bytes = [...kept].reduce((sum, { length }) => sum + length, 0);
  const held = new Set([...kept].map(({ buffer }) => buffer));
  expect([...held].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThanOrEqual(2 * bytes);
  objects.close();
});
