/**
 * Failures of the isolate's work, and the description of thrown values.
 *
 * isolated-vm copies thrown values: an error with its stack, a primitive unchanged. Neither the guest's listeners nor
 * the user may see details of the host in them.
 */

import type { Rejection } from '../guest/border.ts';

/** Folder of the code that enters the isolate, as in the file names of its stack frames. */
const HOST_FILES = new URL('./', import.meta.url).href;

/** The failure of a run, as the guest side describes it. */
export interface GuestFailure {
  /** `Name: message` and V8's frames. */
  readonly text: string;
  readonly code: string | null;
}

/** Thrown by every method after the isolate has exceeded its memory limit. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Thrown when the guest asked to exit. */
export class Exited extends Error {
  override readonly name = 'Exited';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`process.exit(${exitCode})`);
    this.exitCode = exitCode;
  }
}

/** Thrown for an error that no handler of the guest caught: an unhandled rejection, a failing module. */
export class Uncaught extends Error {
  override readonly name = 'Uncaught';
  readonly failure: GuestFailure;
  /** The error as the guest may see it. */
  readonly told: Rejection;

  constructor(failure: GuestFailure, told: Rejection) {
    super(failure.text);
    this.failure = failure;
    this.told = told;
  }
}

/** Description of a thrown value that is neither an error nor a primitive: isolated-vm reports nothing about it. */
const UNCOPIED =
  'Uncaught value that is not an Error: a module threw it, or it is the reason of a rejection that nothing handled, so what it ' +
  'holds is not known. Throw or reject with an Error, or handle it with catch or await';

/** Returns whether isolated-vm made the error, in place of a value that it does not copy. */
function isUncopied({ message }: Error): boolean {
  return message.startsWith('An object was thrown from supplied code within isolated-vm');
}

/** Describes a value that was thrown out of the isolate, for the user. */
export function uncaught(error: unknown): Uncaught {
  const told = toldOf(error);
  if (!(error instanceof Error)) return new Uncaught({ text: `Uncaught ${String(error)}`, code: null }, told);
  if (isUncopied(error)) return new Uncaught({ text: UNCOPIED, code: null }, told);
  const code = (error as { code?: unknown }).code;
  return new Uncaught({ text: guestStack(error), code: typeof code === 'string' ? code : null }, told);
}

/** Describes a rejection to the guest, without details of the host. */
export function toldOf(error: unknown): Rejection {
  if (!(error instanceof Error)) return [error];
  return isUncopied(error) ? ['Error', UNCOPIED, `Error: ${UNCOPIED}`] : [error.name, error.message, guestStack(error)];
}

/**
 * Returns the guest's part of a stack: isolated-vm appends the host's frames. An error without a stack gets the host's
 * stack, which contains a file of this folder.
 */
function guestStack(error: Error): string {
  const { stack = '' } = error;
  const border = stack.indexOf('\n    at (<isolated-vm boundary>)');
  const text = border < 0 ? stack : stack.slice(0, border);
  return text === '' || text.includes(HOST_FILES) ? `${error.name}: ${error.message}` : text;
}
