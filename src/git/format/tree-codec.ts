/**
 * Encodes and decodes trees.
 *
 * Decoding keeps everything, also errors that git's fsck would report, so that an unchanged foreign entry can be written back
 * byte for byte. Encoding sorts as git sorts: bytewise, a folder's name as if it ended in `/`.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import { EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';
import { isTreeMode } from './entry-mode.ts';
import { OID_BYTES } from './object-id.ts';
import { compareEntryNames, TreeCursor, terminatorOf } from './tree-cursor.ts';

/**
 * The entries of a tree in stored order.
 * @param data a tree object's content
 * @throws RangeError when the bytes end inside an entry
 */
export function decodeTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const cursor = new TreeCursor(data);
  for (let at = 0; cursor.read(at); at = cursor.end) {
    const { mode, nameBytes, name, oid } = cursor;
    entries.push({ mode, nameBytes, name, oid });
  }
  return entries;
}

/** Git's order of two entries of one tree: negative, zero or positive. */
export function compareEntries(a: TreeEntry, b: TreeEntry): number {
  const [aEnd, bEnd] = [terminatorOf(isTreeMode(a.mode)), terminatorOf(isTreeMode(b.mode))];
  return compareEntryNames(a.nameBytes, 0, a.nameBytes.length, aEnd, b.nameBytes, 0, b.nameBytes.length, bEnd);
}

/**
 * Returns whether two trees have the same entries but for the contents of files. A mode that git would write otherwise
 * counts as a difference.
 * @param one a tree object's content, as is `other`
 * @throws RangeError when the bytes of `one` end inside an entry
 */
export function differInContentsAlone(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false;
  const cursor = new TreeCursor(one);
  for (let at = 0; cursor.read(at); at = cursor.end) {
    if (!cursor.hasWrittenMode) return false;
    const end = isTreeMode(cursor.mode) ? cursor.end : cursor.nameEnd + 1;
    if (one.compare(other, at, end, at, end) !== 0) return false;
  }
  return true;
}

/** One entry as a tree object holds it. */
export function encodeEntry({ mode, nameBytes, oid }: Pick<TreeEntry, 'mode' | 'nameBytes' | 'oid'>): Buffer {
  const bytes = Buffer.allocUnsafe(mode.length + 1 + nameBytes.length + 1 + OID_BYTES);
  let at = bytes.write(`${mode} `, 'latin1');
  at += nameBytes.copy(bytes, at);
  bytes[at] = 0;
  bytes.write(oid, at + 1, 'hex');
  return bytes;
}

/**
 * A tree object's content.
 * @param entries in any order; sorted here
 */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.concat([...entries].sort(compareEntries).map(encodeEntry));
}

/**
 * Reads and decodes the tree named `oid`; the empty tree needs no storing.
 * @returns undefined when there is no such object or it is no tree
 */
export function readTree(objects: ObjectReader, oid: TreeId): TreeEntry[] | undefined {
  if (oid === EMPTY_TREE) return [];
  const object = objects.read(oid);
  return object?.type === 'tree' ? decodeTree(object.data) : undefined;
}
