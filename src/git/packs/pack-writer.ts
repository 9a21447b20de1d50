/**
 * Writes new objects into one pack, in a separate folder.
 *
 * The pack is outside the repository's `objects` folder, so `git gc` does not see it before `Incoming` adopts it. A runner can
 * only write to its own folder.
 *
 * It writes every given object, even if the repository already has it, because git may be about to prune the other copy. Memory
 * is limited: up to `HELD_MAX_BYTES` are collected before they are written. A pack that fits is written in one step.
 * @see https://git-scm.com/docs/gitformat-pack
 */

import { createHash } from 'node:crypto';
import { closeSync, constants, ftruncateSync, open, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { removeFile } from '../../core/files.ts';
import type { Oid } from '../../core/ids.ts';
import { hashObject, objectHeader } from '../format/object-id.ts';
import { encodeEntryHeader, encodePackHeader, PACK_HEADER_BYTES, randomPackName } from '../format/pack-format.ts';
import { deflatePieces, PieceDeflater } from '../format/zlib-pieces.ts';
import type { ObjectId, ObjectType, ObjectWriter } from '../objects/objects.ts';
import { encodePackIndex, type PackEntry } from './pack-index.ts';

/** Endings of a pack's files, in the order in which they are moved: readers find a pack by its index, so the index is last. */
export const PACK_ENDINGS = ['pack', 'idx'] as const;

const openFile = promisify(open);

/** Flags for opening a pack's file. Without O_TRUNC, because ext4 flushes a truncated file to disk when it is closed. */
const OPEN_FLAGS = constants.O_CREAT | constants.O_RDWR;

/** Maximum number of deflated bytes in memory before they are written. */
const HELD_MAX_BYTES = 1024 * 1024;
/** An object that is being written in pieces. */
export interface PiecewiseObject<Id extends Oid = Oid> {
  /** Adds content, which is deflated before the call returns. */
  push(piece: Uint8Array): void;
  /** Ends the object. @returns its id @throws Error when the content does not have the announced size */
  end(): Id;
}

export class PackWriter implements ObjectWriter {
  readonly #base: string;
  readonly #folder: string;
  readonly #entries: PackEntry[] = [];
  readonly #written = new Set<Oid>();
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Offset of the next entry in the pack. */
  #offset = PACK_HEADER_BYTES;
  #fd: number | undefined;

  /**
   * @param folder absolute path of an existing folder on the repository's file system; only this writer's user and the process
   *   that adopts the pack may write to it
   * @param name of the pack, without ending; empty files with that name may exist in the folder
   */
  constructor(folder: string, name: string = randomPackName()) {
    this.#folder = folder;
    this.#base = name;
  }

  write<T extends ObjectType>(type: T, data: Uint8Array, oid = hashObject(type, data)): ObjectId<T> {
    if (this.#written.has(oid)) return oid;
    const offset = this.#offset;
    const header = encodeEntryHeader(type, data.length);
    let crc = crc32(header);
    this.#put(header);
    deflatePieces(data, (piece) => {
      crc = crc32(piece, crc);
      this.#put(piece);
    });
    this.#written.add(oid);
    this.#entries.push({ oid, crc, offset });
    return oid;
  }

  /**
   * Begins an object whose content comes in pieces. The caller must end it before writing anything else.
   * @param size of the whole content, in bytes
   */
  begin<T extends ObjectType>(type: T, size: number): PiecewiseObject<ObjectId<T>> {
    // Write all earlier bytes to the file first, so that `#takeBack` can remove this object by truncating the file.
    this.#spill();
    const offset = this.#offset;
    const digest = createHash('sha1').update(objectHeader(type, size));
    let crc = 0;
    let left = size;
    const put = (piece: Buffer) => {
      crc = crc32(piece, crc);
      this.#put(piece);
    };
    put(encodeEntryHeader(type, size));
    const deflater = new PieceDeflater(put);
    return {
      push: (piece) => {
        left -= piece.length;
        digest.update(piece);
        deflater.push(piece);
      },
      end: () => {
        if (left !== 0) throw new Error(`the content of an object of ${size} bytes differs from that by ${left}`);
        deflater.end();
        const oid = digest.digest('hex') as ObjectId<T>;
        if (this.#written.has(oid)) this.#takeBack(offset);
        else this.#entries.push({ oid, crc, offset });
        this.#written.add(oid);
        return oid;
      },
    };
  }

  finish(): string | null {
    if (this.#entries.length === 0) {
      this.abandon();
      return null;
    }
    const header = encodePackHeader(this.#entries.length);
    const trailer = this.#fd === undefined ? this.#writeAtOnce(header) : this.#complete(this.#fd, header);
    writePackFile(this.#path('idx'), encodePackIndex(this.#entries, trailer));
    return this.#base;
  }

  abandon(): void {
    this.#held = [];
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    removePackFiles(this.#folder, this.#base);
  }

  #writeAtOnce(header: Buffer): Buffer {
    const digest = createHash('sha1').update(header);
    for (const piece of this.#held) digest.update(piece);
    const trailer = digest.digest();
    writePackFile(this.#path('pack'), Buffer.concat([header, ...this.#held, trailer]));
    this.#held = [];
    return trailer;
  }

  /** Completes a pack that is partly written. The hash covers the header with the object count, so the file is read again. */
  #complete(fd: number, header: Buffer): Buffer {
    this.#spill();
    writeSync(fd, header, 0, header.length, 0);
    const digest = createHash('sha1');
    const piece = Buffer.allocUnsafe(HELD_MAX_BYTES);
    for (let at = 0; at < this.#offset; ) {
      const length = readSync(fd, piece, 0, piece.length, at);
      if (length === 0) throw new Error(`${this.#path('pack')}: cut short`);
      digest.update(piece.subarray(0, length));
      at += length;
    }
    const trailer = digest.digest();
    writeSync(fd, trailer, 0, trailer.length, this.#offset);
    closeSync(fd);
    this.#fd = undefined;
    return trailer;
  }

  #put(piece: Buffer): void {
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    this.#offset += piece.length;
    if (this.#heldBytes > HELD_MAX_BYTES) this.#spill();
  }

  #spill(): void {
    this.#fd ??= openSync(this.#path('pack'), OPEN_FLAGS);
    const bytes = Buffer.concat(this.#held);
    let at = this.#offset - this.#heldBytes;
    for (let written = 0; written < bytes.length; ) {
      const length = writeSync(this.#fd, bytes, written, bytes.length - written, at);
      written += length;
      at += length;
    }
    this.#held = [];
    this.#heldBytes = 0;
  }

  #takeBack(offset: number): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#offset = offset;
    if (this.#fd !== undefined) ftruncateSync(this.#fd, offset);
  }

  #path(ending: string): string {
    return join(this.#folder, `${this.#base}.${ending}`);
  }
}

/**
 * Creates empty files for a future pack.
 * @returns its base name
 */
export async function makePackFiles(folder: string): Promise<string> {
  const name = randomPackName();
  try {
    for (const ending of PACK_ENDINGS) closeSync(await openFile(join(folder, `${name}.${ending}`), 'wx'));
    return name;
  } catch (error) {
    removePackFiles(folder, name);
    throw error;
  }
}

/** Removes the files of a pack that was not adopted. Ignores missing files. */
export function removePackFiles(folder: string, name: string): void {
  for (const ending of PACK_ENDINGS) removeFile(join(folder, `${name}.${ending}`));
}

/** Writes a file that is missing or empty. */
export function writePackFile(path: string, content: Buffer): void {
  const fd = openSync(path, OPEN_FLAGS);
  try {
    writeFileSync(fd, content);
  } finally {
    closeSync(fd);
  }
}
