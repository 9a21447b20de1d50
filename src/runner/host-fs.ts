/**
 * The host's side of the guest's `fs`: each call by its name, on one volume.
 *
 * Arguments come from hostile code, so their types are checked here. Node's own messages about bad arguments come
 * from the guest's side. A failure is returned, never thrown.
 */

import { constants } from 'node:fs';
import { type ErrnoCode, FsError } from '../../vfs/errno.ts';
import type { Stat } from '../../vfs/stat.ts';
import type { Volume } from '../../vfs/volume.ts';
import type { EntryKind } from '../git/format/entry-mode.ts';
import { encodeName } from '../git/format/entry-name.ts';
import type { HostFailure, HostValue } from '../guest/border.ts';

type Call = (...args: never[]) => unknown;

/** Letters for the kind of each name in a listing. */
const KIND_LETTERS: Readonly<Record<EntryKind, string>> = { file: 'f', folder: 'd', symlink: 'l' };

/**
 * Makes the function behind `Host.fs`.
 * @param volume the volume on which the calls work
 */
export function createHostFs(volume: Volume): (call: string, ...args: HostValue[]) => HostValue | HostFailure {
  // Made at the first call, because most short runs make none (bench row `throughput`).
  let calls: ReadonlyMap<string, Call> | undefined;
  return (name, ...args) => {
    calls ??= new Map<string, Call>(Object.entries(callsOn(volume)));
    const call = calls.get(name);
    if (call === undefined) return { name: 'TypeError', message: `the volume has no call of this name` };
    try {
      return call(...(args as never[])) as HostValue;
    } catch (error) {
      return describe(error);
    }
  };
}

function describe(error: unknown): HostFailure {
  if (!(error instanceof FsError)) {
    const { name, message } = error instanceof Error ? error : new Error('the call failed');
    return { name, message };
  }
  const { message, code, errno, syscall, path, dest } = error;
  return {
    name: 'Error',
    message,
    code,
    errno,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest }),
  };
}

