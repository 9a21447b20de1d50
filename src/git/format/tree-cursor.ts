/**
 * A position in the bytes of a tree object. It reads one entry at a time, and decodes only the fields that are requested.
 *
 * All readers of trees use it: the codec, the volume's index, and the join of several trees.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import { isUtf8 } from 'node:buffer';
import type { Oid } from '../../core/ids.ts';
import { kindOfBits, writtenMode } from './entry-mode.ts';
import { OID_BYTES, oidAt } from './object-id.ts';

const SPACE = 0x20;
const SLASH = 0x2f;
const ZERO = 0x30;
const SEVEN = 0x37;

export class TreeCursor {
  readonly data: Buffer;
  /** Offset of the current entry. */
  start = 0;
  /** The bits of its mode; 0 when the mode has a character that is not an octal digit. */
  bits = 0;
  /** Offset of its name. */
  nameStart = 0;
  /** Offset of the NUL after its name. */
  nameEnd = 0;
  /** True when the name contains a slash, which git never writes. */
  hasSlash = false;

  /** @param data content of a tree object, which is kept and not changed */
  constructor(data: Buffer) {
    this.data = data;
  }

  /** Offset after the current entry. */
  get end(): number {
    return this.nameEnd + 1 + OID_BYTES;
  }

  /** The stored mode without leading zeros. */
  get mode(): string {
    const written = writtenMode(this.bits);
    return written ?? this.data.toString('latin1', this.start, this.nameStart - 1).replace(/^0+(?=.)/, '');
  }

  /** True when the mode is stored exactly as git writes it: one of git's modes, without leading zeros. */
  get hasWrittenMode(): boolean {
    return writtenMode(this.bits)?.length === this.nameStart - 1 - this.start;
  }

  get nameBytes(): Buffer {
    return this.data.subarray(this.nameStart, this.nameEnd);
  }

  /** The name as a string; undefined when its bytes are not valid UTF-8. */
  get name(): string | undefined {
    const { nameBytes } = this;
    return isUtf8(nameBytes) ? nameBytes.toString() : undefined;
  }

  get oid(): Oid {
    return oidAt(this.data, this.nameEnd + 1);
  }

  /**
   * Reads the entry that begins at `start`.
   * @returns this cursor; undefined when the tree ends at `start`
   * @throws RangeError when the bytes end inside the entry
   */
  read(start: number): this | undefined {
    const { data } = this;
    if (start >= data.length) return undefined;
    let at = start;
    let bits = 0;
    let isOctal = true;
    for (; data[at] !== SPACE; at += 1) {
      if (at >= data.length) throw cutShort();
      const byte = data[at] as number;
      if (byte < ZERO || byte > SEVEN) isOctal = false;
      bits = bits * 8 + (byte - ZERO);
    }
    this.start = start;
    this.bits = isOctal ? bits : 0;
    at += 1;
    this.nameStart = at;
    this.hasSlash = false;
    for (; data[at] !== 0; at += 1) {
      if (at >= data.length) throw cutShort();
      if (data[at] === SLASH) this.hasSlash = true;
    }
    if (at + 1 + OID_BYTES > data.length) throw cutShort();
    this.nameEnd = at;
    return this;
  }

  /** Compares the current entry with that of another cursor in git's order: negative, zero or positive. */
  compare(other: TreeCursor): number {
    return this.compareName(
      other.data,
      other.nameStart,
      other.nameEnd,
      terminatorOf(kindOfBits(other.bits) === 'folder'),
    );
  }

  /** Compares the current entry with a name: the bytes `[from, to)` of `data`, followed by `terminator`. */
  compareName(data: Buffer, from: number, to: number, terminator: number): number {
    const end = terminatorOf(kindOfBits(this.bits) === 'folder');
    return compareEntryNames(this.data, this.nameStart, this.nameEnd, end, data, from, to, terminator);
  }
}

/** Returns the byte that git adds to a name when it sorts. */
export function terminatorOf(isFolder: boolean): number {
  return isFolder ? SLASH : 0;
}

/** Compares two names in git's order. Each is given as bytes `[from, to)` and the byte that git adds for sorting. */
export function compareEntryNames(
  a: Buffer,
  aFrom: number,
  aTo: number,
  aEnd: number,
  b: Buffer,
  bFrom: number,
  bTo: number,
  bEnd: number,
): number {
  for (let offset = 0; ; offset += 1) {
    const mine = aFrom + offset < aTo ? (a[aFrom + offset] as number) : aEnd;
    const theirs = bFrom + offset < bTo ? (b[bFrom + offset] as number) : bEnd;
    if (mine !== theirs) return mine - theirs;
    if (aFrom + offset >= aTo || bFrom + offset >= bTo) return aTo - aFrom - (bTo - bFrom);
  }
}

function cutShort(): RangeError {
  return new RangeError('a tree object ends inside an entry');
}
