/**
 * Pushes snapshots that a run, an edit or an import has just made.
 *
 * A push moves its label by one commit, or returns the reason why it did not. If the label has moved in the meantime, the push
 * is rejected, or it is merged with the new head and tried again. Pushes of this process to one label take turns, so each
 * push that merges needs only one merge. The caller can learn the commit before the label moves, and can ask later whether
 * it moved, so a kill in between leads to no second commit.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { TreeboxError } from '../core/errors.ts';
import { type CommitId, isTreeId, type TreeId } from '../core/ids.ts';
import { PUSH_CONFLICT_TEXT_MAX, PUSH_RETRY_MS } from '../core/limits.ts';
import { KeyedMutex } from '../core/mutex.ts';
import type { Identity, Trailer } from '../git/format/commit-codec.ts';
import type { Repository } from '../git/repository.ts';
import type { Handles, LabelHead, Named } from './handles.ts';
import { checkLabel } from './label-name.ts';
import { checkMessage, standingText } from './label-text.ts';
import type { Labels } from './labels.ts';
import type { Merges } from './merges.ts';
import type { Conflicts, OnConflict, PushOrder, PushOutcome } from './push-outcome.ts';
import { refusalOfRef } from './ref-refusal.ts';

/** A push in the form of a request. */
export interface PushOrderRequest {
  readonly label: string;
  readonly message?: string | null;
  readonly author?: Identity | null;
  readonly expected?: string | null;
  readonly onConflict?: OnConflict | null;
}

/** Arguments of a push in addition to its order. */
export interface PushContext {
  readonly trailers: readonly Trailer[];
  /** Called before the label moves, with the outcome that the push will have if the label moves. */
  readonly onCommit?: (outcome: PushOutcome) => Promise<void>;
}

export interface PushesOptions {
  readonly labels: Pick<Labels, 'advance' | 'hasLogged'>;
  readonly handles: Pick<Handles, 'label'>;
  readonly repository: Pick<Repository, 'maintenance'>;
  readonly merges: Pick<Merges, 'mergeSides'>;
}

/** Pause before the next try when another process holds the label's lock, in ms. */
const BUSY_PAUSE_MS = 100;

export class Pushes {
  readonly #options: PushesOptions;
  readonly #turns = new KeyedMutex();

  constructor(options: PushesOptions) {
    this.#options = options;
  }

  /**
   * Checks the push of a request.
   * @param base the snapshot that the pushed one will be made from
   * @param mountedLabel the label that named `base`; null when another handle did
   * @param author author of the request's commits, for a push that names none
   * @throws TreeboxError `bad_label`, `bad_message`, `bad_handle`
   */
  check(request: PushOrderRequest, base: Named, mountedLabel: string | null, author: Identity | null): PushOrder {
    const { label, expected } = request;
    checkLabel(label);
    return {
      label,
      message: checkMessage(request.message),
      author: request.author ?? author,
      expected:
        expected === undefined ? this.#defaultExpected(label, base, mountedLabel) : readExpected(expected, base),
      onConflict: request.onConflict ?? 'reject',
      base,
    };
  }

