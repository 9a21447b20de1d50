/**
 * Trees between git's bytes and entries.
 *
 * Decoding keeps everything, also what git's fsck would call an error, so that an untouched foreign entry can be
 * written back byte for byte. Encoding sorts as git sorts: bytewise, a folder's name as if it ended in `/`.
 * @see https://git-scm.com/docs/gitformat-pack and git's `base_name_compare`
 */
import { isUtf8 } from 'node:buffer';
import { EMPTY_TREE, type Oid } from '../../core/ids.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';

const SLASH = 0x2f;
const OID_BYTES = 20;

/** Whether an entry's mode says that it is a folder. */
export function isTreeMode(mode: string): boolean {
  return mode === '40000';
}

/**
 * The entries of a tree in stored order.
 * @param data a tree object's content
 * @throws Error when the bytes end inside an entry
 */
export function decodeTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const nul = data.indexOf(0, space + 1);
    const end = nul + 1 + OID_BYTES;
    if (space < 0 || nul < 0 || end > data.length) throw new Error('a tree object ends inside an entry');
    const nameBytes = data.subarray(space + 1, nul);
    entries.push({
      mode: data.toString('latin1', at, space).replace(/^0+(?=.)/, ''),
      nameBytes,
      name: isUtf8(nameBytes) ? nameBytes.toString() : undefined,
      oid: data.toString('hex', nul + 1, end) as Oid,
    });
    at = end;
  }
  return entries;
}

/** Git's order of two entries of one tree: negative, zero or positive. */
export function compareEntries(a: TreeEntry, b: TreeEntry): number {
  const length = Math.min(a.nameBytes.length, b.nameBytes.length);
  const common = a.nameBytes.compare(b.nameBytes, 0, length, 0, length);
  if (common !== 0) return common;
  const nextOf = (entry: TreeEntry) => entry.nameBytes[length] ?? (isTreeMode(entry.mode) ? SLASH : 0);
  return nextOf(a) - nextOf(b) || a.nameBytes.length - b.nameBytes.length;
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
export function readTree(objects: ObjectReader, oid: Oid): TreeEntry[] | undefined {
  if (oid === EMPTY_TREE) return [];
  const object = objects.read(oid);
  return object?.type === 'tree' ? decodeTree(object.data) : undefined;
}
