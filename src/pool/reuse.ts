/**
 * Decides which run a process may serve after another.
 *
 * A guest that has taken over its process can observe later runs in that process. The reuse mode limits which runs those
 * can be.
 */

/** Runs that may share a process: none, those of one session, or any. */
export const REUSES = ['run', 'session', 'pool'] as const;
export type Reuse = (typeof REUSES)[number];

const MiB = 1024 * 1024;
/** Number of runs after which a process is replaced: leaks of isolated-vm show only after thousands. */
const RUNS_MAX = 2_000;
/**
 * Difference of that number between places of a pool, and the number of different ones. All processes get equally many
 * runs, and a pool must not lose all of them at once.
 */
const STAGGER = 125;
const STAGGERED = 8;
/**
 * Growth after which a process is replaced, in bytes: memory that one large run left behind must not count for the
 * next.
 */
const GROWTH_MAX_BYTES = 192 * MiB;

/** History of a process: the number of its runs so far, and the session of the last one. */
interface Served {
  readonly runs: number;
  readonly session: string | null;
}

/**
 * Returns whether a process is replaced after a run.
 * @param grownBytes growth of its resident size
 * @param place index of the process in its pool; its successor has the same
 */
export function isUsedUp(served: Served, grownBytes: number, reuse: Reuse, place: number): boolean {
  const isServed = reuse === 'run' || (reuse === 'session' && served.session === null);
  return isServed || served.runs >= RUNS_MAX - (place % STAGGERED) * STAGGER || grownBytes > GROWTH_MAX_BYTES;
}

/** Returns whether a process may serve the job. */
export function mayServe(served: Served, job: { readonly session?: string | null }, reuse: Reuse): boolean {
  if (reuse === 'pool' || served.runs === 0) return true;
  return reuse === 'session' && served.session !== null && served.session === job.session;
}

/**
 * Returns the process that a job gets. With reuse `session` it is one that served its session before, if there is one;
 * else the one that has been free longest, which had the most time to load parts of the library ahead (bench row
 * `mounted run`).
 * @param free processes in the order in which they became free
 */
export function bestFor<Process extends Served>(
  job: { readonly session?: string | null },
  free: readonly Process[],
  reuse: Reuse,
): Process | undefined {
  const fit = free.filter((each) => mayServe(each, job, reuse));
  const known = reuse === 'session' ? fit.find(({ runs }) => runs > 0) : undefined;
  return known ?? fit[0];
}
