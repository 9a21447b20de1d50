import { expect, test } from 'vitest';
import type { TreeId } from '../../../src/core/ids.ts';
import { TreeJoin } from '../../../src/git/diff/tree-join.ts';
import { encodeTree } from '../../../src/git/format/tree-codec.ts';
import type { TreeEntry } from '../../../src/git/objects/objects.ts';

const oidOf = (digit: string) => digit.repeat(40) as TreeId;

/** A tree from `<name>=<digit of the oid>`; a name ending in `/` is a folder. */
function tree(...entries: string[]): Buffer {
  return encodeTree(
    entries.map((text): TreeEntry => {
      const [marked = '', digit = ''] = text.split('=');
      const name = marked.replace(/\/$/, '');
      return { mode: name === marked ? '100644' : '40000', name, nameBytes: Buffer.from(name), oid: oidOf(digit) };
    }),
  );
}

/** Where trees differ, as the digits at each place, and how many bytes they have in common in between. */
function differences(...trees: (Buffer | undefined)[]): { places: string[]; commonBytes: number } {
  const join = new TreeJoin(trees);
  const places: string[] = [];
  let commonBytes = 0;
  for (let more = join.next(); ; more = join.next()) {
    commonBytes += join.common.length;
    if (!more) return { places, commonBytes };
    const name = join.entries.find((entry) => entry !== undefined)?.name;
    places.push(`${name} ${join.entries.map((entry) => entry?.oid[0] ?? '-').join('')}`);
  }
}

test('TreeJoin: stops where trees differ and tells what each has there', () => {
  const { places } = differences(tree('a=1', 'b=1', 'd=1'), tree('a=1', 'b=2', 'c=1'), tree('a=1', 'b=1', 'd=1'));
  expect(places).toEqual(['b 121', 'c -1-', 'd 1-1']);
});

test('TreeJoin: meets a file and a folder of one name apart, each in its place', () => {
  const { places } = differences(tree('a=1', 'a.b=1'), tree('a/=2', 'a.b=2'));
  expect(places).toEqual(['a 1-', 'a.b 12', 'a -2']);
});

test.each([1, 2, 40, 41])(
  'TreeJoin: passes over what %i entries have in common, before and after a difference',
  (count) => {
    const names = Array.from({ length: count }, (_, at) => `n${at.toString().padStart(3, '0')}=1`);
    const one = tree('a=1', ...names, 'm=1', 'z=1');
    const other = tree('a=1', ...names, 'm=2', 'z=1');
    const { places, commonBytes } = differences(one, other);
    expect(places).toEqual(['m 12']);
    expect(commonBytes).toBe(one.length - tree('m=1').length);
  },
);

test('TreeJoin: takes a tree that is not there for one without entries', () => {
  expect(differences(undefined, tree('a=1')).places).toEqual(['a -1']);
  expect(differences(undefined, undefined).places).toEqual([]);
});

test('TreeJoin: reads a mode as git does, and passes over none that git would write otherwise', () => {
  const odd = Buffer.concat([Buffer.from('100664 a\0'), Buffer.alloc(20, 0x11)]);
  const join = new TreeJoin([odd, odd]);
  expect(join.next()).toBe(true);
  expect(join.entries.map((entry) => entry?.mode)).toEqual(['100644', '100644']);
});

test('TreeJoin: refuses a tree that ends inside an entry', () => {
  expect(() => differences(tree('a=1').subarray(0, 20), tree('b=1'))).toThrow('ends inside an entry');
});
