/**
 * Gives processes that work for clients a lower priority than the server, so that short requests do not wait for them.
 */
import type { ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';

/** Added to the server's own niceness. */
const NICER_BY = 3;

/** Lowers the priority of a process that was just started. Threads and children that it starts later inherit it. */
export function lowerPriority({ pid }: Pick<ChildProcess, 'pid'>): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + NICER_BY, constants.priority.PRIORITY_LOW));
  } catch {
    // The process has ended, or the system forbids the change. It also works at the server's priority.
  }
}
