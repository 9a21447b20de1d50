/**
 * Joins many small packs into fewer large ones.
 *
 * Every run and every label move adds a pack, and git searches all packs. Packs are sorted into classes by size. When a class
 * is full, its packs become one pack of a higher class, so an object is copied only a few times in its life.
 *
 * The new pack contains all objects, reachable or not, and has a `.keep` file. It is on disk before an old pack is deleted, so
 * no reader ever misses an object.
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

/** Number of packs that makes a class full. */
export const PILE = 32;
/** Maximum number of packs to join at a time. Small packs are in memory together. */
const JOINED_MAX = 4 * PILE;
/** Maximum number of attempts when packs disappear before they are read. */
export const GONE_TRIES = 20;
/** Maximum size of a pack in the lowest class, in bytes. */
const LOWEST_CLASS_BYTES = 64 * 1024;
/** Ratio between the maximum sizes of two neighboring classes. */
const CLASS_FACTOR = 16;

/** Endings of a pack's files, in git's order of deletion: without the index, readers no longer find the pack. */
const PACK_FILES = ['idx', 'rev', 'bitmap', 'pack', 'keep'] as const;

/** A pack of the repository that treebox may move and delete. */
export interface OwnPack {
  readonly name: string;
  readonly bytes: number;
  /** Time of writing, in ms since 1970. */
  readonly writtenAtMs: number;
  /** True when the pack has a `.keep` file of treebox. */
  readonly kept: boolean;
}

/**
 * Returns the base names of all packs that have an index.
 * @param gitDir absolute path of the repository
 */
export function packNames(gitDir: string): string[] {
  return namesOf(readdirSync(packFolderOf(gitDir)));
}

/**
 * Returns the packs of the repository that treebox may move and delete. Leaves out packs with a `.keep` file of another program
 * (such as a push in progress), cruft packs and promisor packs.
 * @param gitDir absolute path of the repository
 * @param ending `idx` lists packs by their indexes; `pack` also finds packs without an index
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
 * Joins packs until no class is full.
 * @param gitDir absolute path of the repository
 * @param signal aborts the work; no object is lost
 * @throws Error when git fails; no object is lost
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

/** Returns whether `error` means that a pack is gone, because a `git gc` of another process has moved its objects. */
export function tellsOfMovedPack(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || /packfile .* cannot be accessed/.test(message);
}

/** Writes a pack with all objects of the packs `names`. Its files are named like those of a `PackWriter`. Returns its name. */
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
 * Deletes the files of packs.
 * @param gitDir absolute path of the repository
 * @param names base names
 */
export function deletePacks(gitDir: string, names: readonly string[]): void {
  for (const file of filesOf(gitDir, names)) removeFile(file);
}

/** Returns the existing files of the packs, in the order of their deletion. */
function filesOf(gitDir: string, names: readonly string[]): string[] {
  const packFolder = packFolderOf(gitDir);
  const files = new Set(readdirSync(packFolder));
  // Delete a multi-pack index too, because it refers to these packs. Without it git reads the index of each pack.
  const gone = [...files].filter((file) => file.startsWith('multi-pack-index'));
  for (const name of names) gone.push(...PACK_FILES.map((ending) => `${name}.${ending}`));
  return gone.filter((file) => files.has(file)).map((file) => join(packFolder, file));
}

/**
 * Deletes files that an interrupted adoption has left: packs of treebox without an index, which no reader finds.
 * @param gitDir absolute path of the repository
 * @param untilMs time in ms since 1970; younger packs stay, because their adoption may be in progress
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

/** Returns whether treebox has created this `.keep` file: it is a hard link to `mark`, or has its content. */
function isOurs(keepFile: string, mark: number | undefined): boolean {
  try {
    return statSync(keepFile).ino === mark || readFileSync(keepFile, 'latin1') === KEEP_MARK;
  } catch {
    // The file was removed meanwhile.
    return false;
  }
}
