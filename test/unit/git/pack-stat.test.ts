import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/core/ids.ts';
import { RepositoryObjects } from '../../../src/git/objects/repository-objects.ts';
import { git, temporaryRepository } from '../../support/real-git.ts';

test('RepositoryObjects.stat knows the size of deltas whose compressed form begins with a long table', () => {
  const { path } = temporaryRepository();
  const oids: Oid[] = [];
  let lines = Array.from({ length: 400 }, () => randomBytes(48).toString('base64'));
  for (let version = 0; version < 40; version += 1) {
    // New text in many places makes a delta of many literals, with a Huffman code of their own.
    lines = lines.map((line, at) =>
      at % 5 === version % 5 ? `${line.slice(0, 40)}${randomBytes(12).toString('latin1')}` : line,
    );
    oids.push(git(path, ['hash-object', '-w', '--stdin'], Buffer.from(lines.join('\n'), 'latin1')) as Oid);
  }
  git(
    path,
    ['pack-objects', '--quiet', `${path}/objects/pack/pack`],
    `${oids.map((oid) => `${oid} file`).join('\n')}\n`,
  );
  git(path, ['prune-packed']);
  const told = git(path, ['cat-file', '--batch-check'], oids.join('\n')).split('\n');
  const objects = new RepositoryObjects(path);
  expect(oids.map((oid) => `${oid} blob ${objects.stat(oid)?.size}`)).toEqual(told);
  objects.close();
});
