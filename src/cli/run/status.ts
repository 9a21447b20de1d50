/**
 * The exit status of `treebox run`: the program's own, so that scripts see a run like the program itself. Other
 * failures use 124 and up, as with `timeout` and `docker run`.
 */
import { constants } from 'node:os';
import type { Execution } from '../execution.ts';
import { Failure } from '../failure.ts';

export const RUN_EXIT = {
  /** The program threw or is not a valid source, as with Node. */
  threw: 1,
  /** The run reached its time limit, as with `timeout`. */
  timedOut: 124,
  /** treebox failed: a wrong command line, no answer, a refused request, a lost run. */
  treebox: 125,
  /** The file to run can't be read. */
  unreadable: 126,
  /** The file to run does not exist. */
  notFound: 127,
  /** The run completed, but its push was rejected or is in conflict. */
  notPushed: 128,
  /** The run was ended from outside or ran out of memory, like a process that got SIGKILL. */
  killed: 137,
} as const;

/** The statuses for the help and the documentation, one per line. */
export const RUN_STATUSES = `Exit status: the program's own (process.exit; 1 when it threw), or
  124  the run reached its time limit
  125  treebox failed: a wrong command line, no answer from the server, a refused request
  126  the file can't be read
  127  the file does not exist
  128  the run completed, but its push was rejected or is in conflict
  130  cancelled by an interrupt (Ctrl-C); 143 by SIGTERM
  137  out of memory, or cancelled from elsewhere`;

/** A shell sees only the low byte of a status. */
const STATUS_MASK = 0xff;
/** A shell adds this to the number of the signal that ended a program. */
const SIGNALLED = 128;

/**
 * Returns the exit status for an execution.
 * @param signal the signal that made the command line cancel it
 */
export function runStatus({ outcome, exit_code }: Execution, signal: NodeJS.Signals | undefined): number {
  switch (outcome) {
    case 'completed':
      return 0;
    case 'exited':
      return (exit_code ?? RUN_EXIT.threw) & STATUS_MASK || RUN_EXIT.threw;
    case 'timed_out':
      return RUN_EXIT.timedOut;
    case 'cancelled':
      return signal === undefined ? RUN_EXIT.killed : SIGNALLED + constants.signals[signal];
    case 'out_of_memory':
      return RUN_EXIT.killed;
    case 'crashed':
    case 'lost':
      return RUN_EXIT.treebox;
    default:
      return RUN_EXIT.threw;
  }
}

/** Runs a task of `run`. A failure without a status of its own gets the status for failures of treebox. */
export async function withRunStatus<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof Failure) || error.status >= RUN_EXIT.treebox) throw error;
    const { message, code, cause, details } = error;
    throw new Failure(RUN_EXIT.treebox, message, { ...(code !== undefined && { code }), cause, details });
  }
}
