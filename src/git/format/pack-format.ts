/**
 * The parts of a pack file: its header, the headers of its entries, and its name.
 * @see https://git-scm.com/docs/gitformat-pack
 */
import { randomUUID } from 'node:crypto';
import { OID_DIGITS, OID_PATTERN } from '../../core/ids.ts';
import type { ObjectType } from '../objects/objects.ts';

/** Length of a pack's header in bytes. */
export const PACK_HEADER_BYTES = 12;
/** Maximum length of an entry's header in bytes: a size of up to ten bytes, and the oid or offset of a base. */
export const ENTRY_HEADER_MAX_BYTES = 32;

const MARK = 'PACK';
const VERSION = 2;
const NAME = new RegExp(`^pack-${OID_PATTERN}$`);

/** Kinds of entries by the three type bits in their header. */
const KINDS = [undefined, 'commit', 'tree', 'blob', 'tag', undefined, 'delta by offset', 'delta by name'] as const;

/** The kind of an entry: the type of an object that is stored whole, or a delta. */
export type PackEntryKind = ObjectType | 'delta by offset' | 'delta by name';

/** An entry's header. */
export interface PackEntryHeader {
  readonly kind: PackEntryKind;
  /** Inflated size of the object or the delta, in bytes. */
  readonly size: number;
  /** Offset after type and size. A delta's base comes next, then the deflated bytes. */
  readonly end: number;
}

/** Returns whether `name` is the base name of a pack. */
export function isPackName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Returns a base name for a new pack. It is random and not a hash of the content: two runs that write the same objects must not
 * share a file, because a repack could delete the file of one run while the other run adopts it.
 */
export function randomPackName(): string {
  // Use randomUUID: it is Node's only source of randomness that does not call OpenSSL each time.
  const hex = (randomUUID() + randomUUID()).replaceAll('-', '');
  return `pack-${hex.slice(0, OID_DIGITS)}`;
}

/** Encodes the header of a pack with `count` objects. */
export function encodePackHeader(count: number): Buffer {
  const header = Buffer.alloc(PACK_HEADER_BYTES);
  header.write(MARK, 'latin1');
  header.writeUInt32BE(VERSION, 4);
  header.writeUInt32BE(count, 8);
  return header;
}

/** Reads the number of objects from a pack's header; undefined when the bytes are not the header of a pack. */
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

/** Reads the header of the entry at `at`; undefined when it is incomplete, too long or of an unknown kind. */
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
  // Refuse headers that are too long and sizes that are not safe integers: NaN would pass every later check of a limit.
  if (end - at > ENTRY_HEADER_MAX_BYTES || !Number.isSafeInteger(size)) return undefined;
  return kind && { kind, size, end };
}

/** Reads the distance in bytes from a delta's entry back to its base; undefined when the bytes are incomplete. */
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
