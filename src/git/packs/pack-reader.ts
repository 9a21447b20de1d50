/**
 * Reads objects of one pack by offset, without loading the pack.
 *
 * The cost of a hostile pack is limited: the size of an object by `OBJECT_MAX_BYTES`, a chain of deltas by `DELTA_DEPTH_MAX`,
 * and the inflated size of an entry by the size in its header.
 * @see https://git-scm.com/docs/gitformat-pack
 */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { constants, inflateSync } from 'node:zlib';
import { readFully } from '../../core/files.ts';
import { DELTA_DEPTH_MAX, OBJECT_MAX_BYTES } from '../../core/limits.ts';
import { deflateBound, inflateContent } from '../format/inflate.ts';
import { OID_BYTES } from '../format/object-id.ts';
import { decodeBaseDistance, decodeEntryHeader, ENTRY_HEADER_MAX_BYTES } from '../format/pack-format.ts';
import { type ByteLru, keptBytes, ownBytes } from '../objects/byte-lru.ts';
import type { GitObject, ObjectType } from '../objects/objects.ts';
import { applyDelta, readDeltaHeader } from './pack-delta.ts';
import { PackIndex } from './pack-index.ts';

/**
 * Maximum inflated size, in bytes, of an entry that is read up to the maximum length of its deflated bytes. For a larger entry,
 * the index is searched for its end, which takes longer but avoids reading too much.
 */
const SMALL_BYTES = 256 * 1024;
/** Bytes per read of the pack. */
const WINDOW_BYTES = 16 * 1024;
/** Number of deflated bytes that usually contain the two sizes of a delta. */
const DELTA_START_BYTES = 64;
/** Maximum length of a delta's header: two sizes of up to ten bytes each. */
const DELTA_HEADER_MAX_BYTES = 20;

/** The decoded header of an entry. */
interface EntryHeader {
  /** Type of an object that is stored whole; undefined for a delta. */
  readonly type: ObjectType | undefined;
  /** Inflated size of the object or the delta, in bytes. */
  readonly size: number;
  /** Offset of a delta's base in this pack; undefined for an object that is stored whole. */
  readonly baseOffset: number | undefined;
  /** Offset of the deflated bytes in the pack. */
  readonly dataAt: number;
}

export class Pack {
  readonly index: PackIndex;
  readonly #path: string;
  readonly #bases: ByteLru<GitObject>;
  #fd: number | undefined;
  #size = 0;
  /** The bytes that were read last, beginning at `#windowAt`. Neighboring entries are often read together. */
  #window = Buffer.alloc(0);
  #windowAt = 0;
  #windowLength = 0;

  /**
   * Opens the index; the pack itself is opened at the first read.
   * @param base path of both files without `.idx` and `.pack`
   * @param bases cache of inflated delta bases, shared with other packs
   * @throws Error with code ENOENT when the index is gone
   */
  constructor(base: string, bases: ByteLru<GitObject>) {
    this.#path = `${base}.pack`;
    this.#bases = bases;
    this.index = new PackIndex(`${base}.idx`);
  }

  /**
   * Reads the object at an offset.
   * @param offset of its entry in the pack, in bytes
   * @throws Error when the pack is damaged; with code ENOENT when it is gone
   */
  read(offset: number): GitObject {
    const deltas: { at: number; header: EntryHeader }[] = [];
    let object: GitObject | undefined;
    for (let at: number | undefined = offset; object === undefined; ) {
      const header = this.#header(at);
      // Skip the cache for a requested object that is stored whole: it is rarely a base, and inflating it is as fast.
      if (at !== offset || header.type === undefined) object = this.#bases.get(this.#baseKey(at));
      if (object !== undefined) break;
      if (header.type !== undefined) object = { type: header.type, data: this.#inflate(at, header) };
      else {
        deltas.push({ at, header });
        if (deltas.length > DELTA_DEPTH_MAX) throw this.#damaged(offset, 'its chain of deltas is too long');
        at = header.baseOffset as number;
      }
      if (object !== undefined && deltas.length > 0) this.#keepBase(at, object);
    }
    for (const { at, header } of deltas.reverse()) {
      const delta = this.#inflate(at, header);
      if (readDeltaHeader(delta).size > OBJECT_MAX_BYTES) throw this.#damaged(at, 'it is too large');
      object = { type: object.type, data: applyDelta(object.data, delta) };
      this.#keepBase(at, object);
    }
    return object;
  }

  #keepBase(at: number, { type, data }: GitObject): void {
    this.#bases.set(this.#baseKey(at), { type, data: ownBytes(data) }, keptBytes(data));
  }

