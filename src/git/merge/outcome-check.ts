/**
 * Compares the outcome of a merge with the repository, because a tree may have taken over the process that reports it.
 */
import type { TreeId } from '../../core/ids.ts';
import type { ObjectReader } from '../objects/objects.ts';
import type { HistoryMergeOutcome, HistoryMergeRequest } from './merge-by-history.ts';
import { type MergeBase, MergeHistory } from './merge-history.ts';

/**
 * Looks for objects that the outcome names and the repository does not have.
 * @returns a clause for the log that follows the name of the process; undefined when all are there
 */
export function untruthIn(
  { tree, bases }: HistoryMergeOutcome,
  objects: ObjectReader,
  { base }: HistoryMergeRequest,
): string | undefined {
  if (objects.stat(tree)?.type !== 'tree') return `named a tree ${tree} that is not there`;
  const treeOf = treesOfBases(objects, base);
  const wrong = bases.find((each) => treeOf(each) !== each.tree);
  return wrong && `named a base with a tree ${wrong.tree} that is not its own`;
}

/** Returns a function that finds the tree of a base. */
function treesOfBases(objects: ObjectReader, base: HistoryMergeRequest['base']): (base: MergeBase) => TreeId {
  if (typeof base === 'string') return () => base;
  const history = new MergeHistory(objects, base.loose);
  return ({ id }) => history.treeOf(id);
}
