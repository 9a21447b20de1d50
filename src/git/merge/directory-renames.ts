/**
 * Applies renames of folders: if one side moved most files of a folder, new files of the other side in this folder are moved
 * too. As in git by default, this is only a suggestion: a moved file is in conflict.
 * @see git-config(1), merge.directoryRenames, and git's Documentation/technical/directory-rename-detection
 */
import type { FolderTargets } from '../renames/directory-counts.ts';
import type { MergePaths } from './merge-paths.ts';
import { BASE, BASE_MASK, OURS, otherSide, SIDES, type Side, THEIRS } from './sides.ts';

/** A file that one side added or renamed. */
export interface SideTarget {
  readonly side: Side;
  /** The path in the base; undefined for a new file. */
  readonly from: string | undefined;
  /** The path in the result. */
  to: string;
}

/** The folders that each side renamed. */
export interface RenamedFolders {
  /** The new path of each renamed folder, by side and old path. */
  readonly targets: Readonly<Record<Side, Map<string, string>>>;
  /** Folders with several equally frequent targets, and paths to which a file can't be moved. */
  readonly unclear: string[];
}

/** Determines the renamed folders. @param counts the new folders of the files of each removed folder, by side */
export function renamedFolders(counts: Readonly<Record<Side, ReadonlyMap<string, FolderTargets>>>): RenamedFolders {
  const targets: Record<Side, Map<string, string>> = { [OURS]: new Map(), [THEIRS]: new Map() };
  const unclear: string[] = [];
  for (const side of SIDES) {
    for (const [folder, places] of counts[side]) {
      const most = Math.max(0, ...places.values());
      const best = [...places].filter(([, count]) => count === most).map(([place]) => place);
      if (most === 0) continue;
      if (best.length > 1) unclear.push(folder);
      else targets[side].set(folder, best[0] as string);
    }
  }
  for (const folder of targets[OURS].keys()) {
    if (targets[THEIRS].delete(folder)) targets[OURS].delete(folder);
  }
  return { targets, unclear };
}

/** Moves files that one side added to folders that the other side renamed. */
export class FolderMoves {
  readonly #paths: MergePaths;
  readonly #folders: RenamedFolders;
  /** For each side and each new path: the paths of the files that would be moved there. */
  readonly #arrivals: Record<Side, Map<string, Set<string>>> = { [OURS]: new Map(), [THEIRS]: new Map() };
  readonly #refused = new Set<string>();

  constructor(paths: MergePaths, folders: RenamedFolders, targets: readonly SideTarget[]) {
    this.#paths = paths;
    this.#folders = folders;
    for (const { side, to } of targets) {
      const place = this.#follow(to, side);
      if (place === undefined) continue;
      const arrivals = this.#arrivals[side];
      arrivals.set(place.to, (arrivals.get(place.to) ?? new Set()).add(to));
    }
  }

  /** Moves a file into the new place of its folder. Returns whether it was moved. */
  move(target: SideTarget): boolean {
    const { side, to } = target;
    if (this.#arrivals[otherSide(side)].has(to)) return false;
    const place = this.#follow(to, side);
    // Don't move the file into a folder that its own side renamed.
    if (place === undefined || this.#folders.targets[side].has(place.folder)) return false;
    if (!this.#isFree(place.to, target)) return false;
    this.#carry(to, place.to);
    target.to = place.to;
    return true;
  }

  /** Returns the new path of a file of `side`, given by the nearest parent folder that the other side renamed. */
  #follow(path: string, side: Side): { readonly folder: string; readonly to: string } | undefined {
    const targets = this.#folders.targets[otherSide(side)];
    for (let at = path.lastIndexOf('/'); targets.size > 0 && at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = targets.get(path.slice(0, at));
      if (folder !== undefined) return { folder, to: folder === '' ? path.slice(at + 1) : folder + path.slice(at) };
    }
    return undefined;
  }

  /** Returns whether the file can be moved to `to`. A file of the base at `to` prevents it, unless it is the same file. */
  #isFree(to: string, { side, from, to: before }: SideTarget): boolean {
    const key = `${side} ${to}`;
    if (this.#refused.has(key)) return false;
    const there = this.#paths.get(to);
    const isTaken =
      this.#paths.hasCommon(to) ||
      (there !== undefined &&
        (there.isClean ||
          ((there.fileMask | there.dirMask) & (1 << side)) !== 0 ||
          ((there.fileMask & BASE_MASK) !== 0 && (from ?? before) !== to)));
    if (!isTaken && this.#arrivals[side].get(to)?.size === 1) return true;
    this.#refused.add(key);
    this.#folders.unclear.push(to);
    return false;
  }

  #carry(from: string, to: string): void {
    let moved = this.#paths.get(from);
    if (moved === undefined) throw new Error(`${from} should be moved, but the merge has no such path`);
    if (moved.dirMask === 0) {
      this.#paths.remove(from);
    } else {
      // The path is also a folder, which stays.
      const folder = moved;
      moved = { ...folder, dirMask: 0, hasClash: false, stages: [...folder.stages] };
      moved.stages[BASE] = undefined;
      folder.fileMask = 0;
      folder.hasClash = false;
      for (const tree of [BASE, OURS, THEIRS]) {
        if ((folder.dirMask & (1 << tree)) === 0) folder.stages[tree] = undefined;
      }
    }
    const there = this.#paths.get(to);
    if (there === undefined) {
      this.#paths.insert(to, moved);
      moved.renameConflict = 'directory rename';
      return;
    }
    const side = moved.fileMask >> 1;
    there.fileMask |= moved.fileMask;
    if (there.dirMask !== 0) there.hasClash = true;
    there.names[side] = moved.names[side] as string;
    there.stages[side] = moved.stages[side];
    there.renameConflict = 'directory rename';
  }
}
