/**
 * Loads a volume's inodes from the mounted tree when they are first used.
 *
 * Memory is limited. Of clean content, the least recently used is dropped. Changed content counts towards the quota. Loaded
 * folders have a separate limit, so reading all folders of a tree with a billion files ends with ENOMEM.
 */

import { EMPTY_TREE, type Oid, type TreeId } from '../src/core/ids.ts';
import { CLEAN_CONTENT_BYTES, HYDRATED_BYTES } from '../src/core/limits.ts';
import type { EntryKind } from '../src/git/format/entry-mode.ts';
import { decodeName } from '../src/git/format/entry-name.ts';
import type { ObjectReader } from '../src/git/objects/objects.ts';
import { type Entry, Folder, type FolderSource } from './entry.ts';
import { type Call, FsError } from './errno.ts';
import { type ContentSource, Inode } from './inode.ts';
import { MemfsSuperblock } from './memfs.ts';
import { Quota, type VolumeLimits } from './quota.ts';
import { type StoredEntry, TreeIndex } from './tree-index.ts';

/** Bytes that one entry with its inode takes in this process: measured, rounded up. */
const ENTRY_BYTES = 1_024;
/** Change of the bytes held, in bytes, after which they are reported again. */
const REPORT_STEP = 1024 * 1024;

/** Permissions by kind, which git does not store: the default ones with umask 022. */
const PERMISSIONS = { file: 0o644, folder: 0o755, symlink: 0o777 } as const;
const EXECUTABLE = 0o755;

export interface StoreOptions {
  readonly objects: ObjectReader;
  /** The tree to mount. */
  readonly tree: TreeId;
  readonly limits: VolumeLimits;
  /** Ms since 1970. */
  readonly now: () => number;
  readonly onBytes: (bytes: number) => void;
}

export class Store implements ContentSource, FolderSource {
  readonly superblock = new MemfsSuperblock();
  readonly quota: Quota;
  readonly root: Folder;
  /** The roots of the grafts. */
  readonly grafts: Folder[] = [];
  readonly #options: StoreOptions;
  readonly #mountedAt: Date;
  /** Inodes with clean content, least recently used first. */
  readonly #clean = new Set<Inode>();
  #cleanBytes = 0;
  #hydratedBytes = 0;
  #reported = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.quota = new Quota(options.limits);
    this.#mountedAt = this.time();
    this.root = new Folder(this, undefined, '', this.mountPoint(options.tree));
    this.superblock.root = this.root;
  }

  /** Makes the folder inode for the root of a tree. */
  mountPoint(tree: TreeId): Inode {
    const inode = new Inode(this, this.#nextIno(), 'folder', PERMISSIONS.folder, this.#mountedAt);
    inode.setUnread(tree);
    return inode;
  }

  /** Returns the bytes of memory that the volume holds: changed content, clean content, and loaded folders. */
  get bytesHeld(): number {
    return this.quota.bytes + this.quota.files * ENTRY_BYTES + this.#cleanBytes + this.#hydratedBytes;
  }

  time(): Date {
    return new Date(this.#options.now());
  }

  /** Reports the bytes held when they have changed by `REPORT_STEP`. */
  report(): void {
    const held = this.bytesHeld;
    if (Math.abs(held - this.#reported) < REPORT_STEP) return;
    this.#reported = held;
    this.#options.onBytes(held);
  }

  /** Makes a new inode and charges the run for it. @throws FsError ENOSPC */
  create(kind: EntryKind, permissions: number, call: Call): Inode {
    const inode = new Inode(this, this.#nextIno(), kind, permissions, this.time());
    this.quota.charge(inode, 0, call);
    return inode;
  }

  /** Makes a read-only file without a name. @param content kept: the caller must not change it any more */
  unnamed(content: Buffer): Inode {
    const inode = new Inode(this, this.#nextIno(), 'file', PERMISSIONS.file, this.#mountedAt);
    inode.replaceContent(content);
    inode.isReadOnly = true;
    return inode;
  }

  /** Sets the times that a change of a file's content or a folder's entries sets. */
  touch(inode: Inode): void {
    inode.mtime = this.time();
    inode.ctime = inode.mtime;
  }

  /** Called when a name was removed. The inode is freed if that was its last use. */
  unlinked(entry: Entry): void {
    const { node } = entry;
    node.names.splice(node.names.indexOf(entry), 1);
    node.nlink -= 1;
    this.release(node);
  }

  /** Frees the content and the charge of an inode when it has no name and no open descriptor. */
  release(inode: Inode): void {
    if (inode.names.length > 0 || inode.opens > 0) return;
    this.quota.release(inode);
    inode.discardContent();
    this.report();
  }

  indexOf(folder: Folder, call: Call): TreeIndex {
    const index = new TreeIndex(this.#treeData(folder.node.oid as TreeId, call));
    if (index.unsupported !== undefined) {
      const reason = `the folder '${folder.path}' holds a submodule, '${index.unsupported}', and those can't be mounted`;
      throw new FsError('ENOTSUP', call, reason);
    }
    this.#hydrated(index.bytes, call);
    return index;
  }

  inodeOf({ kind, mode, oid }: StoredEntry, call: Call): Inode {
    this.#hydrated(ENTRY_BYTES, call);
    const permissions = kind === 'file' && Number.parseInt(mode, 8) & 0o100 ? EXECUTABLE : PERMISSIONS[kind];
    const inode = new Inode(this, this.#nextIno(), kind, permissions, this.#mountedAt);
    inode.setUnread(oid);
    if (inode.treeMode !== mode) inode.foreignMode = mode;
    return inode;
  }

  sizeOf(oid: Oid): number {
    const found = this.#options.objects.stat(oid);
    if (found?.type !== 'blob') throw new FsError('EIO', { syscall: 'read' });
    return found.size;
  }

  contentOf(inode: Inode, oid: Oid): Buffer {
    const object = this.#options.objects.read(oid);
    if (object?.type !== 'blob') throw new FsError('EIO', { syscall: 'read' });
    this.#cleanBytes += object.data.length;
    for (const oldest of this.#clean) {
      if (this.#cleanBytes <= CLEAN_CONTENT_BYTES) break;
      if (oldest.opens === 0) oldest.forget();
    }
    this.#clean.add(inode);
    this.report();
    return object.data;
  }

  letGo(inode: Inode): void {
    if (this.#clean.delete(inode)) this.#cleanBytes -= inode.length;
  }

  /** Returns the target of a symbolic link. */
  targetOf(entry: Entry): string {
    const { node } = entry;
    // memfs's `symlink` is undefined until the target is set.
    if ((node.symlink as string | undefined) === undefined) node.symlink = decodeName(node.content);
    return node.symlink;
  }

  #treeData(oid: TreeId, call: Call): Buffer {
    if (oid === EMPTY_TREE) return Buffer.alloc(0);
    const object = this.#options.objects.read(oid);
    if (object?.type !== 'tree') throw new FsError('EIO', call);
    return object.data;
  }

  #hydrated(bytes: number, call: Call): void {
    if (this.#hydratedBytes + bytes > HYDRATED_BYTES) throw new FsError('ENOMEM', call);
    this.#hydratedBytes += bytes;
    this.report();
  }

  #nextIno(): number {
    this.superblock.ino += 1;
    return this.superblock.ino;
  }
}