function callsOn({ paths, files }: Volume): Record<string, Call> {
  const scratch = new Scratch();
  /** @param names whether a read error has the path, as in Node's asynchronous functions */
  const wholeOf = (at: string | number, flags: number, names: boolean) =>
    typeof at === 'number'
      ? files.readToEnd(at)
      : files.readFile(at, flags, names ? { syscall: 'read', path: at } : { syscall: 'read' });
  return {
    stat: (path: string) => paths.stat(path),
    lstat: (path: string) => paths.lstat(path),
    fstat: (fd: number) => files.fstat(fd),
    statIfAny: (path: string) => ifAny(() => paths.stat(path), 'ENOENT', 'ENOTDIR'),
    lstatIfAny: (path: string) => ifAny(() => paths.lstat(path), 'ENOENT'),
    access: (path: string, mode: number) => paths.access(path, mode),
    exists: (path: string) => paths.exists(path),
    mkdir: (path: string, mode: number) => paths.mkdir(path, mode),
    mkdirRecursive: (path: string, mode: number) => paths.mkdirRecursive(path, mode),
    mkdtemp: (prefix: string) => paths.mkdtemp(prefix),
    rmdir: (path: string) => paths.rmdir(path),
    remove: (path: string) => paths.remove(path),
    statfs: (path: string) => paths.statfs(path),
    decode: (bytes: Uint8Array, encoding: BufferEncoding) => bytesOf(bytes, encoding).toString(encoding),
    unlink: (path: string) => paths.unlink(path),
    rename: (path: string, dest: string) => paths.rename(path, dest),
    link: (path: string, dest: string) => paths.link(path, dest),
    symlink: (target: string, path: string) => paths.symlink(target, path),
    readlink: (path: string) => paths.readlink(path),
    realpath: (path: string) => paths.realpath(path),
    chmod: (path: string, mode: number) => paths.chmod(path, mode),
    chown: (path: string, uid: number, gid: number) => paths.chown(path, uid, gid, 'follow'),
    lchown: (path: string, uid: number, gid: number) => paths.chown(path, uid, gid, 'keep'),
    utimes: (path: string, atime: number, mtime: number) => paths.utimes(path, atime, mtime, 'follow'),
    lutimes: (path: string, atime: number, mtime: number) => paths.utimes(path, atime, mtime, 'keep'),
    /** Returns the names joined by NUL, which no name contains, and a letter for the kind of each. */
    readdir: (path: string, syscall: 'scandir' | 'opendir') => {
      const listing = paths.readdir(path, syscall);
      return [listing.map(({ name }) => name).join('\0'), listing.map(({ kind }) => KIND_LETTERS[kind]).join('')];
    },
    kind: (path: string) => kindOf(paths.lstat(path)),
    /** @param throughFile whether a path below a file also counts as missing */
    kindIfAny: (path: string, throughFile: boolean) =>
      ifAny(() => kindOf(paths.lstat(path)), 'ENOENT', ...(throughFile ? (['ENOTDIR'] as const) : [])),
    isFolder: (path: string) => paths.isFolder(path),
    /** Returns a name in another encoding than the one in which it crosses the border. */
    encodeName: (name: string, encoding: BufferEncoding | 'buffer') =>
      encoding === 'buffer' ? copyOf(encodeName(name)) : encodeName(name).toString(encoding),
    readNames: (path: string) =>
      paths
        .readdir(path)
        .map(({ name }) => name)
        .join('\0'),
    open: (path: string, flags: number, mode: number) => files.open(path, flags, mode),
    close: (fd: number) => files.close(fd),
    read: (fd: number, length: number, position: number) => scratch.copyOf(files.read(fd, length, position)),
    write: (fd: number, data: Uint8Array | string, position: number, encoding: BufferEncoding) => {
      const count = files.write(fd, bytesOf(data, encoding), position);
      if (typeof data !== 'string') free(data);
      return count;
    },
    ftruncate: (fd: number, length: number) => files.ftruncate(fd, length),
    fchmod: (fd: number, mode: number) => files.fchmod(fd, mode),
    fchown: (fd: number, uid: number, gid: number) => files.fchown(fd, uid, gid),
    futimes: (fd: number, atime: number, mtime: number) => files.futimes(fd, atime, mtime),
    fsync: (fd: number) => files.sync(fd, 'fsync'),
    fdatasync: (fd: number) => files.sync(fd, 'fdatasync'),
    readFile: (at: string | number, flags: number, names: boolean) => copyOf(wholeOf(at, flags, names)),
    readText: (at: string | number, flags: number, names: boolean, encoding: BufferEncoding) =>
      wholeOf(at, flags, names).toString(encoding),
    writeFile: (path: string, data: Uint8Array | string, flags: number, mode: number, encoding: BufferEncoding) => {
      files.writeFile(path, bytesOf(data, encoding), flags, mode);
      // The volume may keep other data without a copy.
      if (typeof data !== 'string' && (flags & constants.O_APPEND) !== 0) free(data);
    },
    truncate: (path: string, length: number) => files.truncate(path, length),
    copyFile: (path: string, dest: string, exclusive: boolean) => files.copyFile(path, dest, exclusive),
  };
}

/** Returns a stat; null when nothing exists at the path. @param missing error codes for that */
function ifAny<T>(stat: () => T, ...missing: readonly ErrnoCode[]): T | null {
  try {
    return stat();
  } catch (error) {
    if (error instanceof FsError && missing.includes(error.code)) return null;
    throw error;
  }
}

/** Returns the letter for the kind of a file. */
function kindOf([, mode]: Stat): string {
  const type = mode & constants.S_IFMT;
  if (type === constants.S_IFDIR) return KIND_LETTERS.folder;
  return type === constants.S_IFLNK ? KIND_LETTERS.symlink : KIND_LETTERS.file;
}

/** Returns the bytes that a guest wrote. They crossed the border as a copy, so they are not copied again. */
function bytesOf(data: Uint8Array | string, encoding: BufferEncoding): Buffer {
  return typeof data === 'string'
    ? Buffer.from(data, encoding)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Frees the memory of bytes from the guest, once the call has copied them. Otherwise a stream of large chunks would
 * pile up memory until the next garbage collection.
 */
export function free(data: Uint8Array): void {
  if (data.buffer instanceof ArrayBuffer && !data.buffer.detached) data.buffer.transfer(0);
}

/** Memory for answers. The next answer of the same size reuses it, because an answer is copied before the next call. */
class Scratch {
  #last: Buffer = Buffer.alloc(0);

  copyOf(bytes: Buffer): Buffer {
    if (this.#last.length !== bytes.length) this.#last = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#last);
    return this.#last;
  }
}

/** Returns bytes whose buffer has exactly their length: a value that crosses the border takes its whole buffer along. */
function copyOf(bytes: Buffer): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
