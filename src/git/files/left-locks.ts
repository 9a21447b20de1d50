/**
 * Finds lock files that another program has left, such as a git that somebody ran by hand and that was killed.
 *
 * A lock file does not show which process created it. It counts as left when it is older than any move of a ref takes, and when
 * no running git was started before it. If the system hides other users' processes, no lock counts as left.
 */
import type { Stats } from 'node:fs';
import type { Steps } from '../../core/steps.ts';
import { Turns } from '../../core/turns.ts';
import { runningProcesses, showsAllProcesses } from './process-id.ts';

/** Minimum age of a left lock, in ms. A running git keeps its locks for milliseconds. */
export const LEFT_MS = 60_000;
/** Maximum difference between timestamps of files and start times of processes, in ms. */
const SLACK_MS = 2_000;
/** Names of programs that may hold a lock. */
const GIT = /git/i;

/**
 * Returns whether no process can still hold a lock file.
 * @param lock stats of the file
 * @param ageMs minimum age of a left lock, in ms
 */
export function* isLeft(lock: Stats, ageMs: number = LEFT_MS): Steps<boolean> {
  // A lock of treebox has two hard links; `FileLocks.abandoned` finds left ones by the other link.
  if (lock.nlink > 1 || Date.now() - lock.mtimeMs < ageMs) return false;
  if (!showsAllProcesses()) return false;
  const turns = new Turns();
  for (const { name, sinceMs } of runningProcesses()) {
    if (GIT.test(name) && sinceMs < lock.mtimeMs + SLACK_MS) return false;
    if (turns.isOver) yield* turns.step();
  }
  return true;
}
