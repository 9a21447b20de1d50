/**
 * Makes backups of a data folder while its server runs, and restores them into a new folder.
 *
 * A backup is consistent: the records are one state of the database. Refs are read after them, so no record names a move that
 * the refs do not have, and each reflog ends at its ref. Objects never change. They are copied before the records and again
 * after the refs, so the backup has every object that records and refs name, even if packs are joined in the meantime.
 * `backup.json` is written last: a folder without it is not a backup.
 */

import { constants } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TreeboxError } from './core/errors.ts';
import { ifPresentAside } from './core/files.ts';
import { isOid, OID_PATTERN } from './core/ids.ts';
import { FORMAT_FILE, readDataFormat } from './data-format.ts';

/** Version of a backup's layout. */
const FORMAT = 1;
const MARK = 'backup.json';
const OWN_FOLDER_MODE = 0o700;
/** Files of a pack in the order of copying. The index comes last, because git finds a pack by its index. */
const PACK_SUFFIXES = ['.pack', '.rev', '.keep', '.idx'] as const;
const LOOSE_FOLDER = /^[0-9a-f]{2}$/;
/** A line of `packed-refs`. */
const PACKED_REF = new RegExp(`^(${OID_PATTERN}) (\\S+)$`, 'gm');

/**
 * Takes a backup.
 * @param data absolute path of a data folder; its server may run
 * @param target absolute path of a folder that is empty or does not exist
 * @throws TreeboxError `bad_setting` when one of the two can't be used
 */
export async function takeBackup(data: string, target: string): Promise<void> {
  const [from, to] = [join(data, 'snapshots.git'), join(target, 'snapshots.git')];
  if (!(await namesOf(data)).includes('snapshots.git')) {
    throw unusable('--data', data, 'must be the data folder of a treebox server');
  }
  assertKnown('--data', data);
  await makeEmpty('the folder of the backup', target);
  await copyObjects(from, to);
  await copyOutput(data, target);
  copyRecords(data, target);
  await copyRefs(from, to);
  await copyObjects(from, to);
  await copyOutput(data, target);
  // A folder of the first format has no such file, so its backup has none either.
  await copyIfPresent(join(data, FORMAT_FILE), join(target, FORMAT_FILE));
  for (const name of ['config', 'HEAD']) await copyIfPresent(join(from, name), join(to, name));
  await writeFile(join(target, MARK), `${JSON.stringify({ format: FORMAT, taken_at: new Date().toISOString() })}\n`);
}

/**
 * Restores a backup into a data folder.
 * @param source absolute path of the backup
 * @param data absolute path of a folder that is empty or does not exist
 * @throws TreeboxError `bad_setting` when one of the two can't be used
 */
export async function restoreBackup(source: string, data: string): Promise<void> {
  const { format } = JSON.parse((await textIfPresent(join(source, MARK))) ?? '{}') as { format?: number };
  if (format === undefined) throw unusable('the backup', source, 'must be a folder that treebox backup has finished');
  if (format !== FORMAT) throw unusable('the backup', source, `has format ${format}, and this program knows ${FORMAT}`);
  assertKnown('the backup', source);
  await makeEmpty('--data', data);
  await copyIfPresent(join(source, FORMAT_FILE), join(data, FORMAT_FILE));
  for (const name of ['executions', 'snapshots.git']) {
    // Rename a copy only when it is complete: a server would take an incomplete one for the data, and create missing parts.
    await cp(join(source, name), join(data, `${name}.new`), { recursive: true });
    await rename(join(data, `${name}.new`), join(data, name));
  }
}

