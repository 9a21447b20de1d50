/**
 * Calculates how many connections the server may accept, so that descriptors remain for everything else.
 *
 * A new runner needs some descriptors, and guests decide when one is needed. If connections used all descriptors, no runner
 * could be replaced.
 */
import { readFileSync } from 'node:fs';

/** Linux's default limit of a process, for systems without /proc. */
const USUAL_LIMIT = 1_024;
/** Descriptors of the server itself (records, packs, locks, log), and of the git processes and workers that it may run. */
const OWN = 56;
/** Descriptors of one runner. */
const PER_RUNNER = 8;
/** Most connections, whatever the system allows: each costs memory. */
const CONNECTIONS_MAX = 10_000;
const CONNECTIONS_MIN = 8;

/**
 * Returns how many connections to accept at a time.
 * @param runners processes that run guests
 * @param limit descriptors that this process may have open
 */
export function connectionsMax(runners: number, limit = descriptorLimit()): number {
  // Half of what is left: a request may need a file or a pipe besides its connection.
  const left = Math.floor((limit - OWN - PER_RUNNER * (runners + 1)) / 2);
  return Math.min(CONNECTIONS_MAX, Math.max(CONNECTIONS_MIN, left));
}

function descriptorLimit(): number {
  try {
    // Node has raised the soft limit to the hard one at its start.
    const soft = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return soft === undefined ? USUAL_LIMIT : Number(soft);
  } catch {
    return USUAL_LIMIT;
  }
}
