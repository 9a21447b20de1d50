/**
 * What every object store has to do. An implementation joins by a line in `STORES`.
 */
import { describe, expect, test } from 'vitest';
import { EMPTY_TREE, type Oid } from '../../src/core/ids.ts';
import type { ObjectReader, ObjectType, ObjectWriter } from '../../src/git/objects/objects.ts';
import { RepositoryObjects } from '../../src/git/objects/repository-objects.ts';
import { fsck, git, temporaryRepository } from '../support/real-git.ts';

interface Store {
  readonly reader: ObjectReader;
  /** A reader of the same objects that has read nothing yet. */
  fresh(): ObjectReader;
  write<T>(fill: (writer: ObjectWriter) => T): T;
  /** What git says an object of this type and content is called. */
  gitName(type: ObjectType, data: Buffer): string;
  check(): string;
}

const STORES: [string, () => Store][] = [
  [
    'repository',
    () => {
      const repository = temporaryRepository();
      return {
        reader: repository.objects,
        fresh: () => new RepositoryObjects(repository.path),
        write: (fill) => repository.incoming.write(fill),
        gitName: (type, data) => git(repository.path, ['hash-object', '-t', type, '--literally', '--stdin'], data),
        check: () => fsck(repository.path),
      };
    },
  ],
];

const COMMIT = Buffer.from(`tree ${EMPTY_TREE}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nmessage\n`);
const OBJECTS: [string, ObjectType, Buffer][] = [
  ['an empty blob', 'blob', Buffer.alloc(0)],
  ['a blob of one byte', 'blob', Buffer.from('a')],
  ['a blob just small enough to be stored as it is', 'blob', Buffer.alloc(128, 'ab')],
  ['a blob just too large for that', 'blob', Buffer.alloc(129, 'ab')],
  ['bytes that are no text', 'blob', Buffer.from([0, 255, 254, 10, 13, 0])],
  ['a blob of one piece', 'blob', Buffer.alloc(1024 * 1024, 'piece')],
  ['a blob of several pieces', 'blob', Buffer.alloc(3 * 1024 * 1024 + 7, 'several pieces')],
  ['the empty tree', 'tree', Buffer.alloc(0)],
  ['a commit', 'commit', COMMIT],
];

describe.each(STORES)('%s objects', (_, open) => {
  test.each(OBJECTS)(
    'ObjectWriter.write names %s as git does, and ObjectReader.read gives it back',
    (_, type, data) => {
      const store = open();
      const oid = store.write((writer) => writer.write(type, data));
      expect(oid).toBe(store.gitName(type, data));
      for (const reader of [store.reader, store.fresh(), store.reader]) {
        expect(reader.read(oid)?.type).toBe(type);
        expect(reader.read(oid)?.data.equals(data)).toBe(true);
        expect(reader.stat(oid)).toEqual({ type, size: data.length });
      }
      expect(store.fresh().stat(oid)).toEqual({ type, size: data.length });
      expect(store.check()).toBe('');
    },
  );

  test('ObjectReader knows the empty tree without its being stored, and nothing that is not there', () => {
    const { reader } = open();
    const absent = '1'.repeat(40) as Oid;
    expect(reader.read(EMPTY_TREE)).toEqual({ type: 'tree', data: Buffer.alloc(0) });
    expect(reader.stat(EMPTY_TREE)).toEqual({ type: 'tree', size: 0 });
    expect(reader.read(absent)).toBeUndefined();
    expect(reader.stat(absent)).toBeUndefined();
  });

  test('ObjectReader finds what was written after it missed', () => {
    const store = open();
    const data = Buffer.from('written later');
    const oid = store.gitName('blob', data) as Oid;
    expect(store.reader.read(oid)).toBeUndefined();
    store.write((writer) => writer.write('blob', data));
    expect(store.reader.read(oid)?.data).toEqual(data);
  });

  test('ObjectWriter.write stores many objects, equal ones once', () => {
    const store = open();
    const texts = Array.from({ length: 2_000 }, (_, nth) => Buffer.from(`text ${nth % 1_500}`));
    const oids = store.write((writer) => texts.map((text) => writer.write('blob', text)));
    expect(new Set(oids).size).toBe(1_500);
    for (const [nth, oid] of oids.entries()) expect(store.reader.read(oid)?.data).toEqual(texts[nth]);
    expect(store.check()).toBe('');
  });

  test('ObjectWriter.write takes its copy before it returns', () => {
    const store = open();
    const data = Buffer.from('as it was');
    const oid = store.write((writer) => {
      const named = writer.write('blob', data);
      data.fill('x');
      return named;
    });
    expect(store.reader.read(oid)?.data.toString()).toBe('as it was');
  });

  test('An ObjectWriter that is abandoned leaves nothing', () => {
    const store = open();
    const large = Buffer.alloc(4 * 1024 * 1024, 'x');
    const written: Oid[] = [];
    expect(() =>
      store.write((writer) => {
        written.push(writer.write('blob', Buffer.from('small')), writer.write('blob', large));
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    for (const oid of written) expect(store.reader.read(oid)).toBeUndefined();
    expect(store.check()).toBe('');
  });
});
