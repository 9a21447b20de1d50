/**
 * Memory for a file's content that can grow in place.
 *
 * The content of a small file is in a buffer that is doubled; the old buffer's memory is freed immediately. The content of a
 * large file is in a resizable `ArrayBuffer`, for which address space is reserved; the system adds memory page by page as it
 * is written. So a large file that grows by appending is copied at most twice, and a hole costs no memory.
 */

const KiB = 1024;
const MiB = 1024 * KiB;
const SMALLEST = 64;
/**
 * From this size on, content is in reserved memory. The C library may keep memory that is freed; a reservation is returned
 * to the system completely.
 */
const LARGE = 64 * KiB;
/**
 * Sizes of reservations, and the steps in which their bytes become usable. Content that grows beyond a reservation is
 * copied to the next, and finally to a reservation for the largest file.
 */
const RESERVED = [
  { size: MiB, step: 64 * KiB },
  { size: 16 * MiB, step: MiB },
] as const;
const STEP = MiB;

/**
 * Returns a buffer with room for `needed` bytes that starts with the first `used` bytes of `buffer`. The bytes between
 * `used` and `needed` are zero.
 * @param buffer an earlier result of this function, or an empty buffer; its memory may be freed
 * @param largest length that no content ever exceeds
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
  // Free the old memory now: until the next collection, old buffers of many growing files would be as large as the files.
  if (buffer.length > 0 && buffer.length === memory.byteLength) memory.transfer(0);
  return larger;
}

/**
 * Returns a buffer with the first `used` bytes of `buffer`, and frees the memory of the rest where possible.
 * @param buffer a result of `grow`; it must not be used afterwards
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
