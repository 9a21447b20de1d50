import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommitId, EMPTY_TREE, type TreeId } from '../../../src/core/ids.ts';
import { PINS } from '../../../src/git/refs/pins.ts';
import { openRepository } from '../../../src/git/repository.ts';
import {
  commitTo,
  fsck,
  git,
  openedRepository,
  storeTree,
  temporaryFolder,
  temporaryRepository,
} from '../../support/real-git.ts';

const MAIN = 'refs/heads/main';

test('openRepository makes a bare repository that git is happy with, and opens it again', async () => {
  const path = join(temporaryFolder(), 'data', 'snapshots.git');
  const made = openedRepository(path);
  expect(fsck(path)).toBe('');
  expect(git(path, ['rev-parse', '--is-bare-repository'])).toBe('true');
  expect(git(path, ['symbolic-ref', 'HEAD'])).toBe(MAIN);
  const head = await commitTo(made, 'main', EMPTY_TREE);
  expect(await openedRepository(path).refs.read(MAIN)).toBe(head);
  git(path, ['gc', '--quiet', '--prune=now']);
  expect(fsck(path)).toBe('');
});

test('openRepository puts its settings back and keeps those that were added', () => {
  const { path } = temporaryRepository();
  git(path, ['config', 'gc.auto', '1']);
  git(path, ['config', 'remote.origin.url', 'elsewhere']);
  openedRepository(path);
  expect(git(path, ['config', 'gc.auto'])).toBe('0');
  expect(git(path, ['config', 'remote.origin.url'])).toBe('elsewhere');
  expect(git(path, ['config', '--get-all', 'transfer.hiderefs'])).toBe('refs/\n!refs/heads/');
});

test('openRepository finishes a repository whose making was cut short, and touches nothing else', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'half', 'treebox'), { recursive: true });
  mkdirSync(join(folder, 'half', 'objects'));
  openedRepository(join(folder, 'half'));
  expect(fsck(join(folder, 'half'))).toBe('');
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other', 'a file'), '');
  expect(() => openRepository(join(folder, 'other'))).toThrow('neither empty nor a repository');
});

test('RepositoryRefs sees what plain git does: packing, moving, deleting, making', async () => {
  const { path, refs } = temporaryRepository();
  const repository = openedRepository(path);
  const heads = [];
  for (const text of ['one', 'two']) heads.push(await commitTo(repository, 'main', storeTree(repository, { text })));
  const [first, second] = heads as [CommitId, CommitId];
  git(path, ['pack-refs', '--all']);
  expect(existsSync(join(path, MAIN))).toBe(false);
  expect(await refs.read(MAIN)).toBe(second);
  git(path, ['update-ref', MAIN, first]);
  expect(await refs.read(MAIN)).toBe(first);
  expect([...(await refs.list('refs/heads/'))]).toEqual([[MAIN, first]]);
  git(path, ['branch', 'by-hand', 'main']);
  git(path, ['pack-refs', '--all']);
  git(path, ['branch', '-D', 'main']);
  expect([...(await refs.list('refs/heads/'))]).toEqual([['refs/heads/by-hand', first]]);
  expect(await refs.log(MAIN)).toEqual([]);
});

