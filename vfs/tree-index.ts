/**
 * Finds entries of a tree object by name, without decoding the other entries.
 *
 * A mounted folder may have a million entries, and a run may use three of them. So the index keeps the object's own bytes
 * and one number per entry. Lookup is a binary search in git's order; a tree that is not in git's order has a map instead.
 * An index is immutable.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import type { Oid } from '../src/core/ids.ts';
import { type EntryKind, isTreeMode, kindOfBits } from '../src/git/format/entry-mode.ts';
import { decodeName, encodeName } from '../src/git/format/entry-name.ts';
import { TreeCursor, terminatorOf } from '../src/git/format/tree-cursor.ts';

const DOT = 0x2e;
/** The byte that follows a name when git sorts it: for a file, and for a folder. */
const TERMINATORS = [terminatorOf(false), terminatorOf(true)] as const;

/** One entry as the tree stores it. */
export interface StoredEntry {
  /** The name, decoded with `decodeName`. */
  readonly name: string;
  readonly kind: EntryKind;
  /** The mode without leading zeros. In a tree that git did not write, it may be a mode that git does not use. */
  readonly mode: string;
  readonly oid: Oid;
}

export class TreeIndex {
  readonly #data: Buffer;
  /** Reads one entry. All methods share it, so each copies what it needs before another read. */
  readonly #cursor: TreeCursor;
  /** Offset of each entry, and finally the end. */
  readonly #starts: Uint32Array;
  /** Offset of the first entry of each name, for a tree that is not in git's order. */
  readonly #byName: ReadonlyMap<string, number> | undefined;
  /** Number of entries that a path can name. */
  readonly count: number;
  /** The first entry that a volume can't have: a gitlink (a submodule's commit), or an entry of an unknown type. */
  readonly unsupported: string | undefined = undefined;

  /**
   * @param data a tree object's content; kept, and must not be changed
   * @throws RangeError when the bytes end inside an entry
   */
  constructor(data: Buffer) {
    this.#data = data;
    this.#cursor = new TreeCursor(data);
    const starts: number[] = [];
    let sorted = true;
    let hidden = 0;
    let [cursor, previous] = [this.#cursor, new TreeCursor(data)];
    for (let at = 0; cursor.read(at); at = previous.end) {
      if (at > 0 && previous.compare(cursor) >= 0) sorted = false;
      if (isHidden(cursor)) hidden += 1;
      else if (kindOfBits(cursor.bits) === undefined) this.unsupported ??= decodeName(cursor.nameBytes);
      starts.push(at);
      [cursor, previous] = [previous, cursor];
    }
    starts.push(data.length);
    this.#starts = Uint32Array.from(starts);
    if (!sorted) this.#byName = this.#firstOfEachName();
    this.count = this.#byName?.size ?? starts.length - 1 - hidden;
  }

  /** Returns whether the entries are in git's order, each name once. */
  get isSorted(): boolean {
    return this.#byName === undefined;
  }

  /** Returns the memory of this index in bytes. */
  get bytes(): number {
    return this.#data.length + this.#starts.byteLength;
  }

  /** Finds an entry. @param name one component of a path */
  find(name: string): StoredEntry | undefined {
    const start = this.#byName ? this.#byName.get(name) : this.#search(encodeName(name));
    return start === undefined ? undefined : this.#entryAt(start, name);
  }

  /** Yields every entry that a path can name, in stored order; for a repeated name, only the first. */
  *entries(): Generator<StoredEntry> {
    for (const start of this.#visible()) yield this.#entryAt(start);
  }

  /** Returns the tree's own bytes, which must not be changed. */
  get data(): Buffer {
    return this.#data;
  }

  /** Returns the range of an entry's bytes. The tree must be in git's order. */
  rangeOf(name: string): { readonly from: number; readonly to: number } | undefined {
    const from = this.#search(encodeName(name));
    return from === undefined ? undefined : { from, to: this.#read(from).end };
  }

  /** Returns the offset at which to insert a new entry. The tree must be in git's order. */
  insertionPoint(nameBytes: Buffer, mode: string): number {
    return this.#starts[this.#lowerBound(nameBytes, terminatorOf(isTreeMode(mode)))] as number;
  }

  *#visible(): Generator<number> {
    if (this.#byName) {
      yield* [...this.#byName.values()].sort((a, b) => a - b);
      return;
    }
    for (let index = 0; index < this.#starts.length - 1; index += 1) {
      const start = this.#starts[index] as number;
      if (!isHidden(this.#read(start))) yield start;
    }
  }

  #firstOfEachName(): ReadonlyMap<string, number> {
    const byName = new Map<string, number>();
    for (let index = this.#starts.length - 2; index >= 0; index -= 1) {
      const start = this.#starts[index] as number;
      const cursor = this.#read(start);
      if (!isHidden(cursor)) byName.set(decodeName(cursor.nameBytes), start);
    }
    return byName;
  }

  /** Returns the offset of a name's entry. Searches for a file, then for a folder, which git sorts differently. */
  #search(key: Buffer): number | undefined {
    for (const terminator of TERMINATORS) {
      const start = this.#starts[this.#lowerBound(key, terminator)] as number;
      if (start < this.#data.length && this.#compare(start, key, terminator) === 0) return start;
    }
    return undefined;
  }

  /** Returns the number of entries before a name. */
  #lowerBound(key: Buffer, terminator: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#starts[middle] as number, key, terminator) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Compares the entry at `start` with a name that `terminator` follows, in git's order. */
  #compare(start: number, key: Buffer, terminator: number): number {
    return this.#read(start).compareName(key, 0, key.length, terminator);
  }

  #entryAt(start: number, known?: string): StoredEntry {
    const { mode, bits, oid, nameBytes } = this.#read(start);
    return { name: known ?? decodeName(nameBytes), kind: kindOfBits(bits) ?? 'file', mode, oid };
  }

  #read(start: number): TreeCursor {
    this.#cursor.read(start);
    return this.#cursor;
  }
}

/** Returns whether no path can name the entry: empty, `.`, `..`, or with a slash in it. */
function isHidden({ data, nameStart, nameEnd, hasSlash }: TreeCursor): boolean {
  if (hasSlash) return true;
  const length = nameEnd - nameStart;
  return length <= 2 && (length < 1 || data[nameStart] === DOT) && (length < 2 || data[nameStart + 1] === DOT);
}
