/**
 * Edits a tree. It reads a folder when a path leads into it, and writes only changed folders.
 *
 * It refuses names that git refuses, and paths through files. The caller checks contents.
 */

import { EMPTY_TREE, type Oid, type TreeId } from '../core/ids.ts';
import { NAME_MAX_BYTES } from '../core/limits.ts';
import { type EntryKind, isFolderEntry, MODE } from '../git/format/entry-mode.ts';
import { decodeName, encodeName, isRefusedName } from '../git/format/entry-name.ts';
import { encodeTree, readTree } from '../git/format/tree-codec.ts';
import type { ObjectReader, ObjectWriter, TreeEntry } from '../git/objects/objects.ts';

/** A file, a symbolic link or a submodule. */
export interface Leaf {
  readonly mode: string;
  readonly oid: Oid;
}

export interface Folder {
  /** The stored tree; undefined when the folder has changed since. */
  stored: TreeId | undefined;
  /** By name; undefined until the folder is read. */
  entries: Map<string, Leaf | Folder> | undefined;
}

/** Makes the error that says why a path is refused. */
export type Refuse = (path: readonly string[], why: string) => Error;

export function isFolder(node: Leaf | Folder | undefined): node is Folder {
  return node !== undefined && 'entries' in node;
}

export class TreeEditor {
  readonly #objects: ObjectReader;
  readonly #writer: Pick<ObjectWriter, 'write'>;
  readonly #refuse: Refuse;
  readonly #root: Folder;

  /** @param tree the tree to edit; EMPTY_TREE for a new one */
  constructor(objects: ObjectReader, writer: Pick<ObjectWriter, 'write'>, tree: TreeId, refuse: Refuse) {
    this.#objects = objects;
    this.#writer = writer;
    this.#refuse = refuse;
    this.#root = { stored: tree, entries: undefined };
  }

  /** Finds the entry at a path, given as its names; symbolic links are not followed. */
  find(path: readonly string[]): Leaf | Folder | undefined {
    let found: Leaf | Folder | undefined = this.#root;
    for (const name of path) found = isFolder(found) ? this.#entries(found).get(name) : undefined;
    return found;
  }

  /** Returns whether a folder holds anything. */
  isEmpty(folder: Folder): boolean {
    return this.#entries(folder).size === 0;
  }

  /** Makes a folder and its missing parents. */
  makeFolder(path: readonly string[]): void {
    this.#enter(path);
  }

  /**
   * Puts a file, a link or a whole folder at a path, and replaces the present entry. It makes missing parent folders.
   * @throws what `refuse` makes, when git refuses the name, or the path leads through a file
   */
  set(path: readonly string[], node: Leaf | Folder): void {
    const name = path.at(-1) as string;
    this.#checkName(path, name, kindOf(node));
    this.#entries(this.#enter(path.slice(0, -1))).set(name, node);
  }

  /** Removes the entry at a path. @returns the removed entry */
  remove(path: readonly string[]): Leaf | Folder | undefined {
    const found = this.find(path);
    if (found) this.#entries(this.#enter(path.slice(0, -1))).delete(path.at(-1) as string);
    return found;
  }

  /** Writes the folders that have changed. @returns the root */
  write(): TreeId {
    return this.#write(this.#root);
  }

  #write(folder: Folder): TreeId {
    if (folder.stored !== undefined) return folder.stored;
    const entries: TreeEntry[] = [];
    for (const [name, child] of this.#entries(folder)) {
      const oid = isFolder(child) ? this.#write(child) : child.oid;
      // git keeps no empty folder.
      if (isFolder(child) && oid === EMPTY_TREE) continue;
      entries.push({ mode: isFolder(child) ? MODE.folder : child.mode, nameBytes: encodeName(name), name, oid });
    }
    folder.stored = entries.length === 0 ? EMPTY_TREE : this.#writer.write('tree', encodeTree(entries));
    return folder.stored;
  }

  /** Returns the folder at a path. Makes missing folders, and marks it and its parents as changed. */
  #enter(path: readonly string[]): Folder {
    let folder = this.#root;
    this.#entries(folder);
    folder.stored = undefined;
    for (const [index, name] of path.entries()) {
      const entries = this.#entries(folder);
      const child: Leaf | Folder = entries.get(name) ?? { stored: undefined, entries: new Map() };
      if (!isFolder(child))
        throw this.#refuse(path, `it passes through ${path.slice(0, index + 1).join('/')}, which is not a folder`);
      if (!entries.has(name)) {
        this.#checkName(path, name, 'folder');
        entries.set(name, child);
      }
      folder = child;
      this.#entries(folder);
      folder.stored = undefined;
    }
    return folder;
  }

  #entries(folder: Folder): Map<string, Leaf | Folder> {
    if (folder.entries) return folder.entries;
    const stored = folder.stored && readTree(this.#objects, folder.stored);
    if (!stored) throw new Error(`tree ${folder.stored} is missing`);
    folder.entries = new Map(
      stored.map((entry) => [
        decodeName(entry.nameBytes),
        isFolderEntry(entry) ? { stored: entry.oid, entries: undefined } : { mode: entry.mode, oid: entry.oid },
      ]),
    );
    return folder.entries;
  }

  #checkName(path: readonly string[], name: string, kind: EntryKind): void {
    if (Buffer.byteLength(name) > NAME_MAX_BYTES) throw this.#refuse(path, `a name has over ${NAME_MAX_BYTES} bytes`);
    if (isRefusedName(name, kind)) throw this.#refuse(path, `git refuses the name ${JSON.stringify(name)}`);
  }
}

function kindOf(node: Leaf | Folder): EntryKind {
  if (isFolder(node)) return 'folder';
  return node.mode === MODE.symlink ? 'symlink' : 'file';
}
