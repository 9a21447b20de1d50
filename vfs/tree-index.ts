/**
 * A tree object's entries, found by name without decoding the others.
 *
 * A mounted folder may have a million entries of which a run touches three, so this keeps the object's own bytes and one
 * number per entry. Git's order makes lookup a binary search; a foreign tree that is not in git's order is searched by
 * a map instead. Immutable.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import type { Oid } from '../src/core/ids.ts';
import { decodeName, type EntryKind, encodeName } from '../src/git/format/entry-name.ts';

const SPACE = 0x20;
const ZERO = 0x30;
const DOT = 0x2e;
const SLASH = 0x2f;
const OID_BYTES = 20;
/** Git's own modes as text. */
const MODES: ReadonlyMap<number, string> = new Map(
  ['40000', '100644', '100755', '120000'].map((mode) => [Number.parseInt(mode, 8), mode]),
);

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
  readonly unsupported: string | undefined = undefined;

  /**
   * @param data a tree object's content, kept and not changed
   * @throws RangeError when the bytes end inside an entry
   */
  constructor(data: Buffer) {
    this.#data = data;
    const starts: number[] = [];
    let sorted = true;
    let hidden = 0;
    let previous: Span | undefined;
    for (let at = 0; at < data.length; ) {
      const span = spanAt(data, at);
      if (previous && compareSpans(data, previous, span) >= 0) sorted = false;
      if (span.isHidden) hidden += 1;
      else if (kindOf(span.mode) === undefined) this.unsupported ??= decodeName(data.subarray(span.from, span.to));
      starts.push(at);
      at = span.to + 1 + OID_BYTES;
      previous = span;
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
    return start === undefined ? undefined : this.#entryAt(start, name);
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
      if (!spanAt(this.#data, start).isHidden) yield start;
    }
  }

  #firstOfEachName(): ReadonlyMap<string, number> {
    const byName = new Map<string, number>();
    for (let index = this.#starts.length - 2; index >= 0; index -= 1) {
      const start = this.#starts[index] as number;
      const { from, to, isHidden } = spanAt(this.#data, start);
      if (!isHidden) byName.set(decodeName(this.#data.subarray(from, to)), start);
    }
    return byName;
  }

  /** Where the entry of this name starts: as a file's name, else as a folder's, which git sorts elsewhere. */
  #search(key: Buffer): number | undefined {
    for (const terminator of [0, SLASH]) {
      const start = this.#starts[this.#lowerBound(key, terminator)] as number;
      if (start < this.#data.length && this.#compare(start, key, terminator) === 0) return start;
    }
    return undefined;
  }

  /** How many entries come before a name. */
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

  /** Git's order of the entry at `start` against a name that ends in `terminator`. */
  #compare(start: number, key: Buffer, terminator: number): number {
    const span = spanAt(this.#data, start);
    return compareBytes(this.#data, span.from, span.to, terminatorOf(span.mode), key, 0, key.length, terminator);
  }

  #entryAt(start: number, known?: string): StoredEntry {
    const { mode, from, to } = spanAt(this.#data, start);
    return {
      name: known ?? decodeName(this.#data.subarray(from, to)),
      kind: kindOf(mode) ?? 'file',
      mode: MODES.get(mode) ?? mode.toString(8),
      oid: this.#data.toString('hex', to + 1, to + 1 + OID_BYTES) as Oid,
    };
  }
}

/** Where an entry's parts lie. */
interface Span {
  readonly mode: number;
  /** The name's bytes: from here, */
  readonly from: number;
  /** to here, where a NUL is. */
  readonly to: number;
  /** Whether no path can name the entry: empty, `.`, `..`, or with a slash in it. */
  readonly isHidden: boolean;
}

/** @throws RangeError when the bytes end inside the entry that starts at `start` */
function spanAt(data: Buffer, start: number): Span {
  let at = start;
  let mode = 0;
  for (; data[at] !== SPACE; at += 1) {
    if (at >= data.length) throw new RangeError('a tree object ends inside an entry');
    mode = mode * 8 + ((data[at] as number) - ZERO);
  }
  const from = at + 1;
  let hasSlash = false;
  for (at = from; data[at] !== 0; at += 1) {
    if (at >= data.length) throw new RangeError('a tree object ends inside an entry');
    if (data[at] === SLASH) hasSlash = true;
  }
  if (at + 1 + OID_BYTES > data.length) throw new RangeError('a tree object ends inside an entry');
  const length = at - from;
  const isDots = length <= 2 && (length < 1 || data[from] === DOT) && (length < 2 || data[from + 1] === DOT);
  return { mode, from, to: at, isHidden: hasSlash || isDots };
}

function kindOf(mode: number): EntryKind | undefined {
  switch (mode >> 12) {
    case 0o04:
      return 'folder';
    case 0o10:
      return 'file';
    case 0o12:
      return 'symlink';
    default:
      return undefined;
  }
}

/** What git takes a name to end in when it sorts. */
function terminatorOf(mode: number): number {
  return mode >> 12 === 0o04 ? SLASH : 0;
}

function compareSpans(data: Buffer, a: Span, b: Span): number {
  return compareBytes(data, a.from, a.to, terminatorOf(a.mode), data, b.from, b.to, terminatorOf(b.mode));
}

/** Git's order of two names, each with what it is taken to end in. */
function compareBytes(
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
