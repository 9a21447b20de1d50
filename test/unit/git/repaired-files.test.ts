/**
 * What a file system that was repaired leaves of a repository while the machine stays up: files without content, and names
 * that are gone. Nothing that was acknowledged is lost, and each thing is named.
 */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFile } from '../../../src/core/files.ts';
import { type CommitId, EMPTY_TREE } from '../../../src/core/ids.ts';
import { loosePath } from '../../../src/git/objects/loose-object.ts';
import { KEEP_MARK } from '../../../src/git/packs/incoming.ts';
import { PINS } from '../../../src/git/refs/pins.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { commitTo, fsck, git, openedRepository, storeTree, temporaryRepository } from '../../support/real-git.ts';

const MAIN = 'refs/heads/main';
const LABELS = [MAIN, 'refs/heads/team/x'];
/** A process that is no more. */
const DEAD = '00000000-0000-0000-0000-000000000000_1_1';

/** Labels with moves that were acknowledged, a tag, and a tree that is pinned. */
async function used(): Promise<{ repository: Repository; heads: CommitId[]; pinned: string }> {
  const repository = temporaryRepository();
  for (const text of ['a', 'b', 'c'])
    for (const label of ['main', 'team/x'])
      await commitTo(repository, label, storeTree(repository, { [label.slice(-1)]: text }));
  git(repository.path, ['tag', 'v1', 'main']);
  const tree = storeTree(repository, { pinned: 'p' });
  repository.pins.add(tree);
  const heads = await Promise.all(LABELS.map((ref) => repository.refs.read(ref)));
  return { repository, heads: heads as CommitId[], pinned: tree };
}

const empty = (path: string) => {
  chmodSync(path, 0o600);
  truncateSync(path, 0);
};
const indices = (path: string) =>
  readdirSync(join(path, 'objects/pack'))
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(path, 'objects/pack', name));

/** Makes a ref what it is in the moment before the end of its last move, the lock's own name being there or lost. */
function undoMove(path: string, ref: string, isOwnThere: boolean): void {
  const log = readFileSync(join(path, 'logs', ref), 'utf8')
    .trim()
    .split('\n');
  const [from, to] = (log.at(-1) as string).split(' ');
  writeFileSync(join(path, ref), `${from}\n`);
  writeFileSync(join(path, `${ref}.lock`), `${to}\n`);
  if (isOwnThere) linkSync(join(path, `${ref}.lock`), join(path, 'treebox/locks', `${DEAD}.1`));
  else rmSync(join(path, `${ref}.lock`));
}

