/**
 * Changes single paths of a tree, to resolve conflicts.
 */

import { EMPTY_TREE, type Oid, type TreeId } from '../../core/ids.ts';
import { readTreeData } from '../diff/tree-join.ts';
import { isFolderEntry, MODE, treeOf } from '../format/entry-mode.ts';
import { decodeTree, encodeTree, readTree } from '../format/tree-codec.ts';
import type { ObjectReader, ObjectWriter, TreeEntry } from '../objects/objects.ts';
import type { PathConflict } from './settle-paths.ts';
import type { Version } from './sides.ts';

/** New versions by path; undefined to delete the path. A version may be a folder. Paths are bytes as latin-1. */
export type TreeEdits = ReadonlyMap<string, Version | undefined>;

/** An edit of a path, and the edits below it, which are ignored if the path itself has an edit. */
interface EditNode {
  edit?: { readonly version: Version | undefined };
  readonly below: Map<string, EditNode>;
}

const NO_BYTES = Buffer.alloc(0);

/** Writes a tree with the edits applied, and returns its id. */
export function editTree(objects: ObjectReader, writer: ObjectWriter, tree: TreeId, edits: TreeEdits): TreeId {
  const root: EditNode = { below: new Map() };
  for (const [path, version] of edits) {
    let node = root;
    for (const name of path.split('/')) {
      const next = node.below.get(name) ?? { below: new Map() };
      node.below.set(name, next);
      node = next;
    }
    node.edit = { version };
  }
  return treeOf(rewrite(objects, writer, tree, root)) ?? EMPTY_TREE;
}

function rewrite(
  objects: ObjectReader,
  writer: ObjectWriter,
  tree: TreeId | undefined,
  node: EditNode,
): Version | undefined {
  const entries = new Map<string, Pick<TreeEntry, 'mode' | 'oid' | 'nameBytes'>>();
  for (const entry of tree === undefined ? [] : decodeTree(readTreeData(objects, tree) ?? NO_BYTES))
    entries.set(entry.nameBytes.toString('latin1'), entry);
  for (const [name, { edit, below }] of node.below) {
    const before = entries.get(name);
    const stored = treeOf(before);
    let version = edit ? edit.version : rewrite(objects, writer, stored, { below });
    // Deletions below a path that is a file, not a folder, do not change the file.
    if (edit === undefined && version === undefined && stored === undefined) version = before;
    if (version === undefined) entries.delete(name);
    else entries.set(name, { mode: version.mode, oid: version.oid, nameBytes: Buffer.from(name, 'latin1') });
  }
  if (entries.size === 0) return undefined;
  const content = encodeTree([...entries.values()].map((entry) => ({ ...entry, name: undefined })));
  return { mode: MODE.folder, oid: writer.write('tree', content) };
}

/** Cache of folders that were read, by oid, because many paths of one folder are looked up. The values are entries by name. */
export type Folders = Map<Oid, ReadonlyMap<string, Version>>;

/** Returns the entry of a tree at a path. @param folders cache, to which folders are added */
function lookUp(objects: ObjectReader, tree: TreeId, path: string, folders: Folders = new Map()): Version | undefined {
  let found: Version | undefined = { mode: MODE.folder, oid: tree };
  for (const name of path.split('/')) {
    if (found === undefined || !isFolderEntry(found)) return undefined;
    let entries = folders.get(found.oid);
    if (!entries) {
      const read: readonly TreeEntry[] = readTree(objects, found.oid) ?? [];
      entries = new Map(read.map((entry) => [entry.nameBytes.toString('latin1'), entry]));
      folders.set(found.oid, entries);
    }
    found = entries.get(name);
  }
  return found;
}

/** Returns edits that set all paths of the conflicts to their versions in `tree`, and delete made-up names. */
export function sideEdits(
  objects: ObjectReader,
  tree: TreeId,
  conflicts: readonly PathConflict[],
  folders: Folders = new Map(),
): TreeEdits {
  const edits = new Map<string, Version | undefined>();
  for (const { path, names, madeUp } of conflicts) {
    for (const name of madeUp) edits.set(name, undefined);
    for (const name of [path, ...names]) edits.set(name, lookUp(objects, tree, name, folders));
  }
  return edits;
}