  /** Returns type and size of the object at `offset`. Reads headers only. */
  stat(offset: number): { type: ObjectType; size: number } {
    let size: number | undefined;
    let at = offset;
    for (let depth = 0; depth <= DELTA_DEPTH_MAX; depth++) {
      const header = this.#header(at);
      if (header.type !== undefined) return { type: header.type, size: size ?? header.size };
      if (size === undefined) {
        size = readDeltaHeader(this.#deltaStart(at, header)).size;
      }
      at = header.baseOffset as number;
    }
    throw this.#damaged(offset, 'its chain of deltas is too long');
  }

  close(): void {
    this.index.close();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #header(offset: number): EntryHeader {
    const bytes = this.#bytes(offset, ENTRY_HEADER_MAX_BYTES);
    const header = decodeEntryHeader(bytes, 0);
    if (header === undefined) throw this.#damaged(offset, 'its header is cut short or has an unknown type');
    const { kind, size, end } = header;
    if (size > OBJECT_MAX_BYTES) throw this.#damaged(offset, 'it is too large');
    if (kind === 'delta by offset') {
      const base = decodeBaseDistance(bytes, end);
      if (base === undefined) throw this.#damaged(offset, 'its header is cut short');
      const baseOffset = offset - base.distance;
      if (base.distance === 0 || baseOffset <= 0) throw this.#damaged(offset, 'its base lies outside the pack');
      return { type: undefined, size, baseOffset, dataAt: offset + base.end };
    }
    if (kind === 'delta by name') {
      const baseOffset = this.index.find(bytes.subarray(end, end + OID_BYTES));
      if (baseOffset === undefined) throw this.#damaged(offset, 'its base is not in the pack');
      return { type: undefined, size, baseOffset, dataAt: offset + end + OID_BYTES };
    }
    return { type: kind, size, baseOffset: undefined, dataAt: offset + end };
  }

  /** Returns the beginning of a delta with its whole header. Inflates all of it if the first deflated bytes are not enough. */
  #deltaStart(offset: number, header: EntryHeader): Buffer {
    const deflated = this.#bytes(header.dataAt, DELTA_START_BYTES);
    const start = inflateSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH });
    return start.length >= Math.min(DELTA_HEADER_MAX_BYTES, header.size) ? start : this.#inflate(offset, header);
  }

  #inflate(offset: number, header: EntryHeader): Buffer {
    const { size, dataAt } = header;
    let bound = deflateBound(size);
    if (size > SMALL_BYTES) bound = (this.index.next(offset) ?? this.#size - OID_BYTES) - dataAt;
    const deflated = this.#bytes(dataAt, bound);
    const data = inflateContent(deflated, size);
    if (data === undefined) throw this.#damaged(offset, 'it does not have the length that its header gives');
    return data;
  }

  /** Returns up to `length` bytes at `at`; fewer at the end of the file. Valid until the next call. */
  #bytes(at: number, length: number): Buffer {
    const from = at - this.#windowAt;
    if (from >= 0 && from + length <= this.#windowLength) return this.#window.subarray(from, from + length);
    const fd = this.#open();
    const rest = Math.max(this.#size - at, 0);
    if (length > WINDOW_BYTES) return this.#fill(fd, Buffer.allocUnsafe(Math.min(length, rest)), at);
    if (this.#window.length === 0) this.#window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
    this.#windowLength = 0;
    const window = this.#fill(fd, this.#window.subarray(0, Math.min(WINDOW_BYTES, rest)), at);
    this.#windowAt = at;
    this.#windowLength = window.length;
    return window.subarray(0, Math.min(length, window.length));
  }

  #fill(fd: number, into: Buffer, at: number): Buffer {
    if (readFully(fd, into, at).length < into.length) throw new Error(`${this.#path}: cut short`);
    return into;
  }

  #open(): number {
    if (this.#fd === undefined) {
      this.#fd = openSync(this.#path, 'r');
      this.#size = fstatSync(this.#fd).size;
    }
    return this.#fd;
  }

  #baseKey(offset: number): string {
    return `${this.#path}:${offset}`;
  }

  #damaged(offset: number, why: string): Error {
    return new Error(`${this.#path}: the entry at ${offset} can't be read: ${why}`);
  }
}
