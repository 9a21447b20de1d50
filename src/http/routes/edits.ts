/**
 * Changing snapshots over HTTP without a run. Layer 6.
 */
import type { Edits } from '../../service/edits.ts';
import type { Handlers } from '../operation.ts';

/** Serves the operations that edit snapshots. */
export function editRoutes(edits: Edits): Handlers<'fs_edit_handler'> {
  return {
    fs_edit_handler: async ({ body }) => {
      const { ca_id, changes } = await edits.edit(body as Parameters<Edits['edit']>[0]);
      return { ca_id, changes: { total: changes.total, entries: [...changes.entries] } };
    },
  };
}
