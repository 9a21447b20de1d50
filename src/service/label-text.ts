/**
 * The texts of a label's moves: commit messages, their trailers, and reflog messages.
 */
import { TreeboxError } from '../core/errors.ts';
import type { TreeId } from '../core/ids.ts';
import { MESSAGE_MAX_BYTES } from '../core/limits.ts';
import type { Trailer } from '../git/format/commit-codec.ts';

/** The kinds of move that a log tells apart. */
export type MoveOp = 'create' | 'push' | 'force' | 'reset';

/** The execution that left a snapshot. */
export interface Origin {
  readonly execution: string;
  readonly session: string | null;
}

/** Characters of a session's name that a commit shows. */
const SESSION_SHOWN_MAX = 200;

/** The trailers of a commit that an execution made. */
export function originTrailers({ execution, session }: Origin): Trailer[] {
  // A trailer is one line of text; a session's name may be anything.
  const name = session
    ?.replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, SESSION_SHOWN_MAX);
  return [{ key: 'Execution', value: execution }, ...(name ? [{ key: 'Session', value: name }] : [])];
}

/** The line of the log for a move. */
export function logMessage(op: MoveOp, message: string): string {
  return message === '' ? op : `${op}: ${message}`;
}

/** The message as it is to be kept, empty for none. @throws TreeboxError `bad_message` */
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

/** Says where a label stands and where a push wanted it. @param current its tree; null when it does not exist */
export function standingText(current: TreeId | null, expected: TreeId | null): string {
  const there = current === null ? 'does not exist' : `names ${current}`;
  const wanted = expected === null ? 'must not exist yet' : `must name ${expected}`;
  return `${there}; for this push it ${wanted}`;
}
