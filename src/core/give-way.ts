/**
 * Makes processes that work for clients give way to the server: whoever waits for an answer of milliseconds goes first.
 */
import type { ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';

/** Added to the server's own niceness. */
const NICER_BY = 5;

/** Lowers the priority of a process that was just started. Threads and children that it starts have the same one. */
export function giveWay({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + NICER_BY, constants.priority.PRIORITY_LOW));
  } catch {
    // It has ended already, or the system forbids it: the process works all the same.
  }
}
