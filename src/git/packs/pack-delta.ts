/**
 * Applies deltas. A delta describes an object by copies from a base object and by insertions.
 * @see https://git-scm.com/docs/gitformat-pack "Deltified representation"
 */

const COPY = 0x80;
/** Length of a copy instruction whose length field is 0. */
const COPY_DEFAULT_BYTES = 0x10000;

/** The two sizes at the beginning of a delta, and the offset of its first instruction. */
export interface DeltaHeader {
  readonly baseSize: number;
  readonly size: number;
  readonly at: number;
}

/**
 * Reads the header of a delta.
 * @param delta inflated; the first 20 bytes are enough
 * @throws Error when the delta ends within the header
 */
export function readDeltaHeader(delta: Buffer): DeltaHeader {
  const base = readSize(delta, 0);
  const result = readSize(delta, base.at);
  return { baseSize: base.size, size: result.size, at: result.at };
}

/**
 * Applies a delta to its base, and returns the new object.
 * @throws Error when the delta is damaged or belongs to another base
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const header = readDeltaHeader(delta);
  if (header.baseSize !== base.length) throw new Error('a delta was made for a base of another size');
  const result = Buffer.allocUnsafe(header.size);
  let at = header.at;
  let written = 0;
  while (at < delta.length) {
    const op = delta[at++] as number;
    if ((op & COPY) !== 0) {
      let offset = 0;
      let length = 0;
      if (op & 0x01) offset = byte(delta, at++);
      if (op & 0x02) offset |= byte(delta, at++) << 8;
      if (op & 0x04) offset |= byte(delta, at++) << 16;
      if (op & 0x08) offset += byte(delta, at++) * 0x1000000;
      if (op & 0x10) length = byte(delta, at++);
      if (op & 0x20) length |= byte(delta, at++) << 8;
      if (op & 0x40) length |= byte(delta, at++) << 16;
      if (length === 0) length = COPY_DEFAULT_BYTES;
      if (offset + length > base.length || written + length > result.length) throw new Error('a delta copies too far');
      base.copy(result, written, offset, offset + length);
      written += length;
    } else {
      if (op === 0 || at + op > delta.length || written + op > result.length) throw new Error('a delta is damaged');
      delta.copy(result, written, at, at + op);
      at += op;
      written += op;
    }
  }
  if (written !== result.length) throw new Error('a delta makes fewer bytes than its header says');
  return result;
}

function byte(delta: Buffer, at: number): number {
  const value = delta[at];
  if (value === undefined) throw new Error('a delta ends within an instruction');
  return value;
}

/** Reads a size: groups of seven bits, the least significant first. */
function readSize(delta: Buffer, start: number): { size: number; at: number } {
  let size = 0;
  let factor = 1;
  let at = start;
  for (;;) {
    const value = byte(delta, at++);
    size += (value & 0x7f) * factor;
    if (value < 0x80) break;
    factor *= 0x80;
  }
  if (!Number.isSafeInteger(size)) throw new Error('a delta has an impossible size');
  return { size, at };
}
