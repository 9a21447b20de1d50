/**
 * Mounts other trees read-only in a volume, each at a folder.
 *
 * A graft behaves like a mount in Linux: it hides everything at its path, and its files can't be changed (EROFS) or moved out
 * of it (EXDEV). It is not part of the volume's own tree. Its files are read when they are first used, so a large graft costs
 * nothing.
 * @see mount(2)
 */
import type { TreeId } from '../src/core/ids.ts';
import { type Entry, Folder, type FolderSource } from './entry.ts';
import { type Call, FsError } from './errno.ts';
import type { Inode } from './inode.ts';
import { locate } from './resolve.ts';
import type { Store } from './store.ts';

/**
 * Mounts a tree at a path, and hides everything there. The parent folder must exist.
 * @throws FsError with the codes of `locate`, and EBUSY for the root, `.` and `..`
 */
export function graft(store: Store, path: string, tree: TreeId): void {
  const call = { syscall: 'mount', path };
  const { parent, name, last } = locate(store, path, 'follow', call);
  if (last !== 'name') throw new FsError('EBUSY', call);
  const root = new Folder(readOnly(store), undefined, name, frozen(store.mountPoint(tree)));
  root.isGraft = true;
  root.parent = parent;
  parent.graft(root);
  store.grafts.push(root);
}

/** Removes all grafts. */
export function ungraft(store: Store): void {
  for (const root of store.grafts.splice(0)) root.parent?.ungraft(root);
}

/** Returns the graft that contains an entry; undefined in the volume's own tree. */
export function graftOf(entry: Entry): Folder | undefined {
  for (let at: Entry | undefined = entry; at !== undefined; at = at.parent) if (at.isGraft) return at as Folder;
  return undefined;
}

/** Refuses to remove or replace an entry that is a graft or has one below it. @throws FsError EBUSY */
export function assertNotMounted(store: Store, entry: Entry, call: Call): void {
  for (const root of store.grafts) {
    for (let at: Entry | undefined = root; at !== undefined; at = at.parent) {
      if (at === entry) throw new FsError('EBUSY', call);
    }
  }
}

/** Refuses to change an inode of a graft. @throws FsError EROFS */
export function assertWritable(node: Inode, call: Call): void {
  if (node.isReadOnly) throw new FsError('EROFS', call);
}

function readOnly(store: Store): FolderSource {
  return {
    superblock: store.superblock,
    indexOf: (folder, call) => store.indexOf(folder, call),
    inodeOf: (stored, call) => frozen(store.inodeOf(stored, call)),
  };
}

function frozen(inode: Inode): Inode {
  inode.isReadOnly = true;
  return inode;
}
