/**
 * Repairs files that did not reach the disk because of a power failure, a system crash, or an error of the file system. A
 * repaired file system does not need a new boot of the machine, so only the files themselves show the damage. They are checked
 * each time the repository is opened.
 *
 * Everything that was acknowledged is on disk as packs and as lines of reflogs. The rest is rebuilt from these: an index from
 * its pack, a ref from its log. Work that was not acknowledged may be incomplete; its files are removed or moved away.
 */

import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  ifPresent,
  isAbsent,
  isInTheWay,
  readFully,
  readStart,
  readTextIfPresent,
  removeFile,
  replaceFile,
} from '../../core/files.ts';
import { type CommitId, isOid, OID_DIGITS, OID_PATTERN } from '../../core/ids.ts';
import { doNow, type Steps } from '../../core/steps.ts';
import { OID_BYTES } from '../format/object-id.ts';
import { gitSucceeds } from '../git-process.ts';
import { KEEP_MARK, keepMark } from '../packs/incoming.ts';
import type { PackedRefs } from '../refs/packed-refs.ts';
import { PINS } from '../refs/pins.ts';
import { removeEmptyFolders } from '../refs/ref-folders.ts';
import { isRefName } from '../refs/ref-name.ts';
import { agreesWith, settleReflog } from '../refs/reflog.ts';
import type { RepositoryRefs } from '../refs/repository-refs.ts';
import { deletePacks, ownPacks } from './pack-consolidation.ts';

/** Bytes of a pack per read. */
const PIECE_BYTES = 1024 * 1024;
/** Folder at the root of a file system in which repair programs such as e2fsck put files without a name. */
const SET_ASIDE = 'lost+found';
/** Folder for damaged files. */
const DAMAGED = 'treebox/damaged';
const REFS = 'refs/';
/** Buffer for the beginning of a ref's file, which is long enough for an oid or for the prefix `ref:`. */
const REF_START = Buffer.alloc(64);
/** Beginning of a valid ref's file: an oid, or the name of another ref. */
const REF_VALUE = new RegExp(`^(?:${OID_PATTERN}(?:\\s|$)|ref:)`);

/** Moves a damaged file of the repository to the folder `DAMAGED`, for the operator. @returns its new path */
function setAside(gitDir: string, file: string): string {
  const aside = placeAside(gitDir, file);
  renameSync(join(gitDir, file), aside);
  return aside;
}

/** Copies a damaged file of the repository to the folder `DAMAGED`. */
function copyAside(gitDir: string, file: string): void {
  copyFileSync(join(gitDir, file), placeAside(gitDir, file));
}

function placeAside(gitDir: string, file: string): string {
  const aside = join(gitDir, DAMAGED, file.replaceAll('/', '_'));
  mkdirSync(dirname(aside), { recursive: true });
  return aside;
}

/** Rewrites a damaged `treebox/keep` in place, so that all `.keep` files that are hard links to it are repaired too. */
export function repairKeepMark(gitDir: string): void {
  const mark = keepMark(gitDir);
  const content = readTextIfPresent(mark);
  if (content !== undefined && content !== KEEP_MARK) writeFileSync(mark, KEEP_MARK);
}

/** Removes damaged lines from `packed-refs`, because git fails on them. Later steps restore refs that have a reflog. */
export function repairPackedRefs(gitDir: string, packed: PackedRefs, underLock: UnderLock): string[] {
  const damaged = packed.damagedLines();
  if (damaged === 0) return [];
  underLock('packed-refs', () => {
    copyAside(gitDir, 'packed-refs');
    packed.dropDamaged();
  });
  return packed.damagedLines() > 0
    ? []
    : [`packed-refs: ${damaged} damaged ${damaged === 1 ? 'line' : 'lines'} removed; the old file is in ${DAMAGED}`];
}

/** Removes empty files of loose objects. Git reports them as damage, even if a pack has the object. */
export function removeEmptyObjects(gitDir: string): string[] {
  const objects = join(gitDir, 'objects');
  const removed: string[] = [];
  for (const folder of readdirSync(objects)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of readdirSync(join(objects, folder))) {
      const path = join(objects, folder, name);
      // Git writes new objects under temporary names, so an empty file with an oid as its name is damaged.
      if (!isOid(folder + name) || statSync(path, { throwIfNoEntry: false })?.size !== 0) continue;
      removeFile(path);
      removed.push(`objects/${folder}/${name}: empty, and removed`);
    }
  }
  return removed;
}

