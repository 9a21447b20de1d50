/**
 * Applies deltas: an object as copies from another object and insertions.
 * @see https://git-scm.com/docs/gitformat-pack "Deltified representation"
 */

const COPY = 0x80;
/** Length of a copy whose length is written as 0. */
const COPY_DEFAULT_BYTES = 0x10000;

/** The two sizes that a delta begins with, and where its instructions start. */
export interface DeltaHeader {
  readonly baseSize: number;
  readonly size: number;
  readonly at: number;
}

/**
 * @param delta inflated; the first 20 bytes are enough
 * @throws Error when it ends within the sizes
 */
export function readDeltaHeader(delta: Buffer): DeltaHeader {
  const base = readSize(delta, 0);
  const result = readSize(delta, base.at);
  return { baseSize: base.size, size: result.size, at: result.at };
}

/**
 * The object that `delta` makes of `base`.
 * @throws Error when the delta does not fit the base or itself
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

/** A size in groups of seven bits, the least significant first. */
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
