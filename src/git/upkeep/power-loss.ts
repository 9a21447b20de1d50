/**
 * Puts right what the loss of power, or of the whole system, has left.
 *
 * All that was acknowledged is on disk as packs and as lines of reflogs. The rest is made anew from these: an index from its
 * pack, a ref from its log. What was not acknowledged may be there in part, and is then removed.
 */

import { hash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFully, readTextIfPresent, removeFile, replaceFile } from '../../core/files.ts';
import { type CommitId, OID_PATTERN } from '../../core/ids.ts';
import { OID_BYTES } from '../format/object-id.ts';
import { gitSucceeds } from '../git-process.ts';
import { removeEmptyFolders } from '../refs/ref-folders.ts';
import { BRANCHES, isRefName } from '../refs/ref-name.ts';
import { settleReflog } from '../refs/reflog.ts';
import type { RepositoryRefs } from '../refs/repository-refs.ts';
import { deletePacks, ownPacks } from './pack-consolidation.ts';

const OID_FIRST = new RegExp(`^${OID_PATTERN}\\s`);

/**
 * Makes indices anew that did not reach the disk, and deletes packs of ours that did not.
 * @returns a sentence about each
 */
export function repairPacks(gitDir: string): string[] {
  const packFolder = join(gitDir, 'objects', 'pack');
  const repaired: string[] = [];
  for (const { name, kept } of ownPacks(gitDir)) {
    const [pack, index] = [join(packFolder, `${name}.pack`), join(packFolder, `${name}.idx`)];
    if (!kept || isSound(index, pack)) continue;
    removeFile(index);
    if (gitSucceeds(gitDir, ['index-pack', '-o', index, pack])) repaired.push(`${name}: its index was damaged`);
    else {
      deletePacks(gitDir, [name]);
      repaired.push(`${name}: damaged, and removed`);
    }
  }
  return repaired;
}

/**
 * Sets each branch to what its log says, as far as that is on disk.
 * @param gitDir absolute path of the repository
 * @param isLocked whether somebody who is alive may be moving the ref
 * @returns a sentence about each ref that was set or log that was shortened
 */
export function repairHeads(gitDir: string, refs: RepositoryRefs, isLocked: (ref: string) => boolean): string[] {
  const repaired: string[] = [];
  for (const ref of new Set([...filesBelow(gitDir, BRANCHES), ...filesBelow(join(gitDir, 'logs'), BRANCHES)])) {
    const loose = readTextIfPresent(join(gitDir, ref), 'latin1');
    if (!isRefName(ref) || isLocked(ref) || loose?.startsWith('ref:')) continue;
    const isDamaged = loose !== undefined && !OID_FIRST.test(loose);
    if (isDamaged) removeFile(join(gitDir, ref));
    const head = isDamaged ? undefined : refs.readNow(ref);
    const log = join(gitDir, 'logs', ref);
    const lines = sizeOf(log);
    const next = settleReflog(log, head, (oid) => isComplete(gitDir, oid));
    if (next !== undefined && next !== head) writeRef(gitDir, ref, next);
    if (next === undefined) removeFile(log);
    if (next !== head)
      repaired.push(`${ref}: ${next === undefined ? 'lost before it was made' : 'set to what its log says'}`);
    else if (sizeOf(log) !== lines) repaired.push(`${ref}: its log ended in a move that never came about`);
  }
  return repaired;
}

/** Returns whether an index is what was written, and belongs to a whole pack: it ends in the pack's hash and in its own. */
function isSound(index: string, pack: string): boolean {
  const bytes = readFileSync(index);
  const body = bytes.subarray(0, -OID_BYTES);
  if (hash('sha1', body, 'hex') !== bytes.toString('hex', bytes.length - OID_BYTES)) return false;
  return body.subarray(-OID_BYTES).equals(endOf(pack));
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

function isComplete(gitDir: string, commit: CommitId): boolean {
  return (
    gitSucceeds(gitDir, ['cat-file', '-e', `${commit}^{commit}`]) &&
    gitSucceeds(gitDir, ['rev-list', '--objects', '--quiet', commit])
  );
}

function writeRef(gitDir: string, ref: string, oid: CommitId): void {
  const path = join(gitDir, ref);
  removeEmptyFolders(path);
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, `${oid}\n`, 'on disk', join(gitDir, 'treebox', 'ref'));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Every file below `folder`, which ends in a slash, but for locks, by its path relative to `root`. */
function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, `${path}/`);
    return path.endsWith('.lock') ? [] : [path];
  });
}
