/**
 * Open files, and calls that open, use and close a file in one step.
 *
 * A descriptor keeps its inode after the last name was removed. Reads and writes without a position move the descriptor's
 * position; an append always writes at the end. Open flags that are not listed here have no effect.
 * @see open(2), pread(2), write(2)
 */
import { constants } from 'node:fs';
import { OPEN_FILES_MAX } from '../src/core/limits.ts';
import { isRefusedName } from '../src/git/format/entry-name.ts';
import { checkContent } from './check-content.ts';
import { createEntry, type Entry } from './entry.ts';
import { type Call, FsError } from './errno.ts';
import { assertWritable } from './graft.ts';
import type { Inode } from './inode.ts';
import type { PathCalls } from './path-calls.ts';
import { locate, type Place } from './resolve.ts';
import { type Stat, statOf } from './stat.ts';
import type { Store } from './store.ts';

const {
  O_ACCMODE = 3,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} = constants as typeof constants & { O_ACCMODE?: number };
/** Permissions that new files do not get. */
const UMASK = 0o022;
const PERMISSIONS = 0o7777;
/** The first descriptor for files: smaller numbers are the standard streams. */
const FIRST_DESCRIPTOR = 3;

const NOTHING = Buffer.alloc(0);

interface OpenFile {
  readonly inode: Inode;
  readonly flags: number;
  position: number;
}

export class Descriptors {
  readonly #store: Store;
  readonly #paths: PathCalls;
  readonly #open = new Map<number, OpenFile>();
  /** Every smaller number is in use. */
  #lowest = FIRST_DESCRIPTOR;

  constructor(store: Store, paths: PathCalls) {
    this.#store = store;
    this.#paths = paths;
  }

