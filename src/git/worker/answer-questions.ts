/**
 * The side of a worker in the process itself.
 */
import { TreeboxError } from '../../core/errors.ts';
import { encodeFrame, isWithin } from '../../core/frames.ts';
import { ERROR_TEXT_MAX } from '../../core/limits.ts';
import { answerRequests } from '../../processes/answer-requests.ts';
import { FROM_WORKER_BOUNDS, READY, type WorkerReply } from './worker-protocol.ts';

/** Errors of V8 about a buffer, a list or a text that is longer than it can make. */
const TOO_LARGE = /allocation failed|Invalid (?:array|typed array|string) length|string longer than/i;

/**
 * Longest string in the header of an answer with many long names, in characters: object names stay in it. A conflict then
 * takes two kilobytes of the header at most, so a page of them fits.
 */
const INLINE_SHORT = 40;

/** Begins to answer the server's questions. */
export function answerQuestions<Question extends { readonly call: string }>(
  answer: (question: Question) => unknown,
): void {
  answerRequests(async (request) => {
    const question = request as Question;
    try {
      return frameOf({ answer: question.call === READY.call ? null : await answer(question) });
    } catch (error) {
      return encodeFrame(replyTo(error));
    }
  });
}

function frameOf(reply: WorkerReply<unknown>): Buffer {
  for (const inlineMax of [undefined, INLINE_SHORT]) {
    const frame = encodeFrame(reply, inlineMax);
    if (isWithin(frame, FROM_WORKER_BOUNDS)) return frame;
  }
  return encodeFrame({ tooLarge: true } satisfies WorkerReply<unknown>);
}

function replyTo(error: unknown): WorkerReply<never> {
  if (error instanceof TreeboxError)
    return { refusal: { code: error.code, message: error.message.slice(0, ERROR_TEXT_MAX) } };
  if (error instanceof Error && TOO_LARGE.test(error.message)) return { tooLarge: true };
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { failure: failure.slice(0, ERROR_TEXT_MAX) };
}
