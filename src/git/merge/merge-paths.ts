/**
 * The paths of a merge in progress: every name at which the trees differ, in the folders that were walked. Entries that all
 * trees share stay as their stored bytes.
 *
 * Paths are bytes as latin-1 strings, so that they compare as git compares them; the root folder is the empty string.
 */
import { decodeTree } from '../format/tree-codec.ts';
import type { TreeEntry } from '../objects/objects.ts';
import { basename, dirname } from '../renames/directory-counts.ts';
import type { ConflictKind } from './conflict.ts';
import type { Side, Three, Version } from './sides.ts';

/** A path at which the trees differ. */
export interface PathState {
  /** The entry of each tree there; renames bring in entries of another name. */
  readonly stages: Three<Version | undefined>;
  /** The name under which each tree has it. */
  readonly names: Three<string>;
  /** Which trees have a file there, or a folder. */
  fileMask: number;
  dirMask: number;
  /** Trees that agree: 3, 5 or 6 for two of them; 0 for none. */
  matchMask: number;
  /** Of a rename that is in conflict or collides: what the file is called on each side. */
  renamedFrom: Three<string> | undefined;
  /** The thing that a renamed file collides with there, should the two not merge. */
  collision: ConflictKind | undefined;
  /** True when a file and a folder meet there. */
  hasClash: boolean;
  /** Of such a file that has to make room: the side that has it. */
  clashSide?: Side;
  /** The rename that can't be carried out without asking. */
  renameConflict: ConflictKind | undefined;
  /** The result, once it is known. */
  isClean: boolean;
  result: Version | undefined;
}

/** A name in a folder, with the places in git's order that it may take. */
export interface FolderEntry {
  readonly name: string;
  state: PathState;
  readonly filePlace: number | undefined;
  readonly folderPlace: number | undefined;
}

/** A folder that was walked, or that a renamed folder's files make new. */
export class Folder {
  /** Stretches of entries that all trees have in common, each at its place. */
  readonly common: (Buffer | undefined)[] = [];
  readonly entries = new Map<string, FolderEntry>();
  /** True when there are names for which no place was found while the trees were walked. */
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

  /** Returns the state of a path; undefined for one that all trees have in common, or that lies where nobody looked. */
  get(path: string): PathState | undefined {
    return this.folders.get(dirname(path))?.entries.get(basename(path))?.state;
  }

  /** Returns whether something is at a path in a folder that was walked. */
  has(path: string): boolean {
    return this.get(path) !== undefined || this.hasCommon(path);
  }

  hasCommon(path: string): boolean {
    return this.folders.get(dirname(path))?.commonEntries.has(basename(path)) ?? false;
  }

  remove(path: string): void {
    this.folders.get(dirname(path))?.entries.delete(basename(path));
  }

  /** Puts a path where there is none yet, with the folders that lead to it. */
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

  /** A name beside `path` that nothing has: `path~branch`, and if need be a number. */
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