test('RepositoryRefs moves and deletes a packed ref as git does', async () => {
  const repository = temporaryRepository();
  const { path, refs } = repository;
  await commitTo(repository, 'main', EMPTY_TREE);
  await commitTo(repository, 'other', EMPTY_TREE);
  git(path, ['tag', '-a', '-m', 'annotated', 'v1', 'other']);
  git(path, ['pack-refs', '--all']);
  const head = await commitTo(repository, 'main', storeTree(repository, { a: 'a' }));
  expect(git(path, ['rev-parse', 'main'])).toBe(head);
  await refs.update(MAIN, () => ({ delete: true, value: null }));
  expect(await refs.read(MAIN)).toBeUndefined();
  expect(git(path, ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags'])).toBe(
    'refs/heads/other\nrefs/tags/v1',
  );
  expect(git(path, ['rev-parse', 'v1^{commit}'])).toBe(await refs.read('refs/heads/other'));
  expect(fsck(path)).toBe('');
});

test('RepositoryRefs neither follows nor moves a symbolic ref', async () => {
  const repository = temporaryRepository();
  await commitTo(repository, 'main', EMPTY_TREE);
  git(repository.path, ['symbolic-ref', 'refs/heads/alias', MAIN]);
  expect(await repository.refs.read('refs/heads/alias')).toBeUndefined();
  expect([...(await repository.refs.list('refs/heads/')).keys()]).toEqual([MAIN]);
  await expect(commitTo(repository, 'alias', EMPTY_TREE)).rejects.toMatchObject({ why: 'it is symbolic' });
});

test('RepositoryRefs waits for a lock that somebody else holds for a moment', async () => {
  const repository = temporaryRepository();
  await commitTo(repository, 'main', EMPTY_TREE);
  const lock = join(repository.path, `${MAIN}.lock`);
  writeFileSync(lock, '');
  let asked = false;
  const moving = repository.refs.update(MAIN, (actual) => {
    asked = true;
    return { keep: true, value: actual };
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(false);
  rmSync(lock);
  await moving;
  expect(asked).toBe(true);
});

test('openRepository leaves the lock of a live process alone, and removes that of a dead one', async () => {
  const { path } = temporaryRepository();
  const script = `
    const { openRepository } = await import(${JSON.stringify(new URL('../../../src/git/repository.ts', import.meta.url).href)});
    const { refs } = openRepository(${JSON.stringify(path)});
    refs.update('${MAIN}', () => new Promise(() => { console.log('locked'); setInterval(() => {}, 1000); }));
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const lock = join(path, `${MAIN}.lock`);
  expect(openedRepository(path).repaired).toEqual([]);
  expect(existsSync(lock)).toBe(true);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(openedRepository(path).repaired).toEqual([`${MAIN}: unlocked`]);
  expect(existsSync(lock)).toBe(false);
  expect(readdirSync(join(path, 'treebox/locks'))).toEqual([]);
});

/** The last pack that came in, without ending. */
function newestPack(path: string, before: readonly string[]): string {
  const found = readdirSync(join(path, 'objects/pack')).find(
    (name) => name.endsWith('.pack') && !before.includes(name),
  );
  return join(path, 'objects/pack', (found as string).slice(0, -'.pack'.length));
}

test('openRepository puts right what the loss of power leaves: logs ahead of heads, damaged packs and pins', async () => {
  const repository = temporaryRepository();
  const { path } = repository;
  const head = await commitTo(repository, 'main', storeTree(repository, { a: 'a' }));
  const log = join(path, 'logs', MAIN);
  const good = readFileSync(log, 'utf8');
  writeFileSync(log, `${good}${head} ${'1'.repeat(40)} treebox <treebox@localhost> 1 +0000\tnever\n${head.slice(7)}`);
  const before = readdirSync(join(path, 'objects/pack'));
  const lost = storeTree(repository, { b: 'lost' });
  truncateSync(`${newestPack(path, before)}.pack`, 30);
  const torn = storeTree(repository, { c: 'torn' });
  for (const pinned of [lost, torn]) repository.pins.add(pinned);
  truncateSync(join(path, PINS, torn), 0);
  writeFileSync(join(path, 'treebox/boot-id'), 'another boot');

  const opened = openedRepository(path);
  expect(opened.repaired).toHaveLength(3);
  expect(readFileSync(log, 'utf8')).toBe(good);
  expect(opened.pins.has(torn)).toBe(true);
  expect(opened.pins.has(lost)).toBe(false);
  expect(opened.objects.stat(lost)).toBeUndefined();
  expect(readdirSync(join(path, 'treebox/damaged'))).toHaveLength(1);
  expect(fsck(path)).toBe('');
  git(path, ['gc', '--quiet', '--prune=now']);
  expect(git(path, ['cat-file', 'blob', `${torn}:c`])).toBe('torn');
  expect(openedRepository(path).repaired).toEqual([]);
});

/** What a loss of power may do to the label `main`, moved three times, of which the log and the packs are on disk. */
const LOST_HEADS: readonly (readonly [string, (path: string, heads: readonly string[]) => void])[] = [
  ['is one move old', (path, heads) => writeFileSync(path, `${heads[1]}\n`)],
  ['is two moves old', (path, heads) => writeFileSync(path, `${heads[0]}\n`)],
  ['is empty', (path) => truncateSync(path, 0)],
  ['is cut short', (path) => truncateSync(path, 20)],
  ['is full of zeros', (path) => writeFileSync(path, Buffer.alloc(41))],
  ['is not there', (path) => rmSync(path)],
];

test.each(LOST_HEADS)(
  'openRepository: after a loss of power a label whose ref %s is what its log says',
  async (_, lose) => {
    const repository = temporaryRepository();
    const { path } = repository;
    const heads: CommitId[] = [];
    for (const text of ['a', 'b', 'c']) heads.push(await commitTo(repository, 'main', storeTree(repository, { text })));
    const log = readFileSync(join(path, 'logs', MAIN), 'utf8');
    // A move that was under way: its line is on disk, its commit is not.
    const underWay = `${heads[2]} ${'1'.repeat(40)} treebox <treebox@localhost> 1 +0000\tnever\n`;
    appendFileSync(join(path, 'logs', MAIN), underWay);
    lose(join(path, MAIN), heads);
    writeFileSync(join(path, 'treebox/boot-id'), 'another boot');
    const opened = openedRepository(path);
    expect(await opened.refs.read(MAIN)).toBe(heads[2]);
    expect(readFileSync(join(path, 'logs', MAIN), 'utf8')).toBe(log);
    expect(openedRepository(path).repaired).toEqual([]);
    expect(fsck(path)).toBe('');
  },
);

test('openRepository: a loss of power does not make a symbolic ref another one', async () => {
  const repository = temporaryRepository();
  const { path } = repository;
  const head = await commitTo(repository, 'main', EMPTY_TREE);
  git(path, ['symbolic-ref', 'refs/heads/alias', MAIN]);
  writeFileSync(
    join(path, 'logs/refs/heads/alias'),
    `${'0'.repeat(40)} ${head} treebox <treebox@localhost> 1 +0000\tcreate\n`,
  );
  writeFileSync(join(path, 'treebox/boot-id'), 'another boot');
  expect(openedRepository(path).repaired).toEqual([]);
  expect(git(path, ['symbolic-ref', 'refs/heads/alias'])).toBe(MAIN);
});

test('openRepository makes an index anew that a loss of power has damaged', async () => {
  for (const damage of [0, 500, undefined]) {
    const repository = temporaryRepository();
    const { path } = repository;
    const tree = storeTree(repository, { a: 'kept' });
    await commitTo(repository, 'main', tree);
    for (const name of readdirSync(join(path, 'objects/pack')).filter((file) => file.endsWith('.idx'))) {
      const index = join(path, 'objects/pack', name);
      if (damage === undefined) writeFileSync(index, Buffer.alloc(statSync(index).size));
      else truncateSync(index, damage);
    }
    writeFileSync(join(path, 'treebox/boot-id'), 'another boot');
    const opened = openedRepository(path);
    expect(opened.repaired).toHaveLength(2);
    expect(opened.objects.read(tree)).toBeDefined();
    expect(fsck(path)).toBe('');
    expect(openedRepository(path).repaired).toEqual([]);
  }
});

test('openRepository: after a loss of power a label that nobody was told of is not there, nor is a deleted one', async () => {
  const repository = temporaryRepository();
  const { path } = repository;
  mkdirSync(join(path, 'logs/refs/heads/team'), { recursive: true });
  writeFileSync(
    join(path, 'logs/refs/heads/team/x'),
    `${'0'.repeat(40)} ${'1'.repeat(40)} treebox <treebox@localhost> 1 +0000\tcreate\n`,
  );
  mkdirSync(join(path, 'refs/heads/team'));
  writeFileSync(join(path, 'refs/heads/team/x'), '');
  await commitTo(repository, 'gone', EMPTY_TREE);
  await repository.refs.update('refs/heads/gone', () => ({ delete: true, value: null }));
  writeFileSync(join(path, 'treebox/boot-id'), 'another boot');
  const opened = openedRepository(path);
  expect([...(await opened.refs.list('refs/heads/'))]).toEqual([]);
  expect(readdirSync(join(path, 'logs/refs/heads'), { recursive: true })).toEqual(['team']);
  await commitTo(opened, 'team', EMPTY_TREE);
  expect(await opened.refs.log('refs/heads/team')).toHaveLength(1);
});

test('Pins keep what they name from git gc --prune=now, packed or not, until they are given up', async () => {
  const repository = temporaryRepository();
  const { path, pins } = repository;
  const tree = storeTree(repository, { a: 'pinned' });
  const blob = git(path, ['rev-parse', `${tree}:a`]) as TreeId;
  for (const oid of [tree, blob, tree]) pins.add(oid);
  for (const name of readdirSync(join(path, 'objects/pack')))
    if (name.endsWith('.keep')) rmSync(join(path, 'objects/pack', name));
  for (let round = 0; round < 2; round++) {
    git(path, ['gc', '--quiet', '--prune=now']);
    expect(git(path, ['cat-file', 'blob', blob])).toBe('pinned');
  }
  expect(existsSync(join(path, PINS, tree))).toBe(false);
  expect(openedRepository(path).pins.list().sort()).toEqual([EMPTY_TREE, tree, blob].sort());

  pins.remove([tree, blob, EMPTY_TREE]);
  expect([tree, blob, EMPTY_TREE].map((oid) => pins.has(oid))).toEqual([false, false, true]);
  pins.add(tree);
  await pins.sweep(0);
  expect(openedRepository(path).pins.list().sort()).toEqual([EMPTY_TREE, tree].sort());
  pins.remove([tree]);
  const sweeping = pins.sweep(0);
  await new Promise((resolve) => setImmediate(resolve));
  pins.add(tree);
  await sweeping;
  expect(openedRepository(path).pins.list().sort()).toEqual([EMPTY_TREE, tree].sort());
  git(path, ['gc', '--quiet', '--prune=now']);
  expect(fsck(path)).toBe('');
});

test('openRepository removes what dead writers left, and nothing of live ones', () => {
  const { path, incoming } = temporaryRepository();
  const own = incoming.folder('runner-1');
  const dead = join(path, 'treebox/incoming', `${'0'.repeat(8)}_1_1`, 'runner-1');
  mkdirSync(dead, { recursive: true });
  utimesSync(dead, 1, 1);
  openedRepository(path);
  expect([existsSync(own), existsSync(dead)]).toEqual([true, false]);
});
