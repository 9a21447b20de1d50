import { describe, expect, test } from 'vitest';
import { encodeTree } from '../../../src/git/format/tree-codec.ts';
import { MemoryObjects } from '../../support/memory-objects.ts';
import { mount } from '../../support/volume-fs.ts';

const bare = (name: string | Buffer) => {
  const nameBytes = Buffer.from(name as string);
  return { nameBytes, name: nameBytes.toString() };
};

describe('Volume: hydration', () => {
  const deep = () => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ a: { b: { c: 'content', d: 'd' }, e: { f: 'f' } }, other: { g: 'g' } });
    const mounted = mount({ objects, tree });
    return { ...mounted, tree };
  };
  const readsOf = (objects: MemoryObjects) => objects.reads.map(({ type }) => type);

  test('mounting reads the root tree and nothing else', () => {
    expect(readsOf(deep().objects)).toEqual(['tree']);
  });

  test('a read of /a/b/c reads three trees and one blob', () => {
    const { fs, objects } = deep();
    expect(fs.readFileSync('/a/b/c', 'utf8')).toBe('content');
    expect(readsOf(objects)).toEqual(['tree', 'tree', 'tree', 'blob']);
  });

  test('stat of a file reads no blob', () => {
    const { fs, objects } = deep();
    expect(fs.statSync('/a/b/c').size).toBe(7);
    expect(readsOf(objects)).not.toContain('blob');
  });

  test('reading again reads no object again', () => {
    const { fs, objects } = deep();
    fs.readFileSync('/a/b/c');
    const before = objects.reads.length;
    fs.readFileSync('/a/b/c');
    fs.readdirSync('/a/b');
    expect(objects.reads).toHaveLength(before);
  });

  test('moving a folder and copying a file read and write nothing of what is in them', () => {
    const { fs, objects, volume } = deep();
    fs.renameSync('/a/b', '/moved');
    fs.copyFileSync('/other/g', '/copy');
    objects.writes.length = 0;
    const tree = volume.snapshot(objects);
    expect(objects.writes.map(({ type }) => type)).toEqual(['tree', 'tree']);
    expect(readsOf(objects)).not.toContain('blob');
    expect(tree).toBe(
      objects.tree({ moved: { c: 'content', d: 'd' }, a: { e: { f: 'f' } }, other: { g: 'g' }, copy: 'g' }),
    );
  });

  test('a second snapshot writes only what changed since the first', () => {
    const { fs, objects, volume } = deep();
    fs.writeFileSync('/a/b/c', 'changed');
    const first = volume.snapshot(objects);
    objects.writes.length = 0;
    expect(volume.snapshot(objects)).toBe(first);
    expect(objects.writes).toEqual([]);
    fs.writeFileSync('/other/g', 'too');
    volume.snapshot(objects);
    expect(objects.writes.map(({ type }) => type)).toEqual(['blob', 'tree', 'tree']);
  });

  test('a missing object is EIO where it is needed', () => {
    const objects = new MemoryObjects();
    const oid = '1'.repeat(40) as ReturnType<MemoryObjects['tree']>;
    const { fs } = mount({ objects, tree: objects.tree({ fine: 'x', gone: { mode: '100644', oid } }) });
    expect(fs.readFileSync('/fine', 'utf8')).toBe('x');
    expect(() => fs.readFileSync('/gone')).toThrow(expect.objectContaining({ code: 'EIO' }));
  });

  test('ten trees that stand for a billion files mount, and a walk of them ends in ENOMEM', () => {
    const objects = new MemoryObjects();
    // The sizes that make the budget's figure are what counts here, so names are as long as names can be.
    const names = Array.from({ length: 60_000 }, (_, at) => `${at}`.padStart(250, 'n'));
    const oid = objects.write('blob', Buffer.from('x'));
    let tree = objects.write('tree', encodeTree(names.map((name) => ({ mode: '100644', ...bare(name), oid }))));
    for (let level = 0; level < 9; level += 1) {
      const below = tree;
      const ten = Array.from({ length: 10 }, (_, at) => ({ mode: '40000', ...bare(`${at}`), oid: below }));
      tree = objects.write('tree', encodeTree(ten));
    }
    const { volume } = mount({ objects, tree });
    let failure: unknown;
    for (let at = 0; failure === undefined && at < 1_000; at += 1) {
      const path = [...`${at}`.padStart(9, '0')].join('/');
      try {
        volume.paths.stat(`/${path}/none`);
      } catch (error) {
        if ((error as { code: string }).code !== 'ENOENT') failure = error;
      }
    }
    expect(failure).toMatchObject({ code: 'ENOMEM' });
  });
});

