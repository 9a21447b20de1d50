/**
 * Replies of a worker to the server. The server sends one question at a time, and gets one reply to each.
 *
 * A worker handles trees that may be made to attack it, so the server reads its replies only through a check.
 */
import { ERROR_STATUS, type ErrorCode } from '../../core/errors.ts';
import type { FrameBounds } from '../../core/frames.ts';
import { ERROR_TEXT_MAX } from '../../core/limits.ts';
import { type Check, exactly, isTrue, keyOf, textUpTo, WrongShape } from '../../core/shape.ts';

export type WorkerReply<Answer> =
  | { readonly answer: Answer }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string } }
  /** The answer does not fit into the worker's memory, or into a frame. */
  | { readonly tooLarge: true }
  /** A broken invariant, with its stack for the log. */
  | { readonly failure: string };

/** The question whether the worker has started. The answer is null. */
export const READY = { call: 'ready' };

const MiB = 1024 * 1024;
/**
 * Limits of a reply: all the texts that a merge reports, and a page of a thousand conflicts, each with seven texts that may
 * be long, with its warnings; or a thousand lines that a search has found, each with forty around it. See `INLINE_SHORT` in
 * `answer-questions.ts`.
 */
export const FROM_WORKER_BOUNDS: FrameBounds = {
  headerBytes: 3 * MiB,
  values: 100_000,
  textBytes: 256 * MiB,
  texts: 10_000,
};
/** Longest text in a reply, in characters. */
const TEXT_MAX = FROM_WORKER_BOUNDS.textBytes;

/** Checks for a text of any length that fits into a frame. */
export const isAnyText = textUpTo(TEXT_MAX);

const isMessage = textUpTo(ERROR_TEXT_MAX);

/** Checks for the reply to a question. @param isAnswer checks its answer */
export function replyWith<Answer>(isAnswer: Check<Answer>): Check<WorkerReply<Answer>> {
  const checks: Readonly<Record<string, Check<WorkerReply<Answer>>>> = {
    answer: exactly({ answer: isAnswer }),
    refusal: exactly({ refusal: exactly({ code: keyOf(ERROR_STATUS), message: isMessage }) }),
    tooLarge: exactly({ tooLarge: isTrue }),
    failure: exactly({ failure: isMessage }),
  };
  return (message) => {
    const [kind] = Object.keys(Object(message));
    if (kind === undefined || !Object.hasOwn(checks, kind)) throw new WrongShape('is not a reply');
    return (checks[kind] as Check<WorkerReply<Answer>>)(message);
  };
}