/** @throws TreeboxError `bad_setting` when a newer treebox has written the folder */
function assertKnown(what: string, root: string): void {
  try {
    readDataFormat(root);
  } catch (error) {
    throw new TreeboxError('bad_setting', `${what} is ${JSON.stringify(root)}; ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function copyObjects(from: string, to: string): Promise<void> {
  const objects = join(from, 'objects');
  const target = join(to, 'objects');
  await mkdir(join(target, 'pack'), { recursive: true });
  await copyPacks(join(objects, 'pack'), join(target, 'pack'));
  for (const folder of (await namesOf(objects)).filter((name) => LOOSE_FOLDER.test(name))) {
    const present = new Set(await namesOf(join(target, folder)));
    for (const name of await namesOf(join(objects, folder))) {
      if (name.length === 38 && !present.has(name)) {
        await copyIfPresent(join(objects, folder, name), join(target, folder, name));
      }
    }
  }
}

/** Copies packs. If one disappears during the copy, it starts again, to get the pack that replaced it. */
async function copyPacks(from: string, to: string): Promise<void> {
  for (let isWhole = false; !isWhole; ) {
    isWhole = true;
    const present = new Set(await namesOf(to));
    const packs = (await namesOf(from)).filter((name) => name.endsWith('.idx') && !present.has(name));
    for (const index of packs) {
      const name = index.slice(0, -'.idx'.length);
      const source = join(from, name);
      if (!(await copyIfPresent(`${source}.pack`, join(to, `${name}.pack`)))) {
        isWhole = false;
        continue;
      }
      for (const suffix of PACK_SUFFIXES.slice(1)) await copyIfPresent(source + suffix, join(to, name + suffix));
    }
  }
}

/** Copies the refs into `packed-refs`, and the reflog of each up to its present commit. */
async function copyRefs(from: string, to: string): Promise<void> {
  // Read loose refs first: git writes `packed-refs` before it removes loose ones.
  const loose = new Map<string, string>();
  const paths = await filesBelow(from, 'refs');
  for (const path of paths.filter((name) => !name.endsWith('.lock'))) {
    const value = (await textIfPresent(join(from, path)))?.trim();
    if (value !== undefined && isOid(value)) loose.set(path, value);
  }
  const packed = [...((await textIfPresent(join(from, 'packed-refs'))) ?? '').matchAll(PACKED_REF)];
  const refs = new Map([...packed.map(([, oid, name]) => [name, oid] as [string, string]), ...loose]);
  const sorted = [...refs].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const folder of ['refs/heads', 'refs/tags', 'treebox']) await mkdir(join(to, folder), { recursive: true });
  await writeFile(
    join(to, 'packed-refs'),
    `# pack-refs with: sorted \n${sorted.map(([name, oid]) => `${oid} ${name}\n`).join('')}`,
  );
  for (const [name, oid] of sorted) {
    const log = await textIfPresent(join(from, 'logs', name));
    if (log !== undefined) await writeInto(join(to, 'logs', name), logUpTo(log, oid));
  }
}

/** Returns the lines of a reflog up to the last one that leads to `oid`. */
function logUpTo(log: string, oid: string): string {
  const lines = log.split('\n').filter((line) => line !== '');
  const last = lines.findLastIndex((line) => line.slice(41, 81) === oid);
  return lines
    .slice(0, last + 1)
    .map((line) => `${line}\n`)
    .join('');
}

function copyRecords(data: string, target: string): void {
  const database = new DatabaseSync(join(data, 'executions', 'records.sqlite'), { timeout: 10_000 });
  try {
    database.prepare('VACUUM INTO ?').run(join(target, 'executions', 'records.sqlite'));
  } finally {
    database.close();
  }
}

/** Copies the output of runs. It only grows, so a second copy of a file loses nothing. */
async function copyOutput(data: string, target: string): Promise<void> {
  const output = join('executions', 'output');
  await mkdir(join(target, output), { recursive: true });
  for (const path of await filesBelow(data, output)) await copyIfPresent(join(data, path), join(target, path));
}

/** Copies a file, so that the copy is either complete or missing. @returns whether the file exists */
async function copyIfPresent(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  const copied = copyFile(from, `${to}.copying`, constants.COPYFILE_FICLONE).then(() => true);
  if (!(await ifPresentAside(copied))) return false;
  await rename(`${to}.copying`, to);
  return true;
}

async function writeInto(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function makeEmpty(what: string, path: string): Promise<void> {
  if ((await namesOf(path)).length > 0) throw unusable(what, path, 'must be a folder that is empty or not there');
  await mkdir(path, { recursive: true, mode: OWN_FOLDER_MODE });
}

/** Lists the files below a folder, as paths relative to `root`. */
async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = (await ifPresentAside(readdir(join(root, folder), { withFileTypes: true }))) ?? [];
  const paths = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    }),
  );
  return paths.flat();
}

const namesOf = async (folder: string) => (await ifPresentAside(readdir(folder))) ?? [];
const textIfPresent = (path: string) => ifPresentAside(readFile(path, 'utf8'));

function unusable(what: string, path: string, need: string): TreeboxError {
  return new TreeboxError('bad_setting', `${what} is ${JSON.stringify(path)}; it ${need}`);
}
