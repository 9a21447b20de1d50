/**
 * Ends of a run other than completion.
 */
import type { FsError } from '../../vfs/errno.ts';
import type { CompileFailure } from '../compiler/protocol.ts';
import type { RunOutcome } from './protocol.ts';

/** An end other than completion, thrown to leave the phases early. */
export class Ended extends Error {
  readonly outcome: RunOutcome;
  readonly text: string | null;
  readonly exitCode: number | null;

  constructor(outcome: RunOutcome, text: string | null, exitCode: number | null = null) {
    super(outcome);
    this.outcome = outcome;
    this.text = text;
    this.exitCode = exitCode;
  }
}

/** The end of a run by a file that is no valid source. */
export function syntaxError(file: string, { message, line, column }: CompileFailure): Ended {
  return new Ended('syntax_error', `SyntaxError: ${message}\n    at ${file}:${line}:${column}`);
}

/** The end of a run by a failure of its volume before it has started. */
export function volumeFailure(error: FsError): Ended {
  return new Ended(error.code === 'ENOSPC' ? 'quota_exceeded' : 'threw', `Error: ${error.message}`);
}
