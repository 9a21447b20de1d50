/**
 * Joins many small packs into fewer large ones.
 *
 * Every run and every label move leaves a pack, and git looks through all of them. Packs are sorted into classes by
 * size. When a class is full, its packs become one pack of a higher class, so an object is copied only a few times in its life.
 *
 * All objects are kept, whether something refers to them or not, in a pack with a `.keep` file. The new pack is on disk before
 * an old one is deleted, so no reader ever misses an object.
 */

import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { removeFile, removeFileAside } from '../../core/files.ts';
import { randomPackName } from '../format/pack-format.ts';
import { startGit } from '../git-process.ts';
import { type Incoming, KEEP_MARK, keepMark } from '../packs/incoming.ts';
import { PackIndex } from '../packs/pack-index.ts';
import { PACK_ENDINGS } from '../packs/pack-writer.ts';
import { joinPacks } from './pack-join.ts';

/** Packs of one class that are put together. */
export const PILE = 32;
/** Packs that become one at most: small ones are held in memory together. */
const JOINED_MAX = 4 * PILE;
/** How often a pack may be gone before it is read. */
export const GONE_TRIES = 20;
/** The largest pack of the lowest class, in bytes, and how many times larger those of the next class may be. */
const LOWEST_CLASS_BYTES = 64 * 1024;
const CLASS_FACTOR = 16;

/** Files beside a pack, in the order that git deletes them: first what makes it findable. */
const PACK_FILES = ['idx', 'rev', 'bitmap', 'pack', 'keep'] as const;

/** A pack of the repository that may be moved and deleted, unlike those that somebody else keeps. */
export interface OwnPack {
  readonly name: string;
  readonly bytes: number;
  /** When it was written, in ms since 1970. */
  readonly writtenAtMs: number;
  /** True when it has a `.keep` file of ours. */
  readonly kept: boolean;
}

/**
 * The base names of all packs.
 * @param gitDir absolute path of the repository
 */
export function packNames(gitDir: string): string[] {
  return namesOf(readdirSync(packFolderOf(gitDir)));
}

/**
 * The packs of the repository, each with an index unless `ending` says otherwise, but for those that another's `.keep` protects (a push in progress has one), and those of
 * kinds that treebox does not write.
 * @param gitDir absolute path of the repository
 * @param ending of the file that each has
 */
export function ownPacks(gitDir: string, ending: 'idx' | 'pack' = 'idx'): OwnPack[] {
  const packFolder = packFolderOf(gitDir);
  const files = new Set(readdirSync(packFolder));
  const mark = statSync(keepMark(gitDir), { throwIfNoEntry: false })?.ino;
  const packs: OwnPack[] = [];
  for (const name of namesOf(files, ending)) {
    if (files.has(`${name}.mtimes`) || files.has(`${name}.promisor`)) continue;
    const stats = statSync(join(packFolder, `${name}.pack`), { throwIfNoEntry: false });
    const kept = files.has(`${name}.keep`);
    if (stats === undefined || (kept && !isOurs(join(packFolder, `${name}.keep`), mark))) continue;
    packs.push({ name, bytes: stats.size, writtenAtMs: stats.mtimeMs, kept });
  }
  return packs;
}

/**
 * Puts packs together until no class is full.
 * @param gitDir absolute path of the repository
 * @param signal ends the work, with nothing lost
 * @throws Error when git fails, with nothing lost
 */
