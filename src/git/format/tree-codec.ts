/**
 * Encodes and decodes trees.
 *
 * Decoding keeps everything, even errors that `git fsck` reports, so that an unchanged entry can be written again byte for
 * byte. Encoding sorts entries as git does: by bytes, and the names of folders as if they ended with `/`.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import { EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';
import { isTreeMode } from './entry-mode.ts';
import { OID_BYTES } from './object-id.ts';
import { compareEntryNames, TreeCursor, terminatorOf } from './tree-cursor.ts';

/**
 * Returns the entries of a tree in stored order.
 * @param data content of a tree object
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

/** Compares two entries of one tree in git's order. Returns a negative number, zero or a positive number. */
export function compareEntries(a: TreeEntry, b: TreeEntry): number {
  const [aEnd, bEnd] = [terminatorOf(isTreeMode(a.mode)), terminatorOf(isTreeMode(b.mode))];
  return compareEntryNames(a.nameBytes, 0, a.nameBytes.length, aEnd, b.nameBytes, 0, b.nameBytes.length, bEnd);
}

/**
 * Returns whether two trees differ at most in the oids of entries that are not folders. Returns false when `one` has a mode
 * that git would write in another form.
 * @param one content of a tree object, like `other`
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

/** Encodes one entry of a tree object. */
export function encodeEntry({ mode, nameBytes, oid }: Pick<TreeEntry, 'mode' | 'nameBytes' | 'oid'>): Buffer {
  const bytes = Buffer.allocUnsafe(mode.length + 1 + nameBytes.length + 1 + OID_BYTES);
  let at = bytes.write(`${mode} `, 'latin1');
  at += nameBytes.copy(bytes, at);
  bytes[at] = 0;
  bytes.write(oid, at + 1, 'hex');
  return bytes;
}

/**
 * Encodes a tree object.
 * @param entries in any order; this function sorts them
 */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.concat([...entries].sort(compareEntries).map(encodeEntry));
}

/**
 * Reads and decodes the tree `oid`. The empty tree need not be stored.
 * @returns undefined when there is no such object or it is not a tree
 */
export function readTree(objects: ObjectReader, oid: TreeId): TreeEntry[] | undefined {
  if (oid === EMPTY_TREE) return [];
  const object = objects.read(oid);
  return object?.type === 'tree' ? decodeTree(object.data) : undefined;
}
