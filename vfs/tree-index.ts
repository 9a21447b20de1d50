/**
 * A tree object's entries, found by name without decoding the others. Layer 2.
 *
 * A mounted folder may have a million entries of which a run touches three, so this keeps the object's own bytes and one
 * number per entry. Git's order makes lookup a binary search; a foreign tree that is not in git's order is searched by
 * a map instead. Immutable.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import type { Oid } from '../src/core/ids.ts';
import { decodeName, type EntryKind, encodeName } from './names.ts';

const SPACE = 0x20;
const ZERO = 0x30;
const DOT = 0x2e;
const SLASH = 0x2f;
const OID_BYTES = 20;

/** One entry as the tree stores it. */
export interface StoredEntry {
  /** The name, by `decodeName`. */
  readonly name: string;
  readonly kind: EntryKind;
  /** The mode without leading zeros: one of git's own or, in foreign trees, another. */
  readonly mode: string;
  readonly oid: Oid;
}

export class TreeIndex {
  readonly #data: Buffer;
  /** Where each entry starts; one more for the end. */
  readonly #starts: Uint32Array;
  /** Only for a tree that is not in git's order: the first entry of each name. */
  readonly #byName: ReadonlyMap<string, number> | undefined;
  /** How many entries a path can name. */
  readonly count: number;
  /** The first entry that a volume can't hold: a gitlink (a submodule's commit) or what has no type at all. */
  readonly unsupported: string | undefined;

