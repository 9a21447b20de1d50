/**
 * Merges three trees like `git merge-tree --write-tree` with its default strategy, and returns conflicts as data.
 *
 * It walks the trees (`collect-paths.ts`), detects the renames that it needs (`merge-renames.ts`), and then settles every path
 * and writes the tree (`settle-paths.ts`). Some files that both sides changed are merged with isomorphic-git first
 * (`library-merge.ts`). The tree is byte for byte the tree that git writes, even for a merge with conflicts.
 *
 * Differences from git:
 * - A `.gitmodules` in conflict keeps the version of ours.
 * - A `.gitmodules` or `.gitattributes` is in conflict if `git fsck` refuses the merged lines.
 * - Merge drivers other than git's built-in ones are ignored.
 * - A submodule that both sides changed is always in conflict.
 * - A file above `TEXT_MAX_BYTES` or `TEXT_MAX_LINES` counts as binary. Its rename is detected only if it is unchanged.
 */

import type { TreeId } from '../../core/ids.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import { WrittenObjects } from '../objects/written-objects.ts';
import { collectPaths } from './collect-paths.ts';
import type { Conflict } from './conflict.ts';
import { describeConflicts } from './describe-conflicts.ts';
import { editTree, sideEdits } from './edit-tree.ts';
import { FileMerger, type FileStages, type SideLabels } from './file-merger.ts';
import { LIBRARY_FILES_MAX, mergeInLibrary } from './library-merge.ts';
import type { MergePaths, PathState } from './merge-paths.ts';
import { applyRenames } from './merge-renames.ts';
import { type Resolutions, resolveConflicts } from './resolve-conflicts.ts';
import { type Settled, settlePaths } from './settle-paths.ts';
import { isFile, type Sides } from './sides.ts';

/** The side whose version replaces each conflicting path as a whole; `none` to report the conflicts. */
export type Prefer = 'ours' | 'theirs' | 'none';

export interface MergeRequest extends Sides<TreeId> {
  /** How to settle conflicts that have no resolution. */
  readonly prefer: Prefer;
  /** True to detect renames, which is the default. */
  readonly renames?: boolean;
  /** Decisions about conflicting paths, by path. */
  readonly resolutions?: Resolutions;
  /** Names of the sides in conflict markers and made-up paths; `ours` and `theirs` by default. */
  readonly labels?: SideLabels;
}

export type MergeOutcome = (
  | { readonly status: 'merged'; readonly tree: TreeId }
  | {
      readonly status: 'conflict';
      readonly conflicts: readonly Conflict[];
      /** The tree that git would write, with markers in its files. */
      readonly tree: TreeId;
    }
) & { readonly warnings: readonly string[] };

const LABELS = { ours: 'ours', theirs: 'theirs' };
/** Git's names of the sides when it merges several bases. */
const BASE_LABELS = { ours: 'Temporary merge branch 1', theirs: 'Temporary merge branch 2' };

/**
 * Merges the changes of two trees to a third tree.
 * @param writer gets the new blobs and trees
 * @param request the three trees and options; the base may be the empty tree
 * @throws TreeboxError `unknown_snapshot` when an object is missing, `too_large` above the limits of `core/limits.ts`
 */
export async function mergeTrees(
  objects: ObjectReader,
  writer: ObjectWriter,
  request: MergeRequest,
): Promise<MergeOutcome> {
  // `resolveConflicts` and `editTree` read trees that were written just before.
  const store = new WrittenObjects(objects, writer);
  const trivial = trivialMerge(request);
  if (trivial !== undefined) {
    const { tree } = resolveConflicts(store, request, { tree: trivial, conflicts: [] });
    return { status: 'merged', tree, warnings: [] };
  }
  const { labels = LABELS, ours: attributesTree } = request;
  const merger = new FileMerger(store, store, { labels, level: 0, attributesTree });
  const { paths, unclear } = plan(store, merger, request);
  await mergeAhead(paths, merger);
  const settled = settlePaths(store, store, paths, merger);
  const { warnings } = merger;
  const all = withUnclear(settled, unclear);
  const { tree, conflicts } = resolveConflicts(store, request, { tree: settled.tree, conflicts: all });
  if (conflicts.length === 0) return { status: 'merged', tree, warnings };
  if (request.prefer !== 'none') {
    const edits = sideEdits(store, request[request.prefer], conflicts);
    return { status: 'merged', tree: editTree(store, store, tree, edits), warnings };
  }
  return { status: 'conflict', conflicts: describeConflicts(conflicts, merger), tree, warnings };
}

