/**
 * The last step of a merge: settles every remaining path, each folder after its entries, and writes the merged tree. At a path
 * in conflict the tree has the same content as in git: a file with markers, the version of one side, or the file under a new
 * name if a folder has its path.
 */

import { EMPTY_TREE, type Oid, type TreeId } from '../../core/ids.ts';
import { isTreeMode, MODE, treeOf, typeOf } from '../format/entry-mode.ts';
import { hashObject } from '../format/object-id.ts';
import { encodeEntry, encodeTree, readTree } from '../format/tree-codec.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import { basename } from '../renames/directory-counts.ts';
import type { ConflictKind } from './conflict.ts';
import type { FileMerger, FileStages } from './file-merger.ts';
import type { Folder, FolderEntry, MergePaths, PathState } from './merge-paths.ts';
import { ALL_MASK, BASE, BASE_MASK, OURS, type Side, THEIRS, type Three, type Version } from './sides.ts';

/** A path in conflict. Paths are bytes as latin-1. */
export interface PathConflict {
  readonly path: string;
  readonly kind: ConflictKind;
  /** The version of each tree; undefined if it has a folder or nothing at the path. */
  readonly stages: Three<Version | undefined>;
  /** The path of each version in its tree. */
  readonly names: Three<string>;
  /** Made-up paths in the merged tree, for files that can't keep their own. */
  readonly madeUp: readonly string[];
}

export interface Settled {
  /** The merged tree, which may contain conflicts. */
  readonly tree: TreeId;
  readonly conflicts: readonly PathConflict[];
}

/** Settles all paths and writes the tree. */
export function settlePaths(
  objects: ObjectReader,
  writer: ObjectWriter,
  paths: MergePaths,
  merger: FileMerger,
): Settled {
  const settler = new Settler(objects, writer, paths, merger);
  const tree = treeOf(settler.folder('', undefined, [])) ?? EMPTY_TREE;
  return { tree, conflicts: settler.conflicts };
}

/** The results for a folder's entries, by name, each with its place (an index into `Folder.common`). */
type Results = Map<string, { readonly version: Version; readonly place: number | undefined }>;

class Settler {
  readonly conflicts: PathConflict[] = [];
  readonly #objects: ObjectReader;
  readonly #writer: ObjectWriter;
  readonly #paths: MergePaths;
  readonly #merger: FileMerger;

  constructor(objects: ObjectReader, writer: ObjectWriter, paths: MergePaths, merger: FileMerger) {
    this.#objects = objects;
    this.#writer = writer;
    this.#paths = paths;
    this.#merger = merger;
  }

  /**
   * Settles a folder.
   * @param under a tree with further entries of the folder, which were not walked
   * @param sides the trees of the sides at this path, which need not be written again
   * @returns undefined when the folder is empty
   */
  folder(path: string, under: TreeId | undefined, sides: readonly (Oid | undefined)[]): Version | undefined {
    const folder = this.#paths.folders.get(path) as Folder;
    const results: Results = new Map();
    // Iterate over a copy: `#entry` adds entries with made-up names, which are settled already.
    for (const entry of [...folder.entries.values()]) {
      const full = path === '' ? entry.name : `${path}/${entry.name}`;
      this.#entry(full, entry, results, folder);
    }
    return this.#write(folder, results, under, sides);
  }

