import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { joinPacks } from '../../../src/git/upkeep/pack-join.ts';
import { git, storeTree, temporaryFolder, temporaryRepository } from '../../support/real-git.ts';

const packNames = (folder: string) =>
  readdirSync(folder).flatMap((file) => (file.endsWith('.pack') ? [file.slice(0, -'.pack'.length)] : []));

test('joinPacks writes a pack that git takes, with each object once', () => {
  const repository = temporaryRepository();
  const folder = join(repository.path, 'objects/pack');
  const trees = [
    storeTree(repository, { a: 'shared', b: 'one' }),
    storeTree(repository, { a: 'shared', b: 'two' }),
    storeTree(repository, { a: 'shared', b: 'two' }),
  ];
  const into = temporaryFolder();
  const name = joinPacks(folder, packNames(folder), into) as string;
  const shown = git(into, ['verify-pack', '-v', `${name}.idx`]).split('\n');
  expect(shown.filter((line) => / (blob|tree) /.test(line))).toHaveLength(5);
  for (const tree of trees) expect(shown.some((line) => line.startsWith(tree))).toBe(true);
  git(into, ['index-pack', '--strict', '-o', join(into, 'judged.idx'), join(into, `${name}.pack`)]);
  expect(readFileSync(join(into, 'judged.idx')).equals(readFileSync(join(into, `${name}.idx`)))).toBe(true);
});

test('joinPacks takes no pack with deltas, and refuses a damaged one', () => {
  const repository = temporaryRepository();
  const folder = join(repository.path, 'objects/pack');
  const text = 'a line of text\n'.repeat(200);
  storeTree(repository, { a: text, b: `${text}and more`, c: `${text}and still more` });
  const [ours] = packNames(folder) as [string];
  expect(joinPacks(folder, [ours], temporaryFolder())).toBeDefined();
  const path = join(folder, `${ours}.pack`);
  const oids = git(folder, ['show-index'], readFileSync(join(folder, `${ours}.idx`))).replace(/^\d+ (\w+) .*$/gm, '$1');
  const deltas = temporaryFolder();
  const hash = git(repository.path, ['pack-objects', '-q', '--no-reuse-delta', join(deltas, 'pack')], `${oids}\n`);
  expect(joinPacks(deltas, [`pack-${hash}`], temporaryFolder())).toBeUndefined();
  const bytes = readFileSync(path);
  bytes[40] = ~(bytes[40] as number);
  writeFileSync(path, bytes);
  expect(() => joinPacks(folder, [ours], temporaryFolder())).toThrow('its hash is wrong');
});
