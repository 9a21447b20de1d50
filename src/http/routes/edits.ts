/**
 * Edits of snapshots over HTTP, without a run.
 */
import type { Edits } from '../../service/edits.ts';
import { fromEdits, toChanges, toFileCommit, toPush } from '../api-names.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations that edit snapshots and files of labels. */
export function editRoutes(
  edits: Edits,
): Handlers<'fs_edit_handler' | 'fs_put_file_handler' | 'fs_delete_file_handler'> {
  return {
    fs_edit_handler: async ({ body }) => {
      const { tree, changes, push } = await edits.edit(fromEdits(body));
      return {
        ca_id: tree,
        changes: toChanges(changes),
        push: push && toPush(push),
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
      return toFileCommit(written);
    },

    fs_delete_file_handler: async ({ params, query, headers }) =>
      toFileCommit(
        await edits.deleteFile(params.label, pathOf(params), { ifMatch: headers['if-match'] }, query.message),
      ),
  };
}

/** Returns the path parameter that may contain slashes. */
function pathOf(params: unknown): string {
  return (params as { '*': string })['*'];
}