  /**
   * Pushes a snapshot.
   * @param tree must be safe from collection
   * @throws errors of the server itself; a refusal is an outcome
   */
  async push(tree: TreeId, order: PushOrder, context: PushContext): Promise<PushOutcome> {
    return await this.#turns.run(order.label, async () => {
      const until = Date.now() + PUSH_RETRY_MS;
      for (;;) {
        const outcome = await this.#try(tree, order, context).catch(refusalOf);
        if (outcome === 'moved' || outcome === 'busy') {
          if (Date.now() > until) return this.#rejected(order.label, `the label was in use for ${PUSH_RETRY_MS} ms`);
          if (outcome === 'busy') await sleep(BUSY_PAUSE_MS);
        } else if (outcome instanceof TreeboxError) {
          return this.#rejected(order.label, outcome.message);
        } else {
          return outcome;
        }
      }
    });
  }

  /** Returns whether the label took the commit that `onCommit` was called with. */
  async hasLanded({ label, commit }: PushOutcome): Promise<boolean> {
    return commit !== null && (await this.#options.labels.hasLogged(label, commit));
  }

  /** Tries the push once. @returns `moved` when another client moved the label in the meantime */
  async #try(tree: TreeId, order: PushOrder, context: PushContext): Promise<PushOutcome | 'moved'> {
    const { label, expected, onConflict } = order;
    const head = await this.#options.handles.label(label);
    if (head?.tree === tree) return settled('unchanged', label, head);
    if ((head?.tree ?? null) === expected) {
      const parents = head ? [head.commit] : await this.#kept(order.base.commit);
      return await this.#advance('advanced', tree, order, context, head, parents);
    }
    if (!head || onConflict === 'reject') {
      const why = standingText(head?.tree ?? null, expected);
      return await this.#rejected(label, `label ${JSON.stringify(label)} ${why}`);
    }
    const prefer = onConflict === 'merge' ? 'none' : onConflict;
    const ours = { tree, commit: null };
    const merged = await this.#options.merges.mergeSides(ours, head, { base: order.base, prefer });
    if (merged.status === 'conflict') {
      return { ...settled('conflict', label, head), tree: null, commit: null, conflicts: shortened(merged.conflicts) };
    }
    if (merged.tree === head.tree) return settled('unchanged', label, head);
    const parents = [head.commit, ...(await this.#kept(order.base.commit))];
    return await this.#advance('merged', merged.tree, order, context, head, parents);
  }

  async #advance(
    status: 'advanced' | 'merged',
    tree: TreeId,
    { label, message, author }: PushOrder,
    { trailers, onCommit }: PushContext,
    head: LabelHead | undefined,
    parents: readonly CommitId[],
  ): Promise<PushOutcome | 'moved'> {
    const next = { tree, parents, message, author: author ?? undefined, trailers };
    const moved = await this.#options.labels.advance(label, head?.commit, next, async (commit) =>
      onCommit?.(settled(status, label, { tree, commit })),
    );
    return moved ? settled(status, label, { tree, commit: moved.commit }) : 'moved';
  }

  async #rejected(label: string, error: string): Promise<PushOutcome> {
    const current = (await this.#options.handles.label(label))?.tree ?? null;
    return { status: 'rejected', label, tree: null, commit: null, current, conflicts: [], error };
  }

  #defaultExpected(label: string, base: Named, mountedLabel: string | null): TreeId | null {
    return label === mountedLabel && base.commit !== null ? base.tree : null;
  }

  /** Pins a commit, to use it as a parent. @returns the commit; empty when the store no longer has it */
  async #kept(commit: CommitId | null): Promise<CommitId[]> {
    return commit !== null && (await this.#options.repository.maintenance.hold(commit)) ? [commit] : [];
  }
}

function settled(status: PushOutcome['status'], label: string, { tree, commit }: LabelHead): PushOutcome {
  return { status, label, tree, commit, current: tree, conflicts: [], error: null };
}

/** Leaves out the texts of conflicts that are too long for a record. */
function shortened(conflicts: Conflicts): Conflicts {
  let room = PUSH_CONFLICT_TEXT_MAX;
  return conflicts.map((conflict) => {
    const { markers, diffOurs, diffTheirs } = conflict;
    room -= [markers, diffOurs, diffTheirs].reduce((sum, text) => sum + (text?.length ?? 0), 0);
    return room >= 0 ? conflict : { ...conflict, markers: null, diffOurs: null, diffTheirs: null };
  });
}

function readExpected(expected: string | null, base: Named): TreeId | null {
  if (expected === null) return null;
  if (expected === 'base') return base.tree;
  if (isTreeId(expected)) return expected;
  throw new TreeboxError(
    'bad_handle',
    'push.expected must be "base", null or a CA id of 40 lower-case hexadecimal digits',
  );
}

/** Returns a refusal as a value, and throws every other error. */
function refusalOf(error: unknown): TreeboxError | 'busy' {
  const refusal = refusalOfRef(error) ?? error;
  if (!(refusal instanceof TreeboxError) || refusal.code === 'internal') throw error;
  return refusal.code === 'busy' ? 'busy' : refusal;
}