/**
 * Rebuilds damaged indexes of treebox's packs, and moves damaged packs to the folder `DAMAGED`. A pack that was damaged after
 * it had been acknowledged looks the same, so no pack is deleted.
 * @returns a sentence about each damaged index or pack
 */
export function repairPacks(gitDir: string): string[] {
  const packFolder = join(gitDir, 'objects', 'pack');
  const repaired: string[] = [];
  for (const { name, kept } of ownPacks(gitDir, 'pack')) {
    const [pack, index] = [join(packFolder, `${name}.pack`), join(packFolder, `${name}.idx`)];
    if (!kept || isSound(index, pack)) continue;
    if (!isWhole(pack)) {
      const aside = setAside(gitDir, `objects/pack/${name}.pack`);
      deletePacks(gitDir, [name]);
      repaired.push(
        `${name}: damaged, and moved to ${aside}; git fsck reports whether objects that are in use are missing now`,
      );
    } else if (doNow(gitSucceeds(gitDir, ['index-pack', '-o', index, pack]))) {
      repaired.push(`${name}: its index was damaged`);
    } else throw new Error(`${pack}: its index is lost, and git index-pack can't rebuild it`);
  }
  return repaired;
}

/** Does `work` under the ref's lock. Does nothing while a running process may hold the lock. */
export type UnderLock = (ref: string, work: () => void) => void;

/**
 * Sets each ref to the newest value in its log whose objects are on disk. Leaves out pins, which have no logs.
 * @param gitDir absolute path of the repository
 * @returns a sentence about each changed ref and each shortened log
 */
export function repairHeads(gitDir: string, refs: RepositoryRefs, underLock: UnderLock): string[] {
  const repaired: string[] = [];
  for (const ref of new Set([...filesBelow(gitDir, REFS), ...filesBelow(join(gitDir, 'logs'), REFS)])) {
    if (!isRefName(ref) || isSettled(gitDir, refs, ref)) continue;
    try {
      underLock(ref, () => repaired.push(...doNow(repairHead(gitDir, refs, ref))));
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      repaired.push(`logs/${ref}: not restored, because a ref with the beginning of its name exists`);
    }
  }
  return repaired;
}

/**
 * Repairs one ref. The caller holds the lock, or knows that no process can hold it. For a large push, git may need seconds or
 * longer to check the new objects.
 * @param signal ends git; used only in the form that does not block the thread
 * @returns a sentence if the ref was changed or its log was shortened
 */
export function* repairHead(gitDir: string, refs: RepositoryRefs, ref: string, signal?: AbortSignal): Steps<string[]> {
  if (isSettled(gitDir, refs, ref)) return [];
  const isDamaged = isDamagedRef(readTextIfPresent(join(gitDir, ref), 'latin1'));
  if (isDamaged) setAside(gitDir, ref);
  const head = isDamaged ? undefined : refs.readNow(ref);
  const log = join(gitDir, 'logs', ref);
  const lines = sizeOf(log);
  const next = yield* settleReflog(log, head, (oid) => isComplete(gitDir, oid, head, signal));
  if (next !== undefined && next !== head) writeRef(gitDir, ref, next);
  if (next === undefined) removeFile(log);
  if (next !== undefined && next !== head) return [`${ref}: set to the newest usable value in its log`];
  if (next === undefined && lines > 0) return [`${ref}: lost, because its creation did not reach the disk`];
  if (isDamaged) return [`${ref}: its file was damaged, and no log has its value${fallenBack(refs, ref)}`];
  return sizeOf(log) === lines ? [] : [`${ref}: its log ended with a move that did not happen`];
}

/** Returns the end of a sentence about a ref whose file and log are lost: its new value, which may come from `packed-refs`. */
function fallenBack(refs: RepositoryRefs, ref: string): string {
  const packed = refs.readNow(ref);
  return packed === undefined ? '; it was removed' : `; it has its packed value ${packed} now`;
}

