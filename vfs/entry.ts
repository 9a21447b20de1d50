/**
 * The entries of folders: memfs's links, which are loaded when they are first used.
 *
 * A folder of the mounted tree is read and indexed at the first access. A name becomes an entry in `children` at the first
 * lookup. So unused files cost almost nothing. `#taken` has the names of the index that are no longer valid there, because
 * they became entries or were removed.
 */

import type { EntryKind } from '../src/git/format/entry-mode.ts';
import { compareNames, decodeName, encodeName, isRefusedName } from '../src/git/format/entry-name.ts';
import type { Call } from './errno.ts';
import type { Inode } from './inode.ts';
import { MemfsLink, type MemfsSuperblockInstance } from './memfs.ts';
import type { StoredEntry, TreeIndex } from './tree-index.ts';

/** Source of the content of folders. */
export interface FolderSource {
  readonly superblock: MemfsSuperblockInstance;
  /** Returns the stored entries of a folder that has not been read yet. @throws FsError when they can't be read */
  indexOf(folder: Folder, call: Call): TreeIndex;
  /** Makes an inode for a stored entry. @throws FsError when there is no room for more */
  inodeOf(stored: StoredEntry, call: Call): Inode;
}

/** A name in a listing of a folder. */
export interface Listed {
  readonly name: string;
  readonly kind: EntryKind;
}

const NO_CHILDREN: ReadonlyMap<string, Entry> = new Map();

export class Entry extends MemfsLink {
  declare node: Inode;
  declare parent: Folder | undefined;
  declare children: Map<string, Entry>;
  /** True when git refuses the name; only a tree that git did not write can contain such a name. */
  isRefused = false;
  /** True for the root of a graft. */
  isGraft = false;

  constructor(source: FolderSource, parent: Folder | undefined, name: string, inode: Inode) {
    super(source.superblock, parent, name);
    this.children = NO_CHILDREN as Map<string, Entry>;
    this.setNode(inode);
    inode.names.push(this);
  }

  override get steps(): string[] {
    const steps = [];
    for (let at: Entry | undefined = this; at !== undefined; at = at.parent) steps.unshift(at.name);
    return steps;
  }

  /** Does nothing: a path is built when it is read, so there is no stored path to update. */
  override syncSteps(): void {}

  override set steps(_steps: string[]) {}

  isFolder(): this is Folder {
    return false;
  }

  /** Returns the absolute path of this name. */
  get path(): string {
    return this.parent === undefined ? '/' : this.steps.join('/');
  }

  /** Returns whether git refuses this name or the name of a folder above it. */
  get isInRefusedPlace(): boolean {
    for (let at: Entry | undefined = this; at !== undefined; at = at.parent) if (at.isRefused) return true;
    return false;
  }
}

export class Folder extends Entry {
  readonly #source: FolderSource;
  #index: TreeIndex | undefined;
  #taken: Set<string> | undefined;
  #listing: readonly Listed[] | undefined;
  /** Roots of grafts in this folder, by the name that they hide. */
  #grafts: Map<string, Folder> | undefined;

  constructor(source: FolderSource, parent: Folder | undefined, name: string, inode: Inode) {
    super(source, parent, name, inode);
    this.#source = source;
    this.children = new Map();
  }

  override isFolder(): this is Folder {
    return true;
  }

  /** Returns the index of the mounted tree; undefined when it has not been read. */
  get index(): TreeIndex | undefined {
    return this.#index;
  }

  /** Names of the mounted tree that became entries or were removed. */
  get taken(): Iterable<string> {
    return this.#taken ?? [];
  }

  /** Returns whether a name of the mounted tree became an entry or was removed. */
  isTaken(name: string): boolean {
    return this.#taken?.has(name) ?? false;
  }

  /** Returns the entry of a name, if there is one. @throws FsError when this folder can't be read */
  lookup(name: string, call: Call): Entry | undefined {
    const known = this.#grafts?.get(name) ?? this.children.get(name);
    if (known !== undefined) return known;
    // Several strings can encode to the same bytes. Look up the one that decodes from them, so that a file has one entry.
    const own = name.isWellFormed() ? name : decodeName(encodeName(name));
    if (own !== name) return this.lookup(own, call);
    const index = this.#read(call);
    if (index === undefined || this.#taken?.has(name)) return undefined;
    const stored = index.find(name);
    if (stored === undefined) return undefined;
    const inode = this.#source.inodeOf(stored, call);
    const entry = new (stored.kind === 'folder' ? Folder : Entry)(this.#source, this, name, inode);
    entry.isRefused = isRefusedName(name, stored.kind);
    this.#take(name);
    this.children.set(name, entry);
    return entry;
  }

  /** Lists every name with its kind, in the order of the names' bytes. @throws FsError when this folder can't be read */
  list(call: Call): readonly Listed[] {
    if (this.#listing) return this.#listing;
    const index = this.#read(call);
    const listing: Listed[] = [];
    for (const [name, entry] of this.children) listing.push({ name, kind: entry.node.kind });
    if (index) {
      for (const { name, kind } of index.entries()) if (!this.#taken?.has(name)) listing.push({ name, kind });
    }
    if (this.#grafts) {
      for (const name of this.#grafts.keys()) {
        const shadowed = listing.findIndex((each) => each.name === name);
        listing.splice(shadowed < 0 ? listing.length : shadowed, 1, { name, kind: 'folder' });
      }
    }
    this.#listing = listing.sort((a, b) => compareNames(a.name, b.name));
    return this.#listing;
  }

  /** Returns the number of names. @throws FsError when this folder can't be read */
  count(call: Call): number {
    if (this.#grafts) return this.list(call).length;
    return this.children.size + (this.#read(call)?.count ?? 0) - (this.#taken?.size ?? 0);
  }

  /** Adds an entry to this folder, in place of an entry with the same name. */
  add(entry: Entry): void {
    this.children.set(entry.name, entry);
    entry.parent = this;
    this.#changed();
  }

  /** Adds the root of a graft, which hides its name in this folder. */
  graft(root: Folder): void {
    this.#grafts ??= new Map();
    this.#grafts.set(root.name, root);
    this.#listing = undefined;
  }

  /** Removes the root of a graft. */
  ungraft(root: Folder): void {
    this.#grafts?.delete(root.name);
    this.#listing = undefined;
  }

  /** Removes an entry from this folder. */
  remove(entry: Entry): void {
    this.children.delete(entry.name);
    this.#changed();
  }

  /** Removes every name, without reading those of the mounted tree. */
  clear(): void {
    this.children.clear();
    this.#index = undefined;
    this.#taken = undefined;
    this.node.replaceContent(Buffer.alloc(0));
    this.#changed();
  }

  /** Clears the oids of this folder and of the folders above it. */
  markChanged(): void {
    for (let at: Folder | undefined = this; at !== undefined && at.node.oid !== null; at = at.parent)
      at.node.oid = null;
  }

  #changed(): void {
    this.#listing = undefined;
    this.markChanged();
  }

  #read(call: Call): TreeIndex | undefined {
    if (this.#index === undefined && this.node.isUnread) this.#index = this.#source.indexOf(this, call);
    return this.#index;
  }

  #take(name: string): void {
    this.#taken ??= new Set();
    this.#taken.add(name);
  }
}

/** Makes an entry for an inode: a `Folder` if the inode is a folder. */
export function createEntry(source: FolderSource, parent: Folder, name: string, inode: Inode): Entry {
  return new (inode.kind === 'folder' ? Folder : Entry)(source, parent, name, inode);
}
