/**
 * Edits of a snapshot without a run. Layer 5. All of a request's edits are done, or none.
 *
 * The cost grows with the edits and the folders that they touch, whatever the size of the tree.
 */
import { TreeboxError } from '../core/errors.ts';
import type { Oid } from '../core/ids.ts';
import type { Repository } from '../git/repository.ts';
import type { Changes, SnapshotChanges } from './changes.ts';
import { type Edit, EditSteps } from './edit-steps.ts';
import { type Handles, shown } from './handles.ts';
import { writeObjects } from './written-objects.ts';

export interface EditRequest {
  /** Handle of the snapshot that is edited. */
  readonly base: string;
  readonly edits: readonly Edit[];
}

export interface Edited {
  readonly ca_id: Oid;
  readonly changes: SnapshotChanges;
}

export interface EditsOptions {
  readonly repository: Pick<Repository, 'objects' | 'incoming'>;
  readonly handles: Handles;
  readonly changes: Changes;
  /** Keeps what is answered though nothing names it yet. */
  readonly keepAnswer: (oid: Oid) => void;
}

/** Edits done before other requests get their turn. */
const EDITS_PER_TURN = 20;

export class Edits {
  readonly #options: EditsOptions;

  constructor(options: EditsOptions) {
    this.#options = options;
  }

  /**
   * Edits a snapshot.
   * @returns the new snapshot, which is kept for a day, and what differs from the one edited
   * @throws TreeboxError `bad_edit`, `too_large`; as `Handles.named`, and `unknown_snapshot` for a label that does not exist
   */
  async edit({ base, edits }: EditRequest): Promise<Edited> {
    const { handles, changes, keepAnswer } = this.#options;
    const named = await handles.named(base);
    if (!named) throw new TreeboxError('unknown_snapshot', `base ${shown(base)}: there is no such label`);
    const tree = await this.#apply(named.tree, edits);
    keepAnswer(tree);
    return { ca_id: tree, changes: await changes.between(named.tree, tree) };
  }

  async #apply(base: Oid, edits: readonly Edit[]): Promise<Oid> {
    const { objects, incoming } = this.#options.repository;
    return await writeObjects(incoming, async (writer) => {
      const steps = new EditSteps(objects, writer, base);
      for (const [index, edit] of edits.entries()) {
        if (index % EDITS_PER_TURN === EDITS_PER_TURN - 1) await new Promise(setImmediate);
        steps.take(edit, index);
      }
      return steps.finish();
    });
  }
}
