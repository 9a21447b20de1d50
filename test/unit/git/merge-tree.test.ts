import { expect, test } from 'vitest';
import { EMPTY_TREE, type Oid, type TreeId } from '../../../src/core/ids.ts';
import { TEXT_MAX_BYTES } from '../../../src/core/limits.ts';
import { refusedContent } from '../../../src/git/format/git-files.ts';
import { readTree } from '../../../src/git/format/tree-codec.ts';
import { LIBRARY_FILES_MAX } from '../../../src/git/merge/library-merge.ts';
import { type MergeRequest, mergeTrees } from '../../../src/git/merge/merge-tree.ts';
import type { ObjectReader, ObjectWriter } from '../../../src/git/objects/objects.ts';
import { MemoryObjects, type TreeShape } from '../../support/memory-objects.ts';

const TEXT = 'one\ntwo\nthree\nfour\nfive\n';
const OURS = TEXT.replace('one', 'ONE');
const THEIRS = TEXT.replace('five', 'FIVE');
const OTHER = TEXT.replace('one', 'eins');

/** Merges three shapes; answers the outcome, and its tree as a shape of texts. */
async function merge(
  shapes: { base: TreeShape; ours: TreeShape; theirs: TreeShape },
  prefer: MergeRequest['prefer'] = 'none',
) {
  const objects = new MemoryObjects();
  const request = {
    base: objects.tree(shapes.base),
    ours: objects.tree(shapes.ours),
    theirs: objects.tree(shapes.theirs),
    prefer,
  };
  objects.reads.length = 0;
  const outcome = await mergeTrees(objects, objects, request);
  const reads = [...objects.reads];
  return { objects, outcome, reads, shape: outcome.status === 'merged' ? shapeOf(objects, outcome.tree) : undefined };
}

function shapeOf(objects: MemoryObjects, tree: TreeId): TreeShape {
  const entries = readTree(objects, tree) ?? [];
  return Object.fromEntries(
    entries.map(({ name, mode, oid }) => {
      if (mode === '40000') return [name, shapeOf(objects, oid as TreeId)];
      const mark = mode === '100755' ? '*' : mode === '120000' ? '@' : '';
      return [`${name}${mark}`, objects.read(oid)?.data.toString() ?? ''];
    }),
  );
}

/** The conflicts of a merge that has some. */
async function conflictsOf(...args: Parameters<typeof merge>) {
  const { outcome } = await merge(...args);
  if (outcome.status !== 'conflict') throw new Error('a conflict was expected');
  return outcome.conflicts;
}

test('mergeTrees: joins changes to different lines of a file', async () => {
  const { shape } = await merge({ base: { f: TEXT }, ours: { f: OURS }, theirs: { f: THEIRS } });
  expect(shape).toEqual({ f: 'ONE\ntwo\nthree\nfour\nFIVE\n' });
});

test('mergeTrees: reports a text conflict with names, diff3 markers and unified diffs', async () => {
  const [conflict] = await conflictsOf({
    base: { d: { f: TEXT } },
    ours: { d: { f: OURS } },
    theirs: { d: { f: OTHER } },
  });
  expect(conflict).toEqual({
    path: 'd/f',
    base: 'b2f931a67315c95c5daab3aac6de62e534808476',
    ours: expect.stringMatching(/^[0-9a-f]{40}$/),
    theirs: expect.stringMatching(/^[0-9a-f]{40}$/),
    kind: 'text',
    markers: ['<<<<<<< ours\nONE\n||||||| base\none\n=======\neins\n>>>>>>> theirs\n', 'two\nthree\nfour\nfive\n'].join(
      '',
    ),
    diffOurs: '--- a/d/f\n+++ b/d/f\n@@ -1,4 +1,4 @@\n-one\n+ONE\n two\n three\n four\n',
    diffTheirs: '--- a/d/f\n+++ b/d/f\n@@ -1,4 +1,4 @@\n-one\n+eins\n two\n three\n four\n',
  });
});

test('mergeTrees: without a base, files of one name are added twice, and their diffs start from nothing', async () => {
  const [conflict] = await conflictsOf({ base: {}, ours: { f: 'a\n' }, theirs: { f: 'b\n' } });
  expect(conflict).toMatchObject({
    base: null,
    kind: 'text',
    markers: '<<<<<<< ours\na\n||||||| base\n=======\nb\n>>>>>>> theirs\n',
    diffOurs: '--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n',
    diffTheirs: '--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+b\n',
  });
});

