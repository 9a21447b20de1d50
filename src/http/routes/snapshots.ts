/**
 * Snapshots over HTTP: looking into them, in and out as archives, merging, collecting. Layer 6.
 */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { TreeboxError } from '../../core/errors.ts';
import type { Merges } from '../../service/merges.ts';
import type { Retention } from '../../service/retention.ts';
import type { Snapshots } from '../../service/snapshots.ts';
import type { Handlers, OperationRequest } from '../operation.ts';
import { isNotModified, requestedRange } from '../range.ts';

/** Serves the operations on snapshots. */
export function snapshotRoutes(
  snapshots: Snapshots,
  merges: Merges,
  retention: Retention,
): Handlers<
  | 'fs_tree_handler'
  | 'fs_file_handler'
  | 'fs_archive_handler'
  | 'fs_import_handler'
  | 'fs_diff_handler'
  | 'fs_merge_handler'
  | 'fs_gc_handler'
> {
  return {
    fs_tree_handler: (request) => snapshots.folder(request.params.handle, restOf(request)),

    fs_file_handler: (request, reply) => sendFile(snapshots, request, reply),

    fs_archive_handler: async ({ params }, reply) => {
      const archive = await snapshots.archive(params.handle);
      return reply.header('content-type', 'application/x-tar').send(archive);
    },

    fs_import_handler: async ({ body }) => ({ ca_id: await snapshots.import(body as unknown as Readable) }),

    fs_diff_handler: async ({ query }, reply) => {
      if (query.patch) return await sendPatch(snapshots.patch(query.from, query.to), reply);
      const differences = await snapshots.diff(query.from, query.to);
      return { changes: differences.map(({ path, status, from, to }) => ({ path, status, from, to })) };
    },

    fs_merge_handler: async ({ body }) => {
      const outcome = await merges.merge(body);
      if (outcome.status === 'merged') return { status: 'merged', ca_id: outcome.tree };
      return { status: 'conflict', conflicts: [...outcome.conflicts] };
    },

    fs_gc_handler: async ({ body }) => {
      const dryRun = body?.dry_run ?? false;
      return { dry_run: dryRun, ...(await retention.collect(dryRun)) };
    },
  };
}

/** The part of the path that may hold slashes. */
function restOf(request: OperationRequest<'fs_tree_handler' | 'fs_file_handler'>): string {
  return (request.params as unknown as { '*': string })['*'];
}

async function sendFile(
  snapshots: Snapshots,
  request: OperationRequest<'fs_file_handler'>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = restOf(request);
  const file = snapshots.file(request.params.handle, path);
  const etag = `"${file.oid}"`;
  const isKnown = isNotModified(request.headers, etag);
  const range = isKnown ? undefined : requestedRange(request.headers, etag, file.size);
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.size}`);
    throw new TreeboxError('range_not_satisfiable', `the range lies outside the file's ${file.size} bytes`);
  }
  // A CA id names the same bytes for ever, a label does not.
  // Loaded on first use: the table of types takes longer than all else that a start needs of this file.
  const { fileHeaders } = await import('../file-type.ts');
  reply.headers({ ...fileHeaders(path), etag, 'accept-ranges': 'bytes', 'cache-control': 'no-cache' });
  if (isKnown) return reply.code(304).send();
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size}`);
  reply.header('content-length', end - start + 1);
  return reply.send(snapshots.content(file, start, end - start + 1));
}

/** The first piece is waited for: what fails before it still has its own status. */
async function sendPatch(patch: AsyncIterable<Uint8Array>, reply: FastifyReply): Promise<FastifyReply> {
  const pieces = patch[Symbol.asyncIterator]();
  const first = await pieces.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
    } finally {
      await pieces.return?.();
    }
  }
  return reply.header('content-type', 'text/x-diff; charset=utf-8').send(Readable.from(all(), { objectMode: false }));
}
