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

/** Returns whether `error` says that no file lies there: nothing, a folder in its place, or a file where a folder should be. */
export function isAbsent(error: unknown): boolean {
  return ABSENT.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Returns whether `error` says that a file or a folder lies where something else should go. */
export function isInTheWay(error: unknown): boolean {
  return IN_THE_WAY.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Returns what `access` returns, or undefined when the file that it needs is absent. */
export function ifPresent<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Waits for an access like `ifPresent`. */
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
 * @param at where in the file to begin, in bytes
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
 * @param into takes the bytes; a file that is shorter is read as a whole
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

/** Removes the file, where there is one; a folder in its place stays. `rmSync` takes several times as long. */
export function removeFile(path: string): void {
  ifPresent(() => unlinkSync(path));
}

/** Removes a file like `removeFile`, off this thread: freeing a file's place may wait for the disk. */
export async function removeFileAside(path: string): Promise<void> {
  await ifPresentAside(unlinkAside(path));
}

/**
 * Replaces a file atomically: a reader sees the old content or the new content.
 * @param durability `on disk` waits until the content is on disk before it takes the name, so that a loss of power leaves
 *   the old content or the new; `not waited for` leaves that to the system, for what can be made again
 * @param written where the content is written first; on the same file system
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