test.each([
  ['binary', { f: 'a\0a' }, { f: 'a\0b' }, { f: 'a\0c' }],
  ['modify/delete', { f: TEXT }, { f: OURS }, {}],
  ['modify/delete', { f: TEXT }, {}, { f: OURS }],
  ['file/directory', {}, { f: 'a' }, { f: { g: 'b' } }],
  ['mode', {}, { f: TEXT }, { 'f*': TEXT }],
  ['symlink', { 'f@': 'a' }, { 'f@': 'b' }, { 'f@': 'c' }],
  ['symlink', {}, { 'f@': 'a' }, { f: 'a' }],
])('mergeTrees: calls a conflict %s, without text (%j, %j, %j)', async (kind, base, ours, theirs) => {
  const conflicts = await conflictsOf({ base, ours, theirs });
  expect(conflicts).toMatchObject([{ path: 'f', kind, markers: null, diffOurs: null, diffTheirs: null }]);
});

test('mergeTrees: takes a text in Latin-1 for a text', async () => {
  const latin = (...lines: string[]) => ({ f: Buffer.from(`${lines.join('\n')}\n`, 'latin1') });
  const sides = { base: latin('\xe9', 'b', 'c'), ours: latin('\xe8', 'b', 'c') };
  const { outcome, objects } = await merge({ ...sides, theirs: latin('\xe9', 'b', 'd') });
  if (outcome.status !== 'merged') throw new Error('nothing is in conflict');
  const [entry] = readTree(objects, outcome.tree) ?? [];
  expect(objects.read(entry?.oid as TreeId)?.data).toEqual(latin('\xe8', 'b', 'd').f);
  const [conflict] = await conflictsOf({ ...sides, theirs: latin('\xea', 'b', 'c') });
  expect(conflict).toMatchObject({ kind: 'text', markers: expect.stringContaining('||||||| base\n\ufffd\n') });
});

test('mergeTrees: names what each side has, and null for a folder or for nothing', async () => {
  const conflicts = await conflictsOf({ base: { f: TEXT }, ours: { f: OURS }, theirs: { f: { g: 'b' } } });
  expect(conflicts).toMatchObject([
    { kind: 'file/directory', base: expect.any(String), ours: expect.any(String), theirs: null },
  ]);
});

test('mergeTrees: sorts conflicts by the bytes of their paths', async () => {
  const all = (text: string) => ({ 'a.b': text, a: { b: text, ä: text }, 'a-': text, Z: text });
  const conflicts = await conflictsOf({ base: all('0'), ours: all('1'), theirs: all('2') });
  expect(conflicts.map(({ path }) => path)).toEqual(['Z', 'a-', 'a.b', 'a/b', 'a/ä']);
});

test('mergeTrees: merges names that mean something to JavaScript', async () => {
  const { shape } = await merge({
    base: JSON.parse('{"__proto__": "0", "constructor": "0"}'),
    ours: JSON.parse('{"__proto__": "1", "constructor": "0"}'),
    theirs: JSON.parse('{"__proto__": "0", "constructor": "2"}'),
  });
  expect(JSON.stringify(shape)).toBe('{"__proto__":"1","constructor":"2"}');
});

test.each(['ours', 'theirs'] as const)(
  'mergeTrees: prefer %s settles conflicts whole and keeps what merges',
  async (prefer) => {
    const shapes = {
      base: { both: TEXT, mode: TEXT, clash: TEXT, gone: TEXT },
      ours: { both: OURS, mode: OURS, clash: 'file', gone: OURS },
      theirs: { both: THEIRS, 'mode*': OTHER, clash: { in: 'folder' } },
    };
    const { shape } = await merge(shapes, prefer);
    const { both: _, ...side } = shapes[prefer] as Record<string, unknown>;
    expect(shape).toEqual({ both: 'ONE\ntwo\nthree\nfour\nFIVE\n', ...side });
  },
);

test('mergeTrees: settles many files as it settles few', async () => {
  const count = LIBRARY_FILES_MAX + 3;
  const all = (text: string) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, text]));
  const { shape } = await merge({ base: all(TEXT), ours: all(OURS), theirs: all(THEIRS) });
  expect(new Set(Object.values(shape ?? {}))).toEqual(new Set(['ONE\ntwo\nthree\nfour\nFIVE\n']));
  expect(Object.keys(shape ?? {})).toHaveLength(count);
});

test('mergeTrees: keeps a merged file executable when one side made it so', async () => {
  const { shape } = await merge({ base: { f: TEXT }, ours: { f: OURS }, theirs: { 'f*': THEIRS } });
  expect(shape).toEqual({ 'f*': 'ONE\ntwo\nthree\nfour\nFIVE\n' });
});

test('mergeTrees: reads what differs and nothing else', async () => {
  const folders = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`d${at}`, { f: `${at}`, g: 'g' }]));
  const { d8: _, ...withoutOne } = folders;
  const { reads, shape } = await merge({
    base: { ...folders, x: { y: { z: TEXT } } },
    ours: { ...folders, x: { y: { z: OURS } }, d7: { f: 'changed', g: 'g' } },
    theirs: { ...withoutOne, x: { y: { z: THEIRS } } },
  });
  expect(Object.keys(shape ?? {})).toHaveLength(50);
  // Root, x and x/y of three trees, and three contents; d7 and d8 are known by their hashes.
  const distinct = (wanted: string) => new Set(reads.filter(({ type }) => type === wanted).map(({ oid }) => oid));
  expect(distinct('tree')).toHaveLength(9);
  expect(distinct('blob')).toHaveLength(3);
});

