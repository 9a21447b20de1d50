/**
 * System calls that take paths.
 *
 * They behave like Linux's calls for root with umask 022, and fail with the same codes. A path is a string that `decodeName`
 * makes from bytes.
 * @see the manual pages in section 2 with the names of the methods
 */

import { randomInt } from 'node:crypto';
import { LINK_MAX } from '../src/core/limits.ts';
import type { EntryKind } from '../src/git/format/entry-mode.ts';
import { encodeName, isRefusedName } from '../src/git/format/entry-name.ts';
import { checkContent } from './check-content.ts';
import { createEntry, type Entry, type Folder, type Listed } from './entry.ts';
import { type Call, type ErrnoCode, FsError } from './errno.ts';
import { assertNotMounted, assertWritable, graftOf } from './graft.ts';
import { type Inode, S_IFMT } from './inode.ts';
import { rename } from './rename.ts';
import { type LastLink, locateName, type Place, resolve } from './resolve.ts';
import { type Stat, statOf } from './stat.ts';
import type { Store } from './store.ts';

const UMASK = 0o022;
const STDIN_PATH = '/dev/stdin';
/** tmpfs's values for statfs(2): its magic number, and its block size in bytes. */
const TMPFS = 0x01021994;
const BLOCK_BYTES = 4096;
const PERMISSIONS = 0o7777;
const X_OK = 1;
const W_OK = 2;
const ANY_EXECUTES = 0o111;
const TEMP_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const TEMP_LENGTH = 6;
/** Longest target of a symbolic link: a longer path can't be followed. */
const TARGET_MAX_BYTES = 4095;

export class PathCalls {
  readonly #store: Store;
  readonly #stdin: () => Inode | undefined;

  /** @param stdin returns the standard input while it is open */
  constructor(store: Store, stdin: () => Inode | undefined) {
    this.#store = store;
    this.#stdin = stdin;
  }

  stat(path: string): Stat {
    return statOf(this.#node(path, 'follow', { syscall: 'stat', path }));
  }

  lstat(path: string): Stat {
    return statOf(this.#node(path, 'keep', { syscall: 'lstat', path }));
  }

  /** Returns the standard input for the path `/dev/stdin`, unless the volume has a file there. */
  stdinAt(path: string): Inode | undefined {
    const stdin = path === STDIN_PATH ? this.#stdin() : undefined;
    if (stdin === undefined) return undefined;
    try {
      this.#resolve(path, 'keep', { syscall: 'lstat', path });
      return undefined;
    } catch {
      return stdin;
    }
  }

  /** Returns whether a path leads to a folder. */
  isFolder(path: string): boolean {
    try {
      return this.#resolve(path, 'follow', { syscall: 'stat', path }).isFolder();
    } catch {
      return false;
    }
  }

  /**
   * @param mode any of R_OK, W_OK, X_OK; root has no write access in a graft, and can't execute a file without an executable
   *   bit
   */
  access(path: string, mode: number): void {
    const call = { syscall: 'access', path };
    const node = this.#node(path, 'follow', call);
    if (mode & X_OK && node.kind === 'file' && (node.mode & ANY_EXECUTES) === 0) throw new FsError('EACCES', call);
    if (mode & W_OK && node.kind !== 'symlink') assertWritable(node, call);
  }

  exists(path: string): boolean {
    try {
      this.access(path, 0);
      return true;
    } catch {
      return false;
    }
  }

  mkdir(path: string, mode = 0o777): void {
    this.#make(path, mode, { syscall: 'mkdir', path });
  }

  /**
   * Makes a folder and the missing folders above it.
   * @returns the first folder that was made, or undefined when none was
   */
  mkdirRecursive(path: string, mode = 0o777): string | undefined {
    const call = { syscall: 'mkdir', path };
    const pending = [path];
    let first: string | undefined;
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const code = this.#tryMkdir(at, mode, call);
      if (code === undefined) {
        first ??= at;
      } else if (code === 'ENOENT') {
        const parent = at.slice(0, Math.max(at.lastIndexOf('/'), 0));
        if (parent === '') throw new FsError('ENOENT', call);
        pending.push(at, parent);
      } else if (code === 'EROFS') {
        // After EROFS, Node checks whether the folder exists, and reports ENOENT.
        throw new FsError('ENOENT', call);
      } else if (code !== 'EEXIST') {
        throw new FsError(code, call);
      } else if (!this.#resolve(at, 'follow', call).isFolder()) {
        throw new FsError(pending.length > 0 ? 'ENOTDIR' : 'EEXIST', call);
      }
    }
    return first;
  }

  #tryMkdir(path: string, mode: number, call: Call): ErrnoCode | undefined {
    try {
      this.#make(path, mode, call);
      return undefined;
    } catch (error) {
      if (error instanceof FsError) return error.code;
      throw error;
    }
  }

