import { constants } from 'node:fs';
import { expect, test } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { MemoryObjects, type TreeShape } from '../../support/memory-objects.ts';
import { mount } from '../../support/volume-fs.ts';

function folderOf(count: number): TreeShape {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, '']));
}

test('graft: shadows what lies there and is no part of the tree that is left', () => {
  const objects = new MemoryObjects();
  const tree = objects.tree({ data: { old: 'old' }, f: 'f' });
  const { fs, volume } = mount({ objects, tree });
  volume.graft('/data', objects.tree({ a: 'A' }));
  volume.graft('/x/y', objects.tree({ b: 'B' }));
  expect(fs.readdirSync('/')).toEqual(['data', 'f', 'x']);
  expect([fs.readdirSync('/data'), fs.readFileSync('/x/y/b', 'utf8')]).toEqual([['a'], 'B']);
  expect(volume.snapshot(objects)).toBe(tree);
  fs.writeFileSync('/f', 'changed');
  volume.ungraft();
  expect(fs.readFileSync('/data/old', 'utf8')).toBe('old');
  expect(volume.snapshot(objects)).toBe(objects.tree({ data: { old: 'old' }, f: 'changed' }));
});

test('graft: an empty volume with one leaves the empty tree, and a file can be shadowed', () => {
  const objects = new MemoryObjects();
  const { volume } = mount({ objects });
  volume.graft('/deep/data', objects.tree({ a: 'A' }));
  expect(volume.snapshot(objects)).toBe(EMPTY_TREE);
  const other = mount({ objects, tree: objects.tree({ f: 'file' }) });
  other.volume.graft('/f', objects.tree({ a: 'A' }));
  expect(other.fs.readdirSync('/f')).toEqual(['a']);
});

test('graft: one of 100,000 files reads what one of ten does: nothing, and what is walked', () => {
  const readsOf = (count: number) => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ top: 'top', big: folderOf(count), bigger: { big: folderOf(count) } });
    const { fs, volume } = mount({ objects });
    const before = volume.bytesHeld;
    volume.graft('/data', tree);
    expect([objects.reads, volume.bytesHeld - before]).toEqual([[], 0]);
    expect(fs.readFileSync('/data/top', 'utf8')).toBe('top');
    return objects.reads.map(({ type }) => type);
  };
  expect(readsOf(100_000)).toEqual(readsOf(10));
});

test('graft: descriptors of its files change nothing', () => {
  const objects = new MemoryObjects();
  const { fs, volume } = mount({ objects });
  volume.graft('/data', objects.tree({ a: 'A' }));
  const fd = fs.openSync('/data/a', constants.O_RDONLY);
  const attempts = [() => fs.fchmodSync(fd, 0o755), () => fs.fchownSync(fd, 1, 1), () => fs.futimesSync(fd, 1, 1)];
  for (const attempt of attempts) expect(attempt).toThrow(/^EROFS: read-only file system, f/);
  expect(() => fs.writeSync(fd, 'x')).toThrow('EBADF');
});

test('graft: is not removed with what lies above it, and nothing of it is', () => {
  const objects = new MemoryObjects();
  const { fs, volume } = mount({ objects });
  fs.mkdirSync('/a');
  volume.graft('/a/data', objects.tree({ f: 'f' }));
  fs.writeFileSync('/a/own', '');
  for (const path of ['/a', '/a/data', '/a/data/f']) {
    expect(() => fs.rmSync(path, { recursive: true })).toThrow(/^(EBUSY|EROFS)/);
  }
  expect(fs.readdirSync('/a')).toEqual(['data', 'own']);
  fs.renameSync('/a', '/b');
  expect(fs.readFileSync('/b/data/f', 'utf8')).toBe('f');
});