const STATES: Readonly<Record<string, { damage: (path: string) => void; says: RegExp }>> = {
  'HEAD is empty': { damage: (path) => empty(join(path, 'HEAD')), says: /^HEAD: its file was damaged/ },
  'a ref is empty': {
    damage: (path) => empty(join(path, MAIN)),
    says: /main: set to the newest usable value in its log/,
  },
  'a ref is gone': {
    damage: (path) => rmSync(join(path, 'refs/heads/team'), { recursive: true }),
    says: /team\/x: set to/,
  },
  'a move has not ended, and its lock is there': {
    damage: (path) => undoMove(path, MAIN, true),
    says: /main: set to the newest usable value in its log/,
  },
  'a move has not ended, and its lock is gone': {
    damage: (path) => undoMove(path, MAIN, false),
    says: /main: set to the newest usable value in its log/,
  },
  'a log ends in half a line': {
    damage: (path) => writeFileSync(join(path, 'logs', MAIN), '0123', { flag: 'a' }),
    says: /main: its log ended with a move that did not happen/,
  },
  'a tag is empty': {
    damage: (path) => empty(join(path, 'refs/tags/v1')),
    says: /v1: set to the newest usable value in its log/,
  },
  'indices are empty': { damage: (path) => indices(path).forEach(empty), says: /^pack-\w+: its index was damaged/ },
  'indices are gone': {
    damage: (path) => indices(path).forEach(removeFile),
    says: /^pack-\w+: its index was damaged/,
  },
  'indices and the mark of kept packs are empty': {
    damage: (path) => [...indices(path), join(path, 'treebox/keep')].forEach(empty),
    says: /^pack-\w+: its index was damaged/,
  },
  'packed refs end in half a line': {
    damage: (path) => {
      git(path, ['pack-refs', '--all']);
      truncateSync(join(path, 'packed-refs'), readFileSync(join(path, 'packed-refs')).length - 4);
    },
    says: /^packed-refs: 1 damaged line removed/,
  },
  'packed refs have a damaged line between a branch and the object of a tag': {
    damage: (path) => {
      git(path, ['tag', '-a', '-m', 'annotated', 'zz', 'main']);
      git(path, ['pack-refs', '--all']);
      const lines = readFileSync(join(path, 'packed-refs'), 'utf8').split('\n');
      const tag = lines.findIndex((line) => line.endsWith('refs/tags/zz'));
      writeFileSync(join(path, 'packed-refs'), lines.with(tag, '\0'.repeat(60)).join('\n'));
    },
    says: /^packed-refs: 1 damaged line removed; the old file is in treebox\/damaged$/,
  },
  'packed refs are zeros': {
    damage: (path) => {
      git(path, ['pack-refs', '--all']);
      writeFileSync(join(path, 'packed-refs'), Buffer.alloc(300));
    },
    says: /^packed-refs: 1 damaged line removed/,
  },
  'packed refs are empty': {
    damage: (path) => {
      git(path, ['pack-refs', '--all']);
      empty(join(path, 'packed-refs'));
    },
    says: /main: set to the newest usable value in its log/,
  },
  'an object has no content': {
    damage: (path) => {
      const object = loosePath(join(path, 'objects'), 'ab'.repeat(20) as CommitId);
      mkdirSync(dirname(object), { recursive: true });
      writeFileSync(object, '');
      empty(join(path, MAIN));
    },
    says: /^objects\/ab\/(ab)+: empty, and removed/,
  },
};

