/**
 * The paths of a merge in progress: all names at which the trees differ, in the walked folders. Entries that all trees have in
 * common are kept as their stored bytes.
 *
 * Paths are bytes as latin-1 strings, so that they sort as in git. The root folder is the empty string.
 */
import { decodeTree } from '../format/tree-codec.ts';
import type { TreeEntry } from '../objects/objects.ts';
import { basename, dirname } from '../renames/directory-counts.ts';
import type { ConflictKind } from './conflict.ts';
import type { Side, Three, Version } from './sides.ts';

/** A path at which the trees differ. */
export interface PathState {
  /** The entry of each tree. After a rename, an entry may come from another path. */
  readonly stages: Three<Version | undefined>;
  /** The path of each entry in its tree. */
  readonly names: Three<string>;
  /** Mask of the trees that have a file at the path. */
  fileMask: number;
  /** Mask of the trees that have a folder at the path. */
  dirMask: number;
  /** Mask of the trees with equal entries: 3, 5 or 6 for two of them, 7 for all, 0 for none. */
  matchMask: number;
  /** The path of a renamed file in each tree, if the rename is in conflict or meets another file. */
  renamedFrom: Three<string> | undefined;
  /** The kind of conflict if a renamed file meets another file at the path and the two can't be merged. */
  collision: ConflictKind | undefined;
  /** True when a file and a folder have this path. */
  hasClash: boolean;
  /** The side that has the file, if the file needs another name because of a folder. */
  clashSide?: Side;
  /** The kind of conflict if a rename can't be applied without a decision. */
  renameConflict: ConflictKind | undefined;
  /** True when `result` is final. */
  isClean: boolean;
  /** The merged version; undefined if the path is deleted, or while `isClean` is false. */
  result: Version | undefined;
}

/** A name in a folder. Its places, as a file and as a folder, are indexes into `Folder.common`. */
export interface FolderEntry {
  readonly name: string;
  state: PathState;
  readonly filePlace: number | undefined;
  readonly folderPlace: number | undefined;
}

/** A folder that was walked, or that was added for moved files. */
export class Folder {
  /** Bytes of consecutive entries that all trees have in common, in git's order; undefined at the places of other entries. */
  readonly common: (Buffer | undefined)[] = [];
  readonly entries = new Map<string, FolderEntry>();
  /** True when names without a place were inserted. */
  hasInserted = false;
  #commonEntries: Map<string, TreeEntry> | undefined;

  /** Entries that all trees have in common, by name. */
  get commonEntries(): ReadonlyMap<string, TreeEntry> {
    this.#commonEntries ??= new Map(
      this.common
        .flatMap((bytes) => (bytes ? decodeTree(bytes) : []))
        .map((entry) => [entry.nameBytes.toString('latin1'), entry]),
    );
    return this.#commonEntries;
  }

  insert(name: string, state: PathState): void {
    this.hasInserted = true;
    this.entries.set(name, { name, state, filePlace: undefined, folderPlace: undefined });
  }
}

export class MergePaths {
  readonly folders = new Map<string, Folder>([['', new Folder()]]);

  /** Returns the state of a path; undefined if all trees have the same entry there, or if its folder was not walked. */
  get(path: string): PathState | undefined {
    return this.folders.get(dirname(path))?.entries.get(basename(path))?.state;
  }

  /** Returns whether there is an entry at a path in a walked folder. */
  has(path: string): boolean {
    return this.get(path) !== undefined || this.hasCommon(path);
  }

  hasCommon(path: string): boolean {
    return this.folders.get(dirname(path))?.commonEntries.has(basename(path)) ?? false;
  }

  remove(path: string): void {
    this.folders.get(dirname(path))?.entries.delete(basename(path));
  }

  /** Sets the state of a path, and adds missing parent folders. */
  insert(path: string, state: PathState): void {
    const parent = dirname(path);
    let folder = this.folders.get(parent);
    if (folder === undefined) {
      folder = new Folder();
      this.folders.set(parent, folder);
      const known = this.get(parent);
      if (known === undefined) this.insert(parent, { ...emptyState(parent), dirMask: state.fileMask });
    }
    const known = folder.entries.get(basename(path));
    if (known === undefined) folder.insert(basename(path), state);
    else known.state = state;
  }

  /** Returns an unused path: `path~branch`, with a number if necessary. */
  uniqueName(path: string, branch: string): string {
    const wanted = `${path}~${branch.replaceAll('/', '_')}`;
    let name = wanted;
    for (let suffix = 0; this.has(name); suffix += 1) name = `${wanted}_${suffix}`;
    return name;
  }
}

export function emptyState(path: string): PathState {
  return {
    stages: [undefined, undefined, undefined],
    names: [path, path, path],
    fileMask: 0,
    dirMask: 0,
    matchMask: 0,
    renamedFrom: undefined,
    collision: undefined,
    hasClash: false,
    renameConflict: undefined,
    isClean: false,
    result: undefined,
  };
}
