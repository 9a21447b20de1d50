/**
 * Counts, for each folder, the new folders of its files, as git does. The folder counts as renamed to the most frequent one.
 * Paths are bytes as latin-1; the root folder is the empty string.
 */

/** Why a merge needs the new place of a folder that one side removed: the other side may have added files. */
export const FOLDER = {
  /** Not needed. */
  irrelevant: 0,
  /** Needed for a folder above or below this one. */
  forAncestor: 1,
  /** Needed for the folder itself, because the other side added files to it. */
  forSelf: 2,
} as const;

/** The folders that a side removed, each with a value of `FOLDER`. */
export type RemovedFolders = Map<string, number>;

/** The new folders of a folder's files, each with the number of files. */
export type FolderTargets = Map<string, number>;

/** Represents a target that is not known yet. No folder has this name. */
const UNKNOWN = '/';

export function dirname(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export class DirectoryCounts {
  readonly #removed: RemovedFolders;
  readonly #counts = new Map<string, FolderTargets>();

  /** @param removed the removed folders; `settleEarly` changes their values */
  constructor(removed: RemovedFolders) {
    this.#removed = removed;
  }

  /** Counts a renamed file for its folder, and for parent folders as long as the folders were renamed as a whole. */
  add(from: string, to: string): void {
    let oldFolder = from;
    let newFolder = to;
    for (let isFirst = true; ; isFirst = false) {
      const oldName = basename(oldFolder);
      const newName = basename(newFolder);
      oldFolder = dirname(oldFolder);
      if (!this.#removed.has(oldFolder)) return;
      newFolder = dirname(newFolder);
      if (!isFirst && oldName !== newName) return;
      const relevance = this.#removed.get(oldFolder) as number;
      if (relevance === FOLDER.forSelf || isFirst) this.#increment(oldFolder, newFolder);
      if (relevance === FOLDER.irrelevant || oldFolder === '' || newFolder === '') return;
    }
  }

  /** Returns the most frequent target of each folder so far; of equally frequent ones, the first in `order`. */
  guesses(order: (keys: Iterable<string>) => readonly string[]): Map<string, string> {
    const guesses = new Map<string, string>();
    for (const [folder, targets] of this.#counts) {
      let most = 0;
      for (const target of order(targets.keys())) {
        const count = targets.get(target) as number;
        if (count <= most) continue;
        most = count;
        guesses.set(folder, target);
      }
    }
    return guesses;
  }

  /**
   * Finds folders whose target no further rename can change, and marks that they no longer need renames for themselves.
   * @param open sources that may still be renamed
   */
  settleEarly(open: readonly string[]): void {
    for (const path of open) {
      for (let folder = dirname(path); folder !== '' && this.#relevance(folder) !== 0; folder = dirname(folder)) {
        this.#increment(folder, UNKNOWN);
      }
    }
    for (const [folder, targets] of this.#counts) {
      if (this.#relevance(folder) !== FOLDER.forSelf) continue;
      const known = [...targets].filter(([target]) => target !== UNKNOWN).map(([, count]) => count);
      const [first = 0, second = 0] = known.sort((one, other) => other - one);
      if (first > second + (targets.get(UNKNOWN) ?? 0)) this.#removed.set(folder, FOLDER.forAncestor);
    }
  }

  /** Returns whether the target of the file `path` is still needed to determine the target of a parent folder. */
  isNeeded(path: string): boolean {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const relevance = this.#relevance(folder);
      if (relevance !== FOLDER.forAncestor) return relevance === FOLDER.forSelf;
      if (folder === '') return false;
    }
  }

  /** Returns the counts of all folders that are not `FOLDER.irrelevant`. */
  relevant(): Map<string, FolderTargets> {
    const relevant = new Map<string, FolderTargets>();
    for (const [folder, targets] of this.#counts) {
      if (this.#relevance(folder) === FOLDER.irrelevant) continue;
      const known = new Map([...targets].filter(([target]) => target !== UNKNOWN));
      relevant.set(folder, known);
    }
    return relevant;
  }

  #relevance(folder: string): number {
    return this.#removed.get(folder) ?? FOLDER.irrelevant;
  }

  #increment(folder: string, target: string): void {
    let targets = this.#counts.get(folder);
    if (targets === undefined) {
      targets = new Map();
      this.#counts.set(folder, targets);
    }
    targets.set(target, (targets.get(target) ?? 0) + 1);
  }
}
