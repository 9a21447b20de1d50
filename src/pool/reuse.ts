/**
 * Which run a process may serve after another.
 *
 * A guest that has taken its process over sees the runs that come after it there: reuse says whose those may be.
 */

/** How long a process is used: for one run, for runs of one session, or for any. */
export const REUSES = ['run', 'session', 'pool'] as const;
export type Reuse = (typeof REUSES)[number];

/** Returns whether a process may serve the job. @param served runs so far, and the session of the last */
export function mayServe(
  served: { readonly runs: number; readonly session: string | null },
  job: { readonly session?: string | null },
  reuse: Reuse,
): boolean {
  if (reuse === 'pool' || served.runs === 0) return true;
  return reuse === 'session' && served.session !== null && served.session === job.session;
}
