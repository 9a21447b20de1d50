import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileLocks } from '../../../src/git/files/file-lock.ts';
import { temporaryFolder } from '../../support/real-git.ts';

/** The folders of two that make locks in one repository, and a wait for the second one's next file made ahead. */
function twoLockers() {
  const folder = temporaryFolder();
  const make = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  const locks = make('locks');
  const stock = [make('a'), make('b')] as const;
  const first = new FileLocks(locks, [make('c'), make('d')]);
  const second = new FileLocks(locks, [...stock]);
  const seen = new Set<string>();
  const stockedAnew = () =>
    expect
      .poll(() => {
        const names = stock.flatMap((path) => readdirSync(path)).filter((name) => !seen.has(name));
        for (const name of names) seen.add(name);
        return names.length;
      })
      .toBe(1);
  return { folder, locks, first, second, stockedAnew };
}

test('FileLocks.acquire: two in one process never take the file of one another', async () => {
  const { folder, first, second, stockedAnew } = twoLockers();
  const file = (name: string) => join(folder, name);
  (await second.acquire(file('z'), 'z')).release();
  await stockedAnew();
  (await first.acquire(file('z'), 'z')).release();
  writeFileSync(file('x.lock'), '');
  const waiting = first.acquire(file('x'), 'x');
  const other = await second.acquire(file('y'), 'y');
  rmSync(file('x.lock'));
  await (await waiting).commit('x');
  await other.commit('y');
  expect([readFileSync(file('x'), 'utf8'), readFileSync(file('y'), 'utf8')]).toEqual(['x', 'y']);
  await Promise.all([first.close(), second.close()]);
});

test('FileLocks.acquire: a file made ahead that can not become a lock is closed', async () => {
  const { locks, folder, second, stockedAnew } = twoLockers();
  (await second.acquire(join(folder, 'x'), 'x')).release();
  await stockedAnew();
  renameSync(locks, `${locks}-away`);
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (let nth = 0; nth < 10; nth += 1) {
    await expect(second.acquire(join(folder, 'x'), 'x')).rejects.toThrow('ENOENT');
    await stockedAnew();
  }
  // Those that are made ahead are open: one or two, as before.
  expect(openFiles() - before).toBeLessThan(5);
  await second.close();
});
