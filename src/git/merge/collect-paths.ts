/**
 * Walks the three trees at the beginning of a merge. It skips entries that are equal in all trees, by comparing hashes. It
 * settles files that all trees have, if only one side changed them or both changed them equally. It collects the other paths,
 * and the files that each side deleted and added.
 *
 * A folder that only one side changed is skipped at first. It is walked later only if a rename into it can matter: if that side
 * deleted a file that the other side changed.
 *
 * The cost depends on the number of folders that contain differing paths. The number of entries and the depth are limited.
 */

import { TreeboxError } from '../../core/errors.ts';
import type { TreeId } from '../../core/ids.ts';
import { COMPARED_DEPTH_MAX, COMPARED_ENTRIES_MAX } from '../../core/limits.ts';
import { readTreeData, TreeJoin } from '../diff/tree-join.ts';
import { isTreeMode } from '../format/entry-mode.ts';
import { differInContentsAlone } from '../format/tree-codec.ts';
import type { ObjectReader, TreeEntry } from '../objects/objects.ts';
import { FOLDER, type RemovedFolders } from '../renames/directory-counts.ts';
import { type RenameFile, SOURCE } from '../renames/find-renames.ts';
import { hashOrder } from '../renames/hash-order.ts';
import { emptyState, Folder, MergePaths, type PathState } from './merge-paths.ts';
import { ALL_MASK, BASE, BASE_MASK, isSame, OURS, SIDES, type Side, type Sides, THEIRS, type Three } from './sides.ts';

/** Files that one side deleted and added, and the renames that the merge needs. */
export interface SideChanges {
  readonly deleted: RenameFile[];
  readonly added: RenameFile[];
  /** Deleted files whose targets the merge needs, by path, with a value of `SOURCE`. */
  readonly relevant: Map<string, number>;
  readonly removedFolders: RemovedFolders;
}

/** Result of the walk. */
export interface Collected {
  readonly paths: MergePaths;
  readonly changes: Readonly<Record<Side, SideChanges>>;
}

/**
 * Walks the trees.
 * @param withRenames whether to collect what the search for renames needs
 * @throws TreeboxError `unknown_snapshot` when a tree is missing, `too_large` above the limits of the walk
 */
export function collectPaths(objects: ObjectReader, trees: Sides<TreeId>, withRenames: boolean): Collected {
  const walk = new Walk(objects, withRenames);
  walk.folder('', [trees.base, trees.ours, trees.theirs], 0);
  walk.goOn();
  return walk;
}

/** A name at which the trees differ: the entry of each tree, as a file or as a folder, and their positions in the result. */
interface Meeting {
  readonly name: string;
  readonly files: Three<TreeEntry | undefined>;
  readonly folders: Three<TreeEntry | undefined>;
  filePlace: number | undefined;
  folderPlace: number | undefined;
}

class Walk implements Collected {
  readonly paths = new MergePaths();
  readonly changes: Record<Side, SideChanges> = { [OURS]: noChanges(), [THEIRS]: noChanges() };
  readonly #objects: ObjectReader;
  readonly #withRenames: boolean;
  /** Skipped folders that only one side changed, each with the parameter `renamed` of `folder`. */
  readonly #left: Record<Side, Map<string, number>> = { [OURS]: new Map(), [THEIRS]: new Map() };
  /** True for a side whose changed folders must all be walked. */
  readonly #isNeeded: Record<Side, boolean> = { [OURS]: false, [THEIRS]: false };
  #entries = 0;

  constructor(objects: ObjectReader, withRenames: boolean) {
    this.#objects = objects;
    this.#withRenames = withRenames;
  }

  /**
   * Walks one folder, which some of the trees may not have.
   * @param renamed mask of the side that kept the folder while the other side removed it; `ALL_MASK` below a folder that one
   *   side removed and to which the other side added files; 0 for other folders
   */
  folder(path: string, trees: Three<TreeId | undefined>, renamed: number): void {
    if (path.length > 0 && path.split('/').length > COMPARED_DEPTH_MAX) {
      throw tooLarge(`a folder lies deeper than ${COMPARED_DEPTH_MAX} levels`);
    }
    const folder = new Folder();
    this.paths.folders.set(path, folder);
    const meetings = this.#meetings(folder, trees);
    const isAddedTo = renamed !== 0 && meetings.some(({ files }) => maskOf(files) === renamed);
    for (const meeting of meetings) this.#settle(path, folder, meeting, isAddedTo ? ALL_MASK : renamed);
  }

