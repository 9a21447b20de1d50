/**
 * Renamed folders: if one side moved most files of a folder, new files of the other side in this folder follow. As in git by
 * default, this is only a suggestion: the file is moved and in conflict.
 * @see git-config(1), merge.directoryRenames, and git's Documentation/technical/directory-rename-detection
 */
import type { FolderTargets } from '../renames/directory-counts.ts';
import type { MergePaths } from './merge-paths.ts';
import { BASE, BASE_MASK, OURS, otherSide, SIDES, type Side, THEIRS } from './sides.ts';

/** A file that one side added or renamed. */
export interface SideTarget {
  readonly side: Side;
  /** Its former name; undefined for a file that is new. */
  readonly from: string | undefined;
  /** Where it is to be. */
  to: string;
}

/** Where a folder went on each side, or why that is not clear. */
export interface RenamedFolders {
  readonly targets: Readonly<Record<Side, Map<string, string>>>;
  /** Paths that no rename of a folder can decide. */
  readonly unclear: string[];
}

/** @param counts where the files of each removed folder went, by side */
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

/** Moves the files that one side put into folders which the other renamed. */
export class FolderMoves {
  readonly #paths: MergePaths;
  readonly #folders: RenamedFolders;
  /** For each side, what would go to one place, by that place. */
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

  /** Moves a file where its folder went. Returns whether it was moved. */
  move(target: SideTarget): boolean {
    const { side, to } = target;
    if (this.#arrivals[otherSide(side)].has(to)) return false;
    const place = this.#follow(to, side);
    // What this side itself renamed is no place to go to.
    if (place === undefined || this.#folders.targets[side].has(place.folder)) return false;
    if (!this.#isFree(place.to, target)) return false;
    this.#carry(to, place.to);
    target.to = place.to;
    return true;
  }

  /** Where a file of `side` goes with the nearest folder above it that the other side renamed. */
  #follow(path: string, side: Side): { readonly folder: string; readonly to: string } | undefined {
    const targets = this.#folders.targets[otherSide(side)];
    for (let at = path.lastIndexOf('/'); targets.size > 0 && at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = targets.get(path.slice(0, at));
      if (folder !== undefined) return { folder, to: folder === '' ? path.slice(at + 1) : folder + path.slice(at) };
    }
    return undefined;
  }

  /** Returns whether nothing is in the way at `to`: a file that the base has there is, unless it is the same file. */
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
    if (moved === undefined) throw new Error(`${from} was to be moved and is not there`);
    if (moved.dirMask === 0) {
      this.#paths.remove(from);
    } else {
      // A folder stays behind.
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