  #entry(path: string, entry: FolderEntry, results: Results, folder: Folder): void {
    const { name, state } = entry;
    const keep = (version: Version | undefined, as = name) => {
      if (version === undefined) return;
      const place = as !== name ? undefined : isTreeMode(version.mode) ? entry.folderPlace : entry.filePlace;
      results.set(as, { version, place });
    };
    const inside = this.#inside(path, name, state, folder);
    keep(state.isClean ? (inside ?? state.result) : inside);
    if (state.isClean || state.fileMask === 0 || (inside !== undefined && state.fileMask === BASE_MASK)) return;
    if (inside === undefined) {
      this.#file(path, { ...withoutFolders(state), hasClash: false }, keep);
      return;
    }
    const side = (state.dirMask & (1 << OURS)) === 0 ? OURS : THEIRS;
    const beside = this.#paths.uniqueName(path, side === OURS ? this.#merger.labels.ours : this.#merger.labels.theirs);
    const file = withoutFolders(state);
    this.#paths.insert(beside, file);
    this.#file(path, file, (version, as = basename(beside)) => keep(version, as), beside);
  }

  /** Settles the folder at a path. Returns undefined if there is no walked folder or it is empty. */
  #inside(path: string, name: string, state: PathState, folder: Folder): Version | undefined {
    if (!this.#paths.folders.has(path)) return undefined;
    const sides = [state.stages[OURS]?.oid, state.stages[THEIRS]?.oid];
    if (state.isClean) return this.folder(path, treeOf(state.result), sides);
    const common = folder.hasInserted ? folder.commonEntries.get(name) : undefined;
    return this.folder(path, treeOf(common), sides);
  }

  /**
   * Settles the file at a path.
   * @param keep adds a version to the tree, under the name of the path unless another name is given
   * @param beside the made-up path, if a folder has the path of the file
   */
  #file(
    path: string,
    state: PathState,
    keep: (version: Version | undefined, name?: string) => void,
    beside?: string,
  ): void {
    const { stages, fileMask, matchMask } = state;
    const [base, ours, theirs] = stages;
    const report = (kind: ConflictKind, madeUp: readonly string[] = [], shown = stages) => {
      const names = state.renamedFrom ?? state.names;
      const why = state.renameConflict ?? (beside ? 'file/directory' : (state.collision ?? kind));
      this.conflicts.push({
        path,
        kind: why,
        stages: [...shown],
        names,
        madeUp: [...madeUp, ...(beside ? [beside] : [])],
      });
    };
    const isHeldUp = state.hasClash || state.renameConflict !== undefined;
    if (matchMask !== 0) {
      const version = matchMask === 6 ? ours : stages[(ALL_MASK & ~matchMask) === 1 << THEIRS ? THEIRS : OURS];
      keep(version);
      if (version !== undefined && isHeldUp) report('file/directory');
    } else if (ours !== undefined && theirs !== undefined) {
      if (typeOf(ours.mode) !== typeOf(theirs.mode)) {
        this.#differentTypes(path, state, keep, report, beside);
        return;
      }
      const merged = this.#merger.merge(beside ?? path, [base, ours, theirs] as FileStages, state.names);
      keep(merged.version);
      if (!merged.isClean) report(merged.kind ?? 'text');
      else if (isHeldUp) report('file/directory', [], this.#onlySide(state, merged.version));
    } else if (base !== undefined && fileMask !== BASE_MASK) {
      keep(stages[this.#merger.isForBase ? BASE : ours === undefined ? THEIRS : OURS]);
      report('modify/delete');
    } else if (base === undefined) {
      keep(ours ?? theirs);
      if (isHeldUp) report('file/directory');
    } else if (state.renameConflict !== undefined) {
      report(state.renameConflict);
    }
  }

  /** Settles a path at which the sides have different types: file, symbolic link or submodule. */
  #differentTypes(
    path: string,
    { stages: [base, ours, theirs] }: PathState,
    keep: (version: Version | undefined, name?: string) => void,
    report: (kind: ConflictKind, madeUp?: readonly string[], shown?: Three<Version | undefined>) => void,
    beside?: string,
  ): void {
    const [mine, other] = [ours, theirs] as [Version, Version];
    const types = [typeOf(mine.mode), typeOf(other.mode)];
    const kept = base !== undefined && types.includes(typeOf(base.mode)) ? base : undefined;
    const kind = types.includes('symlink') ? 'symlink' : 'mode';
    if (this.#merger.isForBase) {
      keep(base);
      report(kind, [], [kept, mine, other]);
      return;
    }
    const madeUp: string[] = [];
    const place = (side: Side, version: Version, moves: boolean) => {
      const own = beside ?? path;
      if (!moves) {
        keep(version);
        return;
      }
      const { labels } = this.#merger;
      const name = this.#paths.uniqueName(own, side === OURS ? labels.ours : labels.theirs);
      madeUp.push(name);
      keep(version, basename(name));
    };
    const [isFile, otherIsFile] = types.map((type) => type === 'file');
    place(OURS, mine, isFile || !otherIsFile);
    place(THEIRS, other, !isFile);
    report(kind, madeUp, [kept, mine, other]);
  }

  /** Returns the reported stages of a cleanly merged file whose path is a folder: its side has the merged version. */
  #onlySide(state: PathState, version: Version | undefined): Three<Version | undefined> {
    if (!state.hasClash) return state.stages;
    const shown: Three<Version | undefined> = [undefined, undefined, undefined];
    shown[state.clashSide ?? OURS] = version;
    return shown;
  }

  #write(
    folder: Folder,
    results: Results,
    under: TreeId | undefined,
    sides: readonly (Oid | undefined)[],
  ): Version | undefined {
    const places = folder.common.map((bytes) => bytes);
    let isSorted = !folder.hasInserted && under === undefined;
    for (const [name, { version, place }] of results) {
      if (place === undefined) isSorted = false;
      else places[place] = encodeEntry({ ...version, nameBytes: Buffer.from(name, 'latin1') });
    }
    const content = isSorted
      ? Buffer.concat(places.filter((bytes) => bytes !== undefined))
      : this.#sort(folder, results, under);
    if (content.length === 0) return undefined;
    const oid = hashObject('tree', content);
    return { mode: MODE.folder, oid: sides.includes(oid) ? oid : this.#writer.write('tree', content, oid) };
  }

  /** Encodes a folder that has entries without a place. */
  #sort(folder: Folder, results: Results, under: TreeId | undefined): Buffer {
    const named = under === undefined ? [] : (readTree(this.#objects, under) ?? []);
    const entries = new Map(named.map((entry) => [entry.nameBytes.toString('latin1'), entry]));
    for (const [name, entry] of folder.commonEntries) entries.set(name, entry);
    for (const [name, { version }] of results) {
      entries.set(name, { ...version, nameBytes: Buffer.from(name, 'latin1'), name: undefined });
    }
    return encodeTree([...entries.values()]);
  }
}

/** Returns the state of the file alone at a path that is also a folder in some tree. */
function withoutFolders(state: PathState): PathState {
  const stages: Three<Version | undefined> = [...state.stages];
  for (const tree of [BASE, OURS, THEIRS] as const) if ((state.fileMask & (1 << tree)) === 0) stages[tree] = undefined;
  const clashSide = (state.dirMask & (1 << OURS)) === 0 ? OURS : THEIRS;
  return { ...state, stages, dirMask: 0, matchMask: state.matchMask & ~state.dirMask, clashSide };
}