  /** @returns the lowest free descriptor */
  open(path: string, flags: number, mode = 0o666): number {
    const call = { syscall: 'open', path };
    if (this.#open.size >= OPEN_FILES_MAX) throw new FsError('EMFILE', call);
    const inode = this.#openInode(path, flags, mode, call);
    while (this.#open.has(this.#lowest)) this.#lowest += 1;
    const fd = this.#lowest;
    inode.opens += 1;
    this.#open.set(fd, { inode, flags, position: 0 });
    return fd;
  }

  /** The standard input while it is open; undefined when another file was opened later as descriptor 0. */
  get stdin(): Inode | undefined {
    const inode = this.#open.get(0)?.inode;
    return inode?.names.length === 0 ? inode : undefined;
  }

  /** Opens descriptor 0 on these bytes, as a file without a name; `/dev/stdin` opens it too. */
  openStdin(bytes: Buffer): void {
    const inode = this.#store.unnamed(bytes);
    inode.opens += 1;
    this.#open.set(0, { inode, flags: O_RDONLY, position: 0 });
  }

  /** Closes a file. @throws FsError EINVAL, after closing it, when it has new content that git refuses */
  close(fd: number): void {
    const { inode, flags } = this.#file(fd, 'close');
    this.#open.delete(fd);
    this.#lowest = Math.min(this.#lowest, fd);
    inode.opens -= 1;
    this.#store.release(inode);
    const isChanged = (flags & O_ACCMODE) !== O_RDONLY && inode.oid === null;
    if (isChanged) checkNames(inode, inode.length, () => inode.content, { syscall: 'close' });
  }

  /**
   * @param length most bytes to read
   * @param position offset in the file; -1 for the descriptor's own position
   * @returns the bytes, fewer at the end of the file; shared, must not be changed, valid until the next change
   */
  read(fd: number, length: number, position: number): Buffer {
    const call = { syscall: 'read' };
    const file = this.#readable(fd, call);
    if (length === 0) return NOTHING;
    if (file.inode.kind === 'folder') throw new FsError('EISDIR', call);
    const from = position < 0 ? file.position : position;
    const end = Math.min(from + length, file.inode.length);
    if (end <= from) return NOTHING;
    if (position < 0) file.position = end;
    return file.inode.content.subarray(from, end);
  }

  /** Reads from the descriptor's position to the end. */
  readToEnd(fd: number): Buffer {
    return this.read(fd, Number.MAX_SAFE_INTEGER, -1);
  }

  /**
   * @param data copied
   * @param position offset in the file; -1 for the descriptor's own position
   * @returns the number of bytes written, which is always all of them
   */
  write(fd: number, data: Uint8Array, position: number): number {
    const call = { syscall: 'write' };
    const file = this.#writable(fd, call);
    if (data.length === 0) return 0;
    const { inode } = file;
    const at = file.flags & O_APPEND ? inode.length : position < 0 ? file.position : position;
    this.#write(inode, data, at, call);
    if (position < 0) file.position = at + data.length;
    return data.length;
  }

  fstat(fd: number): Stat {
    return statOf(this.#file(fd, 'fstat').inode);
  }

  ftruncate(fd: number, length: number): void {
    const call = { syscall: 'ftruncate' };
    const file = this.#file(fd, call.syscall);
    if ((file.flags & O_ACCMODE) === O_RDONLY) throw new FsError('EINVAL', call);
    this.#resize(file.inode, length, call);
  }

  fchmod(fd: number, mode: number): void {
    this.#paths.changeMode(this.#file(fd, 'fchmod').inode, mode, { syscall: 'fchmod' });
  }

  fchown(fd: number, uid: number, gid: number): void {
    this.#paths.changeOwner(this.#file(fd, 'fchown').inode, uid, gid, { syscall: 'fchown' });
  }

  /** @param atime ms since 1970; @param mtime the same */
  futimes(fd: number, atime: number, mtime: number): void {
    this.#paths.changeTimes(this.#file(fd, 'futime').inode, atime, mtime, { syscall: 'futime' });
  }

  /** Checks the descriptor. There is nothing to write, because the volume is in memory. */
  sync(fd: number, syscall: 'fsync' | 'fdatasync'): void {
    this.#file(fd, syscall);
  }

  /**
   * @param read the call that an error names when the file was opened and can't be read
   * @returns the file's content; shared, must not be changed
   */
  readFile(path: string, flags: number, read: Call = { syscall: 'read' }): Buffer {
    const inode = this.#openInode(path, flags, 0o666, { syscall: 'open', path });
    if ((flags & O_ACCMODE) === O_WRONLY) throw new FsError('EBADF', read);
    if (inode.kind === 'folder') throw new FsError('EISDIR', read);
    return inode.content;
  }

  /** @param data kept without a copy unless it is appended: the caller must not change it any more */
  writeFile(path: string, data: Buffer, flags: number, mode: number): void {
    const inode = this.#openInode(path, flags, mode, { syscall: 'open', path });
    const call = { syscall: 'write' };
    if (data.length === 0) return;
    if ((flags & O_ACCMODE) === O_RDONLY) throw new FsError('EBADF', call);
    const isAdded = (flags & O_APPEND) !== 0;
    const whole = () => (isAdded ? Buffer.concat([inode.content, data]) : data);
    checkNames(inode, data.length + (isAdded ? inode.length : 0), whole, call);
    if (isAdded) this.#write(inode, data, inode.length, call);
    else if (inode.length <= data.length) this.#replace(inode, data, call);
    else this.#write(inode, data, 0, call);
  }

  truncate(path: string, length: number): void {
    const inode = this.#openInode(path, constants.O_RDWR, 0o666, { syscall: 'open', path });
    this.#resize(inode, length, { syscall: 'ftruncate' });
  }

  /** @param exclusive whether the copy must not exist yet */
  copyFile(path: string, dest: string, exclusive: boolean): void {
    const call = { syscall: 'copyfile', path, dest };
    const source = this.#openInode(path, O_RDONLY, 0, call);
    if (source.kind === 'folder') throw new FsError('EISDIR', call);
    const flags = O_WRONLY | O_CREAT | (exclusive ? O_EXCL : 0);
    const copy = this.#openInode(dest, flags, source.mode & PERMISSIONS, call);
    if (copy === source) return;
    checkNames(copy, source.length, () => source.content, call);
    this.#store.quota.charge(copy, source.length, call);
    copy.copyContent(source);
    this.#paths.changeMode(copy, source.mode, call);
    this.#contentChanged(copy);
  }

  /** Finds or makes the file to open, as open(2) does, and truncates it when asked to. */
  #openInode(path: string, flags: number, mode: number, call: Call): Inode {
    const stdin = this.#paths.stdinAt(path);
    if (stdin) {
      assertReadOnly(flags, call);
      return stdin;
    }
    const creates = (flags & O_CREAT) !== 0;
    if (creates && flags & O_DIRECTORY) throw new FsError('EINVAL', call);
    const exclusive = creates && (flags & O_EXCL) !== 0;
    const keep = exclusive || (flags & O_NOFOLLOW) !== 0;
    const place = locate(this.#store, path, creates && keep ? 'name' : keep ? 'keep' : 'follow', call, creates);
    if (place.tooLong) throw new FsError('ENAMETOOLONG', call);
    if (creates && place.slash && place.last === 'name') throw new FsError('EISDIR', call);
    const { entry } = place;
    if (entry === undefined) {
      if (!creates) throw new FsError('ENOENT', call);
      return this.#create(place, mode, call);
    }
    if (exclusive) throw new FsError('EEXIST', call);
    return this.#openExisting(entry, flags, call);
  }

  #openExisting(entry: Entry, flags: number, call: Call): Inode {
    const { node } = entry;
    const writes = (flags & O_ACCMODE) !== O_RDONLY;
    if (node.kind === 'symlink') throw new FsError('ELOOP', call);
    if (node.kind === 'folder') {
      if (writes || flags & (O_CREAT | O_TRUNC)) throw new FsError('EISDIR', call);
      return node;
    }
    if (flags & O_DIRECTORY) throw new FsError('ENOTDIR', call);
    if (writes || flags & O_TRUNC) assertWritable(node, call);
    if ((writes || flags & O_TRUNC) && entry.isInRefusedPlace) throw new FsError('EINVAL', call);
    if (flags & O_TRUNC) this.#resize(node, 0, call);
    return node;
  }

  #create({ parent, name }: Place, mode: number, call: Call): Inode {
    assertWritable(parent.node, call);
    if (isRefusedName(name, 'file') || parent.isInRefusedPlace) throw new FsError('EINVAL', call);
    const inode = this.#store.create('file', mode & PERMISSIONS & ~UMASK, call);
    parent.add(createEntry(this.#store, parent, name, inode));
    this.#store.touch(parent.node);
    return inode;
  }

  #write(inode: Inode, data: Uint8Array, position: number, call: Call): void {
    const { quota } = this.#store;
    const end = position + data.length;
    // A guest can make this call without its `fs`, with any number. A negative position would reduce the charge.
    if (!(position >= 0)) throw new FsError('EINVAL', call);
    if (!Number.isSafeInteger(end)) throw new FsError('EFBIG', call);
    quota.charge(inode, Math.max(end, inode.length), call);
    inode.writeContent(data, position, quota.limits.bytes);
    this.#contentChanged(inode);
  }

  #replace(inode: Inode, data: Buffer, call: Call): void {
    this.#store.quota.charge(inode, data.length, call);
    inode.replaceContent(data);
    this.#contentChanged(inode);
  }

  #resize(inode: Inode, length: number, call: Call): void {
    if (!(length >= 0)) throw new FsError('EINVAL', call);
    if (!Number.isSafeInteger(length)) throw new FsError('EFBIG', call);
    if (inode.length !== length) {
      const { quota } = this.#store;
      quota.charge(inode, length, call);
      inode.resizeContent(length, quota.limits.bytes);
    }
    this.#contentChanged(inode);
  }