test('mergeTrees: reads nothing when one side did nothing or both did the same', async () => {
  for (const [base, ours, theirs] of [
    [{ f: '0' }, { f: '0' }, { f: '1' }],
    [{ f: '0' }, { f: '1' }, { f: '0' }],
    [{ f: '0' }, { f: '1' }, { f: '1' }],
  ] as TreeShape[][]) {
    const { reads, shape } = await merge({ base, ours, theirs } as Parameters<typeof merge>[0]);
    expect(shape).toEqual({ f: '1' });
    expect(reads).toEqual([]);
  }
});

test('mergeTrees: writes no folder anew that comes out as a side has it', async () => {
  const objects = new MemoryObjects();
  const both = { f: 'new', g: 'same' };
  const base = objects.tree({ both: { f: 'old', g: 'same' }, a: 'a', z: 'z' });
  const ours = objects.tree({ both, a: 'mine', z: 'z' });
  const theirs = objects.tree({ both, a: 'a', z: 'other' });
  const written: string[] = [];
  const writer: ObjectWriter = {
    write: (type, data) => {
      written.push(`${type} of ${data.length}`);
      return objects.write(type, data);
    },
    finish: () => null,
    abandon: () => {},
  };
  const { tree } = await mergeTrees(objects, writer, { base, ours, theirs, prefer: 'none' });
  expect(shapeOf(objects, tree)).toEqual({ both, a: 'mine', z: 'other' });
  expect(written).toEqual([`tree of ${objects.read(tree)?.data.length}`]);
});

test('mergeTrees: gives the empty tree when nothing is left', async () => {
  const { outcome } = await merge({ base: { a: '', b: '' }, ours: { a: '' }, theirs: { b: '' } });
  expect(outcome).toMatchObject({ status: 'merged', tree: EMPTY_TREE });
});

test('mergeTrees: takes a file past the limit for binary, and does not read it', async () => {
  const objects = new MemoryObjects();
  const trees = { base: objects.tree({ f: '0' }), ours: objects.tree({ f: '1' }), theirs: objects.tree({ f: '2' }) };
  const read: Oid[] = [];
  const huge: ObjectReader = {
    read: (oid) => {
      const object = objects.read(oid);
      if (object?.type === 'blob') read.push(oid);
      return object;
    },
    stat: (oid) => ({ type: objects.stat(oid)?.type ?? 'blob', size: TEXT_MAX_BYTES + 1 }),
  };
  const outcome = await mergeTrees(huge, objects, { ...trees, prefer: 'none' });
  expect(outcome).toMatchObject({ status: 'conflict', conflicts: [{ path: 'f', kind: 'binary', markers: null }] });
  expect(read).toEqual([]);
});

test('mergeTrees: refuses a tree that is not there', async () => {
  const objects = new MemoryObjects();
  const ours = objects.tree({ f: '' });
  const request = { base: EMPTY_TREE, ours, theirs: '1'.repeat(40) as TreeId, prefer: 'none' } as const;
  await expect(mergeTrees(objects, objects, request)).rejects.toMatchObject({ code: 'unknown_snapshot' });
});

test('mergeTrees: reports a file of git whose merge its fsck would refuse, whole on either side', async () => {
  const modules = (section: string, url: string) => `[${section} "x"]\n\tpath = x\n\tbranch = y\n\turl = ${url}\n`;
  const [base, ours, theirs] = [modules('other', './u'), modules('submodule', './u'), modules('other', '-u')];
  const refused = (text: string) => refusedContent('.gitmodules', text.length, () => Buffer.from(text)) !== undefined;
  expect([base, ours, theirs, modules('submodule', '-u')].map(refused)).toEqual([false, false, false, true]);

  const shapes = (name: string) => ({ base: { [name]: base }, ours: { [name]: ours }, theirs: { [name]: theirs } });
  expect((await merge(shapes('modules'))).shape).toEqual({ modules: modules('submodule', '-u') });
  expect(await conflictsOf(shapes('.gitmodules'))).toMatchObject([
    {
      path: '.gitmodules',
      kind: 'text',
      markers: `<<<<<<< ours\n${ours}||||||| base\n${base}=======\n${theirs}>>>>>>> theirs\n`,
    },
  ]);
  const below = shapes('.GITMODULES');
  const inFolder = { base: { d: below.base }, ours: { d: below.ours }, theirs: { d: below.theirs } };
  expect(await conflictsOf(inFolder)).toMatchObject([{ path: 'd/.GITMODULES', kind: 'text' }]);
  for (const prefer of ['ours', 'theirs'] as const) {
    expect((await merge(shapes('.gitmodules'), prefer)).shape).toEqual({ '.gitmodules': { ours, theirs }[prefer] });
  }
});
