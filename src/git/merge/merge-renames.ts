/**
 * Detects the renames that a merge needs, and combines the versions of a file that have different paths in the trees.
 */
import type { ObjectReader } from '../objects/objects.ts';
import { type FoundRenames, findRenames } from '../renames/find-renames.ts';
import type { Collected } from './collect-paths.ts';
import { FolderMoves, renamedFolders, type SideTarget } from './directory-renames.ts';
import type { FileMerger, FileStages } from './file-merger.ts';
import type { MergePaths, PathState } from './merge-paths.ts';
import {
  BASE,
  BASE_MASK,
  isFile,
  isSame,
  OURS,
  otherSide,
  SIDES,
  type Side,
  THEIRS,
  type Three,
  type Version,
} from './sides.ts';

/** Additional length of markers in a text that may be merged again, in characters. */
const NESTED_MARKERS = 1;
/** Git's limit for merges, see `RenameRequest.limit`. */
const RENAME_LIMIT = 7_000;

/**
 * Detects renames and applies them to the paths.
 * @param merger merges the contents of renamed files
 * @returns paths for which the renames of folders give no clear result; there may be no other conflict at these paths
 */
export function applyRenames(objects: ObjectReader, collected: Collected, merger: FileMerger): string[] {
  const { paths, changes } = collected;
  const isPossible = (side: Side) => {
    const { deleted, added, relevant } = changes[side];
    return deleted.length + added.length > 0 && relevant.size > 0;
  };
  if (!SIDES.some(isPossible)) return [];

  const found: Record<Side, FoundRenames> = { [OURS]: NOTHING_FOUND, [THEIRS]: NOTHING_FOUND };
  for (const side of SIDES) {
    if (!isPossible(side)) continue;
    const { deleted, added, relevant, removedFolders } = changes[side];
    found[side] = findRenames(objects, {
      sources: deleted,
      targets: added,
      limit: RENAME_LIMIT,
      withEmpty: false,
      relevance: { sources: relevant, removedFolders },
    });
  }
  const targets = SIDES.flatMap((side) =>
    changes[side].added.map(({ path }): SideTarget => {
      return { side, from: found[side].byTarget.get(path)?.source.path, to: path };
    }),
  );
  const unclear = merger.isForBase ? [] : moveWithFolders(paths, found, targets);
  const renames = targets.filter(({ from }) => from !== undefined) as (SideTarget & { from: string })[];
  renames.sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  new RenameApplier(paths, merger).apply(renames);
  return unclear;
}

const NOTHING_FOUND: FoundRenames = { byTarget: new Map(), folders: new Map() };

function moveWithFolders(
  paths: MergePaths,
  found: Readonly<Record<Side, FoundRenames>>,
  targets: readonly SideTarget[],
): string[] {
  const folders = renamedFolders({ [OURS]: found[OURS].folders, [THEIRS]: found[THEIRS].folders });
  const moves = new FolderMoves(paths, folders, targets);
  for (const target of targets) moves.move(target);
  return folders.unclear;
}

class RenameApplier {
  readonly #paths: MergePaths;
  readonly #merger: FileMerger;

  constructor(paths: MergePaths, merger: FileMerger) {
    this.#paths = paths;
    this.#merger = merger;
  }

  /** Applies renames. @param renames sorted by the old path, and ours before theirs */
  apply(renames: readonly (SideTarget & { readonly from: string })[]): void {
    for (let at = 0; at < renames.length; at += 1) {
      const rename = renames[at] as SideTarget & { from: string };
      const source = this.#paths.get(rename.from);
      if (source === undefined || source.isClean) continue;
      // The rename of a folder may have moved the file back to its old path.
      if (rename.from === rename.to) continue;
      const next = renames[at + 1];
      if (next?.from === rename.from) {
        this.#renamedTwice(source, rename.to, next.to);
        at += 1;
      } else {
        this.#renamedOnce(source, rename);
      }
    }
  }

  /** Applies the renames of a file that both sides renamed. */
  #renamedTwice(source: PathState, oursTo: string, theirsTo: string): void {
    const ours = this.#at(oursTo);
    const theirs = this.#at(theirsTo);
    if (ours === theirs) {
      ours.stages[BASE] = source.stages[BASE];
      ours.renamedFrom = [source.names[BASE], oursTo, theirsTo];
      ours.fileMask |= BASE_MASK;
      settleAsGone(source);
      return;
    }
    const names: Three<string> = [source.names[BASE], oursTo, theirsTo];
    const mine = ours.stages[OURS] as Version;
    const other = theirs.stages[THEIRS] as Version;
    const merged = this.#merger.merge(source.names[BASE], [source.stages[BASE], mine, other], names, NESTED_MARKERS);
    // If the contents can't be merged, each path keeps the version of its side.
    const keepsApart = !merged.isClean && isSame(merged.version, mine);
    ours.stages[OURS] = merged.version;
    theirs.stages[THEIRS] = keepsApart ? other : merged.version;
    for (const state of [source, ours, theirs]) {
      state.renameConflict = 'rename/rename';
      state.renamedFrom = names;
    }
  }

  /** Applies the rename of a file that one side renamed. */
  #renamedOnce(source: PathState, { side, from, to }: SideTarget & { readonly from: string }): void {
    const target = this.#at(to);
    const other = otherSide(side);
    const isDeleted = source.fileMask === BASE_MASK;
    const isRetyped = !isDeleted && isFile(source.stages[other]) !== isFile(target.stages[side]);
    const isTaken = !isRetyped && (target.fileMask & (1 << other)) !== 0;
    if (isTaken && !isDeleted) this.#mergeIntoTaken(source, target, side, from, to);
    else if (isTaken) target.renameConflict = 'rename/delete';
    else {
      target.stages[BASE] = source.stages[BASE];
      target.fileMask |= BASE_MASK;
      target.names[BASE] = from;
      if (isRetyped) {
        source.stages[BASE] = undefined;
        source.fileMask &= ~BASE_MASK;
      } else if (isDeleted) {
        target.renameConflict = 'rename/delete';
      } else {
        target.stages[other] = source.stages[other];
        target.fileMask |= 1 << other;
        target.names[other] = from;
      }
    }
    if (!isRetyped) settleAsGone(source);
  }

  /** Merges the renamed file first. The result is later merged with the file that the other side has at the new path. */
  #mergeIntoTaken(source: PathState, target: PathState, side: Side, from: string, to: string): void {
    const other = otherSide(side);
    const names: Three<string> = [from, from, from];
    names[side] = to;
    const stages: Three<Version | undefined> = [source.stages[BASE], undefined, undefined];
    stages[side] = target.stages[side];
    stages[other] = source.stages[other];
    const merged = this.#merger.merge(from, stages as FileStages, names, NESTED_MARKERS);
    target.stages[side] = merged.version;
    target.collision = target.collision === undefined ? 'rename/add' : 'rename/rename';
    target.renamedFrom = names;
  }

  #at(path: string): PathState {
    const state = this.#paths.get(path);
    if (state === undefined) throw new Error(`a file was renamed to ${path}, but the merge has no such path`);
    return state;
  }
}

function settleAsGone(state: PathState): void {
  state.isClean = true;
  state.result = undefined;
}
