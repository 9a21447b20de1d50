/**
 * Inflates the content of objects (RFC 1950), never to more than the size in their header.
 */
import { inflateSync } from 'node:zlib';
import { inflateSmall } from './small-inflate.ts';

/** Content up to this size is tried without zlib first: past it zlib makes codes of its own. */
const INFLATED_HERE_BYTES = 256;

/** Returns the most that deflate may need for `size` bytes: zlib's `compressBound`, and room for other implementations. */
export function deflateBound(size: number): number {
  return size + (size >>> 9) + 64;
}

/**
 * Inflates what `deflated` begins with.
 * @param size in bytes, as the header says
 * @returns undefined when the content has another size
 * @throws Error when the bytes are damaged or inflate to more
 */
export function inflateContent(deflated: Buffer, size: number): Buffer | undefined {
  const small = size <= INFLATED_HERE_BYTES ? inflateSmall(deflated, size) : undefined;
  if (small !== undefined) return small;
  const data = inflateSync(deflated, bounds(size));
  return data.length === size ? data : undefined;
}

/**
 * Inflates what `deflated` begins with, and tells how much of it that took.
 * @returns undefined when the content has another size
 * @throws Error when the bytes are damaged or inflate to more
 */
export function inflateCounted(deflated: Buffer, size: number): { data: Buffer; taken: number } | undefined {
  // With `info` zlib answers an object, which its types don't say.
  const { buffer, engine } = inflateSync(deflated, { ...bounds(size), info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return buffer.length === size ? { data: buffer, taken: engine.bytesWritten } : undefined;
}

/** One byte more than the object has, so that zlib sees the end of the stream without asking for another buffer. */
function bounds(size: number): { chunkSize: number; maxOutputLength: number } {
  return { chunkSize: Math.max(size + 1, 64), maxOutputLength: size + 1 };
}