/**
 * Merges two bases of a merge.
 * @param level 1 for bases of the requested merge, 2 for bases of these bases, and so on
 * @returns a tree, which may hold conflict markers
 */
export function mergeBaseTrees(
  objects: ObjectReader,
  writer: ObjectWriter,
  trees: Sides<TreeId>,
  { level, renames }: { readonly level: number; readonly renames: boolean },
): TreeId {
  const merger = new FileMerger(objects, writer, { labels: BASE_LABELS, level, attributesTree: trees.ours });
  const { paths } = plan(objects, merger, { ...trees, renames });
  return settlePaths(objects, writer, paths, merger).tree;
}

function trivialMerge({ base, ours, theirs }: Sides<TreeId>): TreeId | undefined {
  if (ours === theirs || base === theirs) return ours;
  return base === ours ? theirs : undefined;
}

function plan(
  objects: ObjectReader,
  merger: FileMerger,
  { renames = true, ...trees }: Sides<TreeId> & { readonly renames?: boolean },
): { readonly paths: MergePaths; readonly unclear: readonly string[] } {
  const collected = collectPaths(objects, trees, renames);
  const unclear = renames ? applyRenames(objects, collected, merger) : [];
  return { paths: collected.paths, unclear };
}

/** Adds conflicts for `unclear` paths (see `applyRenames`) that have no other conflict. */
function withUnclear({ conflicts }: Settled, unclear: readonly string[]): Settled['conflicts'] {
  const known = new Set(conflicts.map(({ path }) => path));
  const more = unclear
    .filter((path) => !known.has(path))
    .map((path): Settled['conflicts'][number] => ({
      path,
      kind: 'directory rename',
      stages: [undefined, undefined, undefined],
      names: [path, path, path],
      madeUp: [],
    }));
  return [...conflicts, ...more];
}

/**
 * Merges the first files that both sides changed with isomorphic-git, which calls our merge of contents as its driver. If one
 * of them is in conflict, `settlePaths` handles all of them.
 */
async function mergeAhead(paths: MergePaths, merger: FileMerger): Promise<void> {
  const works: { path: string; state: PathState; stages: FileStages }[] = [];
  for (const [folder, { entries }] of paths.folders) {
    for (const { name, state } of entries.values()) {
      if (works.length === LIBRARY_FILES_MAX) break;
      const stages = bothChanged(state);
      if (stages !== undefined) works.push({ path: folder === '' ? name : `${folder}/${name}`, state, stages });
    }
  }
  if (works.length === 0) return;
  const files = works.map(({ stages: [base, ours, theirs] }) => ({
    base: isFile(base) ? base : undefined,
    ours,
    theirs,
  }));
  const results = await mergeInLibrary(files, (index) => {
    const { path, state, stages } = works[index] as (typeof works)[number];
    const merged = merger.merge(path, stages, state.names);
    return merged.isClean ? merged.version?.oid : undefined;
  });
  for (const [index, version] of (results ?? []).entries()) {
    const { path, state, stages } = works[index] as (typeof works)[number];
    merger.takeOver(path, stages, state.names, version);
  }
}

/** Returns the versions of a regular file if both sides changed it; else undefined. */
function bothChanged(state: PathState): FileStages | undefined {
  const { isClean, hasClash, matchMask, renameConflict } = state;
  const [base, ours, theirs] = state.stages;
  if (isClean || hasClash || matchMask !== 0 || renameConflict !== undefined) return undefined;
  if (!isFile(ours) || !isFile(theirs)) return undefined;
  const isTrivial = ours.oid === theirs.oid || base?.oid === ours.oid || base?.oid === theirs.oid;
  const hasOneMode = ours.mode === theirs.mode || base?.mode === ours.mode || base?.mode === theirs.mode;
  return isTrivial || !hasOneMode ? undefined : [base, ours, theirs];
}