/** Asserts that nothing is missing, and that nothing is left to do. */
async function assertWhole(opened: Repository, heads: readonly CommitId[], pinned: string): Promise<void> {
  const { path, refs } = opened;
  expect(await Promise.all(LABELS.map((ref) => refs.read(ref)))).toEqual(heads);
  for (const ref of LABELS) expect(await refs.log(ref)).toHaveLength(3);
  expect(git(path, ['rev-parse', 'v1^{commit}'])).toBe(heads[0]);
  expect(git(path, ['cat-file', 'blob', `${pinned}:pinned`])).toBe('p');
  expect(fsck(path)).toBe('');
  expect(readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'))).toEqual([]);
  expect(readdirSync(join(path, 'treebox/locks'))).toEqual([]);
  expect(openedRepository(path).repaired).toEqual([]);
}

test.each(Object.entries(STATES))(
  'openRepository after a repair of the file system: %s',
  async (_, { damage, says }) => {
    const { repository, heads, pinned } = await used();
    damage(repository.path);
    const opened = openedRepository(repository.path);
    expect(opened.repaired).toContainEqual(expect.stringMatching(says));
    await assertWhole(opened, heads, pinned);
  },
);

test('openRepository after a repair of the file system: everything that nobody waited for is empty', async () => {
  const { repository, heads, pinned } = await used();
  const { path } = repository;
  const pins = readdirSync(join(path, PINS)).map((name) => join(PINS, name));
  const files = ['HEAD', 'config', 'treebox/keep', 'treebox/boot-id', ...LABELS, ...pins].map((name) =>
    join(path, name),
  );
  for (const file of [...files, ...indices(path), loosePath(join(path, 'objects'), EMPTY_TREE)]) empty(file);
  await assertWhole(openedRepository(path), heads, pinned);
  for (const name of pins) expect(readFileSync(join(path, name), 'utf8')).toMatch(/^[0-9a-f]{40}\n$/);
  // Without it, kept packs would be taken for somebody else's once the mark is another file.
  for (const name of readdirSync(join(path, 'objects/pack')).filter((each) => each.endsWith('.keep')))
    expect(readFileSync(join(path, 'objects/pack', name), 'utf8')).toBe(KEEP_MARK);
});

test('openRepository: a ref whose file and log are lost is named, and what it was packed as is told', async () => {
  const { repository, heads } = await used();
  const { path } = repository;
  git(path, ['pack-refs', '--all']);
  for (const ref of LABELS) rmSync(join(path, 'logs', ref));
  writeFileSync(join(path, MAIN), '');
  writeFileSync(join(path, 'refs/heads/never'), '');
  const { repaired } = openedRepository(path);
  const why = 'its file was damaged, and no log has its value';
  expect(repaired.toSorted()).toEqual([
    `${MAIN}: ${why}; it has its packed value ${heads[0]} now`,
    `refs/heads/never: ${why}; it was removed`,
  ]);
  expect(existsSync(join(path, 'refs/heads/never'))).toBe(false);
  expect(fsck(path)).toBe('');
});

test('openRepository: a ref without a line feed and one that stands for another are as git takes them', async () => {
  const { repository, heads } = await used();
  const { path } = repository;
  writeFileSync(join(path, 'refs/heads/bare'), heads[0] as string);
  writeFileSync(join(path, 'refs/heads/alias'), `ref: ${MAIN}\n`);
  const opened = openedRepository(path);
  expect(opened.repaired).toEqual([]);
  expect(await opened.refs.read('refs/heads/bare')).toBe(heads[0]);
  expect(git(path, ['rev-parse', 'bare', 'alias']).split('\n')).toEqual([heads[0], heads[0]]);
});

test('openRepository: damaged files are kept where the operator finds them', async () => {
  const { repository } = await used();
  const { path } = repository;
  writeFileSync(join(path, MAIN), 'damaged');
  openedRepository(path);
  expect(readFileSync(join(path, 'treebox/damaged/refs_heads_main'), 'utf8')).toBe('damaged');
});

test('openRepository: the log of a ref that can not be beside another is named and left alone', async () => {
  const { repository, heads } = await used();
  const { path } = repository;
  rmSync(join(path, 'refs/heads/team'), { recursive: true });
  writeFileSync(join(path, 'refs/heads/team'), `${heads[0]}\n`);
  const opened = openedRepository(path);
  expect(opened.repaired).toEqual([
    'logs/refs/heads/team/x: not restored, because a ref with the beginning of its name exists',
  ]);
  expect(await opened.refs.read('refs/heads/team')).toBe(heads[0]);
  expect(await opened.refs.log('refs/heads/team/x')).toHaveLength(3);
});

test.each([
  ['git branch -f', ['branch', '-f', 'main']],
  ['git update-ref', ['update-ref', MAIN]],
])('openRepository: a label that %s has set back stays there', async (_, args) => {
  const { repository } = await used();
  const { path } = repository;
  const [first] = await repository.refs.log(MAIN);
  git(path, [...args, first?.to as string]);
  const opened = openedRepository(path);
  expect([opened.repaired, await opened.refs.read(MAIN)]).toEqual([[], first?.to]);
});

test('openRepository: a label whose file was set back without a line in its log moves forward', async () => {
  const { repository, heads } = await used();
  const [first] = await repository.refs.log(MAIN);
  writeFileSync(join(repository.path, MAIN), `${first?.to}\n`);
  const opened = openedRepository(repository.path);
  expect(opened.repaired[0]).toBe(`${MAIN}: set to the newest usable value in its log`);
  expect(await opened.refs.read(MAIN)).toBe(heads[0]);
});

test('openRepository: a label whose deletion was cut short is there again, one that git has deleted is not', async () => {
  const { repository, heads } = await used();
  const { path } = repository;
  rmSync(join(path, MAIN));
  git(path, ['branch', '-D', 'team/x']);
  const opened = openedRepository(path);
  expect(await opened.refs.read(MAIN)).toBe(heads[0]);
  expect(await opened.refs.read('refs/heads/team/x')).toBeUndefined();
});
