/**
 * The side of an `AskedProcess` in the process itself: answers one request after the other until the server goes away.
 */
import { inheritedChannel } from '../core/frame-channel.ts';
import type { FrameBounds } from '../core/frames.ts';

/** The file descriptor of the pipe to the server. */
export const CHANNEL_FD = 3;

/** Limits of a message from the server, which the process trusts. */
const FROM_SERVER_BOUNDS: FrameBounds = { headerBytes: 2 ** 30, values: 2 ** 30, textBytes: 2 ** 30, texts: 2 ** 30 };

/**
 * Begins to answer requests.
 * @param answer returns the answer as a frame; if it fails, the process ends
 */
export function answerRequests(answer: (request: unknown) => Promise<Buffer>): void {
  const channel = inheritedChannel(CHANNEL_FD, FROM_SERVER_BOUNDS, {
    onMessage: async (request) => channel.sendFrame(await answer(request)),
    onFault: (reason) => {
      throw new Error(`the server sent an invalid message: ${reason}`);
    },
    onEnd: () => process.exit(0),
  });
  // The server decides when this process ends; a signal to the whole group must not end it before the server is done.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
}
