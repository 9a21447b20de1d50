/**
 * Merges three trees like `git merge-tree --write-tree` with its default strategy, and returns conflicts as data.
 *
 * The trees are walked (`collect-paths.ts`), renames are looked for where they matter (`merge-renames.ts`), and every path
 * is settled and the tree written (`settle-paths.ts`). Files that both sides changed go through isomorphic-git first
 * (`library-merge.ts`). The tree is byte for byte the tree that git writes, also for a merge with conflicts.
 *
 * Differences from git: a `.gitmodules` in conflict stays as ours has it; a `.gitmodules` or `.gitattributes` whose merged lines git's own fsck refuses is in conflict;
 * merge drivers other than git's own are ignored; a submodule changed on both sides is always a conflict; a file past
 * `TEXT_MAX_BYTES` or `TEXT_MAX_LINES` counts as binary and is renamed only unchanged.
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

/** Which side a conflicting path is given to as a whole; `none` to report it. */
export type Prefer = 'ours' | 'theirs' | 'none';

export interface MergeRequest extends Sides<TreeId> {
  /** Settles every conflicting path as a whole, or `none`. */
  readonly prefer: Prefer;
  /** True to look for renames; true by default. */
  readonly renames?: boolean;
  /** Decisions about conflicting paths, by path. */
  readonly resolutions?: Resolutions;
  /** How the sides are called in conflict markers and made-up names; `ours` and `theirs` by default. */
  readonly labels?: SideLabels;
}

export type MergeOutcome = (
  | { readonly status: 'merged'; readonly tree: TreeId }
  | {
      readonly status: 'conflict';
      readonly conflicts: readonly Conflict[];
      /** The tree that git leaves, with markers in its files. */
      readonly tree: TreeId;
    }
) & { readonly warnings: readonly string[] };

const LABELS = { ours: 'ours', theirs: 'theirs' };
/** How git calls the sides where it merges several bases first. */
const BASE_LABELS = { ours: 'Temporary merge branch 1', theirs: 'Temporary merge branch 2' };

/**
 * Merges what two trees made of a third.
 * @param writer gets the new blobs and folders
 * @param request names of trees; the base may be the empty tree
 * @throws TreeboxError `unknown_snapshot` when an object is missing, `too_large` past the bounds of `core/limits.ts`
 */
export async function mergeTrees(
  objects: ObjectReader,
  writer: ObjectWriter,
  request: MergeRequest,
): Promise<MergeOutcome> {
  // What is settled afterwards changes a tree that was written just before.
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
 * Merges two bases of a merge, conflicts and all.
 * @param level 1 for bases of the merge that was asked for, 2 for bases of those, and so on
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

/** Adds the paths at which it is not clear where a renamed folder's files go, and that are in conflict by nothing else. */
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
 * Has isomorphic-git merge the first files that both sides changed, with our merge of contents as its driver. One that is in
 * conflict is left to the last step, with all the others then.
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

/** The versions of a regular file that both sides have and changed. */
function bothChanged(state: PathState): FileStages | undefined {
  const { isClean, hasClash, matchMask, renameConflict } = state;
  const [base, ours, theirs] = state.stages;
  if (isClean || hasClash || matchMask !== 0 || renameConflict !== undefined) return undefined;
  if (!isFile(ours) || !isFile(theirs)) return undefined;
  const isTrivial = ours.oid === theirs.oid || base?.oid === ours.oid || base?.oid === theirs.oid;
  const hasOneMode = ours.mode === theirs.mode || base?.mode === ours.mode || base?.mode === theirs.mode;
  return isTrivial || !hasOneMode ? undefined : [base, ours, theirs];
}