  #contentChanged(inode: Inode): void {
    inode.foreignMode = null;
    for (const name of inode.names) name.parent?.markChanged();
    this.#store.touch(inode);
    this.#store.report();
  }

  #file(fd: number, syscall: string): OpenFile {
    const file = this.#open.get(fd);
    if (file === undefined) throw new FsError('EBADF', { syscall });
    return file;
  }

  #readable(fd: number, call: Call): OpenFile {
    const file = this.#file(fd, call.syscall);
    if ((file.flags & O_ACCMODE) === O_WRONLY) throw new FsError('EBADF', call);
    return file;
  }

  #writable(fd: number, call: Call): OpenFile {
    const file = this.#file(fd, call.syscall);
    if ((file.flags & O_ACCMODE) === O_RDONLY) throw new FsError('EBADF', call);
    return file;
  }
}

/** Refuses flags that open a file for writing. @throws FsError EACCES */
function assertReadOnly(flags: number, call: Call): void {
  if ((flags & O_ACCMODE) !== O_RDONLY || flags & O_TRUNC) throw new FsError('EACCES', call);
}

/** Checks the new content of an inode for each of its names. */
function checkNames({ names }: Inode, size: number, read: () => Buffer, call: Call): void {
  for (const { name } of names) checkContent(name, size, read, call);
}