  #make(path: string, mode: number, call: Call): void {
    const place = this.#placeOfNew(path, 'folder', call);
    this.#add(place, this.#store.create('folder', mode & PERMISSIONS & ~UMASK, call));
  }

  /** Makes a folder with a random name. @returns its path: `prefix` and six random characters */
  mkdtemp(prefix: string): string {
    for (;;) {
      let path = prefix;
      for (let count = 0; count < TEMP_LENGTH; count += 1) path += TEMP_LETTERS[randomInt(TEMP_LETTERS.length)];
      const call = { syscall: 'mkdtemp', path: `${prefix}XXXXXX` };
      if (locateName(this.#store, path, call).entry !== undefined) continue;
      this.#add(this.#placeOfNew(path, 'folder', call), this.#store.create('folder', 0o700, call));
      return path;
    }
  }

  rmdir(path: string): void {
    const call = { syscall: 'rmdir', path };
    const { parent, entry, last } = locateName(this.#store, path, call);
    if (last === '.') throw new FsError('EINVAL', call);
    if (last === '..') throw new FsError('ENOTEMPTY', call);
    if (last === 'root') throw new FsError('EBUSY', call);
    assertWritable(parent.node, call);
    if (entry === undefined) throw new FsError('ENOENT', call);
    if (!entry.isFolder()) throw new FsError('ENOTDIR', call);
    if (entry.isGraft) throw new FsError('EBUSY', call);
    if (entry.count(call) > 0) throw new FsError('ENOTEMPTY', call);
    this.#remove(entry);
  }

  unlink(path: string): void {
    const call = { syscall: 'unlink', path };
    const { parent, entry, last, slash } = locateName(this.#store, path, call);
    if (last !== 'name') throw new FsError('EISDIR', call);
    assertWritable(parent.node, call);
    if (entry === undefined) throw new FsError('ENOENT', call);
    if (entry.isFolder()) throw new FsError('EISDIR', call);
    if (slash) throw new FsError('ENOTDIR', call);
    this.#remove(entry);
  }

  /** Removes a file, or a folder with everything below it. The root is emptied, and then fails with EBUSY. */
  remove(path: string): void {
    const call = { syscall: 'rm', path };
    const { entry, last, slash } = locateName(this.#store, path, call);
    if (entry === undefined) throw new FsError('ENOENT', call);
    if (last === '.' || last === '..') throw new FsError('EINVAL', { syscall: 'rmdir', path });
    if (slash && !entry.isFolder()) throw new FsError('ENOTDIR', call);
    assertWritable(entry.node, call);
    assertNotMounted(this.#store, entry, call);
    if (last === 'root') {
      for (const { name } of this.#store.root.list(call)) this.#removeTree(this.#store.root.lookup(name, call));
      throw new FsError('EBUSY', call);
    }
    this.#removeTree(entry);
  }

  /** Returns the volume's size and free space: type, block size, blocks, free blocks, inodes, free inodes. */
  statfs(path: string): readonly number[] {
    this.#resolve(path, 'follow', { syscall: 'statfs', path });
    const { limits, bytes, files } = this.#store.quota;
    const blocksOf = (count: number) => Math.floor(count / BLOCK_BYTES);
    return [
      TMPFS,
      BLOCK_BYTES,
      blocksOf(limits.bytes),
      blocksOf(limits.bytes - bytes),
      limits.files,
      limits.files - files,
    ];
  }

  rename(path: string, dest: string): void {
    rename(this.#store, path, dest);
  }

  link(path: string, dest: string): void {
    const call = { syscall: 'link', path, dest };
    const entry = this.#resolve(path, 'keep', call);
    const { node } = entry;
    const place = this.#placeOfNew(dest, node.kind === 'symlink' ? 'symlink' : 'file', call);
    if (graftOf(entry) !== graftOf(place.parent)) throw new FsError('EXDEV', call);
    if (node.kind === 'folder') throw new FsError('EPERM', call);
    if (node.kind === 'file') checkContent(place.name, node.length, () => node.content, call);
    if (node.nlink >= LINK_MAX) throw new FsError('EMLINK', call);
    this.#store.quota.charge(node, node.chargedBytes, call);
    node.nlink += 1;
    this.#add(place, node);
  }

  symlink(target: string, path: string): void {
    const call = { syscall: 'symlink', path: target, dest: path };
    if (target === '') throw new FsError('ENOENT', call);
    const content = encodeName(target);
    if (content.length > TARGET_MAX_BYTES) throw new FsError('ENAMETOOLONG', call);
    if (!target.isWellFormed()) throw new FsError('EINVAL', call);
    const place = this.#placeOfNew(path, 'symlink', call);
    const inode = this.#store.create('symlink', 0o777, call);
    this.#store.quota.charge(inode, content.length, call);
    inode.replaceContent(content);
    inode.symlink = target;
    this.#add(place, inode);
  }

  readlink(path: string): string {
    const call = { syscall: 'readlink', path };
    const entry = this.#resolve(path, 'keep', call);
    if (entry.node.kind !== 'symlink') throw new FsError('EINVAL', call);
    return this.#store.targetOf(entry);
  }

  chmod(path: string, mode: number): void {
    const call = { syscall: 'chmod', path };
    this.changeMode(this.#resolve(path, 'follow', call).node, mode, call);
  }

  chown(path: string, uid: number, gid: number, lastLink: 'follow' | 'keep'): void {
    const call = { syscall: lastLink === 'follow' ? 'chown' : 'lchown', path };
    this.changeOwner(this.#resolve(path, lastLink, call).node, uid, gid, call);
  }

  /** @param atime ms since 1970; @param mtime the same */
  utimes(path: string, atime: number, mtime: number, lastLink: 'follow' | 'keep'): void {
    const call = { syscall: lastLink === 'follow' ? 'utime' : 'lutime', path };
    this.changeTimes(this.#resolve(path, lastLink, call).node, atime, mtime, call);
  }

  /** Lists every name in a folder with its kind, in the order of the names' bytes. */
  readdir(path: string, syscall: 'scandir' | 'opendir' = 'scandir'): readonly Listed[] {
    const call = { syscall, path };
    const entry = this.#resolve(path, 'follow', call);
    if (!entry.isFolder()) throw new FsError('ENOTDIR', call);
    return entry.list(call);
  }

  realpath(path: string): string {
    return this.#resolve(path, 'follow', { syscall: 'realpath', path }).path;
  }

  /** @internal */
  changeMode(node: Inode, mode: number, call: Call): void {
    assertWritable(node, call);
    const permissions = mode & PERMISSIONS;
    const changed = (node.mode & S_IFMT) | permissions;
    if (node.kind === 'file' && ((changed ^ node.mode) & 0o100) !== 0) {
      this.#store.quota.charge(node, node.chargedBytes, call);
      node.foreignMode = null;
      for (const name of node.names) name.parent?.markChanged();
    }
    node.mode = changed;
    node.ctime = this.#store.time();
  }

  /** @internal */
  changeOwner(node: Inode, uid: number, gid: number, call: Call): void {
    assertWritable(node, call);
    if (uid >= 0) node.uid = uid;
    if (gid >= 0) node.gid = gid;
    node.ctime = this.#store.time();
  }

  /** @internal */
  changeTimes(node: Inode, atime: number, mtime: number, call: Call): void {
    assertWritable(node, call);
    node.atime = new Date(Math.round(atime));
    node.mtime = new Date(Math.round(mtime));
    node.ctime = this.#store.time();
  }

  #node(path: string, lastLink: Exclude<LastLink, 'name'>, call: Call): Inode {
    return this.stdinAt(path) ?? this.#resolve(path, lastLink, call).node;
  }

  #resolve(path: string, lastLink: Exclude<LastLink, 'name'>, call: Call): Entry {
    return resolve(this.#store, path, lastLink, call);
  }

  /** Returns the place for a new name, which must not exist yet. */
  #placeOfNew(path: string, kind: EntryKind, call: Call): Place {
    const place = locateName(this.#store, path, call, true);
    if (place.entry !== undefined) throw new FsError('EEXIST', call);
    if (place.slash && kind !== 'folder') throw new FsError('ENOENT', call);
    assertWritable(place.parent.node, call);
    if (isRefusedName(place.name, kind) || place.parent.isInRefusedPlace) throw new FsError('EINVAL', call);
    return place;
  }

  #add({ parent, name }: Place, inode: Inode): void {
    parent.add(createEntry(this.#store, parent, name, inode));
    this.#store.touch(parent.node);
  }

  #removeTree(entry: Entry | undefined): void {
    if (entry === undefined) return;
    if (entry.isFolder()) {
      const folders: Folder[] = [entry];
      for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        for (const child of folder.children.values()) {
          if (child.isFolder()) folders.push(child);
          this.#store.unlinked(child);
        }
        folder.clear();
      }
    }
    this.#remove(entry);
  }

  #remove(entry: Entry): void {
    entry.parent?.remove(entry);
    if (entry.parent) this.#store.touch(entry.parent.node);
    this.#store.unlinked(entry);
  }
}
