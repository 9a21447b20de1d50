import { readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Oid, TreeId } from '../../../src/core/ids.ts';
import { COLLECT_AGE_MS } from '../../../src/core/limits.ts';
import { readTree } from '../../../src/git/format/tree-codec.ts';
import { openRepository, type Repository } from '../../../src/git/repository.ts';
import { deleteStrays, PILE, tellsOfMovedPack } from '../../../src/git/upkeep/pack-consolidation.ts';
import {
  commitTo,
  fsck,
  git,
  storeTree,
  temporaryFolder,
  temporaryRepository,
  tryGit,
} from '../../support/real-git.ts';

const packs = ({ path }: Repository) =>
  readdirSync(join(path, 'objects/pack')).filter((file) => file.endsWith('.pack'));

/** Makes every pack look as if it had been written long before. */
function age(repository: Repository): void {
  const past = (Date.now() - COLLECT_AGE_MS) / 1000 - 60;
  for (const pack of packs(repository)) utimesSync(join(repository.path, 'objects/pack', pack), past, past);
}

test('Maintenance puts packs together as they pile up, and every object stays readable meanwhile', async () => {
  const repository = temporaryRepository();
  const trees: TreeId[] = [];
  for (let nth = 0; nth < 4 * PILE; nth++) {
    trees.push(storeTree(repository, { [`file-${nth}`]: `content ${nth}` }));
    await commitTo(repository, 'main', trees.at(-1) as TreeId);
    const looked = trees[(nth * 7) % trees.length] as TreeId;
    const [file] = readTree(repository.objects, looked) ?? [];
    expect(repository.objects.read(file?.oid as TreeId)?.type).toBe('blob');
  }
  await expect.poll(() => packs(repository).length).toBeLessThan(2 * PILE);
  expect(git(repository.path, ['rev-list', '--count', 'main'])).toBe(String(4 * PILE));
  expect(fsck(repository.path)).toBe('');
  for (const tree of trees) expect(readTree(repository.objects, tree)).toHaveLength(1);
});

test('Maintenance leaves a pack alone that somebody else keeps', async () => {
  const repository = temporaryRepository();
  storeTree(repository, { mine: 'by hand' });
  const [kept] = packs(repository) as [string];
  const keep = join(repository.path, 'objects/pack', kept.replace('.pack', '.keep'));
  rmSync(keep);
  writeFileSync(keep, 'receive-pack 1 on a host\n');
  for (let nth = 0; nth <= PILE; nth++) storeTree(repository, { a: `${nth}` });
  await expect.poll(() => packs(repository).length).toBeLessThan(5);
  expect(packs(repository)).toContain(kept);
  age(repository);
  await repository.maintenance.collect();
  expect(packs(repository)).toContain(kept);
});

test('Maintenance.collect frees what nothing has named for long, and nothing else', async () => {
  const repository = temporaryRepository();
  await commitTo(repository, 'main', storeTree(repository, { a: 'first' }));
  const logged = await commitTo(repository, 'main', storeTree(repository, { a: 'second' }));
  const parent = git(repository.path, ['rev-parse', 'main~1']);
  git(repository.path, ['update-ref', 'refs/heads/main', parent]);
  const pinned = storeTree(repository, { b: 'pinned' });
  repository.pins.add(pinned);
  const unnamed = storeTree(repository, { c: 'unnamed' });
  age(repository);
  const young = storeTree(repository, { d: 'young' });

  const dry = await repository.maintenance.collect(true);
  expect(repository.objects.stat(unnamed)).toBeDefined();
  const { freed, kept } = await repository.maintenance.collect();
  expect(dry.freed.objects).toBe(freed.objects);
  expect(dry.kept.objects).toBe(kept.objects);
  expect(freed.objects).toBe(2);
  expect(freed.bytes).toBeGreaterThan(20);
  const has = (oid: Oid) => tryGit(repository.path, ['cat-file', '-e', oid]).code === 0;
  expect([logged, pinned, young].map(has)).toEqual([true, true, true]);
  expect(has(unnamed)).toBe(false);
  expect(git(repository.path, ['ls-tree', '--name-only', pinned])).toBe('b');
  expect(fsck(repository.path)).toBe('');
  expect((await repository.maintenance.collect()).freed).toEqual({ objects: 0, bytes: 0 });
});

