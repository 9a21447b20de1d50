/**
 * Writes a volume as a git tree.
 *
 * It writes only changes: an inode that still has its oid is used with everything below it. Only this module leaves out
 * things that git can't store: empty folders, owners, times, and all permissions except the owner's executable bit. In a tree
 * that git did not write, entries that the run did not touch keep their bytes: mode, name and oid.
 */
import { EMPTY_TREE, type Oid, type TreeId } from '../src/core/ids.ts';
import { decodeName, encodeName } from '../src/git/format/entry-name.ts';
import { compareEntries, decodeTree, encodeTree } from '../src/git/format/tree-codec.ts';
import type { ObjectWriter, TreeEntry } from '../src/git/objects/objects.ts';
import { checkContent } from './check-content.ts';
import type { Folder } from './entry.ts';

/**
 * Writes the changes since the mount or the last snapshot.
 * @param mounted the tree that the volume was mounted from
 * @returns the tree of the volume's current content
 * @throws FsError EINVAL when a changed file has content that git refuses
 */
export function snapshot(root: Folder, mounted: TreeId, writer: ObjectWriter): TreeId {
  if (root.node.oid !== null) return root.node.oid as TreeId;
  const folders = changedFolders(root);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) writeFolder(folder, writer);
  return (
    (root.node.oid as TreeId | null) ?? (mounted === EMPTY_TREE ? EMPTY_TREE : writer.write('tree', Buffer.alloc(0)))
  );
}

/** Returns the folders without an oid, each after its parent. Not recursive: a volume may be deeper than the call stack. */
function changedFolders(root: Folder): Folder[] {
  const folders = [root];
  for (let next = 0; next < folders.length; next += 1) {
    for (const child of (folders[next] as Folder).children.values()) {
      if (child.isFolder() && child.node.oid === null) folders.push(child as Folder);
    }
  }
  return folders;
}

/** Writes a folder's tree and sets the folder's oid; an empty folder gets none. */
function writeFolder(folder: Folder, writer: ObjectWriter): void {
  const changed: TreeEntry[] = [];
  for (const [name, entry] of folder.children) {
    const { node } = entry;
    if (node.kind === 'file' && !isAsMounted(folder, name, node.oid)) {
      checkContent(name, node.length, () => node.content, { syscall: 'commit', path: entry.path });
    }
    if (node.oid === null && node.kind !== 'folder') node.oid = writer.write('blob', node.content);
    if (node.oid === null) continue;
    changed.push({ mode: node.treeMode, nameBytes: encodeName(name), name, oid: node.oid });
  }
  const data = encodeFolder(folder, changed);
  folder.node.oid = data.length === 0 ? null : writer.write('tree', data);
}

function isAsMounted(folder: Folder, name: string, oid: Oid | null): boolean {
  return oid !== null && folder.index?.find(name)?.oid === oid;
}

function encodeFolder(folder: Folder, changed: TreeEntry[]): Buffer {
  const { index } = folder;
  if (index === undefined) return encodeTree(changed);
  if (!index.isSorted) return encodeTree([...decodeTree(index.data).filter(isKept(folder)), ...changed]);
  const edits: Edit[] = [];
  for (const name of folder.taken) {
    const range = index.rangeOf(name);
    if (range) edits.push({ from: range.from, to: range.to, insert: undefined });
  }
  for (const entry of changed) {
    const at = index.insertionPoint(entry.nameBytes, entry.mode);
    edits.push({ from: at, to: at, insert: entry });
  }
  return splice(index.data, edits);
}

/** A range of a tree's bytes to remove, or an entry to insert. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: TreeEntry | undefined;
}

/** Applies edits to a tree's bytes, and copies the bytes between two edits in one piece. */
function splice(data: Buffer, edits: Edit[]): Buffer {
  edits.sort((a, b) => a.from - b.from || (a.insert && b.insert ? compareEntries(a.insert, b.insert) : a.to - b.to));
  const pieces: Buffer[] = [];
  let copied = 0;
  for (const { from, to, insert } of edits) {
    pieces.push(data.subarray(copied, from));
    if (insert) pieces.push(encodeTree([insert]));
    copied = to;
  }
  pieces.push(data.subarray(copied));
  return Buffer.concat(pieces);
}

function isKept(folder: Folder): (entry: TreeEntry) => boolean {
  return ({ nameBytes }) => !folder.isTaken(decodeName(nameBytes));
}