export async function consolidatePacks(gitDir: string, incoming: Incoming, signal: AbortSignal): Promise<void> {
  for (let tries = 0; ; ) {
    signal.throwIfAborted();
    const classes = Map.groupBy(ownPacks(gitDir), ({ bytes }) => classOf(bytes));
    const full = [...classes].filter(([, packs]) => packs.length >= PILE).sort(([a], [b]) => a - b)[0];
    if (full === undefined) return;
    const names = full[1].slice(0, JOINED_MAX).map(({ name }) => name);
    const folder = incoming.folder('consolidation');
    try {
      const quick = full[0] === 0 ? joinPacks(packFolderOf(gitDir), names, folder) : undefined;
      incoming.adopt(folder, quick ?? (await joinByGit(gitDir, folder, names, signal)));
      await incoming.publish();
    } catch (error) {
      if (!tellsOfMovedPack(error) || ++tries === GONE_TRIES) throw error;
      continue;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    for (const name of names) incoming.forget(name);
    for (const file of filesOf(gitDir, names)) await removeFileAside(file);
  }
}

/** Returns whether a pack was gone when it was looked into, by us or by git: a `git gc` of another process has put it elsewhere. */
export function tellsOfMovedPack(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || /packfile .* cannot be accessed/.test(message);
}

/** Writes a pack of all objects of `names`, as they are, in the form of a `PackWriter`'s; answers its name. */
async function joinByGit(
  gitDir: string,
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const args = ['pack-objects', '-q', '--window=0', '--threads=1', '--delta-base-offset', join(folder, 'pack')];
  const git = startGit(gitDir, args, { signal });
  const printed = text(git.stdout);
  for (const name of names) {
    const index = new PackIndex(join(packFolderOf(gitDir), `${name}.idx`));
    await git.feed(`${index.oids().join('\n')}\n`);
    index.close();
  }
  git.stdin.end();
  await git.success();
  const hash = (await printed).trim();
  const name = randomPackName();
  for (const ending of PACK_ENDINGS) {
    renameSync(join(folder, `pack-${hash}.${ending}`), join(folder, `${name}.${ending}`));
  }
  return name;
}

/**
 * Deletes packs whose objects are elsewhere, or lost.
 * @param gitDir absolute path of the repository
 * @param names base names
 */
export function deletePacks(gitDir: string, names: readonly string[]): void {
  for (const file of filesOf(gitDir, names)) removeFile(file);
}

/** Returns the files of the packs that are there, in the order that they are to go. */
function filesOf(gitDir: string, names: readonly string[]): string[] {
  const packFolder = packFolderOf(gitDir);
  const files = new Set(readdirSync(packFolder));
  // An index over many packs names these; without it git looks at each pack.
  const gone = [...files].filter((file) => file.startsWith('multi-pack-index'));
  for (const name of names) gone.push(...PACK_FILES.map((ending) => `${name}.${ending}`));
  return gone.filter((file) => files.has(file)).map((file) => join(packFolder, file));
}

/**
 * Deletes what an adoption that was cut short has left: files of a pack of ours that has no index, so that nobody finds it.
 * @param gitDir absolute path of the repository
 * @param untilMs younger files may be on their way; in ms since 1970
 */
export function deleteStrays(gitDir: string, untilMs: number): void {
  const packFolder = packFolderOf(gitDir);
  const files = new Set(readdirSync(packFolder));
  const mark = statSync(keepMark(gitDir), { throwIfNoEntry: false })?.ino;
  for (const file of files) {
    const name = file.slice(0, -'.keep'.length);
    if (!file.endsWith('.keep') || files.has(`${name}.idx`) || !isOurs(join(packFolder, file), mark)) continue;
    const pack = statSync(join(packFolder, `${name}.pack`), { throwIfNoEntry: false });
    if (pack === undefined || pack.ctimeMs <= untilMs) deletePacks(gitDir, [name]);
  }
}

function packFolderOf(gitDir: string): string {
  return join(gitDir, 'objects', 'pack');
}

function namesOf(files: Iterable<string>, ending: 'idx' | 'pack' = 'idx'): string[] {
  return [...files].filter((file) => file.endsWith(`.${ending}`)).map((file) => file.slice(0, -(ending.length + 1)));
}

function classOf(bytes: number): number {
  return Math.max(0, Math.ceil(Math.log(bytes / LOWEST_CLASS_BYTES) / Math.log(CLASS_FACTOR)));
}

/** Returns whether treebox has made this `.keep` file: it is another name of `mark`, or of a former one. */
function isOurs(keepFile: string, mark: number | undefined): boolean {
  try {
    return statSync(keepFile).ino === mark || readFileSync(keepFile, 'latin1') === KEEP_MARK;
  } catch {
    // Gone again, so no longer anybody's.
    return false;
  }
}