test('Maintenance.collect frees a pin that has been given up, once its time is over', async () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: 'given up' });
  repository.pins.add(tree);
  git(repository.path, ['pack-refs', '--all']);
  repository.pins.remove([tree]);
  age(repository);
  expect((await repository.maintenance.collect()).freed.objects).toBe(0);
  await repository.pins.sweep(0);
  expect((await repository.maintenance.collect()).freed.objects).toBe(2);
  expect(fsck(repository.path)).toBe('');
});

test('Maintenance.hold pins what is there as a whole, and only that', async () => {
  const repository = temporaryRepository();
  const whole = storeTree(repository, { a: 'whole' });
  const missing = '1'.repeat(40) as TreeId;
  const torn = repository.incoming.write((writer) =>
    writer.write('tree', Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(missing, 'hex')])),
  );
  expect(await repository.maintenance.hold(whole)).toBe(true);
  expect(await repository.maintenance.hold(missing)).toBe(false);
  expect(await repository.maintenance.hold(torn)).toBe(false);
  expect([whole, missing, torn].map((oid) => repository.pins.has(oid))).toEqual([true, false, false]);
});

test('Maintenance.hold waits for a collection that may take the object', async () => {
  const repository = temporaryRepository();
  const tree = storeTree(repository, { a: 'to be collected' });
  age(repository);
  const collecting = repository.maintenance.collect();
  expect(await repository.maintenance.hold(tree)).toBe(false);
  await collecting;
  expect(fsck(repository.path)).toBe('');
});

test('RepositoryObjects finds every object while git gc and repack move them', async () => {
  const repository = temporaryRepository();
  const trees = Array.from({ length: 20 }, (_, nth) => storeTree(repository, { [`f${nth}`]: `content ${nth}` }));
  for (const tree of trees) await commitTo(repository, 'main', tree);
  age(repository);
  let done = false;
  const moving = (async () => {
    for (let round = 0; round < 6; round++) {
      await repository.maintenance.collect();
      await commitTo(repository, 'main', storeTree(repository, { round: `${round}` }));
      age(repository);
    }
    done = true;
  })();
  while (!done) {
    repository.objects.close();
    for (const tree of trees) expect(readTree(repository.objects, tree)).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await moving;
});

test('Maintenance.collect deletes what an adoption that was cut short has left, when it is old', async () => {
  const repository = temporaryRepository();
  const folder = join(repository.path, 'objects/pack');
  storeTree(repository, { a: 'cut short' });
  const [pack] = packs(repository) as [string];
  rmSync(join(folder, pack.replace('.pack', '.idx')));
  await repository.maintenance.collect();
  expect(packs(repository)).toEqual([pack]);
  deleteStrays(repository.path, Date.now() + 1_000);
  expect(readdirSync(folder)).toEqual([]);
});

test('Maintenance tells when packs could not be put together, and works on', async () => {
  const problems: unknown[] = [];
  const repository = openRepository(join(temporaryFolder(), 'snapshots.git'), {
    onProblem: (error) => problems.push(error),
  });
  onTestFinished(() => repository.close());
  storeTree(repository, { a: 'to be damaged' });
  const damaged = join(repository.path, 'objects/pack', packs(repository)[0] as string);
  truncateSync(damaged, 20);
  for (let nth = 1; nth < PILE; nth++) storeTree(repository, { nth: `${nth}` });
  await expect.poll(() => problems).toHaveLength(1);
  expect(String(problems[0])).toContain('its hash is wrong');
  await commitTo(repository, 'main', storeTree(repository, { b: 'goes on' }));
});

test('tellsOfMovedPack knows a pack that went away under us and one that went away under git, and nothing else', () => {
  expect(tellsOfMovedPack(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe(true);
  const path = '/data/snapshots.git/objects/pack/.tmp-27310-pack-58818ba4370c4a01e0612b176356d7db5a8760c8.pack';
  expect(tellsOfMovedPack(new Error(`git cat-file ended with 128: fatal: packfile ${path} cannot be accessed`))).toBe(
    true,
  );
  expect(tellsOfMovedPack(new Error('git cat-file ended with 128: fatal: not a git repository'))).toBe(false);
});
