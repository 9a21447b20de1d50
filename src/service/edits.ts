/**
 * Edits of a snapshot without a run. All of a request's edits are done, or none.
 *
 * The cost grows with the edits and the folders that they touch, not with the size of the tree.
 */
import { TreeboxError } from '../core/errors.ts';
import { type CommitId, EMPTY_TREE, type Oid, type TreeId } from '../core/ids.ts';
import { KeyedMutex } from '../core/mutex.ts';
import type { Identity } from '../git/format/commit-codec.ts';
import type { Repository } from '../git/repository.ts';
import type { Changes, SnapshotChanges } from './changes.ts';
import { type Edit, EditSteps } from './edit-steps.ts';
import { type Handles, shown } from './handles.ts';
import { isLabel } from './label-name.ts';
import { checkMessage } from './label-text.ts';
import type { Labels } from './labels.ts';
import type { PushOutcome } from './push-outcome.ts';
import type { Pushes, PushOrderRequest } from './pushes.ts';
import { writeObjects } from './written-objects.ts';

export interface EditRequest {
  /** Handle of the snapshot that is edited. */
  readonly base: string;
  readonly edits: readonly Edit[];
  /** Where the edited snapshot is pushed. */
  readonly push?: PushOrderRequest | null;
  /** Author of its commits. */
  readonly author?: Identity | null;
}

export interface Edited {
  readonly tree: TreeId;
  readonly changes: SnapshotChanges;
  /** How the push ended; null without one. */
  readonly push: PushOutcome | null;
}

/** A file that was written or deleted on a label. */
export interface FileCommit {
  readonly label: string;
  readonly tree: TreeId;
  readonly commit: CommitId;
  /** The blob that was written, or the one that was deleted. */
  readonly blob: Oid;
}

/** Conditions that a file must meet before it is changed. */
export interface FileCondition {
  /** A list of blob ids in quotes, one of which the file must have, or `*` when it must exist. */
  readonly ifMatch?: string | undefined;
  /** True when the file must not exist. */
  readonly isNew?: boolean;
}

export interface EditsOptions {
  readonly repository: Pick<Repository, 'objects' | 'incoming'>;
  readonly handles: Handles;
  readonly labels: Labels;
  readonly pushes: Pushes;
  readonly changes: Changes;
  /** Keeps an object that a response names, even if no record names it. */
  readonly keepAnswer: (oid: Oid) => Promise<void>;
}

/** Edits done before other requests get their turn. */
const EDITS_PER_TURN = 20;
/** How many times a commit is tried while other clients move the label. */
const TRIES_MAX = 100;

export class Edits {
  readonly #options: EditsOptions;
  /** Commits to one label are made one after the other. */
  readonly #turns = new KeyedMutex();

  constructor(options: EditsOptions) {
    this.#options = options;
  }

  /**
   * Edits a snapshot.
   * @returns the new snapshot, which is kept for a day, and its differences from the base
   * @throws TreeboxError `bad_edit`, `too_large`; as `Handles.named`, and `unknown_snapshot` for a label that does not exist
   */
  async edit({ base, edits, push, author }: EditRequest): Promise<Edited> {
    const { handles, changes, pushes, keepAnswer } = this.#options;
    const named = await handles.named(base);
    if (!named) throw new TreeboxError('unknown_snapshot', `base ${shown(base)}: there is no such label`);
    const order = push && pushes.check(push, named, isLabel(base) ? base : null, author ?? null);
    const { tree } = await this.#apply(named.tree, async (steps) => {
      for (const [index, edit] of edits.entries()) {
        if (index % EDITS_PER_TURN === EDITS_PER_TURN - 1) await new Promise(setImmediate);
        steps.take(edit, index);
      }
    });
    await keepAnswer(tree);
    const outcome = order ? await pushes.push(tree, order, { trailers: [] }) : null;
    return { tree, changes: await changes.between(named.tree, tree), push: outcome };
  }

  /**
   * Writes a file as a commit on a label. It creates a missing label only when the file must be new, so that a misspelt
   * name does not create a label.
   * @returns the commit, or the label's head when the file already has this content; and whether the file is new
   * @throws TreeboxError `unknown_label`, `precondition_failed`, `bad_edit`, `bad_message`, `busy`
   */
  async putFile(
    label: string,
    path: string,
    content: Buffer,
    condition: FileCondition,
    message?: string,
  ): Promise<FileCommit & { readonly isNew: boolean }> {
    return await this.#commit(
      label,
      message || `write ${path}`,
      (steps) => {
        const present = steps.look(path);
        checkCondition(path, present?.oid, condition);
        return { blob: steps.write(steps.path(path), content), isNew: present === undefined };
      },
      condition.isNew,
    );
  }

  /**
   * Deletes a file by a commit on a label.
   * @throws TreeboxError `unknown_label`, `not_found`, `precondition_failed`, `bad_edit`, `bad_message`, `busy`
   */
  async deleteFile(label: string, path: string, condition: FileCondition, message?: string): Promise<FileCommit> {
    return await this.#commit(label, message || `delete ${path}`, (steps) => {
      const blob = steps.look(path)?.oid;
      checkCondition(path, blob, condition);
      steps.remove(steps.path(path), false);
      if (!blob) throw new TreeboxError('not_found', `${shown(path)}: there is no such file`);
      return { blob };
    });
  }

  /** Adds one commit to a label, and tries again when another client moves the label in the meantime. */
  async #commit<T extends { readonly blob: Oid }>(
    label: string,
    message: string,
    work: (steps: EditSteps) => T,
    makesLabel = false,
  ): Promise<FileCommit & T> {
    const { labels, handles } = this.#options;
    const text = checkMessage(message);
    return await this.#turns.run(label, async () => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const isMissing = makesLabel && isLabel(label) && !(await handles.label(label));
        const { commit, tree: base } = isMissing ? { commit: undefined, tree: EMPTY_TREE } : await labels.get(label);
        const { tree, done } = await this.#apply(base, work);
        if (commit !== undefined && tree === base) return { label, tree: base, commit, ...done };
        const next = {
          tree,
          parents: commit === undefined ? [] : [commit],
          message: text,
          author: undefined,
          trailers: [],
        };
        const moved = await labels.advance(label, commit, next);
        if (moved) return { label, tree, commit: moved.commit, ...done };
      }
      throw new TreeboxError('busy', `label ${shown(label)} is moved too often by other clients: try again`);
    });
  }

  async #apply<T>(base: TreeId, work: (steps: EditSteps) => T | Promise<T>): Promise<{ tree: TreeId; done: T }> {
    const { objects, incoming } = this.#options.repository;
    return await writeObjects(incoming, async (writer) => {
      const steps = new EditSteps(objects, writer, base);
      const done = await work(steps);
      return { tree: steps.finish(), done };
    });
  }
}

/** @throws TreeboxError `precondition_failed` */
function checkCondition(path: string, blob: Oid | undefined, { ifMatch, isNew = false }: FileCondition): void {
  if (isNew && blob) throw new TreeboxError('precondition_failed', `${shown(path)} already exists`);
  if (ifMatch === undefined) return;
  const isMatch =
    blob !== undefined && (ifMatch.trim() === '*' || ifMatch.split(',').some((tag) => tag.trim() === `"${blob}"`));
  if (isMatch) return;
  throw new TreeboxError(
    'precondition_failed',
    `${shown(path)} ${blob ? `has the blob "${blob}" now` : 'does not exist'}: read it again`,
  );
}
