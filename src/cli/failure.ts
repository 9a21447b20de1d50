/**
 * How a verb that did not do what was asked says so. Layer 6.
 */

/** Exit statuses; 0 says that what was asked for is done. */
export const EXIT = {
  /** It failed: the script, the request, the server or the way to it. */
  failed: 1,
  /** The command line itself is wrong; no server was asked. */
  usage: 2,
  /** A push was rejected, a merge is in conflict, or something else is in the way that was not expected. */
  rejected: 3,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program with one line on stderr. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: ExitStatus;
  /** The kind of error as the server's answer names it. */
  readonly code: string | undefined;

  constructor(status: ExitStatus, message: string, { code, cause }: { code?: string; cause?: unknown } = {}) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}
