/**
 * Bytes of output files.
 */
import { openSync, readSync } from 'node:fs';

/** Something that bytes are read from as from an open file. */
export interface ByteSource {
  /** The bytes from `start` on, fewer than `length` where there are no more. */
  read(start: number, length: number): Buffer;
}

/**
 * Reads from an open file, or from what stands for one.
 * @returns `length` bytes from `start` on, fewer where the file ends before
 */
export function readBytes(source: number | ByteSource, start: number, length: number): Buffer {
  if (typeof source !== 'number') return source.read(start, length);
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(source, bytes, filled, length - filled, start + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/** Opens a file for reading; undefined when there is none. */
export function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
