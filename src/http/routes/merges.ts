/**
 * Merges, picks and reverts over HTTP.
 */
import type { MergeRequest, MergeRequests, PickRequest, RequestedMerge } from '../../service/merge-requests.ts';
import { toConflict, toMergePush } from '../api-names.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations that merge. */
export function mergeRoutes(merges: MergeRequests): Handlers<'fs_merge_handler' | 'fs_pick_handler'> {
  return {
    fs_merge_handler: async ({ body }) => answer(await merges.merge(body as MergeRequest)),
    fs_pick_handler: async ({ body }) => answer(await merges.pick(body as PickRequest)),
  };
}

function answer(outcome: RequestedMerge) {
  const more = {
    bases: [...outcome.bases],
    warnings: [...outcome.warnings],
    push: outcome.push && toMergePush(outcome.push),
  };
  return outcome.status === 'merged'
    ? { status: 'merged' as const, ca_id: outcome.tree, ...more }
    : {
        status: 'conflict' as const,
        conflicts: outcome.conflicts.map(toConflict),
        conflict_ca_id: outcome.tree,
        ...more,
      };
}
