/**
 * Lists the history of a handle's commit, in pages.
 */
import { TreeboxError } from '../core/errors.ts';
import type { CommitId, TreeId } from '../core/ids.ts';
import { decodeAuthor } from '../git/format/commit-codec.ts';
import { commitsBefore } from '../git/objects/commit-history.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import type { Repository } from '../git/repository.ts';
import { type Handles, shown } from './handles.ts';

/** Characters of a message that are shown. */
const MESSAGE_SHOWN_MAX = 4_096;

export interface HistoryEntry {
  readonly commit: CommitId;
  readonly tree: TreeId;
  readonly parents: readonly CommitId[];
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export class History {
  readonly #repository: Pick<Repository, 'path' | 'objects'>;
  readonly #handles: Handles;

  constructor(repository: Pick<Repository, 'path' | 'objects'>, handles: Handles) {
    this.#repository = repository;
    this.#handles = handles;
  }

  /**
   * Lists commits, newest first; no commit comes before its children.
   * @param after the last commit of the previous page
   * @returns the page, and its last commit when there are more
   * @throws TreeboxError `not_found`; `bad_handle` for a CA id; `bad_request` when `after` is not one of the commits
   */
  async commits(
    handle: string,
    limit: number,
    after?: string,
  ): Promise<{ commits: HistoryEntry[]; next: CommitId | null }> {
    const { commit } = await this.#handles.look(handle);
    if (commit === null) {
      throw new TreeboxError(
        'bad_handle',
        `${shown(handle)} is a CA id, which has no history: name a label or a commit`,
      );
    }
    const commits: HistoryEntry[] = [];
    let isPast = after === undefined;
    for await (const oid of commitsBefore(this.#repository.path, commit)) {
      if (commits.length === limit) return { commits, next: commits.at(-1)?.commit ?? null };
      if (isPast) commits.push(this.#read(oid));
      isPast ||= oid === after;
    }
    if (isPast) return { commits, next: null };
    throw new TreeboxError('bad_request', `after: ${shown(String(after))} is not a commit of this history`);
  }

  #read(oid: CommitId): HistoryEntry {
    const commit = readCommit(this.#repository.objects, oid);
    const data = this.#repository.objects.read(oid)?.data;
    if (!commit || !data) throw new Error(`commit ${oid} is missing`);
    const { tree, parents, message, atSecs } = commit;
    return {
      commit: oid,
      tree,
      parents,
      author: decodeAuthor(data),
      message: message.slice(0, MESSAGE_SHOWN_MAX).toWellFormed(),
      at: (Number.isNaN(atSecs) ? 0 : atSecs) * 1000,
    };
  }
}
