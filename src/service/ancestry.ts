/**
 * Where a snapshot comes from: the commit that a handle names, or for a CA id the commit, the run or the merge that left
 * it last, and what that one started from.
 *
 * Descent is by commits, runs and merges, never by equal trees: a run descends from the commit that it mounted, however
 * often the same snapshot was there before.
 */
import { EMPTY_TREE, type Oid } from '../core/ids.ts';
import { trailersOf } from '../git/format/commit-codec.ts';
import type { LooseRevision, RevisionId } from '../git/merge/merge-history.ts';
import { readCommit } from '../git/objects/commit-trees.ts';
import { BRANCHES } from '../git/refs/ref-name.ts';
import type { Repository } from '../git/repository.ts';
import type { Named } from './handles.ts';
import type { Records } from './records.ts';

/** Log lines of one label, and of all together, that are searched for the commit that left a snapshot. */
const LOG_LINES_MAX = 10_000;

/** A revision with everything loose that it descends from. */
export interface Descent {
  readonly id: RevisionId;
  readonly loose: readonly LooseRevision[];
}

/** A run or a merge that left a snapshot. */
interface Origin {
  readonly id: RevisionId;
  readonly atMs: number;
  readonly execution: string | undefined;
  readonly from: readonly Named[];
}

export class Ancestry {
  readonly #repository: Pick<Repository, 'objects' | 'commits' | 'refs'>;
  readonly #records: Records;

  constructor(repository: Pick<Repository, 'objects' | 'commits' | 'refs'>, records: Records) {
    this.#repository = repository;
    this.#records = records;
  }

  /** Returns what a named snapshot descends from. */
  descentOf(named: Named): Descent {
    const loose = new Map<RevisionId, LooseRevision>();
    const place = (each: Named): RevisionId => each.commit ?? this.#commitOrOrigin(each.tree, waiting);
    const waiting: { readonly origin: Origin; readonly tree: Oid }[] = [];
    const id = place(named);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { origin, tree } = next;
      if (loose.has(origin.id)) continue;
      const parents = origin.from.map(place);
      loose.set(origin.id, { id: origin.id, tree, parents, atSecs: Math.floor(origin.atMs / 1000) });
    }
    return { id, loose: [...loose.values()] };
  }

  /** Returns the descent of a snapshot that is known to come from these commits and from nothing else. */
  descentFrom(tree: Oid, parents: readonly Oid[]): Descent {
    const id = `from ${parents.join(' ')} ${tree}`;
    return { id, loose: [{ id, tree, parents, atSecs: Math.floor(Date.now() / 1000) }] };
  }

  /** The commit that left `tree` last, or the name of what did, which is then added to `waiting`. */
  #commitOrOrigin(tree: Oid, waiting: { origin: Origin; tree: Oid }[]): RevisionId {
    const origin = this.#originOf(tree);
    const commit = this.#commitOf(tree);
    if (commit !== undefined && !this.#isOlder(commit, origin)) return commit;
    waiting.push({ origin, tree });
    return origin.id;
  }

  #originOf(tree: Oid): Origin {
    // The empty snapshot is where everything begins.
    const none: Origin = { id: `snapshot ${tree}`, atMs: 0, execution: undefined, from: [] };
    if (tree === EMPTY_TREE) return none;
    const run = this.#records.row(
      `SELECT id, completed_at, base_fs, base_commit FROM executions
       WHERE fs = ?1 AND base_fs IS NOT NULL AND base_fs <> ?1 ORDER BY id DESC LIMIT 1`,
      tree,
    );
    const merge = this.#records.row(
      'SELECT * FROM merges WHERE result = ?1 AND ours <> ?1 AND theirs <> ?1 ORDER BY merged_at DESC LIMIT 1',
      tree,
    );
    const atMs = Number(run?.completed_at ?? 0);
    if (merge !== undefined && Number(merge.merged_at) > atMs) {
      const side = (name: 'ours' | 'theirs') => ({
        tree: merge[name] as Oid,
        commit: merge[`${name}_commit`] as Oid | null,
      });
      const from = [side('ours'), side('theirs')];
      return { id: `merge ${tree}`, atMs: Number(merge.merged_at), execution: undefined, from };
    }
    if (run === undefined) return none;
    const execution = run.id as string;
    const from = { tree: run.base_fs as Oid, commit: run.base_commit as Oid | null };
    return { id: `run ${execution}`, atMs, execution, from: [from] };
  }

  /** Whether the commit was there before the run or merge left its tree. */
  #isOlder(commit: Oid, origin: Origin): boolean {
    const { atSecs, message } = readCommit(this.#repository.objects, commit) ?? { atSecs: 0, message: '' };
    const originSecs = Math.floor(origin.atMs / 1000);
    if (atSecs !== originSecs || origin.execution === undefined) return atSecs < originSecs;
    return !trailersOf(message).some(({ key, value }) => key === 'Execution' && value === origin.execution);
  }

  /** The newest commit with this tree among the labels' heads, else the newest that their logs have. */
  #commitOf(tree: Oid): Oid | undefined {
    const { refs, commits } = this.#repository;
    const heads = refs.list(BRANCHES);
    const atHead = [...heads.values()].filter((commit) => commits.of(commit) === tree);
    if (atHead.length > 0) return this.#newest(atHead);
    let left = LOG_LINES_MAX;
    const logged = [...heads.keys()].flatMap((ref) => {
      const found = refs.findLogged(ref, ({ to }) => left-- <= 0 || commits.of(to) === tree)?.to;
      return found !== undefined && commits.of(found) === tree ? [found] : [];
    });
    return this.#newest(logged);
  }

  #newest(commits: readonly Oid[]): Oid | undefined {
    const timeOf = (commit: Oid) => readCommit(this.#repository.objects, commit)?.atSecs ?? 0;
    return commits.toSorted((one, other) => timeOf(other) - timeOf(one) || (one < other ? -1 : 1))[0];
  }
}
