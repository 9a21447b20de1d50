/**
 * Reads several trees together, entry by entry, in git's order. It skips entries that are equal in all trees, without decoding
 * them.
 *
 * A file and a folder with the same name have different positions in this order, so they are separate entries.
 *
 * Modes are read as in git: every regular file is 100644 or 100755, every folder 40000, and so on. An entry whose mode is
 * stored in another form is never skipped, even if it is equal in all trees, because git would rewrite it.
 */
import { TreeboxError } from '../../core/errors.ts';
import { EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import { canonicalMode } from '../format/entry-mode.ts';
import { compareEntries } from '../format/tree-codec.ts';
import { TreeCursor } from '../format/tree-cursor.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';

/** Number of bytes, about a dozen entries, that are compared at a time while the trees are equal. */
const BLOCK_BYTES = 512;
const NOTHING = Buffer.alloc(0);

/**
 * Returns the content of the tree `oid`; undefined if `oid` is undefined or the empty tree.
 * @throws TreeboxError `unknown_snapshot` when there is no such tree
 */
export function readTreeData(objects: ObjectReader, oid: TreeId | undefined): Buffer | undefined {
  if (oid === undefined || oid === EMPTY_TREE) return undefined;
  const object = objects.read(oid);
  if (object?.type === 'tree') return object.data;
  throw new TreeboxError('unknown_snapshot', `there is no tree ${oid}: no snapshot in this store is or contains it`);
}

/** Reads any number of trees together. Call `next` until it returns false. */
export class TreeJoin {
  /** The bytes of the equal entries of all trees, between the previous and the current position. */
  common: Buffer = Buffer.alloc(0);
  /** The entry of each tree at the current position; undefined if the tree has no entry of that name and kind. */
  readonly entries: (TreeEntry | undefined)[];
  /** One cursor for each tree. Trees with the same buffer share one. */
  readonly #ofTree: readonly Cursor[];
  readonly #cursors: readonly Cursor[];

  /** @param trees contents of tree objects; undefined for a missing tree, which counts as empty */
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
   * Moves to the next entry at which the trees differ.
   * @returns false at the end; `common` then has the last equal entries
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
    // All trees have the same bytes up to `sameUntil`. Compare blocks until one differs, then single entries.
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
  /** Offset of the next entry, which may not have been read yet. */
  at = 0;
  /** The entry at the current position of the join. */
  present: TreeEntry | undefined;
  #decoded: { readonly at: number; readonly entry: TreeEntry; readonly end: number } | undefined;

  /** Returns the length of the next entry in bytes if its mode is stored as git writes it; else 0. */
  plainLength(): number {
    return this.read(this.at)?.hasWrittenMode ? this.end - this.at : 0;
  }

  /** Returns whether the bytes `[from, to)` of this tree equal those at the same distance from `at` in the other tree. */
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
