/**
 * Snapshots over HTTP: in and out as archives, merging, collecting. Layer 6.
 */
import type { Readable } from 'node:stream';
import type { MergeResult, Merges } from '../../service/merges.ts';
import type { Retention } from '../../service/retention.ts';
import type { Snapshots } from '../../service/snapshots.ts';
import { goneSignal } from '../gone.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations on snapshots. */
export function snapshotRoutes(
  snapshots: Snapshots,
  merges: Merges,
  retention: Retention,
): Handlers<'fs_archive_handler' | 'fs_import_handler' | 'fs_merge_handler' | 'fs_gc_handler'> {
  return {
    fs_archive_handler: async ({ params }, reply) => {
      const archive = await snapshots.archive(params.handle, goneSignal(reply));
      return reply.header('content-type', 'application/x-tar').send(archive);
    },

    fs_import_handler: async ({ body }) => ({ ca_id: await snapshots.import(body as unknown as Readable) }),

    fs_merge_handler: async ({ body }) => {
      const outcome = await merges.merge(body);
      return mergeAnswer(outcome);
    },

    fs_gc_handler: async ({ body }) => {
      const dryRun = body?.dry_run ?? false;
      return { dry_run: dryRun, ...(await retention.collect(dryRun)) };
    },
  };
}

function mergeAnswer(outcome: MergeResult) {
  const more = { bases: [...outcome.bases], warnings: [...outcome.warnings] };
  return outcome.status === 'merged'
    ? { status: 'merged' as const, ca_id: outcome.tree, ...more }
    : { status: 'conflict' as const, conflicts: [...outcome.conflicts], conflict_ca_id: outcome.tree, ...more };
}
