/**
 * The texts of a label's moves: commit messages, their trailers, and reflog messages.
 */
import { TreeboxError } from '../core/errors.ts';
import type { TreeId } from '../core/ids.ts';
import { MESSAGE_MAX_BYTES } from '../core/limits.ts';
import type { Trailer } from '../git/format/commit-codec.ts';

/** The kinds of move in a label's log. */
export type MoveOp = 'create' | 'push' | 'force' | 'reset';

/** The execution that left a snapshot. */
export interface Origin {
  readonly execution: string;
  readonly session: string | null;
}

/** Characters of a session's name that a commit shows. */
const SESSION_SHOWN_MAX = 200;

/** Returns the trailers of a commit whose snapshot an execution left. */
export function originTrailers({ execution, session }: Origin): Trailer[] {
  // A trailer is one line of text, but a session's name may have line feeds and control characters.
  const name = session
    ?.replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, SESSION_SHOWN_MAX);
  return [{ key: 'Execution', value: execution }, ...(name ? [{ key: 'Session', value: name }] : [])];
}

/** Returns the reflog message of a move. */
export function logMessage(op: MoveOp, message: string): string {
  return message === '' ? op : `${op}: ${message}`;
}

/** Checks a message. @returns the message to store; empty when there is none @throws TreeboxError `bad_message` */
export function checkMessage(message: string | null | undefined): string {
  if (message == null || message.trim() === '') return '';
  const bytes = Buffer.byteLength(message);
  if (bytes > MESSAGE_MAX_BYTES) {
    throw new TreeboxError('bad_message', `message has ${bytes} bytes: at most ${MESSAGE_MAX_BYTES} are kept`);
  }
  if (message.includes('\0'))
    throw new TreeboxError('bad_message', 'message contains a NUL; a commit must not contain one');
  return message;
}

/** Says what a label names and what the push expected. @param current its tree; null when it does not exist */
export function standingText(current: TreeId | null, expected: TreeId | null): string {
  const there = current === null ? 'does not exist' : `names ${current}`;
  const wanted = expected === null ? 'must not exist yet' : `must name ${expected}`;
  return `${there}; for this push it ${wanted}`;
}
