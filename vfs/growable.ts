/**
 * Memory for a file's content that can grow in place.
 *
 * A small file is in a buffer that is doubled; the old buffer's memory is freed immediately. A large file is in a resizable
 * `ArrayBuffer`: the address space for its growth is reserved once, and the system adds memory page by page as it is written. So a file of 400 MB that grows by appending is never copied, and a hole costs no memory.
 */

const KiB = 1024;
const MiB = 1024 * KiB;
const SMALLEST = 64;
/**
 * From this size on, content lies in reserved memory. What the C library is given back it may keep; a reservation goes back
 * to the system whole.
 */
const LARGE = 64 * KiB;
/**
 * Bytes reserved for content up to this size, and the steps in which they are made usable. Content that grows beyond one
 * moves into the next, and at last into a reservation for the largest file.
 */
const RESERVED = [
  { size: MiB, step: 64 * KiB },
  { size: 16 * MiB, step: MiB },
] as const;
const STEP = MiB;

/**
 * A buffer with room for `needed` bytes that starts with the first `used` bytes of `buffer`. What lies between `used` and
 * `needed` is zero.
 * @param buffer what this function returned before, or an empty one; its memory may be gone afterwards
 * @param largest length that no content ever passes
 */
export function grow(buffer: Buffer, used: number, needed: number, largest: number): Buffer {
  const memory = buffer.buffer as ArrayBuffer;
  if (memory.resizable) {
    if (needed <= memory.byteLength) return buffer;
    if (needed <= memory.maxByteLength) {
      memory.resize(Math.min(memory.maxByteLength, roundUp(needed)));
      return Buffer.from(memory, 0, memory.byteLength);
    }
  } else if (needed <= buffer.length) {
    return buffer.fill(0, used, needed);
  }
  const larger = needed < LARGE ? doubled(buffer.length, needed) : reserve(needed, largest);
  buffer.copy(larger, 0, 0, used);
  if (needed < LARGE) larger.fill(0, used, needed);
  // Waiting for a collection, what many growing files leave behind would be as large as the files. Nothing has no memory.
  if (buffer.length > 0 && buffer.length === memory.byteLength) memory.transfer(0);
  return larger;
}

/**
 * A buffer that starts with the first `used` bytes of `buffer` and gives back the memory of the rest where it can.
 * @param buffer what `grow` returned; not used any more afterwards
 */
export function shrink(buffer: Buffer, used: number): Buffer {
  const memory = buffer.buffer as ArrayBuffer;
  if (!memory.resizable) return buffer;
  memory.resize(used);
  return Buffer.from(memory, 0, used);
}

function doubled(capacity: number, needed: number): Buffer {
  let size = Math.max(capacity, SMALLEST);
  while (size < needed) size *= 2;
  return Buffer.allocUnsafeSlow(size);
}

function reserve(needed: number, largest: number): Buffer {
  const size = roundUp(needed);
  const reserved = RESERVED.find(({ size: fits }) => needed <= fits)?.size ?? Math.max(size, largest);
  return Buffer.from(new ArrayBuffer(size, { maxByteLength: reserved }), 0, size);
}

function roundUp(needed: number): number {
  const step = RESERVED.find(({ size }) => needed <= size)?.step ?? STEP;
  return Math.ceil(needed / step) * step;
}
