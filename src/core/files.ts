/**
 * File functions: read a file that may not exist, read fully, remove, and replace a file atomically.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlink,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { promisify } from 'node:util';

const unlinkAside = promisify(unlink);

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);
const IN_THE_WAY: ReadonlySet<string> = new Set(['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY']);

/** Returns whether `error` means that no file exists at the path: nothing, a folder, or a file in place of a parent folder. */
export function isAbsent(error: unknown): boolean {
  return ABSENT.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Returns whether `error` means that an existing file or folder is in the way. */
export function isInTheWay(error: unknown): boolean {
  return IN_THE_WAY.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Returns the result of `access`, or undefined when its file is absent. */
export function ifPresent<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Does the same as `ifPresent` for an asynchronous access. */
export async function ifPresentAside<T>(access: Promise<T>): Promise<T | undefined> {
  try {
    return await access;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Reads a text file; undefined when it is absent. */
export function readTextIfPresent(path: string, encoding: BufferEncoding = 'utf8'): string | undefined {
  return ifPresent(() => readFileSync(path, encoding));
}

/** Opens a regular file; undefined when it is absent. The caller closes it. */
export function openIfPresent(path: string, flags: 'r' | 'r+' = 'r'): number | undefined {
  const fd = ifPresent(() => openSync(path, flags));
  if (fd === undefined || fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  return undefined;
}

/**
 * Reads from an open file until `into` is full or the file ends.
 * @param at offset in the file, in bytes
 * @returns the part of `into` that was filled
 */
export function readFully(fd: number, into: Buffer, at: number): Buffer {
  let filled = 0;
  while (filled < into.length) {
    const read = readSync(fd, into, filled, into.length - filled, at + filled);
    if (read === 0) break;
    filled += read;
  }
  return into.subarray(0, filled);
}

/**
 * Reads the start of a file with as few system calls as possible; undefined when it is absent.
 * @param into filled with the bytes; a shorter file is read completely
 * @returns the number of bytes read
 */
export function readStart(path: string, into: Buffer): number | undefined {
  return ifPresent(() => {
    const fd = openSync(path, 'r');
    try {
      return readSync(fd, into, 0, into.length, 0);
    } finally {
      closeSync(fd);
    }
  });
}

/** Removes a file if it exists; a folder at the path stays. `rmSync` takes several times as long. */
export function removeFile(path: string): void {
  ifPresent(() => unlinkSync(path));
}

/** Removes a file like `removeFile`, without blocking this thread: freeing a file's space may wait for the disk. */
export async function removeFileAside(path: string): Promise<void> {
  await ifPresentAside(unlinkAside(path));
}

/**
 * Replaces a file atomically: a reader sees the old content or the new content.
 * @param durability `on disk` waits until the content is on disk before renaming the file, so that a power loss leaves the
 *   old content or the new; `not waited for` does not wait, for content that can be made again
 * @param written path of the temporary file, on the same file system
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  durability: 'on disk' | 'not waited for',
  written = `${path}.new`,
): void {
  const fd = openSync(written, 'w');
  try {
    writeFileSync(fd, content);
    if (durability === 'on disk') fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(written, path);
}
