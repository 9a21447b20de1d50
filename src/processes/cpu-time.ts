/**
 * Processor time of a process, as the kernel counts it.
 * @see proc_pid_stat(5)
 */
import { processAndChildren, readIfThere } from './resident-size.ts';

/** Length of the kernel's unit, in ms: every architecture on which treebox runs has 100 ticks per second. */
const TICK_MS = 10;
/** Position of `utime` behind the program's name; `stime` and the times of the ended children follow. */
const [FIRST, LAST] = [11, 14];

/**
 * Returns the processor time of a process and of the children that its main thread started, in ms; zero where the system
 * does not report it.
 */
export function cpuMsOf(pid: number | undefined): number {
  const stats = processAndChildren(pid).map((each) => readIfThere(`/proc/${each}/stat`));
  // The name is in parentheses, and may itself contain them.
  const times = stats.flatMap((stat) =>
    stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(FIRST, LAST + 1),
  );
  return times.reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
}
