/**
 * Puts right what has not reached the disk: when the power or the system failed, or when the file system met an error and was
 * repaired. The last needs no start of the machine, so nothing but the files themselves tells of it, and they are looked at
 * each time that the repository is opened.
 *
 * All that was acknowledged is on disk as packs and as lines of reflogs. The rest is rebuilt from these: an index from its
 * pack, a ref from its log. What was not acknowledged may be there in part, and is then removed or moved away.
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

/** Bytes of a pack that are read at a time. */
const PIECE_BYTES = 1024 * 1024;
/** Where e2fsck and its like put files without a name, at the root of a file system. */
const SET_ASIDE = 'lost+found';
/** Where damaged files are kept. */
const DAMAGED = 'treebox/damaged';
const REFS = 'refs/';
/** The beginning of a ref's file: 64 bytes show whether it holds an object's id or another ref's name. */
const REF_START = Buffer.alloc(64);
/** Beginning of a ref's file: an object's id, or the name of another ref. */
const REF_VALUE = new RegExp(`^(?:${OID_PATTERN}(?:\\s|$)|ref:)`);

/** Moves a damaged file of the repository to where the operator finds it. @returns its new path */
function setAside(gitDir: string, file: string): string {
  const aside = placeAside(gitDir, file);
  renameSync(join(gitDir, file), aside);
  return aside;
}

/** Copies a damaged file of the repository there. */
function copyAside(gitDir: string, file: string): void {
  copyFileSync(join(gitDir, file), placeAside(gitDir, file));
}

function placeAside(gitDir: string, file: string): string {
  const aside = join(gitDir, DAMAGED, file.replaceAll('/', '_'));
  mkdirSync(dirname(aside), { recursive: true });
  return aside;
}

/** Rewrites the mark of our packs where it is damaged: under each of its names, which it keeps. */
export function repairKeepMark(gitDir: string): void {
  const mark = keepMark(gitDir);
  const content = readTextIfPresent(mark);
  if (content !== undefined && content !== KEEP_MARK) writeFileSync(mark, KEEP_MARK);
}

/** Drops damaged lines of `packed-refs`, over which git would refuse to work. A ref that has a log comes back from there. */
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

/** Removes files of objects that have no content, which git takes for damage also where a pack has the object. */
export function removeEmptyObjects(gitDir: string): string[] {
  const objects = join(gitDir, 'objects');
  const removed: string[] = [];
  for (const folder of readdirSync(objects)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of readdirSync(join(objects, folder))) {
      const path = join(objects, folder, name);
      // What a git is writing has another name.
      if (!isOid(folder + name) || statSync(path, { throwIfNoEntry: false })?.size !== 0) continue;
      removeFile(path);
      removed.push(`objects/${folder}/${name}: empty, and removed`);
    }
  }
  return removed;
}

/**
 * Rebuilds indices that did not reach the disk, and moves our packs away that did not. A pack that was damaged later
 * looks the same, so none is deleted.
 * @returns a sentence about each
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

/** Does `work` under the ref's lock, or not at all while somebody who is alive holds it. */
export type UnderLock = (ref: string, work: () => void) => void;

/**
 * Sets each ref, but for pins, which have no logs, to what its log says, as far as that is on disk.
 * @param gitDir absolute path of the repository
 * @returns a sentence about each ref that was set or log that was shortened
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
 * Sets one ref, whose lock is held or belongs to nobody any more. Git takes seconds or longer to look through what a large
 * push has brought.
 * @param signal ends a git that is not waited for within the call
 * @returns a sentence if it was set or its log was shortened
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
  if (next !== undefined && next !== head) return [`${ref}: set to what its log says`];
  if (next === undefined && lines > 0) return [`${ref}: lost before it was made`];
  if (isDamaged) return [`${ref}: its file was damaged, and no log has its value${fallenBack(refs, ref)}`];
  return sizeOf(log) === lines ? [] : [`${ref}: its log ended with a move that did not happen`];
}

/** Where a ref points whose file and log are lost: it may have been packed once. */
function fallenBack(refs: RepositoryRefs, ref: string): string {
  const packed = refs.readNow(ref);
  return packed === undefined ? '; it was removed' : `; it has its packed value ${packed} now`;
}

/** Returns whether there is nothing to do about a ref, which may be moving meanwhile. */
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
 * Finds what a repair of the file system has set aside: files whose names are lost.
 * @param path of something on that file system
 * @returns a sentence about them, if there are any that can be seen
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
    // No such folder, or one that only the system's administrator may look into.
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'EACCES') return [];
    throw error;
  }
}

/** Returns whether an index is what was written, and belongs to a whole pack: it ends in the pack's hash and in its own. */
function isSound(index: string, pack: string): boolean {
  const bytes = ifPresent(() => readFileSync(index));
  if (bytes === undefined) return false;
  const body = bytes.subarray(0, -OID_BYTES);
  if (hash('sha1', body, 'hex') !== bytes.toString('hex', bytes.length - OID_BYTES)) return false;
  return body.subarray(-OID_BYTES).equals(endOf(pack));
}

/** Returns whether a pack ends in the hash of the rest. */
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

/** The last hash in the file; of a file that is too short, nothing. */
function endOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const at = fstatSync(fd).size - OID_BYTES;
    return at < 0 ? Buffer.alloc(0) : readFully(fd, Buffer.alloc(OID_BYTES), at);
  } finally {
    closeSync(fd);
  }
}

/** Returns whether an object and everything that it refers to is there. What `head` refers to is taken as complete. */
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
  // As with any move: after a loss of power the ref is what its log says.
  replaceFile(path, `${oid}\n`, 'not waited for', join(gitDir, 'treebox', 'ref'));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Every file below `folder`, which ends in a slash, but for locks and pins, by its path relative to `root`. */
function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return `${path}/` === PINS ? [] : filesBelow(root, `${path}/`);
    return path.endsWith('.lock') ? [] : [path];
  });
}
