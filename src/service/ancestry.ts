/**
 * Finds the origin of a snapshot: the commit that a handle names, or for a CA id the newest commit, run or merge that
 * produced the snapshot, and the snapshots that it started from.
 *
 * Descent follows commits, runs and merges, never equal trees: a run descends from the commit that it mounted, even if
 * older commits have the same snapshot.
 */
import { type CommitId, EMPTY_TREE, type TreeId } from '../core/ids.ts';
import { Turns } from '../core/turns.ts';
import { trailersOf } from '../git/format/commit-codec.ts';
import type { LooseRevision, RevisionId } from '../git/merge/merge-history.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import type { Named } from './handles.ts';
import type { Store } from './store/store.ts';

/** Most reflog lines, of all labels together, that are searched for the commit of a snapshot. */
const LOG_LINES_MAX = 10_000;

/** A revision, and all loose revisions that it descends from. */
export interface Descent {
  readonly id: RevisionId;
  readonly loose: readonly LooseRevision[];
}

/** The run or merge that produced a snapshot. */
interface Origin {
  readonly id: RevisionId;
  readonly atMs: number;
  readonly execution: string | undefined;
  readonly from: readonly Named[];
}

export class Ancestry {
  readonly #repository: Pick<Repository, 'objects' | 'commits' | 'refs'>;
  readonly #store: Pick<Store, 'executions' | 'merges'>;

  constructor(
    repository: Pick<Repository, 'objects' | 'commits' | 'refs'>,
    store: Pick<Store, 'executions' | 'merges'>,
  ) {
    this.#repository = repository;
    this.#store = store;
  }

  /** Returns the descent of a named snapshot. */
  async descentOf(named: Named): Promise<Descent> {
    const loose = new Map<RevisionId, LooseRevision>();
    const waiting: { readonly origin: Origin; readonly tree: TreeId }[] = [];
    const place = async (each: Named): Promise<RevisionId> =>
      each.commit ?? (await this.#commitOrOrigin(each.tree, waiting));
    const id = await place(named);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { origin, tree } = next;
      if (loose.has(origin.id)) continue;
      const parents: RevisionId[] = [];
      for (const each of origin.from) parents.push(await place(each));
      loose.set(origin.id, { id: origin.id, tree, parents, atSecs: Math.floor(origin.atMs / 1000) });
    }
    return { id, loose: [...loose.values()] };
  }

  /** Returns the descent of a snapshot that is known to come from these commits and from nothing else. */
  descentFrom(tree: TreeId, parents: readonly CommitId[]): Descent {
    const id = `from ${parents.join(' ')} ${tree}`;
    return { id, loose: [{ id, tree, parents, atSecs: Math.floor(Date.now() / 1000) }] };
  }

  /** Returns the newest commit of `tree`, or the id of a newer run or merge that produced it, which is added to `waiting`. */
  async #commitOrOrigin(tree: TreeId, waiting: { origin: Origin; tree: TreeId }[]): Promise<RevisionId> {
    const origin = await this.#originOf(tree);
    const commit = await this.#commitOf(tree);
    if (commit !== undefined && !this.#isOlder(commit, origin)) return commit;
    waiting.push({ origin, tree });
    return origin.id;
  }

  async #originOf(tree: TreeId): Promise<Origin> {
    // The empty snapshot has no origin.
    const none: Origin = { id: `snapshot ${tree}`, atMs: 0, execution: undefined, from: [] };
    if (tree === EMPTY_TREE) return none;
    const run = await this.#store.executions.newestChange(tree);
    const merge = await this.#store.merges.newest(tree, { changed: true });
    if (merge !== undefined && merge.mergedAt > (run?.completedAt ?? 0))
      return { id: `merge ${tree}`, atMs: merge.mergedAt, execution: undefined, from: merge.sides };
    if (run === undefined) return none;
    const from = { tree: run.baseFs, commit: run.baseCommit };
    return { id: `run ${run.id}`, atMs: run.completedAt, execution: run.id, from: [from] };
  }

  /** Returns whether the commit is older than the run or merge that produced its tree. */
  #isOlder(commit: CommitId, origin: Origin): boolean {
    const { atSecs, message } = readCommit(this.#repository.objects, commit) ?? { atSecs: 0, message: '' };
    const originSecs = Math.floor(origin.atMs / 1000);
    if (atSecs !== originSecs || origin.execution === undefined) return atSecs < originSecs;
    return !trailersOf(message).some(({ key, value }) => key === 'Execution' && value === origin.execution);
  }

  /** Returns the newest commit with this tree among the labels' heads, or else in their reflogs. */
  async #commitOf(tree: TreeId): Promise<CommitId | undefined> {
    const { refs, commits } = this.#repository;
    const turns = new Turns();
    const heads = await refs.list(BRANCHES);
    const atHead: CommitId[] = [];
    for (const commit of heads.values()) {
      if (turns.isOver) await turns.next();
      if (commits.of(commit) === tree) atHead.push(commit);
    }
    if (atHead.length > 0) return this.#newest(atHead);
    let left = LOG_LINES_MAX;
    const logged: CommitId[] = [];
    for (const ref of heads.keys()) {
      if (left <= 0) break;
      const { entry, lines } = await refs.findLogged(ref, { tree }, left);
      left -= lines;
      if (entry !== undefined) logged.push(entry.to);
      if (turns.isOver) await turns.next();
    }
    return this.#newest(logged);
  }

  #newest(commits: readonly CommitId[]): CommitId | undefined {
    const timeOf = (commit: CommitId) => readCommit(this.#repository.objects, commit)?.atSecs ?? 0;
    return commits.toSorted((one, other) => timeOf(other) - timeOf(one) || (one < other ? -1 : 1))[0];
  }
}
