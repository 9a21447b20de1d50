import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/core/ids.ts';
import { RepositoryObjects } from '../../../src/git/objects/repository-objects.ts';
import { PILE } from '../../../src/git/upkeep/pack-consolidation.ts';
import { commitTo, fsck, GIT_ENV, git, storeTree, temporaryRepository } from '../../support/real-git.ts';

const ROUNDS = 12;
const FILES = 200;

/** What another process does: new objects, loose at first, then everything into one new pack, the old ones deleted. */
const MOVE_EVERYTHING = `
  set -e
  for round in $(seq ${ROUNDS}); do
    blob=$(echo "round $round" | git hash-object -w --stdin)
    tree=$(printf '100644 blob %s\\tfile\\n' $blob | git mktree)
    git update-ref refs/heads/by-hand $(git commit-tree -m "round $round" $tree)
    case $((round % 3)) in
      0) git gc --quiet --prune=now ;;
      1) git repack -a -d -q ;;
      2) git repack -d -q && git repack --geometric=2 -d -q ;;
    esac
  done
`;

test('RepositoryObjects never misses an object while another process repacks the repository over and over', async () => {
  const repository = temporaryRepository();
  const contents = Array.from({ length: FILES }, (_, nth) => `content ${nth} ${'x'.repeat(nth)}`);
  for (let nth = 0; nth < FILES; nth += 50) {
    const files = Object.fromEntries(contents.slice(nth, nth + 50).map((text, at) => [`f${nth + at}`, text]));
    await commitTo(repository, `part-${nth}`, storeTree(repository, files));
  }
  const oids = contents.map((text) => git(repository.path, ['hash-object', '--stdin'], text) as Oid);
  const packFolder = join(repository.path, 'objects/pack');
  // Without these git moves the packs like any other.
  for (const file of readdirSync(packFolder)) if (file.endsWith('.keep')) rmSync(join(packFolder, file));

  const mover = spawn('sh', ['-c', MOVE_EVERYTHING], { cwd: repository.path, env: GIT_ENV, stdio: 'inherit' });
  const exit = new Promise<number | null>((resolve) => mover.once('exit', resolve));
  const kept = new RepositoryObjects(repository.path, 0);
  let reads = 0;
  while (mover.exitCode === null) {
    const fresh = new RepositoryObjects(repository.path, 0);
    for (const reader of [kept, fresh]) {
      for (const [nth, oid] of oids.entries()) expect(reader.read(oid)?.data.toString()).toBe(contents[nth]);
    }
    fresh.close();
    reads += 2 * FILES;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await exit).toBe(0);
  expect(reads).toBeGreaterThan(FILES * ROUNDS);
  kept.close();
  expect(fsck(repository.path)).toBe('');
}, 60_000);

test('Maintenance.collect works while another process collects garbage over and over', async () => {
  const repository = temporaryRepository();
  const packFolder = join(repository.path, 'objects/pack');
  const collecting = 'for round in $(seq 40); do git repack -a -d -q; git prune --expire=now; done';
  const other = spawn('sh', ['-c', collecting], { cwd: repository.path, env: GIT_ENV, stdio: 'inherit' });
  const exit = new Promise<number | null>((resolve) => other.once('exit', resolve));
  for (let round = 0; other.exitCode === null; round++) {
    for (let nth = 0; nth < PILE; nth++)
      await commitTo(repository, 'main', storeTree(repository, { f: `${round} ${nth}` }));
    for (const file of readdirSync(packFolder))
      if (file.endsWith('.keep')) rmSync(join(packFolder, file), { force: true });
    await repository.maintenance.collect();
  }
  expect(await exit).toBe(0);
  expect(fsck(repository.path)).toBe('');
}, 60_000);
