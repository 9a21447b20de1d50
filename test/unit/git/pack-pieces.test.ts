/**
 * Objects written and read in pieces, judged by git.
 */

import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { hashObject } from '../../../src/git/format/object-id.ts';
import { streamBlob } from '../../../src/git/objects/blob-stream.ts';
import { PackWriter } from '../../../src/git/packs/pack-writer.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { git, temporaryFolder } from '../../support/real-git.ts';

const MiB = 1024 * 1024;

function writeInPieces(writer: PackWriter, content: Buffer, pieceBytes: number): string {
  const object = writer.begin('blob', content.length);
  for (let at = 0; at < content.length; at += pieceBytes) object.push(content.subarray(at, at + pieceBytes));
  return object.end();
}

test('PackWriter.begin: objects in pieces of any size are the objects that git knows', () => {
  const repository = openRepository(temporaryFolder());
  const folder = repository.incoming.folder('test');
  const writer = new PackWriter(folder);
  const contents = [
    Buffer.alloc(0),
    Buffer.from('x'),
    randomBytes(100_000),
    Buffer.alloc(3 * MiB, 'text '),
    randomBytes(2 * MiB),
  ];
  const names = contents.map((content, index) =>
    writeInPieces(writer, content, [1, 7, 65_536, 100_000, 300_000][index] as number),
  );
  expect(names).toEqual(contents.map((content) => hashObject('blob', content)));
  repository.incoming.adopt(folder, writer.finish() as string);
  for (const name of names) repository.pins.add(name as never);
  expect(git(repository.path, ['fsck', '--strict', '--full'])).toBe('');
  const sizes = git(repository.path, ['cat-file', '--batch-check=%(objectsize)'], `${names.join('\n')}\n`);
  expect(sizes.split('\n').map(Number)).toEqual(contents.map(({ length }) => length));
});

test('PackWriter.begin: content that is there already is taken back and what follows is whole', () => {
  const repository = openRepository(temporaryFolder());
  const folder = repository.incoming.folder('test');
  const writer = new PackWriter(folder);
  const twice = randomBytes(3 * MiB);
  writer.write('blob', twice);
  writeInPieces(writer, twice, MiB);
  const last = writer.write('blob', Buffer.from('after'));
  const name = writer.finish() as string;
  repository.incoming.adopt(folder, name);
  expect(git(repository.path, ['verify-pack', '-v', `objects/pack/${name}.idx`]).match(/ blob /g)).toHaveLength(2);
  expect(git(repository.path, ['cat-file', 'blob', last])).toBe('after');
});

test('PackWriter.begin: content of another size than announced is refused', () => {
  const writer = new PackWriter(temporaryFolder());
  const object = writer.begin('blob', 10);
  object.push(Buffer.alloc(9));
  expect(() => object.end()).toThrow('differs');
});

test('streamBlob: any part of a blob, small or large', async () => {
  const repository = openRepository(temporaryFolder());
  for (const content of [Buffer.from('0123456789'), randomBytes(6 * MiB)]) {
    const oid = repository.incoming.write((writer) => writer.write('blob', content));
    const size = content.length;
    for (const [start, length] of [
      [0, size],
      [3, 4],
      [size - 2, 2],
      [5, 0],
      [size >> 1, size >> 2],
    ] as const) {
      const part = await buffer(streamBlob(repository, oid, { size, start, length }));
      expect(part.equals(content.subarray(start, start + length))).toBe(true);
    }
  }
});

test('PackWriter.write: content of every small size and of any kind is what git reads', () => {
  const repository = openRepository(temporaryFolder());
  const contents = new Map<string, Buffer>();
  repository.incoming.write((writer) => {
    for (let size = 0; size < 2_200; size += 1) {
      const content = size % 3 === 0 ? randomBytes(size) : Buffer.alloc(size, size % 3 === 1 ? 'tree parent ' : 'x');
      contents.set(writer.write('blob', content), content);
    }
  });
  expect(git(repository.path, ['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  const sizes = git(
    repository.path,
    ['cat-file', '--batch-check=%(objectsize)'],
    `${[...contents.keys()].join('\n')}\n`,
  );
  expect(sizes.split('\n').map(Number)).toEqual([...contents.values()].map(({ length }) => length));
  for (const [oid, content] of contents) {
    expect(repository.objects.read(oid as never)?.data.equals(content)).toBe(true);
  }
});
