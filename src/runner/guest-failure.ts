/**
 * How the isolate's work ends when it does not end well, and what is told of a value that came out of it.
 *
 * isolated-vm copies what guest code throws: an error with its stack, a primitive as it is. Nothing of the host may come
 * along, neither to the guest's listeners nor to the user.
 */

import type { Rejection } from '../guest/border.ts';

/** How the frames of the code that enters the isolate are named. */
const HOST_FILES = new URL('./', import.meta.url).href;

/** Why a run failed, as the guest side describes it. */
export interface GuestFailure {
  /** `Name: message` and V8's frames. */
  readonly text: string;
  readonly code: string | null;
}

/** Thrown out of every method once the isolate is gone because its memory limit was passed. */
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

/** Thrown for what guest code threw past every handler: a rejected promise that nothing handles, a failing module. */
export class Uncaught extends Error {
  override readonly name = 'Uncaught';
  readonly failure: GuestFailure;
  /** What the guest is told of it, in the form of a `Rejection`. */
  readonly told: Rejection;

  constructor(failure: GuestFailure, told: Rejection) {
    super(failure.text);
    this.failure = failure;
    this.told = told;
  }
}

/** What is said of a thrown value that is neither an error nor a primitive, of which isolated-vm tells nothing. */
const UNCOPIED =
  'Uncaught value that is no Error: a module threw it, or it is the reason of a rejection that nothing handled, so what it ' +
  'holds is not known. Throw or reject with an Error, or handle it with catch or await';

/** Whether isolated-vm made the error, in place of a value that it does not copy. */
function isUncopied({ message }: Error): boolean {
  return message.startsWith('An object was thrown from supplied code within isolated-vm');
}

/** What came out of the isolate, for the user. */
export function uncaught(error: unknown): Uncaught {
  const told = toldOf(error);
  if (!(error instanceof Error)) return new Uncaught({ text: `Uncaught ${String(error)}`, code: null }, told);
  if (isUncopied(error)) return new Uncaught({ text: UNCOPIED, code: null }, told);
  const code = (error as { code?: unknown }).code;
  return new Uncaught({ text: guestStack(error), code: typeof code === 'string' ? code : null }, told);
}

/** What the guest is told of a rejection: nothing of the host. */
export function toldOf(error: unknown): Rejection {
  if (!(error instanceof Error)) return [error];
  return isUncopied(error) ? ['Error', UNCOPIED, `Error: ${UNCOPIED}`] : [error.name, error.message, guestStack(error)];
}

/**
 * What the guest's side of a stack says: isolated-vm puts the host's frames behind it. What was thrown without a stack has
 * been given the host's instead, whose frames are all its own and the first of them of this folder.
 */
function guestStack(error: Error): string {
  const { stack = '' } = error;
  const border = stack.indexOf('\n    at (<isolated-vm boundary>)');
  const text = border < 0 ? stack : stack.slice(0, border);
  return text === '' || text.includes(HOST_FILES) ? `${error.name}: ${error.message}` : text;
}
