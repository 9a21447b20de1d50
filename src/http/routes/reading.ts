/**
 * Reads of snapshots over HTTP: folders, files, search, differences, history.
 */
import type { FastifyReply } from 'fastify';
import type { History } from '../../service/history.ts';
import type { FolderPage, Snapshots } from '../../service/snapshots.ts';
import type { Handlers, OperationRequest } from '../operation.ts';
import { clamped } from '../page-limit.ts';
import { isNotModified } from '../range.ts';
import { sendBytes } from '../send-bytes.ts';

type FileRequest = OperationRequest<'fs_file_handler'>;
type TreeQuery = OperationRequest<'fs_tree_handler'>['query'];

/** Size of a page of a recursive listing. Other listings are complete unless a limit is given. */
const TREE_LIMIT = { min: 1, max: 10_000, default: 1_000 } as const;
const SEARCH_LIMIT = { min: 1, max: 1_000, default: 100 } as const;
const CONTEXT_LINES = { min: 0, max: 20, default: 0 } as const;
const COMMITS_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

/** Serves the operations that read snapshots. */
export function readingRoutes(
  snapshots: Snapshots,
  history: History,
): Handlers<
  | 'fs_tree_handler'
  | 'fs_root_handler'
  | 'fs_file_handler'
  | 'fs_search_handler'
  | 'fs_commits_handler'
  | 'fs_diff_handler'
> {
  return {
    fs_tree_handler: async (request) =>
      toFolder(await snapshots.folder(request.params.handle, pathOf(request.params), pageOf(request.query))),

    fs_root_handler: async ({ params, query }) => toFolder(await snapshots.folder(params.handle, '', pageOf(query))),

    fs_file_handler: (request, reply) => sendFile(snapshots, request, reply),

    fs_search_handler: async ({ params, query }) => {
      const { tree, matches, ...found } = await snapshots.search(params.handle, {
        pattern: query.pattern,
        isRegex: query.regex ?? false,
        glob: query.glob,
        ignoreCase: query.ignore_case ?? false,
        context: clamped(query.context, CONTEXT_LINES),
        limit: clamped(query.limit, SEARCH_LIMIT),
      });
      const shown = matches.map(({ before, after, ...match }) => ({
        ...match,
        before: [...before],
        after: [...after],
      }));
      return { ca_id: tree, ...found, matches: shown };
    },

    fs_commits_handler: async ({ params, query }) => {
      const { commits, next } = await history.commits(params.handle, clamped(query.limit, COMMITS_LIMIT), query.after);
      const shown = commits.map(({ at, parents, ...commit }) => ({
        ...commit,
        parents: [...parents],
        time: new Date(at).toISOString(),
      }));
      return { commits: shown, next };
    },

    fs_diff_handler: async ({ query }, reply) => {
      const { renames = false } = query;
      if (query.patch) {
        const patch = await snapshots.patch(query.from, query.to, renames);
        return reply.header('content-type', 'text/x-diff; charset=utf-8').send(patch);
      }
      const differences = await snapshots.diff(query.from, query.to, renames);
      const changes = differences.map(({ path, status, from, to, old }) => {
        const rename = old && { old_path: old.path, similarity: old.percent };
        return { path, status, from, to, ...rename };
      });
      return { changes };
    },
  };
}

function toFolder({ tree, ...page }: FolderPage) {
  return { ca_id: tree, ...page };
}

/** Returns the path parameter that may contain slashes. */
function pathOf(params: unknown): string {
  return (params as { '*': string })['*'];
}

function pageOf({ recursive = false, limit, after }: NonNullable<TreeQuery>) {
  const isWhole = limit === undefined && !recursive;
  return { recursive, after, limit: isWhole ? Number.POSITIVE_INFINITY : clamped(limit, TREE_LIMIT) };
}

async function sendFile(snapshots: Snapshots, request: FileRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = pathOf(request.params);
  const file = await snapshots.file(request.params.handle, path);
  const etag = `"${file.oid}"`;
  // Load this at its first use: the table of media types takes longer to load than the rest of this file.
  const { fileHeaders } = await import('../file-type.ts');
  // Clients must revalidate: a label may name another file later.
  const headers = { ...fileHeaders(path), etag, 'cache-control': 'no-cache' };
  const { lines, numbers = false } = request.query;
  if ((lines !== undefined || numbers) && !isNotModified(request.headers, etag)) {
    const { text, total, next } = snapshots.lines(file, path, { lines, numbers });
    reply.headers({ ...headers, 'accept-ranges': 'none', 'content-type': 'text/plain; charset=utf-8' });
    reply.header('treebox-total-lines', total);
    if (next !== undefined) reply.header('treebox-next-lines', next);
    return reply.send(text);
  }
  return await sendBytes(snapshots, file, headers, request.headers, reply);
}
