import { describe, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { MemoryObjects } from '../../support/memory-objects.ts';
import { mount } from '../../support/volume-fs.ts';

describe('Volume', () => {
  test('reads a file of the mounted tree', () => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ 'a.txt': 'hello', lib: { 'run.sh*': '#!/bin/sh\n', 'link@': '../a.txt' } });
    const { fs } = mount({ objects, tree });
    expect(fs.readFileSync('/a.txt', 'utf8')).toBe('hello');
    expect(fs.readFileSync('/lib/link')).toEqual(Buffer.from('hello'));
    expect(fs.readdirSync('/lib')).toEqual(['link', 'run.sh']);
    expect(fs.statSync('lib/run.sh').mode.toString(8)).toBe('100755');
  });

  test('commits an untouched mount to the id it was mounted from, writing nothing', () => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ 'a.txt': 'hello', lib: { b: 'b' } });
    const { fs, volume } = mount({ objects, tree });
    fs.readFileSync('/lib/b');
    objects.writes.length = 0;
    expect(volume.snapshot(objects)).toBe(tree);
    expect(objects.writes).toEqual([]);
  });

  test('writes only what changed', async () => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ 'a.txt': 'hello', lib: { b: 'b' }, other: { c: 'c' } });
    const { fs, volume } = mount({ objects, tree });
    await fs.promises.writeFile('/lib/new', 'new');
    fs.mkdirSync('/empty/folders', { recursive: true });
    objects.writes.length = 0;
    const changed = objects.tree({ 'a.txt': 'hello', lib: { b: 'b', new: 'new' }, other: { c: 'c' } });
    objects.writes.length = 0;
    expect(volume.snapshot(objects)).toBe(changed);
    expect(objects.writes.map(({ type }) => type)).toEqual(['blob', 'tree', 'tree']);
  });

  test('leaves the empty tree when everything is removed', () => {
    const objects = new MemoryObjects();
    const { fs, volume } = mount({ objects, tree: objects.tree({ a: 'a', b: { c: 'c' } }) });
    fs.rmSync('/a');
    fs.rmSync('/b', { recursive: true });
    expect(volume.snapshot(objects)).toBe(EMPTY_TREE);
    expect(objects.read(EMPTY_TREE)).toMatchObject({ type: 'tree' });
  });
});

describe('Volume: what git refuses', () => {
  test.each([
    ['writeFileSync', ['/.git/config', 'x']],
    ['writeFileSync', ['/a/GIT~1/config', 'x']],
    ['mkdirSync', ['/.git']],
    ['mkdirSync', ['/.git/hooks', { recursive: true }]],
    ['symlinkSync', ['/a', '/.gitmodules']],
    ['renameSync', ['/file', '/.git/file']],
    ['copyFileSync', ['/file', '/.g\u200cit/file']],
    ['linkSync', ['/file', '/.git/file']],
  ] as const)('%s(%j) fails with EINVAL, also below a folder that is not there', (name, args) => {
    const { fs } = mount();
    fs.mkdirSync('/a');
    fs.writeFileSync('/file', '');
    const call = fs[name] as (...given: readonly unknown[]) => unknown;
    expect(() => call(...args)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  });

  test('reading there is an ordinary ENOENT', () => {
    expect(() => mount().fs.readFileSync('/.git/config')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

describe('Volume: what git refuses in the files that it reads', () => {
  const INVALID = expect.objectContaining({ code: 'EINVAL' });
  const WRONG = '[submodule "x"]\n\turl = --upload-pack=touch\n';
  const RIGHT = '[submodule "x"]\n\turl = ../x\n';

  test('is EINVAL when a whole file is written, added to, copied, moved or linked there', () => {
    const { fs } = mount();
    fs.writeFileSync('/wrong', WRONG);
    fs.writeFileSync('/.gitmodules', RIGHT);
    expect(() => fs.writeFileSync('/.gitmodules', WRONG)).toThrow(/EINVAL: git refuses the url of the submodule 'x'/);
    expect(() => fs.appendFileSync('/.gitmodules', WRONG)).toThrow(INVALID);
    expect(() => fs.copyFileSync('/wrong', '/.gitmodules')).toThrow(INVALID);
    expect(() => fs.renameSync('/wrong', '/.gitmodules')).toThrow(INVALID);
    expect(() => fs.linkSync('/wrong', '/GITMOD~1')).toThrow(INVALID);
    expect(() => fs.writeFileSync('/.gitattributes', 'a'.repeat(2_048))).toThrow(INVALID);
    fs.mkdirSync('/a');
    fs.writeFileSync('/a/.gitmodules', RIGHT);
    fs.writeFileSync('/.gitattributes', '*.txt text\n');
  });

  test('is EINVAL when a file written piece by piece is closed, and nothing is committed until it is put right', () => {
    const { fs, volume, objects } = mount();
    const fd = fs.openSync('/.gitmodules', 'w');
    for (const character of WRONG) fs.writeSync(fd, character);
    expect(() => volume.snapshot(objects)).toThrow(/EINVAL: git refuses .*, commit '\/.gitmodules'/);
    expect(() => fs.closeSync(fd)).toThrow(INVALID);
    expect(() => fs.fstatSync(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    fs.writeFileSync('/.gitmodules', RIGHT);
    expect(volume.snapshot(objects)).toBe(objects.tree({ '.gitmodules': RIGHT }));
  });

  test('is kept where the mounted tree has it, and refused when it comes to another place', () => {
    const objects = new MemoryObjects();
    const { fs, volume } = mount({ objects, tree: objects.tree({ '.gitmodules': WRONG }) });
    fs.writeFileSync('/other', '');
    expect(fs.readFileSync('/.gitmodules', 'utf8')).toBe(WRONG);
    expect(volume.snapshot(objects)).toBe(objects.tree({ '.gitmodules': WRONG, other: '' }));
    expect(() => fs.copyFileSync('/.gitmodules', '/.GITMODULES')).toThrow(INVALID);
  });
});
