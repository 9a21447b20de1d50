/**
 * Reads bytes of output files.
 */
import { readFully } from '../core/files.ts';

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
  return readFully(source, Buffer.allocUnsafe(length), start);
}
