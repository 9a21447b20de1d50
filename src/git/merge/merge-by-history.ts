/**
 * Merges two trees with a given base, or with a base from the history of the sides.
 */
import { TreeboxError } from '../../core/errors.ts';
import type { TreeId } from '../../core/ids.ts';
import { MERGE_BASES_MAX } from '../../core/limits.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import { WrittenObjects } from '../objects/written-objects.ts';
import { type HistorySides, type MergeBase, MergeHistory } from './merge-history.ts';
import { mergedBase } from './merge-several-bases.ts';
import { type MergeOutcome, type MergeRequest, mergeTrees } from './merge-tree.ts';

export type HistoryMergeRequest = Omit<MergeRequest, 'base'> & { readonly base: TreeId | HistorySides };

/** The outcome of a merge, and its bases. */
export type HistoryMergeOutcome = MergeOutcome & { readonly bases: readonly MergeBase[] };

/**
 * Merges two trees. The base is given, or is the best common ancestor in the history of the two.
 * @throws TreeboxError `unknown_snapshot` when there is no common ancestor, `too_large` when there are too many; and as
 *   `mergeTrees`
 */
export async function mergeByHistory(
  objects: ObjectReader,
  writer: ObjectWriter,
  request: HistoryMergeRequest,
): Promise<HistoryMergeOutcome> {
  if (typeof request.base === 'string') {
    const { base } = request;
    return { ...(await mergeTrees(objects, writer, { ...request, base })), bases: [{ id: base, tree: base }] };
  }
  const history = new MergeHistory(objects, request.base.loose);
  const bases = history.bases(request.base.ours, request.base.theirs);
  const [only] = bases;
  if (only === undefined) {
    throw new TreeboxError('unknown_snapshot', 'base auto: the histories have no common ancestor; name a base');
  }
  if (bases.length > MERGE_BASES_MAX) {
    throw new TreeboxError(
      'too_large',
      `base auto: the histories have ${bases.length} best common ancestors, more than ${MERGE_BASES_MAX}; name a base`,
    );
  }
  if (bases.length === 1) return { ...(await mergeTrees(objects, writer, { ...request, base: only.tree })), bases };
  const store = new WrittenObjects(objects, writer);
  const base = mergedBase(store, history, bases, { renames: request.renames ?? true });
  return { ...(await mergeTrees(store, store, { ...request, base })), bases };
}
