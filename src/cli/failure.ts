/**
 * How a verb that did not do what was asked says so.
 */

/** Exit statuses; 0 says that what was asked for is done. `run` has its own (`run/status.ts`). */
export const EXIT = {
  /** It failed: the script, the request, the server or the way to it. */
  failed: 1,
  /** The command line itself is wrong; no server was asked. */
  usage: 2,
  /** A push was rejected, a merge is in conflict, or something else is in the way that was not expected. */
  rejected: 3,
} as const;

interface FailureOptions {
  readonly code?: string;
  readonly cause?: unknown;
  readonly details?: readonly string[];
}

/** Ends the program with an error on stderr. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** Exit status of the program. */
  readonly status: number;
  /** The kind of error as the server's answer names it. */
  readonly code: string | undefined;
  /** Further lines for people, under the message. */
  readonly details: readonly string[];

  constructor(status: number, message: string, { code, cause, details = [] }: FailureOptions = {}) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
