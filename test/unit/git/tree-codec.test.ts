import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeTree, differInContentsAlone, encodeTree } from '../../../src/git/format/tree-codec.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tree-codec-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('encodeTree: sorts a folder as if its name ended in a slash, as git does', () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet');
  for (const name of ['a', 'a.b', 'a0', 'ä', '\u{1f333}']) writeFileSync(join(folder, name), name);
  execFileSync('mkdir', ['-p', join(folder, 'a-'), join(folder, 'b')]);
  writeFileSync(join(folder, 'a-', 'x'), '');
  writeFileSync(join(folder, 'b', 'x'), '');
  writeFileSync(join(folder, 'b.c'), '');
  git('add', '--all');
  const stored = git('cat-file', 'tree', git('write-tree').toString().trim());
  const entries = decodeTree(stored);
  expect(entries.map((entry) => entry.name)).toContain('\u{1f333}');
  expect(encodeTree(entries.toReversed())).toEqual(stored);
});

test('decodeTree: refuses bytes that end inside an entry', () => {
  expect(() => decodeTree(Buffer.from('100644 a\0short'))).toThrow('ends inside an entry');
});

test('differInContentsAlone: tells other contents of files from every other difference', () => {
  const oid = (digit: string) => Buffer.from(digit.repeat(40), 'hex');
  const tree = (...entries: [start: string, oid: string][]) =>
    Buffer.concat(entries.flatMap(([start, digit]) => [Buffer.from(`${start}\0`), oid(digit)]));
  const base = tree(['100644 a', '1'], ['40000 b', '2'], ['120000 c', '3']);
  expect(differInContentsAlone(base, tree(['100644 a', '4'], ['40000 b', '2'], ['120000 c', '5']))).toBe(true);
  expect(differInContentsAlone(base, tree(['100644 a', '1'], ['40000 b', '4'], ['120000 c', '3']))).toBe(false);
  expect(differInContentsAlone(base, tree(['100755 a', '1'], ['40000 b', '2'], ['120000 c', '3']))).toBe(false);
  expect(differInContentsAlone(base, tree(['100644 d', '1'], ['40000 b', '2'], ['120000 c', '3']))).toBe(false);
  expect(differInContentsAlone(base, tree(['100644 a', '1'], ['40000 b', '2']))).toBe(false);
  expect(differInContentsAlone(tree(['100664 a', '1']), tree(['100664 a', '2']))).toBe(false);
});