  /**
   * @param data a tree object's content, kept and not changed
   * @throws RangeError when the bytes end inside an entry
   */
  constructor(data: Buffer) {
    this.#data = data;
    const starts: number[] = [];
    let sorted = true;
    let hidden = 0;
    for (let at = 0; at < data.length; ) {
      const nul = data.indexOf(0, at);
      const from = data.indexOf(SPACE, at) + 1;
      const end = nul + 1 + OID_BYTES;
      if (nul < 0 || from === 0 || from > nul || end > data.length) {
        throw new RangeError('a tree object ends inside an entry');
      }
      const previous = starts.at(-1);
      if (previous !== undefined && this.#compare(previous, data, from, nul, this.#terminator(at)) >= 0) sorted = false;
      if (this.#isHidden(from, nul)) hidden += 1;
      else if (this.unsupported === undefined && this.#kindAt(at) === undefined) this.unsupported = this.#nameAt(at);
      starts.push(at);
      at = end;
    }
    starts.push(data.length);
    this.#starts = Uint32Array.from(starts);
    if (!sorted) this.#byName = this.#firstOfEachName();
    this.count = this.#byName?.size ?? starts.length - 1 - hidden;
  }

  /** Whether the entries stand in git's order, each name once. */
  get isSorted(): boolean {
    return this.#byName === undefined;
  }

  /** The content's size in bytes. */
  get bytes(): number {
    return this.#data.length + this.#starts.byteLength;
  }

  /** @param name one component of a path */
  find(name: string): StoredEntry | undefined {
    const start = this.#byName ? this.#byName.get(name) : this.#search(encodeName(name));
    return start === undefined ? undefined : this.#entryAt(start);
  }

  /** Every entry that a path can name, in stored order; of several with one name, the first. */
  *entries(): Generator<StoredEntry> {
    for (const start of this.#visible()) yield this.#entryAt(start);
  }

  /** The tree's own bytes; not to be changed. */
  get data(): Buffer {
    return this.#data;
  }

  /** Where the bytes of the entry of this name lie; only for a tree in git's order. */
  rangeOf(name: string): { readonly from: number; readonly to: number } | undefined {
    const from = this.#search(encodeName(name));
    return from === undefined ? undefined : { from, to: this.#data.indexOf(0, from) + 1 + OID_BYTES };
  }

  /** Where an entry that the tree does not have belongs; only for a tree in git's order. */
  insertionPoint(nameBytes: Buffer, mode: string): number {
    return this.#starts[this.#lowerBound(nameBytes, mode.startsWith('4') ? SLASH : 0)] as number;
  }

  *#visible(): Generator<number> {
    if (this.#byName) {
      yield* [...this.#byName.values()].sort((a, b) => a - b);
      return;
    }
    for (let index = 0; index < this.#starts.length - 1; index += 1) {
      const start = this.#starts[index] as number;
      const from = this.#data.indexOf(SPACE, start) + 1;
      if (!this.#isHidden(from, this.#data.indexOf(0, from))) yield start;
    }
  }

  #firstOfEachName(): ReadonlyMap<string, number> {
    const byName = new Map<string, number>();
    for (let index = this.#starts.length - 2; index >= 0; index -= 1) {
      const start = this.#starts[index] as number;
      const from = this.#data.indexOf(SPACE, start) + 1;
      if (!this.#isHidden(from, this.#data.indexOf(0, from))) byName.set(this.#nameAt(start), start);
    }
    return byName;
  }

  /** Where the entry of this name starts: as a file's name, else as a folder's, which git sorts elsewhere. */
  #search(key: Buffer): number | undefined {
    for (const terminator of [0, SLASH]) {
      const start = this.#starts[this.#lowerBound(key, terminator)] as number;
      if (start < this.#data.length && this.#compare(start, key, 0, key.length, terminator) === 0) return start;
    }
    return undefined;
  }

  /** How many entries come before a name. */
  #lowerBound(key: Buffer, terminator: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#starts[middle] as number, key, 0, key.length, terminator) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Git's order of the entry at `start` against the name that is `other[from, to)` and ends in `terminator`. */
  #compare(start: number, other: Buffer, from: number, to: number, terminator: number): number {
    const data = this.#data;
    const first = data.indexOf(SPACE, start) + 1;
    for (let offset = 0; ; offset += 1) {
      const stored = data[first + offset] as number;
      const mine = stored === 0 ? this.#terminator(start) : stored;
      const theirs = from + offset < to ? (other[from + offset] as number) : terminator;
      if (mine !== theirs) return mine - theirs;
      if (stored === 0 || from + offset >= to) return (stored === 0 ? 0 : 1) - (from + offset >= to ? 0 : 1);
    }
  }

  /** What git takes a name to end in when it sorts. */
  #terminator(start: number): number {
    return this.#kindAt(start) === 'folder' ? SLASH : 0;
  }

  #kindAt(start: number): EntryKind | undefined {
    let at = start;
    while (this.#data[at] === ZERO) at += 1;
    const length = this.#data.indexOf(SPACE, at) - at;
    const type = (this.#data[at] as number) * 256 + (length === 6 ? (this.#data[at + 1] as number) : 0);
    if (length === 5 && type === 0x3400) return 'folder';
    if (type === 0x3130) return 'file';
    return type === 0x3132 ? 'symlink' : undefined;
  }

  #nameAt(start: number): string {
    const from = this.#data.indexOf(SPACE, start) + 1;
    return decodeName(this.#data.subarray(from, this.#data.indexOf(0, from)));
  }

  /** Whether no path can name the entry: empty, `.`, `..`, or with a slash in it. */
  #isHidden(from: number, to: number): boolean {
    const data = this.#data;
    if (to === from || (data[from] === DOT && (to === from + 1 || (to === from + 2 && data[from + 1] === DOT)))) {
      return true;
    }
    for (let at = from; at < to; at += 1) if (data[at] === SLASH) return true;
    return false;
  }

  #entryAt(start: number): StoredEntry {
    const nul = this.#data.indexOf(0, start);
    return {
      name: this.#nameAt(start),
      kind: this.#kindAt(start) ?? 'file',
      mode: this.#data.toString('latin1', start, this.#data.indexOf(SPACE, start)).replace(/^0+(?=.)/, ''),
      oid: this.#data.toString('hex', nul + 1, nul + 1 + OID_BYTES) as Oid,
    };
  }
}
