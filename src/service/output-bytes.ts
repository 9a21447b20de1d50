/**
 * Reads bytes of output files.
 */
import { readFully } from '../core/files.ts';

/** A source of bytes that is read like an open file. */
export interface ByteSource {
  /** Reads bytes from `start` on: `length` bytes, or fewer at the end. */
  read(start: number, length: number): Buffer;
}

/**
 * Reads from an open file or another source.
 * @returns `length` bytes from `start` on, or fewer at the end
 */
export function readBytes(source: number | ByteSource, start: number, length: number): Buffer {
  if (typeof source !== 'number') return source.read(start, length);
  return readFully(source, Buffer.allocUnsafe(length), start);
}
