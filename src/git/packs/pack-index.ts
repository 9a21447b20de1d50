/**
 * Reads pack indexes, version 2: from an object's id to its offset in the pack.
 *
 * A small index is read completely when it is opened. Of a large index, only the fan-out table is read. All ids with the same
 * first byte are read when one of them is requested.
 * @see https://git-scm.com/docs/gitformat-pack "Version 2 pack-*.idx files"
 */

import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFully } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import { OID_BYTES, oidAt } from '../format/object-id.ts';

const MAGIC = 0xff744f63;
const VERSION = 2;
const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
const TRAILER_BYTES = 2 * OID_BYTES;
/** Flag of a four-byte offset that is a position in the table of eight-byte offsets. */
const LONG_OFFSET = 0x80000000;

/** Maximum size of an index that is kept in memory as a whole, in bytes: about 2,000 objects. */
const WHOLE_MAX_BYTES = 64 * 1024;
/** Maximum memory for buckets of a larger index, in bytes. */
const HELD_MAX_BYTES = 8 * 1024 * 1024;

/** The part of the index for all ids with the same first byte: the ids, and their four-byte offsets. */
interface Bucket {
  readonly names: Buffer;
  readonly offsets: Buffer;
}

/** The entry of one object in an index. */
export interface PackEntry {
  readonly oid: Oid;
  /** CRC-32 of the entry's bytes in the pack. */
  readonly crc: number;
  /** Offset of the entry in the pack, in bytes. */
  readonly offset: number;
}

export class PackIndex {
  readonly #path: string;
  readonly #start: Buffer;
  readonly #size: number;
  readonly #buckets = new Map<number, Bucket>();
  #heldBytes = 0;
  /** All offsets in ascending order. Created by the first call of `next`. */
  #sorted: Float64Array | undefined;
  #fd: number | undefined;

