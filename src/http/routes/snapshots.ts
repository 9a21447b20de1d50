/**
 * Snapshots over HTTP: in and out as archives, collecting.
 */
import type { Readable } from 'node:stream';
import type { Retention } from '../../service/retention.ts';
import type { Snapshots } from '../../service/snapshots.ts';
import { goneSignal } from '../gone.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations on snapshots. */
export function snapshotRoutes(
  snapshots: Snapshots,
  retention: Retention,
): Handlers<'fs_archive_handler' | 'fs_import_handler' | 'fs_gc_handler'> {
  return {
    fs_archive_handler: async ({ params }, reply) => {
      const archive = await snapshots.archive(params.handle, goneSignal(reply));
      return reply.header('content-type', 'application/x-tar').send(archive);
    },

    fs_import_handler: async ({ body }) => ({ ca_id: await snapshots.import(body as unknown as Readable) }),

    fs_gc_handler: async ({ body }) => {
      const dryRun = body?.dry_run ?? false;
      return { dry_run: dryRun, ...(await retention.collect(dryRun)) };
    },
  };
}