  /** Walks the skipped folders of a side if a rename may lead into them. Otherwise uses that side's version. */
  goOn(): void {
    for (const side of SIDES) {
      this.#isNeeded[side] = this.#withRenames && this.changes[side].relevant.size > 0;
      const left = this.#left[side];
      for (const path of this.#isNeeded[side] ? hashOrder(left.keys()) : left.keys()) {
        const state = this.paths.get(path) as PathState;
        if (this.#isNeeded[side]) this.#enter(path, state, left.get(path) as number);
        else settleFor(state, side);
      }
    }
  }

  /** Reads the trees of a folder together, and returns the names at which they differ. */
  #meetings(folder: Folder, trees: Three<TreeId | undefined>): Meeting[] {
    const join = new TreeJoin(trees.map((tree) => readTreeData(this.#objects, tree)));
    const meetings = new Map<string, Meeting>();
    for (let more = true; more; ) {
      more = join.next();
      if (join.common.length > 0) folder.common.push(join.common);
      if (!more) break;
      if (++this.#entries > COMPARED_ENTRIES_MAX) throw tooLarge(`more than ${COMPARED_ENTRIES_MAX} paths differ`);
      this.#meet(meetings, join.entries as Three<TreeEntry | undefined>, folder.common.push(undefined) - 1);
    }
    return [...meetings.values()];
  }

  #meet(meetings: Map<string, Meeting>, entries: Readonly<Three<TreeEntry | undefined>>, place: number): void {
    const { nameBytes, mode } = entries.find((entry) => entry !== undefined) as TreeEntry;
    const name = nameBytes.toString('latin1');
    let meeting = meetings.get(name);
    if (meeting === undefined) {
      const nothing = (): Three<undefined> => [undefined, undefined, undefined];
      meeting = { name, files: nothing(), folders: nothing(), filePlace: undefined, folderPlace: undefined };
      meetings.set(name, meeting);
    }
    const isFolder = isTreeMode(mode);
    meeting[isFolder ? 'folderPlace' : 'filePlace'] = place;
    const there = isFolder ? meeting.folders : meeting.files;
    there[BASE] = entries[BASE];
    there[OURS] = entries[OURS];
    there[THEIRS] = entries[THEIRS];
  }

  #settle(parent: string, folder: Folder, meeting: Meeting, above: number): void {
    const { name, files, folders } = meeting;
    const path = parent === '' ? name : `${parent}/${name}`;
    const state = stateOf(path, files, folders);
    folder.entries.set(name, { name, state, filePlace: meeting.filePlace, folderPlace: meeting.folderPlace });
    if (state.isClean) return;
    if (this.#isSettledByBoth(state)) {
      state.isClean = true;
      state.result = state.stages[OURS];
      return;
    }

    const renamed = this.#withRenames ? this.#noteRenames(parent, path, state, above) : 0;
    if (state.dirMask === 0) return;
    const side = changedSide(state);
    if (side !== undefined && !this.#isNeeded[side] && renamed !== ALL_MASK) {
      this.#left[side].set(path, renamed);
      return;
    }
    this.#enter(path, state, renamed);
  }

  #enter(path: string, state: PathState, renamed: number): void {
    state.matchMask &= state.fileMask;
    const tree = (at: number) =>
      (state.dirMask & (1 << at)) === 0 ? undefined : (state.stages[at]?.oid as TreeId | undefined);
    this.folder(path, [tree(BASE), tree(OURS), tree(THEIRS)], renamed);
  }

  /**
   * Returns whether both sides changed a folder in the same way, and changed only contents of files. Then no rename starts or
   * ends in the folder.
   */
  #isSettledByBoth({ fileMask, dirMask, matchMask, stages: [base, ours] }: PathState): boolean {
    if (fileMask !== 0 || dirMask !== ALL_MASK || matchMask !== (ALL_MASK & ~BASE_MASK)) return false;
    const [before, after] = [base, ours].map((tree) => readTreeData(this.#objects, tree?.oid as TreeId | undefined));
    return before !== undefined && after !== undefined && differInContentsAlone(before, after);
  }

  /** Records deleted and added files and removed folders. @returns the parameter `renamed` for the folder at this path */
  #noteRenames(
    parent: string,
    path: string,
    { fileMask, dirMask, matchMask, stages }: PathState,
    above: number,
  ): number {
    let renamed = above;
    const isKeptByOne = dirMask === 3 || dirMask === 5;
    if (renamed !== ALL_MASK && isKeptByOne) renamed = dirMask & ~BASE_MASK;
    if (isKeptByOne || dirMask === BASE_MASK) {
      const relevance = renamed === ALL_MASK ? FOLDER.forAncestor : FOLDER.irrelevant;
      for (const side of SIDES) {
        if ((dirMask & (1 << side)) === 0) this.changes[side].removedFolders.set(path, relevance);
      }
    }
    if (renamed === ALL_MASK && (fileMask === 1 << OURS || fileMask === 1 << THEIRS)) {
      this.changes[fileMask === 1 << OURS ? THEIRS : OURS].removedFolders.set(parent, FOLDER.forSelf);
    }
    if (fileMask === 0 || fileMask === ALL_MASK) return renamed;
    const isInBase = (fileMask & BASE_MASK) !== 0;
    for (const side of SIDES) {
      const isInSide = (fileMask & (1 << side)) !== 0;
      if (isInBase === isInSide) continue;
      const { deleted, added, relevant } = this.changes[side];
      const { mode, oid } = stages[isInBase ? BASE : side] as TreeEntry;
      (isInBase ? deleted : added).push({ path, mode, oid });
      if (!isInBase) continue;
      if ((matchMask & fileMask) === 0) relevant.set(path, SOURCE.content);
      else if (renamed === ALL_MASK) relevant.set(path, SOURCE.location);
    }
    return renamed;
  }
}

/** Returns the initial state of a path, from its entries. */
function stateOf(
  path: string,
  files: Readonly<Three<TreeEntry | undefined>>,
  folders: Readonly<Three<TreeEntry | undefined>>,
): PathState {
  const at = (tree: number) => files[tree] ?? folders[tree];
  const stages: Three<TreeEntry | undefined> = [at(BASE), at(OURS), at(THEIRS)];
  const [base, ours, theirs] = stages;
  const oursKept = base !== undefined && isSame(base, ours);
  const theirsKept = base !== undefined && isSame(base, theirs);
  const agree = ours !== undefined && isSame(ours, theirs);
  const fileMask = maskOf(files);
  const dirMask = maskOf(folders);
  const isClean = (oursKept && theirsKept) || (fileMask === ALL_MASK && (agree || oursKept || theirsKept));
  return {
    ...emptyState(path),
    stages,
    fileMask,
    dirMask,
    matchMask: oursKept ? (theirsKept ? ALL_MASK : 3) : theirsKept ? 5 : agree ? 6 : 0,
    hasClash: fileMask !== 0 && dirMask !== 0,
    isClean,
    result: !isClean ? undefined : agree || oursKept ? theirs : ours,
  };
}

/** Returns the side if only one side changed or has a folder. Sets `matchMask` for a folder that only one tree has. */
function changedSide(state: PathState): Side | undefined {
  if (state.fileMask === 0 && (state.dirMask === 1 << OURS || state.dirMask === 1 << THEIRS)) {
    state.matchMask = ALL_MASK - state.dirMask;
    return state.dirMask === 1 << OURS ? OURS : THEIRS;
  }
  if (state.matchMask === 3) return THEIRS;
  return state.matchMask === 5 ? OURS : undefined;
}

/** Settles a path with the version of the only side that changed it. */
function settleFor(state: PathState, side: Side): void {
  state.isClean = true;
  state.result = state.stages[side];
  state.hasClash = false;
  state.dirMask &= ~state.matchMask;
  state.fileMask &= ~state.matchMask;
  state.matchMask = 0;
}

function maskOf(entries: Readonly<Three<unknown>>): number {
  return entries.reduce<number>((mask, entry, at) => (entry === undefined ? mask : mask | (1 << at)), 0);
}

function noChanges(): SideChanges {
  return { deleted: [], added: [], relevant: new Map(), removedFolders: new Map() };
}

function tooLarge(what: string): TreeboxError {
  return new TreeboxError('too_large', `can't merge these snapshots: ${what}`);
}
