/**
 * Reads several trees side by side, entry by entry, in git's order. It skips entries on which the trees agree, without
 * decoding them.
 *
 * A file and a folder of the same name have different positions in that order, so they are two entries.
 *
 * Modes are read as git reads them: every regular file is 100644 or 100755, every folder 40000, and so on. So
 * an entry whose mode is stored in another form is never skipped, even if all trees agree, because git would rewrite it.
 */
import { TreeboxError } from '../../core/errors.ts';
import { EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import { canonicalMode } from '../format/entry-mode.ts';
import { compareEntries } from '../format/tree-codec.ts';
import { TreeCursor } from '../format/tree-cursor.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';

/** Bytes compared at a time where trees are likely to agree: a dozen entries. */
const BLOCK_BYTES = 512;
const NOTHING = Buffer.alloc(0);

/**
 * The content of the tree named `oid`; undefined for none, and for the empty tree.
 * @throws TreeboxError `unknown_snapshot` when there is no such tree
 */
export function readTreeData(objects: ObjectReader, oid: TreeId | undefined): Buffer | undefined {
  if (oid === undefined || oid === EMPTY_TREE) return undefined;
  const object = objects.read(oid);
  if (object?.type === 'tree') return object.data;
  throw new TreeboxError('unknown_snapshot', `there is no tree ${oid}: no snapshot in this store is or contains it`);
}

/** Reads any number of trees together. Call `next` until it answers false. */
export class TreeJoin {
  /** The bytes of the entries that all trees had in common before the present place. */
  common: Buffer = Buffer.alloc(0);
  /** The entry of each tree at the present place; the first that is there names it. */
  readonly entries: (TreeEntry | undefined)[];
  /** One for each tree; trees of the same bytes share theirs. */
  readonly #ofTree: readonly Cursor[];
  readonly #cursors: readonly Cursor[];

  /**
   * @param trees contents of tree objects; undefined for a tree that is not there, which is like one without entries
   */
  constructor(trees: readonly (Buffer | undefined)[]) {
    const cursors = new Map<Buffer, Cursor>();
    this.#ofTree = trees.map((data = NOTHING) => {
      const cursor = cursors.get(data) ?? new Cursor(data);
      cursors.set(data, cursor);
      return cursor;
    });
    this.#cursors = [...cursors.values()];
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
    for (const cursor of this.#cursors) {
      const entry = cursor.entry();
      const isHere = entry !== undefined && (entry === first || compareEntries(entry, first) === 0);
      cursor.present = isHere ? entry : undefined;
      if (isHere) cursor.advance();
    }
    for (let tree = 0; tree < this.#ofTree.length; tree += 1) this.entries[tree] = this.#ofTree[tree]?.present;
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

/** A cursor that decodes its entry at most once. */
class Cursor extends TreeCursor {
  /** Where the next entry begins, which need not have been read. */
  at = 0;
  /** The entry at the join's present place. */
  present: TreeEntry | undefined;
  #decoded: { readonly at: number; readonly entry: TreeEntry; readonly end: number } | undefined;

  /** Returns how many bytes the next entry has, when its mode is stored as git writes it; else 0. */
  plainLength(): number {
    return this.read(this.at)?.hasWrittenMode ? this.end - this.at : 0;
  }

  /** Returns whether `other`, being as far as this, has the same bytes at `[from, to)` of this. */
  hasSame(other: Cursor, from: number, to: number): boolean {
    const shift = other.at - this.at;
    if (to > this.data.length || to + shift > other.data.length) return false;
    return this.data.compare(other.data, from + shift, to + shift, from, to) === 0;
  }

  entry(): TreeEntry | undefined {
    if (this.#decoded?.at !== this.at) {
      if (!this.read(this.at)) return undefined;
      const { bits, nameBytes, name, oid, end } = this;
      this.#decoded = { at: this.at, entry: { mode: canonicalMode(bits), nameBytes, name, oid }, end };
    }
    return this.#decoded.entry;
  }

  advance(): void {
    if (this.entry() !== undefined && this.#decoded !== undefined) this.at = this.#decoded.end;
  }
}
