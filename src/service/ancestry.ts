/**
 * Which snapshot came from which: by the commits of the labels and their reflogs, by what executions made of what they
 * mounted, and by merges. Layer 5.
 *
 * Snapshots are what descends here, not commits, since most are never committed. A label that goes back to an earlier
 * snapshot closes a circle, in which each is an ancestor of the other; the nearest one counts then.
 */
import type { Oid } from '../core/ids.ts';
import { commitHistory } from '../git/objects/commit-history.ts';
import type { Records } from './records.ts';

/** The snapshots that one came from directly. */
type ParentsOf = (tree: Oid) => readonly Oid[];

/** Snapshots looked at before other requests get their turn. */
const SNAPSHOTS_PER_TURN = 500;

export class Ancestry {
  readonly #gitDir: string;
  readonly #records: Records;

  /** @param gitDir absolute path of the repository */
  constructor(gitDir: string, records: Records) {
    this.#gitDir = gitDir;
    this.#records = records;
  }

  /**
   * The snapshot that both come from and from which no other such snapshot comes. Of several the nearest; of equally
   * near ones the first by name, so that the answer is always the same.
   * @returns undefined when the history knows of none
   */
  async bestCommonAncestor(one: Oid, other: Oid): Promise<Oid | undefined> {
    const parentsOf = await this.#history();
    const near = await distances([one], parentsOf);
    const far = await distances([other], parentsOf);
    const common = [...near.keys()].filter((tree) => far.has(tree));
    const surpassed = await distances(common.flatMap(parentsOf), parentsOf);
    const best = common.filter((tree) => !surpassed.has(tree));
    const rank = (tree: Oid) => [near.get(tree), far.get(tree)] as [number, number];
    return (best.length > 0 ? best : common).toSorted((a, b) => compare(rank(a), rank(b)) || (a < b ? -1 : 1))[0];
  }

  async #history(): Promise<ParentsOf> {
    const trees = new Map<Oid, Oid>();
    const commits = [];
    for await (const commit of commitHistory(this.#gitDir)) {
      trees.set(commit.commit, commit.tree);
      if (commit.parents.length > 0) commits.push(commit);
    }
    const committed = new Map<Oid, Oid[]>();
    for (const { tree, parents } of commits) {
      const known = parents.flatMap((parent) => trees.get(parent) ?? []);
      committed.set(tree, [...(committed.get(tree) ?? []), ...known]);
    }
    return (tree) => [...(committed.get(tree) ?? []), ...this.#recorded(tree)];
  }

  #recorded(tree: Oid): Oid[] {
    const rows = this.#records.rows(
      `SELECT DISTINCT base_fs AS parent FROM executions WHERE fs = ?1 AND base_fs IS NOT NULL
       UNION SELECT ours FROM merges WHERE result = ?1 UNION SELECT theirs FROM merges WHERE result = ?1`,
      tree,
    );
    return rows.map(({ parent }) => parent as Oid);
  }
}

/** Every snapshot that the first ones come from, themselves included, with its distance from the nearest of them. */
async function distances(from: readonly Oid[], parentsOf: ParentsOf): Promise<Map<Oid, number>> {
  const found = new Map<Oid, number>();
  let generation = [...new Set(from)];
  for (let distance = 0; generation.length > 0; distance += 1) {
    const next = new Set<Oid>();
    for (const tree of generation) {
      if (found.has(tree)) continue;
      found.set(tree, distance);
      if (found.size % SNAPSHOTS_PER_TURN === 0) await new Promise(setImmediate);
      for (const parent of parentsOf(tree)) next.add(parent);
    }
    generation = [...next];
  }
  return found;
}

/** The lesser of the greater distances first, then the lesser sum. */
function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.max(...a) - Math.max(...b) || a[0] + a[1] - b[0] - b[1];
}
