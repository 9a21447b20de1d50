/**
 * Memory for a file's content that can grow in place. Layer 2.
 *
 * A small file lives in a buffer that doubles. A large one lives in a resizable `ArrayBuffer`: the address space for its
 * growth is reserved once, the system backs it with memory page by page as it is written. So a file of 400 MB that grows
 * by appending is never copied, and a hole costs no memory.
 */

const KiB = 1024;
const MiB = 1024 * KiB;
const SMALLEST = 64;
/** From this size on, content lies in reserved memory. */
const LARGE = MiB;
/** What is reserved first; a file that grows beyond it moves once more, into a reservation for the largest file. */
const RESERVED = 16 * MiB;
/** A reservation is made usable in steps of this size. */
const STEP = MiB;

/**
 * A buffer with room for `needed` bytes that starts with the first `used` bytes of `buffer`. What lies between `used` and
 * `needed` is zero.
 * @param buffer what this function returned before, or a buffer of the caller's own; not used any more afterwards
 * @param largest length that no content ever passes
 */
export function grow(buffer: Buffer, used: number, needed: number, largest: number): Buffer {
  const memory = buffer.buffer as ArrayBuffer;
  if (memory.resizable) {
    if (needed <= memory.byteLength) return buffer;
    if (needed <= memory.maxByteLength) {
      memory.resize(Math.min(memory.maxByteLength, Math.ceil(needed / STEP) * STEP));
      return Buffer.from(memory, 0, memory.byteLength);
    }
  } else if (needed <= buffer.length) {
    return buffer.fill(0, used, needed);
  }
  const larger = needed < LARGE ? doubled(buffer.length, needed) : reserve(needed, largest);
  buffer.copy(larger, 0, 0, used);
  if (needed < LARGE) larger.fill(0, used, needed);
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
  const size = Math.ceil(needed / STEP) * STEP;
  const memory = new ArrayBuffer(size, { maxByteLength: needed <= RESERVED ? RESERVED : Math.max(size, largest) });
  return Buffer.from(memory, 0, size);
}