/** Returns whether a ref needs no repair. Takes no lock, so the ref may be moving at the same time. */
function isSettled(gitDir: string, refs: RepositoryRefs, ref: string): boolean {
  const length = readStart(`${gitDir}/${ref}`, REF_START);
  const loose = length === undefined ? undefined : REF_START.toString('latin1', 0, length);
  if (isDamagedRef(loose)) return false;
  if (loose?.startsWith('ref:')) return true;
  const head = loose === undefined ? refs.readNow(ref) : (loose.slice(0, OID_DIGITS) as CommitId);
  return agreesWith(`${gitDir}/logs/${ref}`, head);
}

function isDamagedRef(text: string | undefined): boolean {
  return text !== undefined && !REF_VALUE.test(text);
}

/**
 * Finds files whose names were lost in a repair of the file system (`lost+found`).
 * @param path of any file on that file system
 * @returns a sentence about them, if there are any and this process may see them
 */
export function namesOfSetAside(path: string): string[] {
  const { dev } = statSync(path);
  let root = resolve(path);
  while (dirname(root) !== root && statSync(dirname(root)).dev === dev) root = dirname(root);
  const folder = join(root, SET_ASIDE);
  try {
    const { length } = readdirSync(folder);
    return length === 0 ? [] : [`${folder}: ${length} files whose names were lost; missing objects may be among them`];
  } catch (error) {
    // There is no such folder, or only the system's administrator may read it.
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'EACCES') return [];
    throw error;
  }
}

/** Returns whether an index is undamaged and belongs to the pack: it ends with the hash of the pack and its own hash. */
function isSound(index: string, pack: string): boolean {
  const bytes = ifPresent(() => readFileSync(index));
  if (bytes === undefined) return false;
  const body = bytes.subarray(0, -OID_BYTES);
  if (hash('sha1', body, 'hex') !== bytes.toString('hex', bytes.length - OID_BYTES)) return false;
  return body.subarray(-OID_BYTES).equals(endOf(pack));
}

/** Returns whether a pack is undamaged: it ends with the hash of the bytes before. */
function isWhole(pack: string): boolean {
  const fd = openSync(pack, 'r');
  try {
    const { size } = fstatSync(fd);
    const sum = createHash('sha1');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (let at = 0; at < size - OID_BYTES; ) {
      const read = readFully(fd, piece.subarray(0, Math.min(PIECE_BYTES, size - OID_BYTES - at)), at);
      if (read.length === 0) return false;
      sum.update(read);
      at += read.length;
    }
    return sum.digest().equals(endOf(pack));
  } finally {
    closeSync(fd);
  }
}

/** Returns the hash at the end of a file, or an empty buffer for a file that is too short. */
function endOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const at = fstatSync(fd).size - OID_BYTES;
    return at < 0 ? Buffer.alloc(0) : readFully(fd, Buffer.alloc(OID_BYTES), at);
  } finally {
    closeSync(fd);
  }
}

/** Returns whether the store has a commit and all objects that it refers to. Objects reachable from `head` are not checked. */
function* isComplete(
  gitDir: string,
  next: CommitId,
  head: CommitId | undefined,
  signal: AbortSignal | undefined,
): Steps<boolean> {
  const has = (oid: CommitId) => gitSucceeds(gitDir, ['cat-file', '-e', oid], signal);
  if (!(yield* has(next))) return false;
  const known = head !== undefined && (yield* has(head)) ? [`^${head}`] : [];
  return yield* gitSucceeds(gitDir, ['rev-list', '--objects', '--quiet', next, ...known], signal);
}

function writeRef(gitDir: string, ref: string, oid: CommitId): void {
  const path = join(gitDir, ref);
  removeEmptyFolders(path);
  mkdirSync(dirname(path), { recursive: true });
  // Don't sync, as in any move: after another loss of power the ref is restored from its log.
  replaceFile(path, `${oid}\n`, 'not waited for', join(gitDir, 'treebox', 'ref'));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Returns the paths, relative to `root`, of all files below `folder` except locks and pins. `folder` ends with a slash. */
function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return `${path}/` === PINS ? [] : filesBelow(root, `${path}/`);
    return path.endsWith('.lock') ? [] : [path];
  });
}
