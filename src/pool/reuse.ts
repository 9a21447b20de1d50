/**
 * Which run a process may serve after another.
 *
 * A guest that has taken its process over sees the runs that come after it there: reuse says whose those may be.
 */

/** How long a process is used: for one run, for runs of one session, or for any. */
export const REUSES = ['run', 'session', 'pool'] as const;
export type Reuse = (typeof REUSES)[number];

const MiB = 1024 * 1024;
/** Runs after which a process is replaced: leaks of an isolate library show only after thousands. */
const RUNS_MAX = 2_000;
/** Growth after which a process is replaced, in bytes: what one large run left behind must not count for the next. */
const GROWTH_MAX_BYTES = 192 * MiB;

/** Returns whether a process is replaced after a run. @param grownBytes what its resident size has grown by */
export function isUsedUp(
  served: { readonly runs: number; readonly session: string | null },
  grownBytes: number,
  reuse: Reuse,
): boolean {
  const isServed = reuse === 'run' || (reuse === 'session' && served.session === null);
  return isServed || served.runs >= RUNS_MAX || grownBytes > GROWTH_MAX_BYTES;
}

/** Returns whether a process may serve the job. @param served runs so far, and the session of the last */
export function mayServe(
  served: { readonly runs: number; readonly session: string | null },
  job: { readonly session?: string | null },
  reuse: Reuse,
): boolean {
  if (reuse === 'pool' || served.runs === 0) return true;
  return reuse === 'session' && served.session !== null && served.session === job.session;
}
