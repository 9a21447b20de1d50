/**
 * Renames a file or a folder.
 *
 * The moved inode keeps its oid, so moving a folder writes no objects for its content.
 * @see rename(2)
 */

import { isRefusedName } from '../src/git/format/entry-name.ts';
import { checkContent } from './check-content.ts';
import type { Entry, Folder } from './entry.ts';
import { type Call, FsError } from './errno.ts';
import { assertWritable, graftOf } from './graft.ts';
import { locate, type Place } from './resolve.ts';
import type { Store } from './store.ts';

/** Renames a file or a folder. @throws FsError with the codes of rename(2), and EINVAL for a name that git refuses */
export function rename(store: Store, path: string, dest: string): void {
  const call = { syscall: 'rename', path, dest };
  const from = locate(store, path, 'name', call);
  const to = locate(store, dest, 'name', call, true);
  if (graftOf(from.parent) !== graftOf(to.parent)) throw new FsError('EXDEV', call);
  if (from.last !== 'name' || to.last !== 'name') throw new FsError('EBUSY', call);
  assertWritable(from.parent.node, call);
  const source = from.entry;
  if (source === undefined) throw new FsError(from.tooLong ? 'ENAMETOOLONG' : 'ENOENT', call);
  if (to.tooLong) throw new FsError('ENAMETOOLONG', call);
  if (!source.isFolder() && (from.slash || to.slash)) throw new FsError('ENOTDIR', call);
  if (source.isFolder() && isWithin(to.parent, source)) throw new FsError('EINVAL', call);
  const target = to.entry;
  if (target?.isFolder() && isWithin(from.parent, target)) throw new FsError('ENOTEMPTY', call);
  if (target?.node === source.node) return;
  if (target !== undefined) checkReplaced(source, target, call);
  if (source.isGraft) throw new FsError('EBUSY', call);
  if (isRefusedName(to.name, source.node.kind) || to.parent.isInRefusedPlace) throw new FsError('EINVAL', call);
  if (source.node.kind === 'file') checkContent(to.name, source.node.length, () => source.node.content, call);
  store.quota.charge(source.node, source.node.chargedBytes, call);
  move(store, source, to);
}

function checkReplaced(source: Entry, target: Entry, call: Call): void {
  if (!source.isFolder()) {
    if (target.isFolder()) throw new FsError('EISDIR', call);
    return;
  }
  if (!target.isFolder()) throw new FsError('ENOTDIR', call);
  if (target.isGraft) throw new FsError('EBUSY', call);
  if (target.count(call) > 0) throw new FsError('ENOTEMPTY', call);
}

function move(store: Store, source: Entry, { parent, name, entry: target }: Place): void {
  source.parent?.remove(source);
  if (source.parent) store.touch(source.parent.node);
  if (target) {
    parent.remove(target);
    store.unlinked(target);
  }
  source.name = name;
  source.isRefused = false;
  parent.add(source);
  store.touch(parent.node);
  source.node.ctime = store.time();
}

/** Returns whether `folder` is `other` or is inside it. */
function isWithin(folder: Folder, other: Entry): boolean {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) if (at === other) return true;
  return false;
}
