/**
 * Computes the base of a merge whose sides have several best common ancestors. These are merged with each other, with their own
 * common ancestors as bases, as in git's recursive strategy. Conflicts between them stay in the tree as markers, which are
 * longer at each level.
 */
import { EMPTY_TREE, type TreeId } from '../../core/ids.ts';
import type { WrittenObjects } from '../objects/written-objects.ts';
import type { MergeBase, MergeHistory } from './merge-history.ts';
import { mergeBaseTrees } from './merge-tree.ts';

/**
 * Merges bases into one tree.
 * @param store reads the trees, and gets the new objects
 * @param bases newest first, at least one
 * @returns the merged tree, which `store` has
 */
export function mergedBase(
  store: WrittenObjects,
  history: MergeHistory,
  bases: readonly MergeBase[],
  options: { readonly renames: boolean; readonly level?: number },
): TreeId {
  const { level = 1, renames } = options;
  let merged = bases.at(-1) as MergeBase;
  for (const next of bases.slice(0, -1).reverse()) {
    const before = history.bases(merged.id, next.id);
    const base = before.length === 0 ? EMPTY_TREE : mergedBase(store, history, before, { renames, level: level + 1 });
    const sides = { base, ours: merged.tree, theirs: next.tree };
    const tree = mergeBaseTrees(store, store, sides, { level, renames });
    merged = history.join(merged, next, tree);
  }
  return merged.tree;
}
