/**
 * The ways in which a run ends without completing.
 */
import type { FsError } from '../../vfs/errno.ts';
import type { CompileFailure } from '../compiler/protocol.ts';
import type { RunOutcome } from './protocol.ts';

/** An end other than completion, thrown to skip the remaining phases. */
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

/** Makes the end of a run that has an invalid source file. */
export function syntaxError(file: string, { message, line, column }: CompileFailure): Ended {
  return new Ended('syntax_error', `SyntaxError: ${message}\n    at ${file}:${line}:${column}`);
}

/** Makes the end of a run whose volume failed before it started. */
export function volumeFailure(error: FsError): Ended {
  return new Ended(error.code === 'ENOSPC' ? 'quota_exceeded' : 'threw', `Error: ${error.message}`);
}
