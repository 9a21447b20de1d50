/**
 * Failures of verbs, and their exit statuses.
 */

/** Exit statuses; 0 means success. `run` has its own (`run/status.ts`). */
export const EXIT = {
  /** The script, the request, the server or the connection failed. */
  failed: 1,
  /** The command line itself is wrong; no server was asked. */
  usage: 2,
  /** A push was rejected, a merge is in conflict, or another expectation did not hold. */
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
  /** The error code in the server's answer. */
  readonly code: string | undefined;
  /** Further lines for people, printed below the message. */
  readonly details: readonly string[];

  constructor(status: number, message: string, { code, cause, details = [] }: FailureOptions = {}) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
