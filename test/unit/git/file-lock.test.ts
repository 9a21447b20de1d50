import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileLocks } from '../../../src/git/files/file-lock.ts';
import { temporaryFolder } from '../../support/real-git.ts';

/** Two that make locks in one repository. */
function twoLockers() {
  const folder = temporaryFolder();
  const locks = join(folder, 'locks');
  mkdirSync(locks);
  return { folder, locks, first: new FileLocks(locks), second: new FileLocks(locks) };
}

test('FileLocks.acquire: two in one process never take the file of one another', async () => {
  const { folder, first, second } = twoLockers();
  const file = (name: string) => join(folder, name);
  (await second.acquire(file('z'), 'z')).release();
  (await first.acquire(file('z'), 'z')).release();
  writeFileSync(file('x.lock'), '');
  const waiting = first.acquire(file('x'), 'x');
  const other = await second.acquire(file('y'), 'y');
  rmSync(file('x.lock'));
  await (await waiting).commit('x');
  await other.commit('y');
  expect([readFileSync(file('x'), 'utf8'), readFileSync(file('y'), 'utf8')]).toEqual(['x', 'y']);
});

test('FileLocks.acquire: a file that can not become a lock is closed', async () => {
  const { locks, folder, second } = twoLockers();
  (await second.acquire(join(folder, 'x'), 'x')).release();
  renameSync(locks, `${locks}-away`);
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (let nth = 0; nth < 10; nth += 1) {
    await expect(second.acquire(join(folder, 'x'), 'x')).rejects.toThrow('ENOENT');
  }
  expect(openFiles() - before).toBeLessThan(5);
});
