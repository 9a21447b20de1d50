/**
 * Finds lock files that another program has left: a git that somebody ran by hand and that was killed.
 *
 * Such a file does not show which process made it. It is abandoned when it is older than any move of a ref takes, and when no
 * running git was started before it. If the system hides other users' processes, this can't be decided.
 */
import type { Stats } from 'node:fs';
import type { Steps } from '../../core/steps.ts';
import { Turns } from '../../core/turns.ts';
import { runningProcesses, showsAllProcesses } from './process-id.ts';

/** From which age on a lock may be one that nobody holds, in ms. A git that moves refs keeps its locks for milliseconds. */
export const LEFT_MS = 60_000;
/** By how much the clock of files and that of processes may disagree, in ms. */
const SLACK_MS = 2_000;
/** Names of programs that may hold a lock. */
const GIT = /git/i;

/**
 * Returns whether no process can still hold a lock file.
 * @param lock stats of the file
 * @param ageMs age from which on nobody may hold it, in ms
 */
export function* isLeft(lock: Stats, ageMs: number = LEFT_MS): Steps<boolean> {
  // One of treebox's own has two names, and is known by the other.
  if (lock.nlink > 1 || Date.now() - lock.mtimeMs < ageMs) return false;
  if (!showsAllProcesses()) return false;
  const turns = new Turns();
  for (const { name, sinceMs } of runningProcesses()) {
    if (GIT.test(name) && sinceMs < lock.mtimeMs + SLACK_MS) return false;
    if (turns.isOver) yield* turns.step();
  }
  return true;
}
