/**
 * Several trees read side by side, entry by entry, in git's order; what they agree on is passed over without being
 * decoded.
 *
 * A file and a folder of one name are two places in that order, so a join meets them apart.
 *
 * Modes are read as git reads them: every regular file is 100644 or 100755, every folder 40000, and so on. An entry whose
 * mode is stored otherwise is therefore never passed over, even where all trees agree, since git would write it anew.
 */
import { isUtf8 } from 'node:buffer';
import { TreeboxError } from '../../core/errors.ts';
import { EMPTY_TREE, type Oid } from '../../core/ids.ts';
import { compareEntries } from '../format/tree-codec.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';

const SPACE = 0x20;
const OID_BYTES = 20;
const CANONICAL_MODES = ['100644', '40000', '100755', '120000', '160000'];
/** Canonical modes as an entry begins with them. */
const PLAIN_MODES = CANONICAL_MODES.map((mode) => Buffer.from(`${mode} `));
/** Bytes compared at a time where trees are likely to agree: a dozen entries. */
const BLOCK_BYTES = 512;

/**
 * The content of the tree named `oid`; undefined for none, and for the empty tree.
 * @throws TreeboxError `unknown_snapshot` when there is no such tree
 */
export function readTreeData(objects: ObjectReader, oid: Oid | undefined): Buffer | undefined {
  if (oid === undefined || oid === EMPTY_TREE) return undefined;
  const object = objects.read(oid);
  if (object?.type === 'tree') return object.data;
  throw new TreeboxError('unknown_snapshot', `there is no tree ${oid}: it is, or lies in, no snapshot kept here`);
}

/** Reads any number of trees together. Call `next` until it answers false. */
export class TreeJoin {
  /** The bytes of the entries that all trees had in common before the present place. */
  common: Buffer = Buffer.alloc(0);
  /** What each tree has at the present place; the first that is there names it. */
  readonly entries: (TreeEntry | undefined)[];
  readonly #cursors: Cursor[];

  /**
   * @param trees contents of tree objects; undefined for a tree that is not there, which is like one without entries
   */
  constructor(trees: readonly (Buffer | undefined)[]) {
    this.#cursors = trees.map((data) => new Cursor(data ?? Buffer.alloc(0)));
    this.entries = trees.map(() => undefined);
  }

  /**
   * Goes to the next place at which the trees differ.
   * @returns false at the end, when `common` holds what was still in common
   * @throws Error when a tree ends inside an entry
   */
  next(): boolean {
    this.common = this.#passCommon();
    let first: TreeEntry | undefined;
    for (const cursor of this.#cursors) {
      const entry = cursor.entry();
      if (entry !== undefined && (first === undefined || compareEntries(entry, first) < 0)) first = entry;
    }
    if (first === undefined) return false;
    for (const [index, cursor] of this.#cursors.entries()) {
      const entry = cursor.entry();
      const isHere = entry !== undefined && compareEntries(entry, first) === 0;
      this.entries[index] = isHere ? entry : undefined;
      if (isHere) cursor.advance();
    }
    return true;
  }

  #passCommon(): Buffer {
    const [leader, ...others] = this.#cursors as [Cursor, ...Cursor[]];
    const from = leader.at;
    // All trees are known to have the same bytes up to here. Blocks are compared until one differs, then entries.
    let sameUntil = from;
    let block = BLOCK_BYTES;
    for (let length = leader.plainLength(); length > 0; length = leader.plainLength()) {
      const end = leader.at + length;
      if (end > sameUntil && block > 0) {
        if (others.every((other) => leader.hasSame(other, sameUntil, sameUntil + block))) sameUntil += block;
        else block = 0;
      }
      if (end > sameUntil && !others.every((other) => leader.hasSame(other, leader.at, end))) break;
      for (const cursor of this.#cursors) cursor.at += length;
    }
    return leader.data.subarray(from, leader.at);
  }
}

class Cursor {
  at = 0;
  readonly data: Buffer;
  #decoded: { readonly at: number; readonly entry: TreeEntry; readonly end: number } | undefined;

  constructor(data: Buffer) {
    this.data = data;
  }

  /** How many bytes the next entry has, when its mode is stored as git writes it; else 0. */
  plainLength(): number {
    const { data, at } = this;
    const mode = PLAIN_MODES.find((plain) => startsWith(data, at, plain));
    if (mode === undefined) return 0;
    let end = at + mode.length;
    while (end < data.length && data[end] !== 0) end++;
    end += 1 + OID_BYTES;
    return end > data.length ? 0 : end - at;
  }

  /** Whether `other`, being as far as this, has the same bytes at `[from, to)` of this. */
  hasSame(other: Cursor, from: number, to: number): boolean {
    const shift = other.at - this.at;
    if (to > this.data.length || to + shift > other.data.length) return false;
    return this.data.compare(other.data, from + shift, to + shift, from, to) === 0;
  }

  entry(): TreeEntry | undefined {
    if (this.at >= this.data.length) return undefined;
    if (this.#decoded?.at !== this.at) this.#decoded = { at: this.at, ...decodeEntry(this.data, this.at) };
    return this.#decoded.entry;
  }

  advance(): void {
    if (this.entry() !== undefined && this.#decoded !== undefined) this.at = this.#decoded.end;
  }
}

function startsWith(data: Buffer, at: number, start: Buffer): boolean {
  for (let offset = 0; offset < start.length; offset++) if (data[at + offset] !== start[offset]) return false;
  return true;
}

function decodeEntry(data: Buffer, at: number): { entry: TreeEntry; end: number } {
  const space = data.indexOf(SPACE, at);
  const nul = data.indexOf(0, space + 1);
  const end = nul + 1 + OID_BYTES;
  if (space < 0 || nul < 0 || end > data.length) throw new Error('a tree object ends inside an entry');
  const nameBytes = data.subarray(space + 1, nul);
  const entry = {
    mode: canonicalMode(data.toString('latin1', at, space)),
    nameBytes,
    name: isUtf8(nameBytes) ? nameBytes.toString() : undefined,
    oid: data.toString('hex', nul + 1, end) as Oid,
  };
  return { entry, end };
}

const TYPE_BITS = 0o170000;
const OWNER_EXECUTES = 0o100;

/** The mode that git takes a stored one for. */
function canonicalMode(stored: string): string {
  if (CANONICAL_MODES.includes(stored)) return stored;
  const bits = Number.parseInt(stored, 8);
  switch (bits & TYPE_BITS) {
    case 0o100000:
      return (bits & OWNER_EXECUTES) === 0 ? '100644' : '100755';
    case 0o120000:
      return '120000';
    case 0o040000:
      return '40000';
    default:
      return '160000';
  }
}
