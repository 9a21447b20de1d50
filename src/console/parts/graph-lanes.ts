/**
 * Assigns each commit and each line of a drawn history to a lane.
 *
 * Commits are listed newest first, each before its parents. A lane holds the commit that it leads to. A commit takes the
 * first lane that leads to it and ends the others.
 */

export interface GraphCommit {
  readonly commit: string;
  readonly parents: readonly string[];
}

/** A line from a lane at the row's top to a lane at its bottom; an upper or lower part ends or begins in the middle. */
export interface GraphLine {
  readonly from: number;
  readonly to: number;
  readonly part: 'whole' | 'upper' | 'lower';
}

export interface GraphRow {
  readonly lane: number;
  readonly lines: readonly GraphLine[];
  /** Number of lanes in use, at the row's top or its bottom. */
  readonly width: number;
}

export function layOut(commits: readonly GraphCommit[]): GraphRow[] {
  let lanes: (string | undefined)[] = [];
  return commits.map(({ commit: oid, parents }) => {
    const before = lanes;
    const found = before.indexOf(oid);
    const lane = found >= 0 ? found : freeLane(before);
    const after = before.map((waited) => (waited === oid ? undefined : waited));
    const targets = parents.map((parent, at) => {
      const known = after.indexOf(parent);
      if (known >= 0) return known;
      const target = at === 0 ? lane : freeLane(after);
      after[target] = parent;
      return target;
    });
    while (after.length > 0 && after.at(-1) === undefined) after.pop();
    const through = before.flatMap((waited, at): GraphLine[] => {
      if (waited === undefined) return [];
      if (waited === oid) return [{ from: at, to: lane, part: 'upper' as const }];
      return [{ from: at, to: at, part: 'whole' as const }];
    });
    const down = targets.map((to) => ({ from: lane, to, part: 'lower' as const }));
    lanes = after;
    return { lane, lines: [...through, ...down], width: Math.max(before.length, after.length, lane + 1) };
  });
}

function freeLane(lanes: readonly (string | undefined)[]): number {
  const free = lanes.indexOf(undefined);
  return free >= 0 ? free : lanes.length;
}
