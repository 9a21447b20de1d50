/**
 * Commit graphs drawn from a seeded generator: lines, branches, criss-cross and octopus merges, and clocks that go wrong.
 */
import type { CommitId } from '../../src/core/ids.ts';
import { below, type Random } from './random-texts.ts';

/**
 * Makes a graph of some 4 to 20 commits.
 * @param commit makes one on top of these parents; `at` counts up from 0
 * @returns the commits, oldest first
 */
export function randomGraph(
  random: Random,
  commit: (parents: CommitId[], at: number, atSecs: number) => CommitId,
): CommitId[] {
  const commits: CommitId[] = [];
  const total = 4 + below(random, 17);
  // Parents are near, so that branches go on beside each other for a while.
  const reach = 2 + below(random, 6);
  const hasSkew = random() < 0.15;
  for (let at = 0; at < total; at += 1) {
    const wanted = random() < 0.04 ? 0 : random() < 0.55 ? 1 : random() < 0.85 ? 2 : 3;
    const parents = new Set<CommitId>();
    for (let left = wanted; left > 0 && at > 0; left -= 1) {
      parents.add(commits[Math.max(0, at - 1 - below(random, reach))] as CommitId);
    }
    const time = hasSkew && random() < 0.3 ? below(random, total) : Math.floor(at / (1 + below(random, 2)));
    commits.push(commit([...parents], at, time * 10));
  }
  return commits;
}
