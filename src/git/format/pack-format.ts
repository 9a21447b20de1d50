/**
 * The parts of a pack file: its header, the headers of its entries, its name.
 * @see https://git-scm.com/docs/gitformat-pack
 */
import { randomUUID } from 'node:crypto';
import { OID_DIGITS, OID_PATTERN } from '../../core/ids.ts';
import type { ObjectType } from '../objects/objects.ts';

/** Length of a pack's own header in bytes. */
export const PACK_HEADER_BYTES = 12;
/** Bytes that surely hold an entry's header: a size of ten bytes and a base's oid or offset. */
export const ENTRY_HEADER_MAX_BYTES = 32;

const MARK = 'PACK';
const VERSION = 2;
const NAME = new RegExp(`^pack-${OID_PATTERN}$`);

/** Kinds of entries by their three bits. A delta needs another object as its base. */
const KINDS = [undefined, 'commit', 'tree', 'blob', 'tag', undefined, 'delta by offset', 'delta by name'] as const;

/** The kind of an entry: an object's type, when the object is stored whole. */
export type PackEntryKind = ObjectType | 'delta by offset' | 'delta by name';

/** An entry's header. */
export interface PackEntryHeader {
  readonly kind: PackEntryKind;
  /** Inflated size in bytes of what is stored: of the object, or of the delta. */
  readonly size: number;
  /** Where the header ends; a delta's base comes next, the deflated bytes after it. */
  readonly end: number;
}

/** Returns whether `name` is that of a pack, without ending. */
export function isPackName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Makes a name for a new pack, without ending. It is random instead of a hash of the content: two runs that write the
 * same objects must not share a file that one repack deletes under the other.
 */
export function randomPackName(): string {
  // Of Node's sources of randomness the only one that costs no call into OpenSSL each time.
  const hex = (randomUUID() + randomUUID()).replaceAll('-', '');
  return `pack-${hex.slice(0, OID_DIGITS)}`;
}

/** Encodes the header of a pack with so many objects. */
export function encodePackHeader(count: number): Buffer {
  const header = Buffer.alloc(PACK_HEADER_BYTES);
  header.write(MARK, 'latin1');
  header.writeUInt32BE(VERSION, 4);
  header.writeUInt32BE(count, 8);
  return header;
}

/** Reads how many objects a pack says that it has; undefined when it does not begin as a pack. */
export function decodePackHeader(pack: Buffer): number | undefined {
  if (pack.length < PACK_HEADER_BYTES) return undefined;
  if (pack.toString('latin1', 0, MARK.length) !== MARK || pack.readUInt32BE(4) !== VERSION) return undefined;
  return pack.readUInt32BE(8);
}

/** Encodes the header of an object that is stored whole. */
export function encodeEntryHeader(type: ObjectType, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (KINDS.indexOf(type) << 4) | (size & 0x0f);
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

/** Reads the header of the entry at `at`; undefined when it is cut short, too long or of no kind that there is. */
export function decodeEntryHeader(bytes: Buffer, at: number): PackEntryHeader | undefined {
  let end = at;
  let byte = bytes[end++];
  if (byte === undefined) return undefined;
  const kind = KINDS[(byte >> 4) & 7];
  let size = byte & 0x0f;
  for (let factor = 16; byte >= 0x80; factor *= 0x80) {
    byte = bytes[end++];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * factor;
  }
  // What is longer or larger is no object's; a size that is no number would pass every bound.
  if (end - at > ENTRY_HEADER_MAX_BYTES || !Number.isSafeInteger(size)) return undefined;
  return kind && { kind, size, end };
}

/** Reads how far before its own entry the base of a delta begins, in bytes; undefined when the bytes are cut short. */
export function decodeBaseDistance(bytes: Buffer, at: number): { distance: number; end: number } | undefined {
  let end = at;
  let byte = bytes[end++];
  if (byte === undefined) return undefined;
  let distance = byte & 0x7f;
  while (byte >= 0x80) {
    byte = bytes[end++];
    if (byte === undefined) return undefined;
    distance = (distance + 1) * 0x80 + (byte & 0x7f);
  }
  return { distance, end };
}
