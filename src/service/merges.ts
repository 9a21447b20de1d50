/**
 * Merges of snapshots. Layer 5. They move no label; a merged snapshot is kept for a day though nothing names it.
 */
import { TreeboxError } from '../core/errors.ts';
import { EMPTY_TREE, type Oid } from '../core/ids.ts';
import type { Incoming } from '../git/incoming.ts';
import type { MergeThread } from '../git/merge-thread.ts';
import type { MergeOutcome } from '../git/merge-tree.ts';
import { type Handles, shown } from './handles.ts';

export interface MergeRequest {
  readonly base?: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly prefer?: string | null;
}

const PREFERENCES = ['ours', 'theirs', 'none'] as const;

export class Merges {
  readonly #thread: Pick<MergeThread, 'merge'>;
  readonly #incoming: Incoming;
  readonly #handles: Handles;
  readonly #keepAnswer: (oid: Oid) => void;

  /** @param keepAnswer keeps what is answered though nothing names it yet */
  constructor(
    thread: Pick<MergeThread, 'merge'>,
    incoming: Incoming,
    handles: Handles,
    keepAnswer: (oid: Oid) => void,
  ) {
    this.#thread = thread;
    this.#incoming = incoming;
    this.#handles = handles;
    this.#keepAnswer = keepAnswer;
  }

  /**
   * Merges what two snapshots made of a third, the empty one unless it is given.
   * @throws TreeboxError `bad_handle`, `bad_label`, `unknown_snapshot`, `bad_request` for another `prefer`, `too_large`,
   *   `busy`
   */
  async merge(request: MergeRequest): Promise<MergeOutcome> {
    const prefer = PREFERENCES.find((name) => name === (request.prefer ?? 'none'));
    if (!prefer) throw new TreeboxError('bad_request', `prefer must be one of ${PREFERENCES.join(', ')}`);
    const ours = await this.#side(request.ours);
    const theirs = await this.#side(request.theirs);
    const base = request.base == null ? EMPTY_TREE : await this.#side(request.base);
    const outcome = await this.#thread.merge({ base, ours, theirs, prefer });
    if (outcome.status === 'conflict') return outcome;
    await this.#incoming.sync();
    this.#keepAnswer(outcome.tree);
    return outcome;
  }

  async #side(handle: string): Promise<Oid> {
    const tree = await this.#handles.resolve(handle);
    if (tree) return tree;
    throw new TreeboxError('unknown_snapshot', `${shown(handle)}: there is no such snapshot or label`);
  }
}