describe('Volume: foreign trees', () => {
  test('entries that were not touched keep mode, name and oid when their folder is written', () => {
    const objects = new MemoryObjects();
    const oid = objects.write('blob', Buffer.from('x'));
    const entries = [
      { mode: '100664', ...bare('group'), oid },
      { mode: '100600', ...bare('own'), oid },
      { mode: '100644', ...bare(Buffer.from([0x66, 0xff, 0x67])), oid },
    ];
    const tree = objects.write('tree', encodeTree(entries));
    const { fs, volume } = mount({ objects, tree });
    fs.readFileSync('/group');
    fs.statSync('/own');
    fs.writeFileSync('/new', 'new');
    const added = { mode: '100644', ...bare('new'), oid: objects.write('blob', Buffer.from('new')) };
    expect(volume.snapshot(objects)).toBe(objects.write('tree', encodeTree([...entries, added])));
  });

  test('a mode that git does not write becomes one that it does when the file changes', () => {
    const objects = new MemoryObjects();
    const oid = objects.write('blob', Buffer.from('x'));
    const tree = objects.write('tree', encodeTree([{ mode: '100664', ...bare('file'), oid }]));
    const { fs, volume } = mount({ objects, tree });
    fs.appendFileSync('/file', 'y');
    expect(volume.snapshot(objects)).toBe(objects.tree({ file: 'xy' }));
  });

  test('a name that is not UTF-8 is read, renamed and removed by its bytes', () => {
    const objects = new MemoryObjects();
    const name = Buffer.from([0x66, 0xff, 0x67]);
    const entry = { mode: '100644', ...bare(name), oid: objects.write('blob', Buffer.from('x')) };
    const { fs, volume } = mount({ objects, tree: objects.write('tree', encodeTree([entry])) });
    expect(fs.readdirSync('/')).toEqual(['f\ufffdg']);
    expect(fs.readdirSync('/', 'buffer')).toEqual([name]);
    const path = Buffer.concat([Buffer.from('/'), name]);
    expect(fs.readFileSync(path, 'utf8')).toBe('x');
    fs.renameSync(path, '/fine');
    expect(volume.snapshot(objects)).toBe(objects.tree({ fine: 'x' }));
  });

  test('a name that is not UTF-8, or holds a lone surrogate, is not made', () => {
    const { fs } = mount();
    const path = Buffer.from([0x2f, 0xff]);
    expect(() => fs.writeFileSync(path, '')).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(() => fs.mkdirSync('/\ud800')).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  });

  test('a name that stands for the bytes of another one is that one, and is committed once', () => {
    for (const [name, other] of [
      ['é', '\udcc3\udca9'],
      ['\ufffd', '\ud800'],
    ] as const) {
      const objects = new MemoryObjects();
      const { fs, volume } = mount({ objects, tree: objects.tree({ [name]: 'x' }) });
      for (const each of [name, other]) expect(fs.readFileSync(`/${each}`, 'utf8')).toBe('x');
      expect(fs.readdirSync('/')).toEqual([name]);
      fs.writeFileSync('/new', '');
      expect(volume.snapshot(objects)).toBe(objects.tree({ [name]: 'x', new: '' }));
    }
  });

  test('a gitlink in the root refuses the mount, one below refuses its folder and is kept', () => {
    const objects = new MemoryObjects();
    const module = { mode: '160000', oid: '1'.repeat(40) as ReturnType<MemoryObjects['tree']> };
    expect(() => mount({ objects, tree: objects.tree({ module }) })).toThrow(/submodule, 'module'/);
    const { fs, volume } = mount({ objects, tree: objects.tree({ vendor: { module }, file: 'x' }) });
    expect(() => fs.readdirSync('/vendor')).toThrow(/'\/vendor' holds a submodule, 'module'/);
    fs.writeFileSync('/file', 'y');
    expect(volume.snapshot(objects)).toBe(objects.tree({ vendor: { module }, file: 'y' }));
  });

  test('a tree out of order, with a name twice, is read by the first of each name', () => {
    const objects = new MemoryObjects();
    const line = (name: string, content: string) =>
      Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(objects.write('blob', Buffer.from(content)), 'hex')]);
    const tree = objects.write('tree', Buffer.concat([line('b', 'first'), line('a', 'a'), line('b', 'second')]));
    const { fs, volume } = mount({ objects, tree });
    expect(fs.readdirSync('/')).toEqual(['a', 'b']);
    expect(fs.readFileSync('/b', 'utf8')).toBe('first');
    expect(volume.snapshot(objects)).toBe(tree);
  });
});