  /**
   * @param path of the `.idx` file
   * @throws Error when it can't be opened or is not a version 2 index
   */
  constructor(path: string) {
    this.#path = path;
    const fd = openSync(path, 'r');
    try {
      this.#size = fstatSync(fd).size;
      this.#start = Buffer.allocUnsafeSlow(Math.min(this.#size, this.#size <= WHOLE_MAX_BYTES ? this.#size : NAMES_AT));
      readWhole(fd, this.#start, 0, path);
      if (this.#size < NAMES_AT + TRAILER_BYTES) throw new Error(`${path}: too short for a pack index`);
      if (this.#start.readUInt32BE(0) !== MAGIC || this.#start.readUInt32BE(4) !== VERSION) {
        throw new Error(`${path}: not a pack index of version ${VERSION}`);
      }
      if (this.#size < this.#offsetsAt + this.count * 4 + TRAILER_BYTES) throw new Error(`${path}: cut short`);
      if (this.#start.length < this.#size) this.#fd = fd;
    } finally {
      if (this.#fd === undefined) closeSync(fd);
    }
  }

  /** Number of objects in the pack. */
  get count(): number {
    return this.#start.readUInt32BE(NAMES_AT - 4);
  }

  /**
   * Returns the offset of the object in the pack, in bytes, or undefined when the pack does not have it.
   * @param name the oid's 20 bytes
   */
  find(name: Buffer): number | undefined {
    const first = name[0] as number;
    const from = first === 0 ? 0 : this.#start.readUInt32BE(FANOUT_AT + (first - 1) * 4);
    const to = this.#start.readUInt32BE(FANOUT_AT + first * 4);
    if (from >= to) return undefined;
    const { names, offsets } = this.#bucket(first, from, to);
    const key = name.readUInt32BE(0);
    let low = 0;
    let high = to - from;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (names.readUInt32BE(middle * OID_BYTES) < key) low = middle + 1;
      else high = middle;
    }
    for (; low < to - from && names.readUInt32BE(low * OID_BYTES) === key; low++) {
      const isIt = name.compare(names, low * OID_BYTES, (low + 1) * OID_BYTES) === 0;
      if (isIt) return this.#resolve(offsets.readUInt32BE(low * 4));
    }
    return undefined;
  }

  /** Returns the ids of all objects of the pack, sorted. Reads a large part of the index. */
  oids(): Oid[] {
    const names = this.#bytes(NAMES_AT, this.count * OID_BYTES);
    return Array.from({ length: this.count }, (_, nth) => oidAt(names, nth * OID_BYTES));
  }

  /** Returns all objects of the pack with their offsets in bytes, sorted by id. Reads most of the index. */
  entries(): { oid: Oid; offset: number }[] {
    const offsets = this.#bytes(this.#offsetsAt, this.count * 4);
    return this.oids().map((oid, nth) => ({ oid, offset: this.#resolve(offsets.readUInt32BE(nth * 4)) }));
  }

  /** Returns the offset of the entry after `offset`; undefined for the last entry. The first call reads all offsets. */
  next(offset: number): number | undefined {
    this.#sorted ??= this.#sortedOffsets();
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low];
  }

  #sortedOffsets(): Float64Array {
    const table = this.#bytes(this.#offsetsAt, this.count * 4);
    const offsets = new Float64Array(this.count);
    for (let nth = 0; nth < offsets.length; nth++) offsets[nth] = this.#resolve(table.readUInt32BE(nth * 4));
    return offsets.sort();
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  get #offsetsAt(): number {
    return NAMES_AT + this.count * (OID_BYTES + 4);
  }

  /** Returns the offset in the pack for a value of the four-byte table, which may refer to the table of eight-byte offsets. */
  #resolve(offset: number): number {
    if (offset < LONG_OFFSET) return offset;
    const at = this.#offsetsAt + this.count * 4 + (offset - LONG_OFFSET) * 8;
    if (at + 8 > this.#size - TRAILER_BYTES) throw new Error(`${this.#path}: an offset lies outside its table`);
    return Number(this.#bytes(at, 8).readBigUInt64BE(0));
  }

  /** Returns the bucket of the ids whose first byte is `first`. Their positions are `from` to `to`, excluding `to`. */
  #bucket(first: number, from: number, to: number): Bucket {
    let bucket = this.#buckets.get(first);
    if (bucket === undefined) {
      bucket = {
        names: this.#bytes(NAMES_AT + from * OID_BYTES, (to - from) * OID_BYTES),
        offsets: this.#bytes(this.#offsetsAt + from * 4, (to - from) * 4),
      };
      const bytes = (to - from) * (OID_BYTES + 4);
      if (this.#heldBytes + bytes > HELD_MAX_BYTES) {
        this.#buckets.clear();
        this.#heldBytes = 0;
      }
      this.#heldBytes += bytes;
      this.#buckets.set(first, bucket);
    }
    return bucket;
  }

  #bytes(at: number, length: number): Buffer {
    if (this.#fd === undefined) return this.#start.subarray(at, at + length);
    // The buffer is kept, so it must not be a slice of a larger one.
    const bytes = Buffer.allocUnsafeSlow(length);
    readWhole(this.#fd, bytes, at, this.#path);
    return bytes;
  }
}

/**
 * Encodes an index file.
 * @param entries the pack's objects in any order, without duplicates
 * @param packTrailer the last 20 bytes of the pack
 */
export function encodePackIndex(entries: readonly PackEntry[], packTrailer: Buffer): Buffer {
  const sorted = [...entries].sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const count = sorted.length;
  const far = sorted.filter((entry) => entry.offset >= LONG_OFFSET);
  const crcsAt = NAMES_AT + count * OID_BYTES;
  const offsetsAt = crcsAt + count * 4;
  const farAt = offsetsAt + count * 4;
  const index = Buffer.alloc(farAt + far.length * 8 + TRAILER_BYTES);
  index.writeUInt32BE(MAGIC, 0);
  index.writeUInt32BE(VERSION, 4);
  let nthFar = 0;
  sorted.forEach(({ oid, crc, offset }, nth) => {
    const nameAt = NAMES_AT + nth * OID_BYTES;
    index.write(oid, nameAt, 'hex');
    index.writeUInt32BE(nth + 1, FANOUT_AT + (index[nameAt] as number) * 4);
    index.writeUInt32BE(crc, crcsAt + nth * 4);
    if (offset < LONG_OFFSET) index.writeUInt32BE(offset, offsetsAt + nth * 4);
    else {
      index.writeUInt32BE(LONG_OFFSET + nthFar, offsetsAt + nth * 4);
      index.writeBigUInt64BE(BigInt(offset), farAt + nthFar * 8);
      nthFar++;
    }
  });
  for (let byte = 1; byte < 256; byte++) {
    const at = FANOUT_AT + byte * 4;
    index.writeUInt32BE(Math.max(index.readUInt32BE(at), index.readUInt32BE(at - 4)), at);
  }
  packTrailer.copy(index, index.length - TRAILER_BYTES);
  index.write(hash('sha1', index.subarray(0, index.length - OID_BYTES), 'hex'), index.length - OID_BYTES, 'hex');
  return index;
}

function readWhole(fd: number, into: Buffer, at: number, path: string): void {
  if (readFully(fd, into, at).length < into.length) throw new Error(`${path}: cut short`);
}
