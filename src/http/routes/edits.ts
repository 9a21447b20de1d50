/**
 * Changing snapshots over HTTP without a run.
 */
import type { EditRequest, Edits, FileCommit } from '../../service/edits.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations that edit snapshots and files of labels. */
export function editRoutes(
  edits: Edits,
): Handlers<'fs_edit_handler' | 'fs_put_file_handler' | 'fs_delete_file_handler'> {
  return {
    fs_edit_handler: async ({ body }) => {
      const { ca_id, changes, push } = await edits.edit(body as EditRequest);
      return {
        ca_id,
        changes: { total: changes.total, entries: [...changes.entries] },
        push: push && { ...push, conflicts: [...push.conflicts] },
      };
    },

    fs_put_file_handler: async (request, reply) => {
      const { params, query, headers } = request;
      const content = (request.body as unknown as Buffer | undefined) ?? Buffer.alloc(0);
      const condition = { ifMatch: headers['if-match'], isNew: headers['if-none-match'] !== undefined };
      const { isNew, ...written } = await edits.putFile(
        params.label,
        pathOf(params),
        content,
        condition,
        query.message,
      );
      reply.code(isNew ? 201 : 200).header('etag', `"${written.blob}"`);
      return written satisfies FileCommit;
    },

    fs_delete_file_handler: ({ params, query, headers }) =>
      edits.deleteFile(params.label, pathOf(params), { ifMatch: headers['if-match'] }, query.message),
  };
}

/** The part of the path that may hold slashes. */
function pathOf(params: unknown): string {
  return (params as { '*': string })['*'];
}
