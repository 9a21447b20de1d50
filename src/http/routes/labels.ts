/**
 * Labels over HTTP.
 */
import { TreeboxError } from '../../core/errors.ts';
import type { Labels } from '../../service/labels.ts';
import { toLabel } from '../api-names.ts';
import type { Handlers } from '../operation.ts';
import { clamped } from '../page-limit.ts';

/** Size of a page. Without a limit the list is complete. */
const LIST_LIMIT = { min: 1, max: 10_000, default: 10_000 } as const;

/** Serves the operations on labels. */
export function labelRoutes(
  labels: Labels,
): Handlers<
  | 'fs_labels_handler'
  | 'fs_set_label_handler'
  | 'fs_resolve_handler'
  | 'fs_delete_label_handler'
  | 'fs_log_handler'
  | 'fs_push_handler'
  | 'fs_reset_handler'
> {
  return {
    fs_labels_handler: async ({ query: { limit, ...filter } }) => {
      const page = await labels.page({ ...filter, ...(limit != null && { limit: clamped(limit, LIST_LIMIT) }) });
      return { labels: page.labels.map(({ name, tree, commit }) => ({ name, ca_id: tree, commit })), next: page.next };
    },

    fs_set_label_handler: async ({ body: { name, ca_id: caId, from, message } }) => {
      if (caId !== undefined && from === undefined) return toLabel(await labels.set(name, caId, message));
      if (from !== undefined && caId === undefined) return toLabel(await labels.branch(name, from, message));
      throw new TreeboxError('bad_request', 'the body must have exactly one of the fields "ca_id" and "from"');
    },

    fs_resolve_handler: async ({ params }) => toLabel(await labels.get(params.label)),

    fs_delete_label_handler: async ({ params }) => {
      const { name, tree } = await labels.delete(params.label);
      return { label: name, ca_id: tree };
    },

    fs_reset_handler: async ({ body }) =>
      toLabel(await labels.reset(body.label, body.ca_id, body.allow_unlogged ?? false, body.message)),

    fs_log_handler: async ({ params, query }) => ({
      label: params.label,
      log: (await labels.log(params.label, query.limit ?? undefined, query.before)).map((move) => ({
        ...move,
        time: new Date(move.at).toISOString(),
      })),
    }),

    fs_push_handler: async ({ body }, reply) => {
      const { ca_id: snapshot, ...push } = body;
      const result = await labels.push({ ...push, snapshot });
      if (result.status === 'detached') return { status: result.status, ca_id: result.tree };
      if (result.status === 'advanced') return { status: result.status, ...toLabel(result) };
      reply.code(409);
      return result;
    },
  };
}
