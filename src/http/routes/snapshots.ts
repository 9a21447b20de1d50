/**
 * Import and export of snapshots as archives over HTTP, and garbage collection.
 */
import type { Readable } from 'node:stream';
import { TreeboxError } from '../../core/errors.ts';
import type { Retention } from '../../service/retention.ts';
import type { Snapshots } from '../../service/snapshots.ts';
import { toPush } from '../api-names.ts';
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

    fs_import_handler: async ({ body, query: { push: label, message } }) => {
      if (message !== undefined && label === undefined) {
        throw new TreeboxError('bad_request', 'query parameter "message" needs "push": name the label');
      }
      const { tree, push } = await snapshots.import(
        body as unknown as Readable,
        label === undefined ? undefined : { label, message },
      );
      return { ca_id: tree, push: push && toPush(push) };
    },

    fs_gc_handler: async ({ body }) => {
      const dryRun = body?.dry_run ?? false;
      return { dry_run: dryRun, ...(await retention.collect(dryRun)) };
    },
  };
}
