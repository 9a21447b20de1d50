/**
 * Inflates the content of objects (RFC 1950), never to more than the size in their header.
 */
import { inflateSync } from 'node:zlib';
import { inflateSmall } from './small-inflate.ts';

/** Maximum size, in bytes, for which `inflateSmall` is tried first. Larger content mostly has dynamic Huffman codes. */
const INFLATED_HERE_BYTES = 256;

/** Returns the maximum deflated length of `size` bytes: zlib's `compressBound`, and some more for other implementations. */
export function deflateBound(size: number): number {
  return size + (size >>> 9) + 64;
}

/**
 * Inflates the zlib stream at the beginning of `deflated`.
 * @param size inflated size in bytes, from the object's header
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
 * Inflates the zlib stream at the beginning of `deflated`.
 * @returns the content, and the length of the zlib stream in bytes; undefined when the content has another size
 * @throws Error when the bytes are damaged or inflate to more
 */
export function inflateCounted(deflated: Buffer, size: number): { data: Buffer; taken: number } | undefined {
  // With `info`, inflateSync returns an object, which Node's types do not declare.
  const { buffer, engine } = inflateSync(deflated, { ...bounds(size), info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return buffer.length === size ? { data: buffer, taken: engine.bytesWritten } : undefined;
}

/** Returns zlib's options. One byte more than the content lets zlib reach the end of the stream without a second buffer. */
function bounds(size: number): { chunkSize: number; maxOutputLength: number } {
  return { chunkSize: Math.max(size + 1, 64), maxOutputLength: size + 1 };
}
